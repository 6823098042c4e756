"""Which partitions were restored from a copy and are catching up with what others have heard."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select
from sqlmodel import col

from sroki.projections.log_tables import RestoredRow
from sroki.projections.statements import Statements
from sroki.projections.tables import LetterRow


def begin(connection: Connection, place: tuple[int, int], catch_up: int) -> None:
    """A partition (generation, number) catches up until its log is read to `catch_up`."""
    Statements(connection.dialect).upsert(RestoredRow).run(connection, [(*place, catch_up)])


def catching_up(connection: Connection, generation: int) -> dict[int, int]:
    """Up to which offset each partition has to read, of those that catch up."""
    rows = connection.execute(
        select(col(RestoredRow.partition), col(RestoredRow.catch_up)).where(
            col(RestoredRow.generation) == generation
        )
    )
    return {row.partition: row.catch_up for row in rows}


def done(connection: Connection, place: tuple[int, int]) -> None:
    """The partition has caught up."""
    generation, partition = place
    connection.execute(
        delete(RestoredRow).where(
            col(RestoredRow.generation) == generation, col(RestoredRow.partition) == partition
        )
    )


def letters_wait(connection: Connection, generation: int) -> bool:
    """Whether a group has yet to hear of a case."""
    statement = select(func.count()).where(col(LetterRow.generation) == generation)
    return bool(connection.scalar(statement))
