"""What a store says, as values to compare: the standing, the ledger, or all of it.

    assert standing_of(one) == standing_of(other)     # the same events, in any journal
    assert ledger_of(one) == ledger_of(other)         # the same journal

Nothing physical and nothing of the wall clock is in them.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic_core import from_json
from sqlalchemy import Connection, Select, Table, select
from sqlmodel import col

from sroki.events.partitions import CONTROL
from sroki.projections import account_tables, outgoing_tables, report_tables, snapshot_tables
from sroki.projections.figure_tables import ObservationRow, StandingFindingRow
from sroki.projections.loading import Loader
from sroki.projections.statements import Statements, table_of
from sroki.projections.store import SqlStore
from sroki.projections.tables import DeadlineRow, DossierRow, FindingRow, PartitionRow, SubjectRow

Line = tuple[Any, ...]

# Every table of a store: those of these modules are known once they are imported.
_MODULES: Final = (outgoing_tables, report_tables, snapshot_tables)
METADATA: Final = snapshot_tables.SnapshotRow.metadata
# The same events, packed one way or another.
_PACKED: Final = frozenset({"subject", "subject_page", "archive"})
# Where an observation or a finding lives, and which version of it this is.
_VERSIONED: Final = ("partition", "since", "ended_since")
# Who may sign in, and is: secrets, and names that may be forgotten.
_APART: Final = frozenset(
    table_of(one).name
    for one in (account_tables.AccountRow, account_tables.SessionRow, account_tables.AttemptRow)
)
# Which copy it is, who owned the store when, when a machine noticed.
_PHYSICAL: Final = frozenset({"generation", "epoch", "writes", "detected_at"})


def standing_of(store: SqlStore) -> list[Line]:
    """How every subject stands: its board row, what holds of it, its deadlines, what is observed,
    which findings stand.

    Equal for equal sets of events, rulebook, clock and watermarks, whatever the journals.
    """
    with store.database.reading() as connection:
        return (
            sorted(_subjects(connection, store.generation))
            + sorted(
                _rows(connection, store.generation, table_of(DeadlineRow), without=("partition",)),
                key=repr,
            )
            + sorted(
                _rows(connection, store.generation, table_of(ObservationRow), without=_VERSIONED),
                key=repr,
            )
            + sorted(
                _rows(
                    connection, store.generation, table_of(StandingFindingRow), without=_VERSIONED
                ),
                key=repr,
            )
        )


def _subjects(connection: Connection, generation: int) -> list[Line]:
    columns = ("key", "kind", "authority", "service", "unit", "edition", "stage", "channel")
    dated = ("opened_on", "closed", "next_change_at", "rulebook", "fault", "size")
    table = table_of(SubjectRow)
    rows = connection.execute(
        select(
            *(table.columns[name] for name in (*columns, *dated)),
            table.columns["awaits"],
            table.columns["memory"],
        ).where(table.columns["generation"] == generation)
    )
    found: list[Line] = []
    for *shown, awaits, memory in rows:
        holds = sorted(from_json(memory).get("held", {}))
        found.append((*shown, sorted(from_json(awaits).items()), holds))
    return found


def ledger_of(store: SqlStore) -> list[Line]:
    """Everything ever said, in the order said, by partition; `detected_at` and `seq` left out.

    Equal for equal journals.
    """
    with store.database.reading() as connection:
        query = _query(table_of(FindingRow), store.generation, ("seq", "no", "detected_at"))
        rows = connection.execute(query.order_by(col(FindingRow.partition), col(FindingRow.no)))
        return [tuple(row) for row in rows]


def sayings_of(store: SqlStore) -> list[Line]:
    """Everything ever said, by subject, in the order said of it, wherever subjects live.

    Equal for equal ledgers over other numbers of partitions.
    """
    with store.database.reading() as connection:
        query = _query(
            table_of(FindingRow), store.generation, ("partition", "seq", "no", "detected_at")
        )
        rows = connection.execute(
            query.order_by(col(FindingRow.subject), col(FindingRow.partition), col(FindingRow.no))
        )
        return [tuple(row) for row in rows]


def control_of(store: SqlStore) -> list[Line]:
    """What people did: how long the control partition is, its chain, and every dossier's row.

    Equal where the same acts were done in the same order.
    """
    with store.database.reading() as connection:
        head = connection.execute(
            select(col(PartitionRow.seq), col(PartitionRow.chain)).where(
                col(PartitionRow.generation) == store.generation,
                col(PartitionRow.partition) == CONTROL,
            )
        ).one()
        return [tuple(head), *_rows(connection, store.generation, table_of(DossierRow))]


def logical_dump(store: SqlStore) -> dict[str, list[Line]]:
    """Every row of every table, in the order of its key, but for what is only physical or secret.

    The events of a subject are given as such, wherever they lie packed.
    """
    with store.database.reading() as connection:
        found = {
            name: _rows(connection, None, table)
            for name, table in sorted(METADATA.tables.items())
            if name not in _PACKED | _APART
        }
        subject = METADATA.tables["subject"]
        found["subject"] = _rows(connection, None, subject, without=("events", "pages"))
        found["subject_events"] = _events(connection, store)
        return found


def _events(connection: Connection, store: SqlStore) -> list[Line]:
    statements = Statements(connection.dialect)
    found: list[Line] = []
    for partition in range(store.partitions):
        loader = Loader(connection, statements, store.generation, partition)
        keys = connection.execute(
            select(col(SubjectRow.key)).where(
                col(SubjectRow.generation) == store.generation,
                col(SubjectRow.partition) == partition,
            )
        ).scalars()
        for key, known in sorted(loader.subjects(list(keys)).items()):
            found.append((partition, key, known.state.events))
    return found


def _rows(
    connection: Connection, generation: int | None, table: Table, without: tuple[str, ...] = ()
) -> list[Line]:
    query = _query(table, generation, without).order_by(*table.primary_key)
    return [tuple(row) for row in connection.execute(query)]


def _query(table: Table, generation: int | None, without: tuple[str, ...]) -> Select[Any]:
    left_out = _PHYSICAL | set(without)
    query = select(*(column for column in table.columns if column.name not in left_out))
    if generation is not None:
        query = query.where(table.columns["generation"] == generation)
    return query
