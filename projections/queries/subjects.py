"""Subjects counted by stage, and those that are not assessed."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import func, select, text
from sqlmodel import col

from sroki.projections.queries.reading import Reading
from sroki.projections.tables import StageTallyRow as T
from sroki.projections.tables import SubjectRow as S

NOT_ASSESSED: Final = "not_assessed"
NO_EDITION: Final = "no_edition"
# Literal, so that the partial index is taken.
_UNASSESSED: Final = text("subject.stage IN ('not_assessed', 'no_edition')")


class Stage(NamedTuple):
    """How many subjects of a kind stand at a stage."""

    authority: str
    service: str
    unit: str
    kind: str
    stage: str
    closed: bool
    subjects: int


class Unassessed(NamedTuple):
    """A subject of which nothing can be said: `fault` tells what assessing it raised, if it did."""

    key: str
    kind: str
    authority: str
    service: str
    unit: str
    stage: str
    crashes: int
    fault: str | None
    spoken_to: datetime | None


def stages(reading: Reading) -> list[Stage]:
    """Subjects of the scope by stage."""
    keys = (
        col(T.authority),
        col(T.service),
        col(T.unit),
        col(T.kind),
        col(T.stage),
        col(T.closed),
    )
    rows = reading.connection.execute(
        select(*keys, func.sum(col(T.subjects)))
        .where(reading.seen(T, col(T.authority), col(T.unit)))
        .group_by(*keys)
    )
    return [Stage(*row) for row in rows]


def unassessed(
    reading: Reading, stage: str, limit: int | None, offset: int = 0
) -> list[Unassessed]:
    """Subjects at one of the two stages where nothing is judged, in order of key."""
    statement = (
        select(*(col(getattr(S, name)) for name in Unassessed._fields))
        .where(
            reading.seen(S, col(S.authority), col(S.unit)),
            col(S.partition).in_(reading.partitions),
            _UNASSESSED,
            col(S.stage) == stage,
        )
        .order_by(col(S.key))
    )
    if limit is not None:
        statement = statement.limit(limit).offset(offset)
    return [Unassessed(*row) for row in reading.connection.execute(statement)]
