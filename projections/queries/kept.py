"""How the rules of a service were kept in a period: counted, and each time one was not.

A deadline belongs to the period in which it fell due, a deviation to that of the event that shows
it: as in the snapshots. What a retraction took back is no deviation.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import col

from sroki.events.findings import FindingKind
from sroki.projections.figure_tables import StandingFindingRow as S
from sroki.projections.queries.reading import Reading
from sroki.projections.statements import table_of
from sroki.projections.tables import DeadlineRow as D
from sroki.projections.tables import FindingRow as F
from sroki.workflows.assessment import Proof, State
from sroki.workflows.dates import add_days

_DEVIATION: Final = FindingKind.DEVIATION.value
_BROKEN: Final = (State.LATE.value, State.OVERDUE.value)


class Where(NamedTuple):
    """Of which authority; of which service, unit, rule: None is any."""

    authority: str
    service: str | None = None
    unit: str | None = None
    rule: str | None = None

    def conditions(self, model: type[D | F | S]) -> list[ColumnElement[bool]]:
        columns = (model.authority, model.service, model.unit, model.rule)
        pairs = zip(columns, self, strict=True)
        return [col(column) == value for column, value in pairs if value is not None]


class Kept(NamedTuple):
    """How many cases a rule was judged in, and in how many of them it was broken for certain."""

    cases: int
    broken: int


class Deviation(NamedTuple):
    """A line of the register (the Order, item 6, subparagraph 1).

    `ended_on` and `delay_days` are None of what is not done yet, and of what has no term; `proven`
    is False while a source that could tell is silent. `cause` is the milestone of the edition that
    was waited for, "" where nothing was.
    """

    subject: str
    service: str
    unit: str
    rule: str
    instance: str
    clause: str
    term: bool
    due_on: date | None
    ended_on: date | None
    delay_days: int | None
    proven: bool
    on: date
    edition: str
    cause: str = ""


def kept(reading: Reading, where: Where, first: date, last: date) -> dict[str, Kept]:
    """By rule, for the time limits that fell due in a period."""
    rows = reading.connection.execute(
        select(
            col(D.rule),
            func.count(func.distinct(col(D.subject))),
            func.count(func.distinct(case((_is_broken(), col(D.subject))))),
        )
        .where(
            reading.seen(D, col(D.authority), col(D.unit)),
            *where.conditions(D),
            col(D.due_on).between(first, last),
            # What a silent source may still tell of is judged neither way.
            or_(_is_broken(), col(D.state) == State.MET.value),
        )
        .group_by(col(D.rule))
    )
    found = {rule: Kept(cases, broken) for rule, cases, broken in rows}
    judged = max((one.cases for one in found.values()), default=0)
    broken: dict[str, set[str]] = {}
    for one in _found(reading, where, first, last, col(S.kind) == _DEVIATION):
        broken.setdefault(one.rule, set()).add(one.subject)
    return found | {rule: Kept(max(judged, len(of)), len(of)) for rule, of in broken.items()}


def register(reading: Reading, where: Where, first: date, last: date) -> list[Deviation]:
    """Every deviation of a period: terms that were broken, and what was done otherwise."""
    found = _found(reading, where, first, last, or_(col(S.kind) == _DEVIATION, _is_certain()))
    return sorted(found, key=lambda one: (one.on, one.subject, one.rule, one.instance))


def _found(
    reading: Reading, where: Where, first: date, last: date, which: ColumnElement[bool]
) -> list[Deviation]:
    rows = reading.connection.execute(
        select(table_of(S)).where(
            reading.seen(S, col(S.authority), col(S.unit)),
            *where.conditions(S),
            col(S.on).between(first, last),
            which,
        )
    )
    return [_deviation(row) for row in rows]


def _deviation(row: Any) -> Deviation:
    term = row.kind != _DEVIATION
    return Deviation(
        row.case_id or row.subject,
        row.service,
        row.unit,
        row.rule,
        row.instance if term else "",
        row.clause,
        term,
        row.on if term else None,
        row.ended_on,
        row.days,
        row.proof == Proof.PROVEN.value,
        row.on,
        row.edition or "",
        row.cause,
    )


def _is_certain() -> ColumnElement[bool]:
    # What ended late is known to have, whatever another source may still tell.
    return or_(col(S.proof) == Proof.PROVEN.value, col(S.ended_on).is_not(None))


def _is_broken() -> ColumnElement[bool]:
    return and_(col(D.state).in_(_BROKEN), or_(col(D.proof) == Proof.PROVEN.value, _late()))


def _late() -> ColumnElement[bool]:
    # What ended late is known to have, whatever another source may still tell.
    return col(D.state) == State.LATE.value


def span_of(year: int, last: date) -> tuple[date, date]:
    """From the first of January of a year to the day before `last`, within that year."""
    return date(year, 1, 1), min(add_days(last, -1), date(year, 12, 31))
