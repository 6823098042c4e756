"""Statements come from the models, for either database; values keep their worth on the way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Dialect, create_engine, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel, col

from sroki.projections import (
    account_tables,
    figure_tables,
    intake_tables,
    log_tables,
    outgoing_tables,
    partition_queries,
    report_tables,
    snapshot_tables,
    tables,
)
from sroki.projections.statements import (
    FEW,
    MANY,
    Statements,
    chunks,
    columns_of,
    table_of,
)
from sroki.projections.tables import DeadlineRow, JournalRow, PartitionRow

DIALECTS: dict[str, Dialect] = {
    "sqlite": sqlite.dialect(),
    "postgresql": PGDialect_psycopg(paramstyle="format"),  # type: ignore[no-untyped-call] # theirs
}
MODELS = sorted(
    {
        value
        for module in (
            tables,
            figure_tables,
            intake_tables,
            log_tables,
            account_tables,
            report_tables,
            snapshot_tables,
            outgoing_tables,
        )
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, SQLModel) and hasattr(value, "__table__")
    },
    key=lambda model: model.__name__,
)


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return DIALECTS[request.param]


def test_every_table_can_be_made_in_either_database(dialect: Dialect) -> None:
    assert len(MODELS) == len(tables.Table.metadata.tables) > 20
    for model in MODELS:
        table = table_of(model)
        assert str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=dialect))


def test_every_statement_can_be_said_to_either_database(dialect: Dialect) -> None:
    statements = Statements(dialect)
    for model in MODELS:
        names = columns_of(model)
        assert statements.insert(model).names == names
        if not all(column.primary_key for column in table_of(model).columns):
            assert statements.upsert(model).names == names
        assert statements.ignore(model).names == names
        assert len(statements.delete(model).names) == len(table_of(model).primary_key)
    assert statements.add(tables.CounterRow, "value").names == columns_of(tables.CounterRow)


def test_partitioned_tables_are_keyed_by_generation_and_partition_first() -> None:
    apart = {"meta", "rulebook"}
    for model in MODELS:
        if model.__module__ == tables.__name__ and table_of(model).name not in apart:
            key = [column.name for column in table_of(model).primary_key]
            assert key[:2] == ["generation", "partition"], model


def test_an_update_takes_its_columns_in_the_order_of_the_table() -> None:
    statements = Statements(sqlite.dialect())
    assert statements.update(DeadlineRow, ("state", "proof")).names[:2] == (
        "new_state",
        "new_proof",
    )
    with pytest.raises(ValueError, match="order"):
        statements.update(DeadlineRow, ("proof", "state"))


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, MANY, MANY + 1, 2 * MANY])
def test_keys_are_asked_for_in_lists_of_two_lengths(count: int) -> None:
    found = list(chunks(range(count)))
    assert {len(chunk) for chunk in found} <= {FEW, MANY}
    assert sorted({key for chunk in found for key in chunk}) == list(range(count))


def test_values_are_written_as_the_library_writes_and_reads_them() -> None:
    """The hot path by-passes its types, so both must mean the same in the file."""
    at = datetime(2025, 4, 10, 23, 59, 59, 7, tzinfo=ZoneInfo("Asia/Krasnoyarsk"))
    on = date(2025, 2, 28)
    statements = Statements(sqlite.dialect())
    with create_engine("sqlite://").connect() as connection:
        tables.Table.metadata.create_all(connection)
        key = {"generation": 1, "rulebook": "", "watermarks": "{}", "live_from": "{}"}
        connection.execute(insert(PartitionRow), {**key, "partition": 0, "clock": at})
        raw = connection.exec_driver_sql("SELECT clock FROM partition").scalar()
        assert raw == statements.instant(at) == "2025-04-10 16:59:59.000007"
        assert statements.moment(raw) == at
        assert connection.scalar(select(col(PartitionRow.clock))) == at
        row = (1, 0, 1, "tick", None, b"", None, None, statements.instant(at), b"")
        statements.insert(JournalRow).run(connection, [row])
        assert connection.scalar(select(col(JournalRow.received_at))) == at
    assert statements.day(on) == "2025-02-28"
    assert statements.day(None) is statements.instant(None) is statements.moment(None) is None


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        Statements(sqlite.dialect()).instant(datetime(2025, 4, 10, tzinfo=UTC).replace(tzinfo=None))


def test_postgresql_is_given_values_as_they_are() -> None:
    statements = Statements(DIALECTS["postgresql"])
    at = datetime(2025, 4, 10, tzinfo=UTC)
    assert statements.instant(at) is statements.moment(at) is at


@pytest.mark.parametrize(
    "name",
    [
        "SEEN",
        "LOCKED",
        "FREE",
        "DUE",
        "UNDER_AN_EARLIER",
        "UNDER_A_LATER",
        "AWAITING",
        "AWAITING_IN_UNIT",
        "LETTERS",
    ],
)
def test_what_a_transaction_asks_is_found_in_an_index(name: str) -> None:
    """A million subjects or ten: neither scanned nor sorted."""
    statements = Statements(sqlite.dialect())
    with create_engine("sqlite://").connect() as connection:
        tables.Table.metadata.create_all(connection)
        statement = statements.of(getattr(partition_queries, name))
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement.sql}", tuple(0 for _ in statement.names)
        ).all()
    steps = [str(row[-1]) for row in plan]
    assert [step for step in steps if step.startswith("SEARCH")] == steps, steps
