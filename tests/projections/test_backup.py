"""A backup is one whole moment of a store at work, and a restore is equal to it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sroki.events.errors import Refused
from sroki.projections import backup as backups
from sroki.projections.backup import backup, prove, restore
from sroki.projections.dump import Line, logical_dump
from sroki.projections.sqlite import SqliteDatabase
from sroki.projections.store import SqlStore
from tests.projections.stores import opened
from tests.projections.test_store import give, held
from tests.support.told import Teller


def dumped(path: Path) -> dict[str, list[Line]]:
    with SqliteDatabase.open(path) as database:
        return logical_dump(SqlStore.open(database))


def test_a_restored_backup_is_the_store(store: SqlStore, tmp_path: Path) -> None:
    before = logical_dump(store)
    proof = backup(tmp_path / "store.db", tmp_path / "copy.db")
    with store.database.reading() as connection:
        assert proof == prove(connection)
    give(store, "case-new", [Teller()("registered", "2025-04-11")])
    assert proof.rows["journal"] == len(before["journal"])
    assert restore(tmp_path / "copy.db", tmp_path / "again.db") == proof
    assert dumped(tmp_path / "again.db") == before


def test_a_backup_is_one_file(store: SqlStore, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    backup(tmp_path / "store.db", tmp_path / "kept" / "copy.db")
    assert [file.name for file in (tmp_path / "kept").iterdir()] == ["copy.db"]


def test_a_backup_taken_while_the_store_writes_is_a_shorter_journal(
    store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages are copied a few at a time, and between any two of them the writer goes on."""
    monkeypatch.setattr(backups, "PAGES", 4)
    tell = Teller()
    before = logical_dump(store)
    written = 0

    def write(done: int, total: int) -> None:
        nonlocal written
        assert 0 < done <= total
        if written < 15:
            event = tell("registered", "2025-04-11")
            thread = threading.Thread(target=give, args=(store, "case-new", [event]))
            thread.start()
            thread.join()
            written += 1

    backup(tmp_path / "store.db", tmp_path / "copy.db", write)
    assert len(held(store, "case-new")) == written == 15
    assert dumped(tmp_path / "copy.db") == before


def test_progress_is_told_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "PAGES", 5)
    told: list[tuple[int, int]] = []
    with opened(tmp_path / "store.db"):
        pass
    backup(tmp_path / "store.db", tmp_path / "copy.db", lambda *seen: told.append(seen))
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    with opened(tmp_path / "store.db"):
        pass
    (tmp_path / "copy.db").write_bytes(b"precious")
    with pytest.raises(Refused, match=r"copy\.db уже есть"):
        backup(tmp_path / "store.db", tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == b"precious"


def test_a_store_that_was_tampered_with_is_not_copied(store: SqlStore, tmp_path: Path) -> None:
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE journal SET body = x'00' WHERE seq = 2")
    with pytest.raises(Refused, match="запись 2"):
        backup(tmp_path / "store.db", tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy.db*"))


def test_a_copy_that_differs_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the copying at fault, nobody would be left with the copy."""
    copy = backups._copy

    def wrong(connection: object, target: Path, progress: None) -> None:
        copy(connection, target, progress)  # type: ignore[arg-type] # passed on as it came
        with SqliteDatabase.open(target) as made, made.writing() as other:
            other.exec_driver_sql("INSERT INTO rulebook VALUES ('a', x'00')")

    monkeypatch.setattr(backups, "_copy", wrong)
    with opened(tmp_path / "store.db"):
        pass
    with pytest.raises(Refused, match="не равна"):
        backup(tmp_path / "store.db", tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
