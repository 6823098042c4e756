"""A store in memory for long runs: what `MemoryStore` promises, without its copies and searches.

It keeps no promise across a crash, and needs none here: nothing crashes in these runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from heapq import heappop, heappush

from sroki.events.findings import Finding
from sroki.workflows.assessment import Assessment
from sroki.workflows.standing import Changes, Entry, Head, Letter, Outline, SubjectState


class QuickStore:
    """One partition of plain dictionaries; also its own transaction."""

    partitions = 1

    def __init__(self) -> None:
        self.head = Head(0)
        self.states: dict[str, SubjectState] = {}
        self.assessments: dict[str, Assessment | None] = {}
        self.findings: list[Finding] = []
        self.contents: dict[bytes, bytes] = {}
        self.boxes: dict[int, Letter] = {}
        self._rows = 0
        self._alarms: list[tuple[datetime, str]] = []
        self._awaiting: dict[str, dict[str, datetime]] = {}

    @contextmanager
    def transaction(self, partition: int) -> Iterator[QuickStore]:
        assert partition == 0
        yield self

    def seen(self, identities: Collection[bytes]) -> dict[bytes, bytes]:
        return {one: self.contents[one] for one in identities if one in self.contents}

    def load(self, keys: Collection[str]) -> dict[str, SubjectState]:
        return {key: self.states[key] for key in keys if key in self.states}

    def outlines(self, keys: Collection[str]) -> dict[str, Outline]:
        return {}  # every subject is assessed whole

    def due(self, at: datetime, limit: int) -> Sequence[str]:
        found: list[tuple[datetime, str]] = []
        while self._alarms and self._alarms[0][0] <= at and len(found) < limit:
            alarm = heappop(self._alarms)
            if self.states[alarm[1]].next_change_at == alarm[0] and alarm not in found[-1:]:
                found.append(alarm)
        for alarm in found:
            heappush(self._alarms, alarm)
        return list(dict.fromkeys(key for _, key in found))

    def awaiting(self, watermark: str, to: datetime, limit: int, after: str) -> Sequence[str]:
        _authority, role, unit = watermark.split("/")
        found = []
        for key in sorted(self._awaiting.get(role, ())):
            standing = self.assessments[key]
            concerns = standing is not None and unit in ("*", standing.unit)
            if concerns and key > after and self._awaiting[role][key] <= to:
                found.append(key)
        return found[:limit]

    def under_another(self, rulebook: str, limit: int) -> Sequence[str]:
        return [key for key in sorted(self.states) if self.states[key].rulebook != rulebook][:limit]

    def letters(self, limit: int) -> Sequence[tuple[int, Letter]]:
        return list(self.boxes.items())[:limit]

    def told_before(self, ids: Collection[str]) -> Collection[str]:
        return ()

    def said_of_adopted(self) -> Sequence[Finding]:
        return ()

    def journalled(self, after: int, limit: int) -> Sequence[Entry]:
        return ()  # it keeps no journal

    def write(self, changes: Changes) -> None:
        self.head = changes.head
        for entry in changes.entries:
            if entry.kind == "event" and entry.identity is not None and entry.content is not None:
                self.contents[entry.identity] = entry.content
        for key, (state, after) in changes.subjects.items():
            self.states[key] = state
            self.assessments[key] = after
            if state.next_change_at is not None:
                heappush(self._alarms, (state.next_change_at, key))
            for role in self._awaiting.values():
                role.pop(key, None)
            for name, due in (after.awaits if after is not None else {}).items():
                self._awaiting.setdefault(name, {})[key] = due
        self.findings += changes.findings
        for row in changes.delivered:
            del self.boxes[row]
        for letter in changes.letters:
            self._rows += 1
            self.boxes[self._rows] = letter
