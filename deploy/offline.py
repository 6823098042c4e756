"""Events of a file held against editions, without a store: the same standing, in bounded memory.

What follows is a function of the set of lines: neither their order nor repetition matters. Events
are laid out on disk by subject, and each subject is assessed by itself, groups last.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, Self

from sroki.deploy.pile import SCRATCH, take_lines
from sroki.events.base import Event
from sroki.events.catalogue import encode, identity, parse_many, to_bytes
from sroki.events.findings import FindingKind
from sroki.events.outcomes import Accepted
from sroki.events.reasons import Reason
from sroki.events.record import SourceWatermark
from sroki.monitors.assess import assess
from sroki.monitors.gathering import FORWARDED
from sroki.monitors.memory import Whose, memory_for, whose
from sroki.monitors.plans import Plans
from sroki.workflows.assessment import Assessment, Claim
from sroki.workflows.declared import declared_types

_SCHEMA = f"""
{SCRATCH}
CREATE TABLE event (identity BLOB PRIMARY KEY, content BLOB, subject TEXT, body BLOB);
CREATE TABLE fact (subject TEXT, body BLOB);
"""
_SUBJECTS = """
SELECT subject, body FROM event
WHERE subject NOT LIKE 'group/%' AND subject NOT LIKE 'source/%' ORDER BY subject
"""
# A unit's groups first: those of all units are told of them.
_GROUPS = """
SELECT subject, body FROM (
    SELECT subject, body FROM event WHERE subject LIKE 'group/%'
    UNION ALL SELECT subject, body FROM fact
)
WHERE subject LIKE 'group/%/all/%' = :of_all_units ORDER BY subject
"""


class Refusal(NamedTuple):
    """A line that could not be taken, and every reason."""

    line: int
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class Reading:
    """What became of the events of a file. `later` happened after the moment asked for."""

    taken: int = 0
    repeated: int = 0
    conflicts: int = 0
    later: int = 0
    refused: list[Refusal] = field(default_factory=list)


class Offline:
    """Events of a file and the editions they are held against; `read` once, then `assessed`."""

    def __init__(self, plans: Plans, as_of: datetime) -> None:
        self.reading = Reading()
        self._plans = plans
        self._as_of = as_of
        self._conflicts: dict[str, dict[bytes, Claim]] = {}
        self._watermarks: dict[tuple[str, str, str], datetime] = {}
        self._db = sqlite3.connect("")
        self._db.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def read(self, lines: Iterable[str]) -> None:
        """Take the lines in."""
        for line, outcome in take_lines(lines, declared_types(self._plans.rulebook.editions)):
            if not isinstance(outcome, Accepted):
                self.reading.refused.append(Refusal(line, outcome.reasons))
                continue
            for event in outcome.events:
                if event.occurred_at > self._as_of:
                    self.reading.later += 1
                else:
                    self._put(event)

    def assessed(self) -> Iterator[Assessment]:
        """How each subject stands: cases and visits by their key, then groups."""
        for subject, rows in groupby(self._db.execute(_SUBJECTS), itemgetter(0)):
            events = parse_many([body for _, body in rows])
            after = self._assess(subject, events)
            self._forward(after, events)
            yield after
        for of_all_units in (False, True):
            yield from self._groups(of_all_units)

    def _groups(self, of_all_units: bool) -> Iterator[Assessment]:
        told: list[tuple[Assessment, Sequence[Event]]] = []
        rows = self._db.execute(_GROUPS, {"of_all_units": of_all_units})
        for subject, group in groupby(rows, itemgetter(0)):
            heard = parse_many([body for _, body in group])
            after = self._assess(subject, heard)
            if after.routes:
                told.append((after, heard))
            yield after
        for after, events in told:
            self._forward(after, events)

    def _put(self, event: Event) -> None:
        content, name = encode(event)[1], identity(event)
        body = to_bytes(event.model_copy(update={"received_at": None}))
        row = (name, content, event.subject, body)
        if self._db.execute("INSERT OR IGNORE INTO event VALUES (?,?,?,?)", row).rowcount:
            self.reading.taken += 1
            if isinstance(event, SourceWatermark):
                self._told(event)
            return
        known = "SELECT content FROM event WHERE identity = ?"
        if self._db.execute(known, (name,)).fetchone()[0] == content:
            self.reading.repeated += 1
        else:
            self.reading.conflicts += 1
            claim = Claim("record_conflict", FindingKind.DEVIATION, event.id, content.hex())
            self._conflicts.setdefault(event.subject, {})[content] = claim

    def _told(self, event: SourceWatermark) -> None:
        for unit in event.units or ("*",):
            key, to = (event.authority, unit, event.role), event.complete_to
            self._watermarks[key] = max(self._watermarks.get(key, to), to)

    def _assess(self, subject: str, events: Sequence[Event]) -> Assessment:
        memory = memory_for(subject)
        of = whose(memory, events, self._plans)
        told = self._watermarks_of(of) if self._watermarks else {}
        after = assess(subject, events, self._plans, self._as_of, told, memory)
        conflicts = self._conflicts.get(subject, {})
        if not conflicts:
            return after
        claims = tuple(claim for _, claim in sorted(conflicts.items()))
        return after._replace(claims=after.claims + claims)

    def _watermarks_of(self, of: Whose) -> Mapping[str, datetime]:
        found: dict[str, datetime] = {}
        for (authority, unit, role), to in self._watermarks.items():
            if authority == of.authority and unit in ("*", of.unit):
                found[role] = max(found.get(role, to), to)
        return found

    def _forward(self, after: Assessment, events: Sequence[Event]) -> None:
        """Tell the groups of a subject what they need of it."""
        bodies = [to_bytes(event) for event in events if event.kind in FORWARDED]
        rows = [(group, body) for group in after.routes for body in bodies]
        self._db.executemany("INSERT INTO fact VALUES (?,?)", rows)
