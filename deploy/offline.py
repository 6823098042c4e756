"""Events of a file held against editions, without a store: the same standing, in bounded memory.

What follows is a function of the set of lines. They are laid out on disk and taken in an order of
their own: events that name their case first, then those that open a case under a number, then the
rest; within each by moment, source, id and content. So no order of lines, and no repetition, can
change an answer, not even that of a number claimed twice. Then each subject is assessed by itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, Self

from sroki.deploy.library import declared_of
from sroki.events.base import Event
from sroki.events.cases import OPENING
from sroki.events.catalogue import encode, identity, parse_many, to_bytes
from sroki.events.intake import Intake
from sroki.events.memory import MemoryAliases, MemoryLists
from sroki.events.outcomes import Accepted
from sroki.events.reasons import Reason
from sroki.events.record import SourceWatermark
from sroki.events.strict import Limits, read_text
from sroki.monitors.assess import assess
from sroki.monitors.gathering import FORWARDED
from sroki.monitors.plans import Plans
from sroki.workflows.assessment import Assessment

# When a file is read does not matter: nothing in it lies ahead of this.
_END = datetime(2099, 12, 31, tzinfo=UTC)
# An unnamed database: in memory as far as its cache goes, then in a file that is gone with it.
_SCHEMA = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000;
CREATE TABLE line (rank INTEGER, time TEXT, source TEXT, id TEXT, raw TEXT, no INTEGER);
CREATE TABLE event (identity BLOB PRIMARY KEY, content BLOB, subject TEXT, body BLOB);
CREATE TABLE fact (subject TEXT, body BLOB);
"""
_LINES = "SELECT no, raw FROM line ORDER BY rank, time, source, id, raw, no"
_SUBJECTS = """
SELECT subject, body FROM event
WHERE subject NOT LIKE 'group/%' AND subject NOT LIKE 'source/%' ORDER BY subject
"""
_GROUPS = """
SELECT subject, body FROM event WHERE subject LIKE 'group/%'
UNION ALL SELECT subject, body FROM fact ORDER BY subject
"""


class Refusal(NamedTuple):
    """A line that could not be taken, and every reason."""

    line: int
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class Reading:
    """What became of the lines of a file. `later` happened after the moment asked for."""

    lines: int = 0
    taken: int = 0
    repeated: int = 0
    conflicts: int = 0
    later: int = 0
    refused: list[Refusal] = field(default_factory=list)


class Offline:
    """Events of a file and the editions they are held against; `read` once, then `assessed`."""

    def __init__(self, plans: Plans, as_of: datetime, limits: Limits | None = None) -> None:
        self.reading = Reading()
        self._plans = plans
        self._as_of = as_of
        self._limits = limits or Limits()
        self._watermarks: dict[tuple[str, str, str], datetime] = {}
        self._db = sqlite3.connect("")
        self._db.executescript(_SCHEMA)
        self._name = _CaseNames()
        declared = declared_of(plans.rulebook.editions)
        self._intake = Intake(MemoryAliases(), MemoryLists(), self._name.new, declared=declared)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def read(self, lines: Iterable[str]) -> None:
        """Take the lines in; blank ones are none."""
        self._db.executemany("INSERT INTO line VALUES (?,?,?,?,?,?)", self._rows(lines))
        for number, raw in self._db.execute(_LINES):
            self._take(number, raw)
        self._db.execute("DROP TABLE line")

    def assessed(self) -> Iterator[Assessment]:
        """How each subject stands: cases and visits by their key, then groups."""
        for subject, rows in groupby(self._db.execute(_SUBJECTS), itemgetter(0)):
            events = parse_many([body for _, body in rows])
            after = self._assess(subject, events)
            self._forward(after, events)
            yield after
        for subject, rows in groupby(self._db.execute(_GROUPS), itemgetter(0)):
            yield self._assess(subject, parse_many([body for _, body in rows]))

    def _rows(self, lines: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            self.reading.lines += 1
            items = read_text(line.removeprefix("\ufeff"), self._limits)
            if isinstance(items, Reason):
                self.reading.refused.append(Refusal(number, (items,)))
                continue
            for item in items:
                if item.reason is not None:
                    self.reading.refused.append(Refusal(number, (item.reason,)))
                else:
                    yield (*_order(item.fields), item.raw, number)

    def _take(self, number: int, raw: str) -> None:
        fields = _fields(raw, self._limits)
        self._name.told_by(raw)
        outcome = self._intake.take(fields, _END)
        if not isinstance(outcome, Accepted):
            self.reading.refused.append(Refusal(number, outcome.reasons))
            return
        for event in outcome.events:
            if event.occurred_at > self._as_of:
                self.reading.later += 1
            else:
                self._put(event)

    def _put(self, event: Event) -> None:
        content, name = encode(event)[1], identity(event)
        if isinstance(event, SourceWatermark):
            body = b""
            self._told(event)
        else:
            body = to_bytes(event.model_copy(update={"received_at": None}))
        row = (name, content, event.subject, body)
        if self._db.execute("INSERT OR IGNORE INTO event VALUES (?,?,?,?)", row).rowcount:
            self.reading.taken += 1
            return
        known = "SELECT content FROM event WHERE identity = ?"
        if self._db.execute(known, (name,)).fetchone()[0] == content:
            self.reading.repeated += 1
        else:
            self.reading.conflicts += 1

    def _told(self, event: SourceWatermark) -> None:
        for unit in event.units or ("*",):
            key = (event.authority, unit, event.role)
            self._watermarks[key] = max(
                self._watermarks.get(key, event.complete_to), event.complete_to
            )

    def _assess(self, subject: str, events: Sequence[Event]) -> Assessment:
        told = self._watermarks_of(events[0]) if self._watermarks else {}
        return assess(subject, events, self._plans, self._as_of, told)

    def _watermarks_of(self, event: Event) -> Mapping[str, datetime]:
        found: dict[str, datetime] = {}
        for (authority, unit, role), to in self._watermarks.items():
            if authority == event.authority and unit in ("*", event.unit):
                found[role] = max(found.get(role, to), to)
        return found

    def _forward(self, after: Assessment, events: Sequence[Event]) -> None:
        """Tell the groups of a case what they need of it."""
        bodies = [to_bytes(event) for event in events if event.kind in FORWARDED]
        rows = [(group, body) for group in after.routes for body in bodies]
        self._db.executemany("INSERT INTO fact VALUES (?,?)", rows)


class _CaseNames:
    """Ids for cases that are known by a number alone: made of the event that opened the case."""

    def __init__(self) -> None:
        self._seed = b""
        self._count = 0

    def told_by(self, raw: str) -> None:
        """Ids asked for from here on are of this event."""
        self._seed, self._count = raw.encode(), 0

    def new(self) -> str:
        """An id that nothing but the event decides."""
        self._count += 1
        return blake2b(self._seed + bytes([0, self._count % 256]), digest_size=12).hexdigest()


def _order(fields: Mapping[str, Any]) -> tuple[int, str, str, str]:
    """Where an event stands among those to be taken in."""
    data = fields.get("data")
    kind = str(fields.get("type", "")).split(".")[2:3]
    if isinstance(data, dict) and "case_id" in data:
        rank = 0
    else:
        rank = 1 if kind and kind[0] in OPENING else 2
    return rank, str(fields.get("time")), str(fields.get("source")), str(fields.get("id"))


def _fields(raw: str, limits: Limits) -> dict[str, Any]:
    """The fields of an event that was read once already."""
    items = read_text(raw, limits)
    return {} if isinstance(items, Reason) else items[0].fields
