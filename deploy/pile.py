"""The lines of a file taken in through the intake, in an order of their own.

They are laid out on disk first, so that a file of any size is read in bounded memory, and taken:
events that name their case, then those that open a case under a number, then the rest; within each
by moment, source, id and content. So no order of lines can change what becomes of one of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from sroki.events.cases import OPENING
from sroki.events.declared import DeclaredTypes
from sroki.events.directory import Directory
from sroki.events.intake import Intake
from sroki.events.memory import MemoryAliases, MemoryLists
from sroki.events.outcomes import Outcome, Rejected
from sroki.events.reasons import Reason
from sroki.events.strict import Limits, read_text

# When a file is read does not matter: nothing in it lies ahead of this.
_END = datetime(2099, 12, 31, tzinfo=UTC)
# An unnamed database: in memory as far as its cache goes, then in a file that is gone with it.
SCRATCH = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000;"
_TABLE = "CREATE TABLE line (rank INTEGER, time TEXT, source TEXT, id TEXT, raw TEXT, no INTEGER)"
_ORDERED = "SELECT no, raw FROM line ORDER BY rank, time, source, id, raw, no"


class Taken(NamedTuple):
    """A line of a file and what became of an event in it."""

    line: int
    outcome: Outcome


def take_lines(
    lines: Iterable[str],
    declared: DeclaredTypes | None = None,
    directory: Directory | None = None,
    limits: Limits | None = None,
) -> Iterator[Taken]:
    """What becomes of every event of a file; blank lines are none. Unreadable lines come first."""
    limits = limits or Limits()
    names = _CaseNames()
    intake = Intake(
        MemoryAliases(), MemoryLists(), names.new, directory=directory, declared=declared
    )
    scratch = sqlite3.connect("")
    try:
        scratch.executescript(SCRATCH)
        scratch.execute(_TABLE)
        for number, text in enumerate(lines, start=1):
            for fields, raw in _read(text, limits):
                if isinstance(fields, Reason):
                    yield Taken(number, Rejected((fields,)))
                else:
                    row = (*_order(fields), raw, number)
                    scratch.execute("INSERT INTO line VALUES (?,?,?,?,?,?)", row)
        for number, raw in scratch.execute(_ORDERED):
            ((fields, _),) = _read(raw, limits)
            assert not isinstance(fields, Reason), "it was read once already"  # noqa: S101
            names.told_by(fields)
            yield Taken(number, intake.take(fields, _END))
    finally:
        scratch.close()


def _read(text: str, limits: Limits) -> Iterator[tuple[dict[str, Any] | Reason, str]]:
    """The events of a line, each with its own text, or why there is none."""
    if not text.strip():
        return
    items = read_text(text.removeprefix("\ufeff"), limits)
    if isinstance(items, Reason):
        yield items, ""
    else:
        for item in items:
            yield item.reason or item.fields, item.raw


def _order(fields: Mapping[str, Any]) -> tuple[int, str, str, str]:
    """Where an event stands among those to be taken in."""
    data = fields.get("data")
    kind = str(fields.get("type", "")).split(".")[2:3]
    if isinstance(data, dict) and "case_id" in data:
        rank = 0
    else:
        rank = 1 if kind and kind[0] in OPENING else 2
    return rank, str(fields.get("time")), str(fields.get("source")), str(fields.get("id"))


class _CaseNames:
    """Ids for cases that are known by a number alone: made of the event that opened the case."""

    def __init__(self) -> None:
        self._seed = b""
        self._count = 0

    def told_by(self, fields: Mapping[str, Any]) -> None:
        """Ids asked for from here on are of this event."""
        self._seed, self._count = f"{fields.get('source')}\0{fields.get('id')}".encode(), 0

    def new(self) -> str:
        """An id that nothing but the event decides."""
        self._count += 1
        name = self._seed + self._count.to_bytes(8, "big")
        return blake2b(name, digest_size=12).hexdigest()
