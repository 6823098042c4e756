"""A store in memory: the plainest thing that keeps the promise of `monitors.ports`.

It is the second implementation that the suites of standing and ledger run on, and the oracle that
the SQL stores are compared with. A crash is an exception between `load` and `write`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter

from sroki.events.findings import Finding
from sroki.events.partitions import partition_of
from sroki.workflows.assessment import Assessment
from sroki.workflows.standing import (
    Changes,
    Conflict,
    Entry,
    Head,
    InputKind,
    Letter,
    Outline,
    SubjectState,
    Unread,
)


class MemoryStore:
    """Partitions of plain dictionaries; `write` replaces everything at once."""

    def __init__(self, partitions: int = 1, rulebook: str = "") -> None:
        self.partitions = partitions
        self.heads = [Head(p, rulebook=rulebook) for p in range(partitions)]
        self.journals: list[list[Entry]] = [[] for _ in range(partitions)]
        self.states: list[dict[str, SubjectState]] = [{} for _ in range(partitions)]
        self.assessments: dict[str, Assessment | None] = {}
        self.findings: list[Finding] = []
        self.conflicts: list[Conflict] = []
        self.unread: list[Unread] = []
        self.boxes: list[dict[int, Letter]] = [{} for _ in range(partitions)]
        self.counts: dict[tuple[str, str], int] = {}
        self._rows = 0

    @contextmanager
    def transaction(self, partition: int) -> Iterator[MemoryTransaction]:
        yield MemoryTransaction(self, partition)

    def letter(self, letter: Letter) -> None:
        self._rows += 1
        self.boxes[partition_of(letter.to, self.partitions)][self._rows] = letter


class MemoryTransaction:
    def __init__(self, store: MemoryStore, partition: int) -> None:
        self.store = store
        self.partition = partition
        self.head = copied_head(store.heads[partition])

    def seen(self, identities: Collection[bytes]) -> dict[bytes, bytes]:
        wanted = set(identities)
        return {
            entry.identity: entry.content
            for entry in self.store.journals[self.partition]
            if entry.kind in ("event", "watermark")
            if entry.identity in wanted and entry.content is not None
        }

    def load(self, keys: Collection[str]) -> dict[str, SubjectState]:
        states = self.store.states[self.partition]
        return {key: copied(states[key]) for key in keys if key in states}

    def outlines(self, keys: Collection[str]) -> dict[str, Outline]:
        return {}  # every subject is assessed whole

    def due(self, at: datetime, limit: int) -> Sequence[str]:
        found = sorted(
            (state.next_change_at, key)
            for key, state in self.store.states[self.partition].items()
            if state.next_change_at is not None and state.next_change_at <= at
        )
        return [key for _, key in found[:limit]]

    def awaiting(self, watermark: str, to: datetime, limit: int, after: str) -> Sequence[str]:
        authority, role, unit = watermark.split("/")
        found = []
        for key in sorted(self.store.states[self.partition]):
            standing = self.store.assessments.get(key)
            if key <= after or standing is None or standing.authority != authority:
                continue
            if unit not in ("*", standing.unit):
                continue
            due = standing.awaits.get(role)
            if due is not None and due <= to:
                found.append(key)
        return found[:limit]

    def under_another(self, rulebook: str, limit: int) -> Sequence[str]:
        states = self.store.states[self.partition]
        return [key for key in sorted(states) if states[key].rulebook != rulebook][:limit]

    def letters(self, limit: int) -> Sequence[tuple[int, Letter]]:
        return sorted(self.store.boxes[self.partition].items())[:limit]

    def told_before(self, ids: Collection[str]) -> Collection[str]:
        return {one.id for one in self._ledger()}.intersection(ids)

    def said_of_adopted(self) -> Sequence[Finding]:
        named = {
            one.subject
            for entry in self.store.journals[self.partition]
            if entry.kind is InputKind.ADOPTED
            for one in TypeAdapter(list[Finding]).validate_json(entry.body)
        }
        return [one for one in self._ledger() if one.subject in named]

    def _ledger(self) -> list[Finding]:
        return [
            one
            for one in self.store.findings
            if partition_of(one.subject, self.store.partitions) == self.partition
        ]

    def journalled(self, after: int, limit: int) -> Sequence[Entry]:
        return self.store.journals[self.partition][after : after + limit]

    def write(self, changes: Changes) -> None:
        store = self.store
        store.heads[self.partition] = copied_head(changes.head)
        store.heads[self.partition].said += len(changes.findings)
        store.journals[self.partition] += changes.entries
        for key, (state, standing) in changes.subjects.items():
            store.states[self.partition][key] = copied(state)
            store.assessments[key] = standing
        store.findings += changes.findings
        store.conflicts += changes.conflicts
        store.unread += changes.unread
        for letter in changes.letters:
            store.letter(letter)
        for row in changes.delivered:
            del store.boxes[self.partition][row]
        for name, many in changes.counts.items():
            store.counts[name] = store.counts.get(name, 0) + many


def copied(state: SubjectState) -> SubjectState:
    """A state that shares only what nobody changes: events are frozen, the rest is copied."""
    return replace(
        state,
        events=[*state.events],
        held={**state.held},
        ordinals={**state.ordinals},
        conflicts={**state.conflicts},
        memory=None,
    )


def copied_head(head: Head) -> Head:
    """Likewise."""
    return replace(head, watermarks={**head.watermarks}, live_from={**head.live_from})
