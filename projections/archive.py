"""Closed cases, put away: the packed events of one in one compressed row.

What the board and the figures read (the subject's row, its deadlines, the ledger) stays where it
is; only what a new event would need is compressed. A late event finds the case as it was.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, select, text
from sqlmodel import col

from sroki.projections.known import compress
from sroki.projections.statements import Row, Statements
from sroki.projections.store import SqlStore
from sroki.projections.tables import AT_REST, ArchiveRow, SubjectRow

# Cases put away in one transaction.
PORTION = 500

# A condition written out, for the index over such cases to be seen.
_AT_REST: Final = (
    select(col(SubjectRow.key), col(SubjectRow.events))
    .where(
        col(SubjectRow.generation) == bindparam("generation"),
        col(SubjectRow.partition) == bindparam("partition"),
        col(SubjectRow.spoken_to) < bindparam("before"),
        text(AT_REST),
    )
    .limit(bindparam("limit"))
)


def put_away(store: SqlStore, before: datetime) -> int:
    """Archive the cases that are closed and were last assessed before `before`; how many.

    Where time alone could still change something, or events fill more than a page, a case stays.
    It is no input of any partition: nothing that is said or counted depends on it.
    """
    return sum(_of(store, partition, before) for partition in range(store.partitions))


def _of(store: SqlStore, partition: int, before: datetime) -> int:
    done = 0
    # To hold a partition by hand voids what is remembered of it, so it is asked first.
    while _waits(store, partition, before):
        with store.by_hand(partition) as connection:
            statements = store.statements(connection)
            done += _portion(connection, statements, (store.generation, partition), before)
    return done


def _waits(store: SqlStore, partition: int, before: datetime) -> bool:
    with store.database.reading() as connection:
        statements = store.statements(connection)
        return bool(_at_rest(connection, statements, (store.generation, partition), before, 1))


def _portion(
    connection: Connection, statements: Statements, place: tuple[int, int], before: datetime
) -> int:
    rows = _at_rest(connection, statements, place, before, PORTION)
    statements.insert(ArchiveRow).run(
        connection, [(*place, key, compress(events)) for key, events in rows]
    )
    statements.update(SubjectRow, ("events",)).run(
        connection, [(None, *place, key) for key, _ in rows]
    )
    return len(rows)


def _at_rest(
    connection: Connection,
    statements: Statements,
    place: tuple[int, int],
    before: datetime,
    limit: int,
) -> list[Row]:
    generation, partition = place
    values = {
        "generation": generation,
        "partition": partition,
        "before": statements.instant(before),
        "limit": limit,
    }
    return statements.of(_AT_REST).ask(connection, values)
