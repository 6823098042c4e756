"""How the rules of a service were kept in a period: counted, and each time one was not.

A deadline belongs to the period in which it fell due, a deviation to the one in which it was said
to be so. What a retraction took back is no deviation.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import col

from sroki.events.findings import FindingKind
from sroki.projections.queries.reading import Reading
from sroki.projections.statements import table_of
from sroki.projections.tables import DeadlineRow as D
from sroki.projections.tables import FindingRow as F
from sroki.workflows.assessment import Proof, State
from sroki.workflows.dates import add_days, first_instant, last_instant

_BROKEN: Final = (State.LATE.value, State.OVERDUE.value)


class Where(NamedTuple):
    """Of which authority; of which service, unit, rule: None is any."""

    authority: str
    service: str | None = None
    unit: str | None = None
    rule: str | None = None

    def conditions(self, model: type[D | F]) -> list[ColumnElement[bool]]:
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
    for one in _deviations(reading, where, first, last):
        broken.setdefault(one.rule, set()).add(one.subject)
    return found | {rule: Kept(max(judged, len(of)), len(of)) for rule, of in broken.items()}


def register(reading: Reading, where: Where, first: date, last: date) -> list[Deviation]:
    """Every deviation of a period: terms that were broken, and what was done otherwise."""
    terms = reading.connection.execute(
        select(table_of(D)).where(
            reading.seen(D, col(D.authority), col(D.unit)),
            *where.conditions(D),
            col(D.due_on).between(first, last),
            _is_broken(),
        )
    )
    causes = _causes(reading, where, first, last)
    found = [
        Deviation(
            row.subject,
            row.service,
            row.unit,
            row.rule,
            row.instance,
            row.clause,
            True,
            row.due_on,
            row.ended_on,
            row.delay_days,
            row.proof == Proof.PROVEN.value,
            row.due_on,
            row.edition or "",
            causes.get((row.subject, row.rule, row.started_by), ""),
        )
        for row in terms
    ]
    found += _deviations(reading, where, first, last)
    return sorted(found, key=lambda one: (one.on, one.subject, one.rule, one.instance))


def _causes(
    reading: Reading, where: Where, first: date, last: date
) -> dict[tuple[str, str, str | None], str]:
    """What was waited for where a breach was said to have such a cause, the latest word of it."""
    rows = reading.connection.execute(
        select(col(F.subject), col(F.rule), col(F.started_by), col(F.params))
        .where(
            reading.seen(F, col(F.authority), col(F.unit)),
            *where.conditions(F),
            col(F.kind) == FindingKind.BREACH.value,
            col(F.due_on).between(first, last),
            col(F.params).contains('"cause"'),
        )
        .order_by(col(F.no))
    )
    return {
        (row.subject, row.rule, row.started_by): str(json.loads(row.params)["cause"])
        for row in rows
    }


def _is_broken() -> ColumnElement[bool]:
    return and_(col(D.state).in_(_BROKEN), or_(col(D.proof) == Proof.PROVEN.value, _late()))


def _late() -> ColumnElement[bool]:
    # What ended late is known to have, whatever another source may still tell.
    return col(D.state) == State.LATE.value


def _deviations(reading: Reading, where: Where, first: date, last: date) -> list[Deviation]:
    zone = reading.names.zone(where.authority)
    back = select(col(F.retracts)).where(reading.mine(F), col(F.retracts).is_not(None))
    rows = reading.connection.execute(
        select(table_of(F)).where(
            reading.seen(F, col(F.authority), col(F.unit)),
            *where.conditions(F),
            col(F.kind) == FindingKind.DEVIATION.value,
            col(F.as_of) >= first_instant(first, zone),
            col(F.as_of) <= last_instant(last, zone),
            col(F.id).not_in(back),
        )
    )
    return [
        Deviation(
            row.case_id or row.subject,
            row.service,
            row.unit,
            row.rule,
            "",
            row.clause,
            False,
            None,
            None,
            None,
            True,
            row.as_of.astimezone(zone.info).date(),
            row.edition,
        )
        for row in rows
    ]


def span_of(year: int, last: date) -> tuple[date, date]:
    """From the first of January of a year to the day before `last`, within that year."""
    return date(year, 1, 1), min(add_days(last, -1), date(year, 12, 31))
