"""What makes a partition stand still, kept where every process and every page finds it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, select
from sqlmodel import col

from sroki.projections.log_tables import AlarmRow, HoleRow
from sroki.projections.statements import Statements


class Alarmed(NamedTuple):
    """An alarm that stands."""

    partition: int
    name: str
    since: datetime
    detail: str


def sound(
    connection: Connection, place: tuple[int, int], name: str, detail: str, now: datetime
) -> None:
    """An alarm of a partition (generation, number); one that stands keeps its beginning."""
    statements = Statements(connection.dialect)
    statements.ignore(AlarmRow).run(connection, [(*place, name, statements.instant(now), detail)])


def silence(connection: Connection, place: tuple[int, int]) -> None:
    """The partition goes on."""
    generation, partition = place
    connection.execute(
        delete(AlarmRow).where(
            col(AlarmRow.generation) == generation, col(AlarmRow.partition) == partition
        )
    )


def standing(connection: Connection, generation: int) -> list[Alarmed]:
    """Every alarm that stands, by partition."""
    rows = connection.execute(
        select(
            col(AlarmRow.partition), col(AlarmRow.name), col(AlarmRow.since), col(AlarmRow.detail)
        )
        .where(col(AlarmRow.generation) == generation)
        .order_by(col(AlarmRow.partition), col(AlarmRow.name))
    )
    return [Alarmed(*row) for row in rows]


def note_hole(
    connection: Connection, place: tuple[int, int], start: int, until: int, now: datetime
) -> None:
    """Offsets of the log that were looked at and hold no record."""
    statements = Statements(connection.dialect)
    row = (*place, start, until, statements.instant(now))
    statements.ignore(HoleRow).run(connection, [row])
