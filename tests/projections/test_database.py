"""The file of a store: who may open it, how it is opened, and which schema it has."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import OperationalError

from sroki.deploy.postgres_server import Server
from sroki.events.errors import Invalid, Refused
from sroki.projections import intake_tables, migrations, tables
from sroki.projections.dump import logical_dump
from sroki.projections.opening import Target, target_of
from sroki.projections.sqlite import SOUND, SqliteDatabase, driver
from sroki.projections.store import SqlStore
from tests.projections.stores import opened


def test_the_driver_carries_a_sound_sqlite() -> None:
    assert driver().sqlite_version_info >= SOUND


def test_what_is_committed_is_synced_in_a_log(tmp_path: Path) -> None:
    with SqliteDatabase.open(tmp_path / "store.db") as database, database.holding() as connection:
        told = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "mmap_size")
        }
    assert told == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "busy_timeout": 10_000,
        "mmap_size": 0,
    }


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with SqliteDatabase.open(path):
        child = os.fork()
        if child == 0:
            try:
                SqliteDatabase.open(path)
            except Refused:
                os._exit(7)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 7
        with pytest.raises(Refused, match="уже открыто другим процессом"):
            SqliteDatabase.open(path)
    with SqliteDatabase.open(path):
        pass


def test_a_dead_process_leaves_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    child = os.fork()
    if child == 0:
        SqliteDatabase.open(path)
        os._exit(0)
    os.waitpid(child, 0)
    with SqliteDatabase.open(path):
        pass


def test_others_may_look_but_not_write(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with opened(path) as store, SqliteDatabase.look(path) as looking:
        with store.database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO rulebook VALUES ('a', x'00')")
        with looking.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM rulebook").scalar() == 1
            with pytest.raises(OperationalError, match="readonly"):
                connection.exec_driver_sql("DELETE FROM rulebook")
        with pytest.raises(Refused, match="только для чтения"), looking.holding():
            pass


def test_a_reader_sees_one_moment(tmp_path: Path) -> None:
    with opened(tmp_path / "store.db") as store, store.database.reading() as reader:
        count = "SELECT count(*) FROM rulebook"
        assert reader.exec_driver_sql(count).scalar() == 0
        with store.database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO rulebook VALUES ('a', x'00')")
        assert reader.exec_driver_sql(count).scalar() == 0


def test_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="Нет хранилища"):
        SqliteDatabase.look(tmp_path / "none.db")


def test_a_file_of_something_else_is_no_store(tmp_path: Path) -> None:
    text, others = tmp_path / "sroki.toml", tmp_path / "others.db"
    text.write_text("host = '127.0.0.1'\n" * 100)
    driver().connect(others).execute("CREATE TABLE t (x)")
    for path in (text, others):
        with pytest.raises(Invalid, match="не хранилище"):
            SqliteDatabase.look(path)
    with pytest.raises(Invalid, match="не хранилище"):
        SqliteDatabase.open(text)
    for nowhere in (tmp_path, tmp_path / "none" / "store.db"):
        with pytest.raises(Invalid, match="негде быть"):
            SqliteDatabase.open(nowhere)


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with opened(path):
        for file in tmp_path.glob("store.db*"):
            if not file.name.endswith(".lock"):
                assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_the_migrations_make_what_the_models_say(target: Target) -> None:
    assert intake_tables.AliasRow.metadata is tables.Table.metadata
    with opened(target) as store, store.database.holding() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, tables.Table.metadata) == []
        assert migrations.current(connection) == migrations.head()


def test_the_models_make_what_the_migrations_say(tmp_path: Path) -> None:
    """Constraints and options too, which the comparison above does not look at."""
    with opened(tmp_path / "store.db") as store, store.database.holding() as connection:
        migrated = _schema(connection, _SQLITE)
        del migrated["alembic_version"]
    with create_engine("sqlite://").connect() as connection:
        tables.Table.metadata.create_all(connection)
        assert _schema(connection, _SQLITE) == migrated


@pytest.mark.real
def test_they_make_it_on_postgresql_too(postgres: Server, postgres_url: str) -> None:
    empty = postgres.create()
    with opened(target_of(postgres_url)) as store, store.database.holding() as connection:
        migrated = {name: _schema(connection, query) for name, query in _POSTGRESQL.items()}
    engine = create_engine(empty.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        tables.Table.metadata.create_all(connection)
        made = {name: _schema(connection, query) for name, query in _POSTGRESQL.items()}
    engine.dispose()
    postgres.drop(empty)
    for name, of in migrated.items():
        kept = {one: said for one, said in of.items() if not one.startswith("alembic_version")}
        assert kept == made[name]
        assert kept


_SQLITE = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
_POSTGRESQL = {
    "columns": """
        SELECT table_name || '.' || column_name,
            concat_ws(' ', udt_name, is_nullable, column_default, character_maximum_length)
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """
        SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "options": "SELECT relname, reloptions::text FROM pg_class WHERE reloptions IS NOT NULL",
}


def _schema(connection: Connection, query: str) -> dict[str, str]:
    return {name: " ".join(said.split()) for name, said in connection.exec_driver_sql(query)}


def test_a_store_of_a_later_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with opened(path) as store, store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'v9999'")
    for _ in range(2):
        with pytest.raises(Refused, match="более новой версией"):
            SqliteDatabase.open(path)
    with pytest.raises(Refused, match="более новой версией"):
        SqliteDatabase.look(path)


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with opened(path, 3) as store:
        before = logical_dump(store)
    with SqliteDatabase.open(path) as database:
        store = SqlStore.open(database)
        assert store.partitions == 3
        assert logical_dump(store) == before


def test_the_number_of_partitions_is_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with opened(path, 2):
        pass
    with SqliteDatabase.open(path) as database, pytest.raises(Refused, match="partitions = 2"):
        SqlStore.open(database, partitions=3)
