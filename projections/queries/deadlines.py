"""The board's list: open deadlines in the order they fall due, a page at a time or all of them.

The keys of a page are found in an index alone (the partial ones over open deadlines) and only its
rows are then looked up, so that a far page costs little more than the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)
from sqlmodel import col

from sroki.projections.queries.due import Counts, Place, authorities
from sroki.projections.queries.horizon import Edges, edges
from sroki.projections.queries.reading import Reading
from sroki.projections.statements import table_of
from sroki.projections.tables import DeadlineRow as D
from sroki.projections.tables import SubjectRow
from sroki.workflows.assessment import Proof, State


class What(StrEnum):
    """Which open deadlines the board lists."""

    ATTENTION = "attention"
    OVERDUE = "overdue"
    PRESUMED = "presumed"
    TODAY = "today"
    IN_3 = "in_3"
    IN_7 = "in_7"
    IMPOSSIBLE = "impossible"
    OPEN = "open"

    def of(self, counts: Counts) -> int:
        """How many of the counted deadlines are of this kind."""
        late = counts.overdue + counts.presumed
        if self is What.ATTENTION:
            return late + counts.in_7
        if self is What.OPEN:
            return late + counts.running
        return int(getattr(counts, self.value))


class Filter(NamedTuple):
    """Which of them: None is any."""

    what: What = What.ATTENTION
    authority: str | None = None
    service: str | None = None
    unit: str | None = None
    rule: str | None = None

    @property
    def place(self) -> tuple[str | None, ...]:
        return (self.authority, self.service, self.unit, self.rule)

    def matches(self, place: Place) -> bool:
        """Whether deadlines of this place are listed."""
        pairs = zip(self.place, place, strict=True)
        return all(wanted is None or wanted == found for wanted, found in pairs)


class OpenDeadline(NamedTuple):
    """A row of the list; `late`, `proven` and `impossible` hold at the moment of reading."""

    subject: str
    kind: str
    authority: str
    service: str
    unit: str
    rule: str
    instance: str
    clause: str
    edition: str | None
    stage: str
    started_on: date | None
    due_raw_on: date | None
    due_on: date
    due_at: datetime
    preliminary: bool
    late: bool
    proven: bool
    impossible: bool


class _Key(NamedTuple):
    """A row's key."""

    partition: int
    subject: str
    rule: str
    instance: str


_CHUNK: Final = 500
# The orders of the two indexes, so that nothing is sorted.
_BY_DUE: Final = ("due_at", "state", "proof", "subject", "rule", "instance")
_BY_NECESSITY: Final = ("necessary_on", "due_at", "subject", "rule", "instance")
# Not bound: the database takes a partial index only where it sees its condition word for word.
IS_OPEN: Final[ColumnElement[bool]] = literal_column("deadline.state IN ('running', 'overdue')")
_NECESSARY: Final[ColumnElement[bool]] = literal_column(
    "deadline.state = 'running' AND deadline.necessary_on IS NOT NULL"
)
_NEVER: Final[ColumnElement[bool]] = literal_column("1 = 0")


def page(reading: Reading, wanted: Filter, limit: int, offset: int = 0) -> list[OpenDeadline]:
    """So many rows after the first `offset`."""
    keys = reading.connection.execute(_keys(reading, wanted).limit(limit).offset(offset))
    return _look_up(reading, [_Key(*key[: len(_Key._fields)]) for key in keys])


def every(reading: Reading, wanted: Filter) -> Iterator[OpenDeadline]:
    """All of them, looked up as they are asked for."""
    keys = reading.connection.execute(_keys(reading, wanted))
    for some in keys.partitions(_CHUNK):
        yield from _look_up(reading, [_Key(*key[: len(_Key._fields)]) for key in some])


def _keys(reading: Reading, wanted: Filter) -> Select[Any]:
    """Keys in order. Each partition is a range of an index; the ranges are merged."""
    groups = edges(reading.now, reading.names, authorities(reading))
    order = _BY_NECESSITY if wanted.what is What.IMPOSSIBLE else _BY_DUE
    parts = [
        _columns(order).where(*_conditions(reading, wanted, groups, partition))
        for partition in reading.partitions
    ]
    if len(parts) == 1:
        return parts[0].order_by(*(col(getattr(D, name)) for name in order))
    whole = union_all(*(parts or [_columns(order).where(_NEVER)])).subquery()
    return select(whole).order_by(*(whole.c[name] for name in order))


def _columns(order: tuple[str, ...]) -> Select[Any]:
    """A key, and what else it is ordered by."""
    names = dict.fromkeys((*_Key._fields, *order))
    return select(*(col(getattr(D, name)) for name in names))


def _conditions(
    reading: Reading, wanted: Filter, groups: dict[Edges, list[str]], partition: int
) -> list[ColumnElement[bool]]:
    within = (
        and_(col(D.authority).in_(whose), _when(wanted.what, edge, reading.now))
        if len(groups) > 1
        else _when(wanted.what, edge, reading.now)
        for edge, whose in groups.items()
    )
    conditions = [
        IS_OPEN,
        reading.seen(D, col(D.authority), col(D.unit)),
        col(D.partition) == partition,
        or_(_NEVER, *within) if len(groups) != 1 else next(within),
    ]
    if wanted.unit is not None and wanted.authority is None:
        # The index over units begins with whose they are.
        conditions.append(col(D.authority).in_([one for whose in groups.values() for one in whose]))
    columns = (col(D.authority), col(D.service), col(D.unit), col(D.rule))
    for column, value in zip(columns, wanted.place, strict=True):
        if value is not None:
            conditions.append(column == value)
    return conditions


def _when(what: What, edge: Edges, now: datetime) -> ColumnElement[bool]:
    due_at = col(D.due_at)
    late, ahead = due_at < now, due_at >= now
    today, in_3, in_7 = edge.ends
    proven = and_(col(D.state) == State.OVERDUE.value, col(D.proof) == Proof.PROVEN.value)
    conditions: dict[What, ColumnElement[bool]] = {
        What.ATTENTION: due_at <= in_7,
        What.OVERDUE: and_(late, proven),
        What.PRESUMED: and_(late, not_(proven)),
        What.TODAY: and_(ahead, due_at <= today),
        What.IN_3: and_(ahead, due_at <= in_3),
        What.IN_7: and_(ahead, due_at <= in_7),
        What.IMPOSSIBLE: and_(ahead, _NECESSARY, col(D.necessary_on) < edge.today),
        What.OPEN: due_at.is_not(None),
    }
    return conditions[what]


def _look_up(reading: Reading, keys: list[_Key]) -> list[OpenDeadline]:
    """The rows of these keys, in their order."""
    found = {(row.subject, row.rule, row.instance): row for row in _rows(reading, keys)}
    return [found[key.subject, key.rule, key.instance] for key in keys]


def _rows(reading: Reading, keys: list[_Key]) -> Iterator[OpenDeadline]:
    subject = and_(
        col(SubjectRow.generation) == col(D.generation),
        col(SubjectRow.partition) == col(D.partition),
        col(SubjectRow.key) == col(D.subject),
    )
    statement = (
        select(table_of(D), col(SubjectRow.kind), col(SubjectRow.stage))
        .join(SubjectRow, subject)
        .where(
            reading.mine(D),
            col(D.partition).in_({key.partition for key in keys}),
            col(D.subject).in_({key.subject for key in keys}),
            IS_OPEN,
        )
    )
    for row in reading.connection.execute(statement):
        late = row.due_at < reading.now
        today = reading.names.today(row.authority, reading.now)
        yield OpenDeadline(
            subject=row.subject,
            kind=row.kind,
            authority=row.authority,
            service=row.service,
            unit=row.unit,
            rule=row.rule,
            instance=row.instance,
            clause=row.clause,
            edition=row.edition,
            stage=row.stage,
            started_on=row.started_on,
            due_raw_on=row.due_raw_on,
            due_on=row.due_on,
            due_at=row.due_at,
            preliminary=row.preliminary,
            late=late,
            proven=late and row.state == State.OVERDUE and row.proof == Proof.PROVEN,
            impossible=not late and row.necessary_on is not None and row.necessary_on < today,
        )
