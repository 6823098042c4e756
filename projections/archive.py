"""Closed cases, put away: the packed events of one in one compressed row.

What the board and the figures read (the subject's row, its deadlines, the ledger) stays where it
is; only what a new event would need is compressed. A late event finds the case as it was.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from sroki.projections.known import compress
from sroki.projections.store import SqlStore
from sroki.projections.tables import ArchiveRow, SubjectRow

# Cases put away in one transaction.
PORTION = 500


def put_away(store: SqlStore, before: datetime) -> int:
    """Archive the cases that are closed and were last assessed before `before`; how many.

    Where time alone could still change something, or events fill more than a page, a case stays.
    It is no input of any partition: nothing that is said or counted depends on it.
    """
    done = 0
    while True:
        with store.database.writing() as connection:
            portion = _portion(connection, store.generation, before)
            for partition, key in portion:
                store.forget(partition, key)
        done += len(portion)
        if len(portion) < PORTION:
            return done


def _portion(connection: Connection, generation: int, before: datetime) -> list[tuple[int, str]]:
    rows = connection.execute(
        select(col(SubjectRow.partition), col(SubjectRow.key), col(SubjectRow.events))
        .where(
            col(SubjectRow.generation) == generation,
            col(SubjectRow.kind) == "case",
            col(SubjectRow.closed).is_(True),
            col(SubjectRow.next_change_at).is_(None),
            col(SubjectRow.spoken_to) < before,
            col(SubjectRow.pages) == 0,
            col(SubjectRow.events).is_not(None),
        )
        .limit(PORTION)
    ).all()
    for partition, key, events in rows:
        if events is None:
            continue
        place = {"generation": generation, "partition": partition}
        connection.execute(
            insert(ArchiveRow), {**place, "subject": key, "packed": compress(events)}
        )
        connection.execute(
            update(SubjectRow)
            .where(
                col(SubjectRow.generation) == generation,
                col(SubjectRow.partition) == partition,
                col(SubjectRow.key) == key,
            )
            .values(events=None)
        )
    return [(row.partition, row.key) for row in rows]
