"""Whether a period is on record otherwise by now than it was known at a moment.

What the journals brought since is held to the same question as what comes once a snapshot is
frozen (`frozen_periods`): whether the period sees an observation, or a finding, otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select

from sroki.projections.figure_tables import (
    FormerFindingRow,
    FormerObservationRow,
    ObservationRow,
    StandingFindingRow,
)
from sroki.projections.frozen_periods import FOUND, OBSERVED, Period
from sroki.projections.queries.observed import Positions
from sroki.projections.queries.reading import Reading
from sroki.projections.snapshots.shelf import Change
from sroki.projections.statements import Row, columns_of, table_of
from sroki.workflows.observation import Observed
from sroki.workflows.period_words import Span

_NOW: Final = table_of(ObservationRow)
_FORMER: Final = table_of(FormerObservationRow)
_COLUMNS: Final = columns_of(ObservationRow)
_AT: Final = {name: place for place, name in enumerate(_COLUMNS)}
_KEY: Final = ("subject", "measure", "instance")
_STANDS: Final = table_of(StandingFindingRow)
_GONE: Final = table_of(FormerFindingRow)
_FINDING: Final = ("generation", "partition", "subject", "rule", "instance")
_OPEN: Final = {"state": Observed.OPEN.value, "ended_on": None, "days": None, "code": None}


def overtaken(reading: Reading, authority: str, span: Span, at: Positions) -> Change | None:
    """A change of the period that the journals hold beyond `at`; None where there is none."""
    period = Period(0, authority, span.first_on, span.last_on)
    for partition, seq in sorted(at.items()):
        for rows, changes in ((OBSERVED, _changes), (FOUND, _found)):
            for before, after, when in changes(reading, period, partition, seq):
                what = rows.moved(before, after, period)
                if what is not None:
                    return Change(reading.generation, partition, when, what)
    return None


def _found(
    reading: Reading, period: Period, partition: int, seq: int
) -> Iterator[tuple[Row | None, Row | None, int]]:
    """Findings that may stand otherwise: what they were, what they are, and since when."""
    run, c = reading.connection, _GONE.c
    for found in run.execute(
        select(_STANDS).where(_fell(reading, _STANDS, period, partition), _STANDS.c.since > seq)
    ):
        now = tuple(found)
        then = run.execute(
            select(_GONE).where(_alike(_GONE, now), c.since <= seq, c.until > seq)
        ).one_or_none()
        yield None if then is None else tuple(then)[: len(now)], now, found.since
    for found in run.execute(
        select(_GONE).where(_fell(reading, _GONE, period, partition), c.since <= seq, c.until > seq)
    ):
        was = tuple(found)[:-1]
        stands = run.execute(select(_STANDS).where(_alike(_STANDS, was))).one_or_none()
        yield was, None if stands is None else tuple(stands), found.until


def _fell(reading: Reading, table: Any, period: Period, partition: int) -> ColumnElement[bool]:
    """The findings of one partition that belong to a period."""
    c = table.c
    return and_(
        c.generation == reading.generation,
        c.partition == partition,
        c.authority == period.authority,
        c.on.between(period.first_on, period.last_on),
    )


def _alike(table: Any, row: Row) -> ColumnElement[bool]:
    """The same finding: the key is the first of its columns."""
    return and_(*(table.c[name] == value for name, value in zip(_FINDING, row, strict=False)))


def _changes(
    reading: Reading, period: Period, partition: int, seq: int
) -> Iterator[tuple[Row | None, Row | None, int]]:
    """Observations that may be seen otherwise: what they were, what they are, and since when."""
    run = reading.connection
    later = or_(_NOW.c.since > seq, _NOW.c.ended_since > seq)
    for found in run.execute(select(_NOW).where(_place(reading, _NOW, period, partition), later)):
        row = tuple(found)
        if found.since > seq:
            yield _former(reading, row, seq), row, found.since
        else:
            yield _then(row, seq), row, found.ended_since
    then = and_(_FORMER.c.since <= seq, _FORMER.c.until > seq)
    for found in run.execute(
        select(_FORMER).where(_place(reading, _FORMER, period, partition), then)
    ):
        row = _then(tuple(found)[: len(_COLUMNS)], seq)
        now = run.execute(select(_NOW).where(_same(_NOW, row))).one_or_none()
        yield row, None if now is None else tuple(now), found.until


def _place(reading: Reading, table: Any, period: Period, partition: int) -> ColumnElement[bool]:
    """The rows of one partition that a period sees anything of."""
    c = table.c
    days = (c.started_on, c.ended_on, c.application_on)
    return and_(
        c.generation == reading.generation,
        c.partition == partition,
        c.authority == period.authority,
        or_(
            *(one.between(period.first_on, period.last_on) for one in days),
            and_(
                c.started_on <= period.last_on,
                or_(c.ended_on.is_(None), c.ended_on > period.last_on),
            ),
        ),
    )


def _former(reading: Reading, row: Row, seq: int) -> Row | None:
    """What an observation was when the journal had this length."""
    then = and_(_FORMER.c.since <= seq, _FORMER.c.until > seq)
    found = reading.connection.execute(
        select(_FORMER).where(_same(_FORMER, row), then)
    ).one_or_none()
    if found is None:
        return None
    return _then(tuple(found)[: len(_COLUMNS)], seq)


def _then(row: Row, seq: int) -> Row:
    """A version of an observation as it was; if it came to its end since then, open."""
    ended_since = row[_AT["ended_since"]]
    if ended_since is None or ended_since <= seq:
        return row
    return tuple(_OPEN.get(name, one) for name, one in zip(_COLUMNS, row, strict=True))


def _same(table: Any, row: Row) -> ColumnElement[bool]:
    names = ("generation", "partition", *_KEY)
    return and_(*(table.c[name] == row[_AT[name]] for name in names))
