"""Complaints and judgments of a year, and what they say of the engine's own findings.

A complaint that was upheld on ground 1 or 2 of ст. 11.1 (the term of registration, of the service),
or a judgment, is the word of people that a term was broken. Held against it: the breaches that the
ledger holds of the same cases, and those it had to take back.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from sroki.events.findings import FindingKind
from sroki.projections.queries.kept import Where
from sroki.projections.queries.reading import Reading
from sroki.projections.tables import FindingRow as F
from sroki.projections.tables import ObservationRow as O

_FILED: Final = ("complaint", "complaint_beyond")
_UPHELD: Final = "complaint_upheld"
_COURT: Final = "court"
# Ст. 11.1, grounds 1 and 2: the term of registration, the term of the service.
_OF_TERMS: Final = ("1", "2")


class OfGround(NamedTuple):
    """Complaints on one ground."""

    ground: str
    filed: int
    upheld: int


class Truth(NamedTuple):
    """Cases late by the word of people: those with a breach in the ledger and those without; and
    cases whose breaches were all taken back."""

    found: tuple[str, ...]
    missed: tuple[str, ...]
    taken_back: tuple[str, ...]
    breached: int


def by_ground(reading: Reading, where: Where, first: date, last: date) -> list[OfGround]:
    """How many complaints came in a period on each ground, and how many of them were upheld."""
    filed = Counter(code for _, code in _observed(reading, where, _FILED, first, last))
    upheld = Counter(code for _, code in _observed(reading, where, (_UPHELD,), first, last))
    return [OfGround(one, filed[one], upheld[one]) for one in sorted(filed, key=int)]


def courts(reading: Reading, where: Where, first: date, last: date) -> list[str]:
    """The cases of judgments that found the office's action unlawful."""
    return sorted({case for case, _ in _observed(reading, where, (_COURT,), first, last)})


def truth(reading: Reading, where: Where, first: date, last: date) -> Truth:
    """The findings of the engine against the word of people."""
    upheld = _observed(reading, where, (_UPHELD,), first, last)
    late = {case for case, code in upheld if code in _OF_TERMS}
    late.update(courts(reading, where, first, last))
    said, back = _breaches(reading, where)
    holding = {case for case, ids in said.items() if ids - back}
    taken_back = {case for case in said if case not in holding}
    return Truth(
        tuple(sorted(late & holding)),
        tuple(sorted(late - holding)),
        tuple(sorted(taken_back)),
        len(holding),
    )


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


def _breaches(reading: Reading, where: Where) -> tuple[dict[str, set[str]], set[str]]:
    """Breaches by case, and which of all were taken back."""
    said: dict[str, set[str]] = {}
    seen: list[Any] = [reading.seen(F, col(F.authority), col(F.unit)), *where.conditions(F)]
    for case, id_ in reading.connection.execute(
        select(col(F.subject), col(F.id)).where(*seen, col(F.kind) == FindingKind.BREACH.value)
    ):
        said.setdefault(case, set()).add(id_)
    back = reading.connection.scalars(
        select(col(F.retracts)).where(*seen, col(F.retracts).is_not(None))
    )
    return said, {one for one in back if one}
