"""What is due, counted: from the tally of due moments, true at the moment of reading.

Whether the sweep has come by or not makes no difference: what is overdue is what was due before
now. Only *proven* waits for the engine's word; until then a missed deadline is presumed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, not_, select
from sqlmodel import col

from sroki.projections.queries.horizon import Edges, edges
from sroki.projections.queries.reading import Reading
from sroki.projections.tables import DeadlineRow as D
from sroki.projections.tables import DueTallyRow as Tally
from sroki.projections.tables import SubjectRow as S
from sroki.workflows.assessment import Proof, State


class Place(NamedTuple):
    """Where a deadline is kept: whose, of which service, under which rule."""

    authority: str
    service: str
    unit: str
    rule: str


class Counts(NamedTuple):
    """Open deadlines, by how they stand now.

    `overdue` and `presumed` are apart: together they are all that is past due. `today`, `in_3`
    and `in_7` hold each other, and `running` all of them. `impossible` is part of `running`.
    `oldest` is the earliest due moment of the overdue, `oldest_presumed` that of the presumed,
    `next` that of the running.
    """

    overdue: int = 0
    presumed: int = 0
    today: int = 0
    in_3: int = 0
    in_7: int = 0
    impossible: int = 0
    running: int = 0
    oldest: datetime | None = None
    oldest_presumed: datetime | None = None
    next: datetime | None = None


def together(parts: Iterable[Counts]) -> Counts:
    """The sum; of moments the earliest."""
    whole = list(parts)
    return Counts(
        overdue=sum(one.overdue for one in whole),
        presumed=sum(one.presumed for one in whole),
        today=sum(one.today for one in whole),
        in_3=sum(one.in_3 for one in whole),
        in_7=sum(one.in_7 for one in whole),
        impossible=sum(one.impossible for one in whole),
        running=sum(one.running for one in whole),
        oldest=_earliest(one.oldest for one in whole),
        oldest_presumed=_earliest(one.oldest_presumed for one in whole),
        next=_earliest(one.next for one in whole),
    )


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in moments if at is not None), default=None)


def authorities(reading: Reading) -> list[str]:
    """Whose deadlines there are, within the scope."""
    seen = reading.seen(Tally, col(Tally.authority), col(Tally.unit))
    return list(reading.connection.scalars(select(col(Tally.authority)).distinct().where(seen)))


def counts(reading: Reading) -> dict[Place, Counts]:
    """Open deadlines of the scope by place."""
    found: dict[Place, Counts] = {}
    for edge, whose in edges(reading.now, reading.names, authorities(reading)).items():
        found |= _counts(reading, edge, whose)
    return found


def _counts(reading: Reading, edge: Edges, whose: list[str]) -> dict[Place, Counts]:
    place = (col(Tally.authority), col(Tally.service), col(Tally.unit), col(Tally.rule))
    due_at, now = col(Tally.due_at), reading.now
    late = due_at < now
    proven = and_(
        late, col(Tally.state) == State.OVERDUE.value, col(Tally.proof) == Proof.PROVEN.value
    )
    presumed = and_(late, not_(proven))
    measures = (
        proven,
        presumed,
        *(and_(due_at >= now, due_at <= end) for end in edge.ends),
        and_(due_at >= now, col(Tally.necessary_on) < edge.today),
        due_at >= now,
    )
    seen = reading.seen(Tally, col(Tally.authority), col(Tally.unit))
    statement = (
        select(
            *place,
            *(_total(measure) for measure in measures),
            *(func.min(case((which, due_at))) for which in (proven, presumed, due_at >= now)),
        )
        .where(seen, col(Tally.authority).in_(whose))
        .group_by(*place)
    )
    rows = reading.connection.execute(statement)
    return {Place(*row[:4]): Counts(*row[4:]) for row in rows}


def _total(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, col(Tally.deadlines)), else_=0)), 0)


def unspoken(reading: Reading) -> int:
    """Open deadlines already due of which time has not spoken: the sweep has yet to come by."""
    of_subject = and_(
        col(D.generation) == col(S.generation),
        col(D.partition) == col(S.partition),
        col(D.subject) == col(S.key),
    )
    statement = (
        select(func.count())
        .select_from(S)
        .join(D, of_subject)
        .where(
            reading.seen(S, col(S.authority), col(S.unit)),
            # Few subjects at any moment, and an index of them.
            col(S.partition).in_(reading.partitions),
            col(S.next_change_at) <= reading.now,
            col(D.state) == State.RUNNING.value,
            col(D.due_at) < reading.now,
            col(D.due_at) >= col(S.spoken_to),
        )
    )
    return reading.connection.scalar(statement) or 0
