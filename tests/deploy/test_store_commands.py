"""`backup`, `restore`, `verify`: proven copies, and a journal that cannot be changed unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from sroki.deploy.frozen import freeze
from sroki.deploy.rules import Rules
from sroki.monitors.engine import Engine
from sroki.projections.database import Database, driver
from sroki.projections.dump import ledger_of, standing_of
from sroki.projections.store import SqlStore
from tests.deploy.commands import sroki
from tests.support.histories import START, History
from tests.support.rulebooks import krasnoyarsk_plans


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store that a few histories went through, its rulebook kept."""
    path = tmp_path / "sroki.db"
    plans = krasnoyarsk_plans()
    with Database.open(path) as database:
        sql = SqlStore.open(database)
        rules = Rules(database, plans.rulebook)
        rules.keep()
        engine = Engine(sql, rules.of)
        engine.activate(0, plans.digest)
        engine.tick(0, START, always=True)
        for seed in range(5):
            history = History(seed, f"/{seed}")
            engine.advance(0, history.events)
            engine.deliver(0)
        engine.tick(0, history.end)
    return path


def change(path: Path, statement: str) -> None:
    connection = driver().connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_copy_restored_is_the_store(store: Path, tmp_path: Path) -> None:
    copy, again = tmp_path / "copy.db", tmp_path / "again.db"
    made = sroki("backup", copy, "--store", store)
    assert (made.code, made.err.strip()) == (0, "")
    assert "равна хранилищу" in made.out
    assert sroki("restore", copy, "--store", again).code == 0
    with Database.look(store) as one, Database.look(again) as other:
        assert standing_of(SqlStore.view(one)) == standing_of(SqlStore.view(other))
        assert ledger_of(SqlStore.view(one)) == ledger_of(SqlStore.view(other))


def test_nothing_is_overwritten(store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("чужой файл", "utf-8")
    said = sroki("backup", copy, "--store", store)
    assert said.code == 3
    assert "copy.db уже есть" in said.err
    assert copy.read_text("utf-8") == "чужой файл"


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    for name in ("backup", "verify"):
        rest = [tmp_path / "copy.db"] if name == "backup" else []
        said = sroki(name, *rest, "--store", tmp_path / "none.db")
        assert said.code == 2
        assert "Нет хранилища none.db" in said.err


def test_a_journal_as_written_and_replayed_says_the_same(store: Path) -> None:
    said = sroki("verify", "--store", store, "--replay")
    assert (said.code, said.err.strip()) == (0, "")
    assert "Цепочка журнала цела" in said.out
    assert "говорит то же самое" in said.out


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE journal SET subject = 'other' WHERE seq = 5", "запись 5 — запись изменена"),
        ("DELETE FROM journal WHERE seq = 7", "запись 7 — записи нет"),
        (
            "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
            "журнал обрезан",
        ),
    ],
)
def test_a_journal_changed_is_noticed(store: Path, statement: str, says: str) -> None:
    change(store, statement)
    said = sroki("verify", "--store", store)
    assert said.code == 1
    assert says in said.err


def test_a_ledger_that_says_otherwise_is_noticed(store: Path) -> None:
    change(store, "UPDATE finding SET rule = 'forged' WHERE no = 1")
    said = sroki("verify", "--store", store, "--replay")
    assert said.code == 1
    assert "Первое расхождение" in said.err
    assert "forged" in said.err


def test_a_rulebook_is_kept_whole() -> None:
    """A replay years later counts the same days, whatever the packages of that day say."""
    assert freeze(krasnoyarsk_plans().rulebook) == freeze(krasnoyarsk_plans().rulebook)
