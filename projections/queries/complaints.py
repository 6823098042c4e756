"""Complaints and judgments of a year, and what they say of the engine's own findings.

A complaint that was upheld on ground 1 or 2 of ст. 11.1 (the term of registration, of the service),
or a judgment, is the word of people that a term was broken. Held against it: the breaches that the
ledger holds of the same cases, and those it had to take back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from sroki.events.appeal import ComplaintDecided, ComplaintFiled, ComplaintRegistered
from sroki.events.base import Event
from sroki.events.findings import FindingKind
from sroki.projections.figure_tables import ObservationRow as O
from sroki.projections.loading import Loader
from sroki.projections.queries.kept import Where
from sroki.projections.queries.reading import Reading
from sroki.projections.statements import Statements
from sroki.projections.tables import DeadlineRow as D
from sroki.projections.tables import FindingRow as F
from sroki.workflows.assessment import State
from sroki.workflows.dates import civil_date

# From the events that were accepted to those that stand, corrections and annulments applied.
Effective: TypeAlias = Callable[[Sequence[Event]], Sequence[Event]]

_FILED: Final = ("complaint", "complaint_beyond")
_COURT: Final = "court"
# Ст. 11.1, grounds 1 and 2: the term of registration, the term of the service.
_OF_TERMS: Final = (1, 2)
_REGISTRATION: Final = "complaint_registration"
# Ст. 11.2, part 6: fifteen working days; five on grounds 4 and 7.
_DECISION: Final = ("complaint_decision", "complaint_decision_urgent")


class Term(NamedTuple):
    """A term of a complaint as it stands: the day it had to be kept by, and whether it was broken.

    `broken` holds of what is late, and of what is due and still not done.
    """

    due_on: date | None
    ended_on: date | None
    broken: bool


class Complaint(NamedTuple):
    """A complaint; `performer` is the code of whose action it is about, "" where nobody is named.

    `upheld` is None until it is decided.
    """

    complaint: str
    case: str
    unit: str
    ground: int
    performer: str
    filed_on: date
    registered_on: date | None
    decided_on: date | None
    upheld: bool | None
    registration: Term | None
    decision: Term | None


class OfGround(NamedTuple):
    """Complaints on one ground."""

    ground: int
    filed: int
    upheld: int


class OfPerformer(NamedTuple):
    """Complaints about the actions of one specialist, by his code."""

    performer: str
    filed: int
    upheld: int


class Truth(NamedTuple):
    """Cases late by the word of people: those with a breach in the ledger, of whatever time, and
    those without. Of the terms that fell due in the period: in how many cases breaches stand
    (`breached`), and the cases in which all were taken back."""

    found: tuple[str, ...]
    missed: tuple[str, ...]
    taken_back: tuple[str, ...]
    breached: int


def journal(
    reading: Reading, where: Where, first: date, last: date, effective: Effective
) -> list[Complaint]:
    """The complaints that came in a period, the earliest first."""
    cases = {case for case, _ in _observed(reading, where, _FILED, first, last)}
    cases |= _registering(reading, where, first, last)
    terms = _terms(reading, cases)
    found = [
        one
        for case, events in _records(reading, cases)
        for one in _complaints(reading, where, case, effective(events), terms)
        if first <= one.filed_on <= last
    ]
    return sorted(found, key=lambda one: (one.filed_on, one.complaint))


def grounds_of(found: Iterable[Complaint]) -> list[OfGround]:
    """How many complaints there are on each ground, and how many of them were upheld."""
    every = list(found)
    filed = Counter(one.ground for one in every)
    upheld = Counter(one.ground for one in every if one.upheld)
    return [OfGround(one, filed[one], upheld[one]) for one in sorted(filed)]


def performers_of(found: Iterable[Complaint]) -> list[OfPerformer]:
    """Likewise by whose action they are about, those about nobody named last."""
    every = list(found)
    filed = Counter(one.performer for one in every)
    upheld = Counter(one.performer for one in every if one.upheld)
    ordered = sorted(filed, key=lambda one: (not one, one))
    return [OfPerformer(one, filed[one], upheld[one]) for one in ordered]


def complained(found: Iterable[Complaint]) -> dict[int, list[str]]:
    """The cases of complaints, by ground."""
    cases: dict[int, set[str]] = {}
    for one in found:
        cases.setdefault(one.ground, set()).add(one.case)
    return {ground: sorted(some) for ground, some in cases.items()}


def courts(reading: Reading, where: Where, first: date, last: date) -> list[str]:
    """The cases of judgments that found the office's action unlawful."""
    return sorted({case for case, _ in _observed(reading, where, (_COURT,), first, last)})


def truth(
    reading: Reading, where: Where, first: date, last: date, found: Iterable[Complaint]
) -> Truth:
    """The findings of the engine against the word of people; `found` are the period's own."""
    late = {one.case for one in found if one.upheld and one.ground in _OF_TERMS}
    late.update(courts(reading, where, first, last))
    said = _breaches(reading, where)
    holding = {one.case for one in said if one.stands}
    due = [one for one in said if one.due_on is not None and first <= one.due_on <= last]
    standing = {one.case for one in due if one.stands}
    return Truth(
        tuple(sorted(late & holding)),
        tuple(sorted(late - holding)),
        tuple(sorted({one.case for one in due} - standing)),
        len(standing),
    )


def _records(reading: Reading, cases: Iterable[str]) -> Iterator[tuple[str, Sequence[Event]]]:
    """The accepted events of cases."""
    statements = Statements(reading.connection.dialect)
    homes = sorted((reading.home(case), case) for case in cases)
    for home, some in groupby(homes, key=lambda one: one[0]):
        loader = Loader(reading.connection, statements, reading.generation, home)
        for case, known in loader.subjects([case for _, case in some]).items():
            yield case, known.state.events


def _complaints(
    reading: Reading,
    where: Where,
    case: str,
    events: Sequence[Event],
    terms: dict[tuple[str, str, str], Term],
) -> Iterator[Complaint]:
    zone = reading.names.zone(where.authority)
    done: dict[tuple[str, str], Event] = {}
    for event in events:
        if isinstance(event, ComplaintRegistered | ComplaintDecided):
            done.setdefault((event.kind, event.complaint), event)
    for event in events:
        if not isinstance(event, ComplaintFiled):
            continue
        name = event.complaint
        registered, decided = (
            done.get(("complaint_registered", name)),
            done.get(("complaint_decided", name)),
        )
        decisions = (terms.get((case, rule, name)) for rule in _DECISION)
        yield Complaint(
            name,
            case,
            event.unit,
            event.ground,
            event.performer or "",
            civil_date(event.occurred_at, zone),
            None if registered is None else civil_date(registered.occurred_at, zone),
            None if decided is None else civil_date(decided.occurred_at, zone),
            decided.upheld if isinstance(decided, ComplaintDecided) else None,
            terms.get((case, _REGISTRATION, name)),
            next((one for one in decisions if one is not None), None),
        )


def _registering(reading: Reading, where: Where, first: date, last: date) -> set[str]:
    """The cases with a complaint to be registered: of services whose edition measures none, too."""
    rows = reading.connection.scalars(
        select(col(D.subject)).where(
            reading.seen(D, col(D.authority), col(D.unit)),
            *where._replace(rule=_REGISTRATION).conditions(D),
            col(D.started_on).between(first, last),
        )
    )
    return set(rows)


def _terms(reading: Reading, cases: set[str]) -> dict[tuple[str, str, str], Term]:
    """The terms of complaints, by case, rule and complaint."""
    rows = reading.connection.execute(
        select(
            *(
                col(one)
                for one in (D.subject, D.rule, D.instance, D.due_on, D.ended_on, D.state, D.due_at)
            )
        ).where(
            reading.seen(D, col(D.authority), col(D.unit)),
            col(D.subject).in_(cases),
            col(D.rule).in_((_REGISTRATION, *_DECISION)),
        )
    )
    return {
        (row.subject, row.rule, row.instance): Term(
            row.due_on,
            row.ended_on,
            row.state == State.LATE.value
            or (row.ended_on is None and row.due_at is not None and row.due_at < reading.now),
        )
        for row in rows
    }


def _observed(
    reading: Reading, where: Where, measures: tuple[str, ...], first: date, last: date
) -> list[tuple[str, str]]:
    conditions: list[ColumnElement[bool]] = [
        col(column) == value
        for column, value in zip((O.authority, O.service, O.unit), where[:3], strict=True)
        if value is not None
    ]
    rows = reading.connection.execute(
        select(col(O.subject), col(O.code)).where(
            reading.seen(O, col(O.authority), col(O.unit)),
            *conditions,
            col(O.measure).in_(measures),
            col(O.ended_on).between(first, last),
        )
    )
    return [(row[0], row[1] or "") for row in rows]


class _Breach(NamedTuple):
    """A breach that was said; it `stands` unless it was taken back."""

    case: str
    due_on: date | None
    stands: bool


def _breaches(reading: Reading, where: Where) -> list[_Breach]:
    seen = [reading.seen(F, col(F.authority), col(F.unit)), *where.conditions(F)]
    retracted = select(col(F.retracts)).where(*seen, col(F.retracts).is_not(None))
    back = set(reading.connection.scalars(retracted))
    rows = reading.connection.execute(
        select(col(F.subject), col(F.due_on), col(F.id)).where(
            *seen, col(F.kind) == FindingKind.BREACH.value
        )
    )
    return [_Breach(case, due_on, id_ not in back) for case, due_on, id_ in rows]
