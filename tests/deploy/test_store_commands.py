"""`backup`, `restore`, `verify`: proven copies, and a journal that cannot be changed unseen."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import pytest

from sroki.deploy.frozen import freeze
from sroki.deploy.rules import Rules
from sroki.monitors.engine import Engine
from sroki.projections.dump import ledger_of, standing_of
from sroki.projections.opening import look_at, open_database
from sroki.projections.sqlite import driver
from sroki.projections.store import SqlStore
from tests.deploy.commands import sroki
from tests.deploy.conftest import set_clock, shell
from tests.deploy.wires import filed, item
from tests.support.histories import LATEST_END, START, History
from tests.support.rulebooks import krasnoyarsk_plans


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    """A store of the test's own."""
    return Path(shutil.copy(made, tmp_path / "sroki.db"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that a few histories went through, its rulebook kept."""
    path = tmp_path_factory.mktemp("made") / "sroki.db"
    plans = krasnoyarsk_plans()
    with open_database(path) as database:
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
        engine.tick(0, LATEST_END)
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
    with look_at(store) as one, look_at(again) as other:
        assert standing_of(SqlStore.view(one)) == standing_of(SqlStore.view(other))
        assert ledger_of(SqlStore.view(one)) == ledger_of(SqlStore.view(other))


def test_nothing_is_overwritten(store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("чужой файл", "utf-8")
    said = sroki("backup", copy, "--store", store)
    assert said.code == 3
    assert "copy.db уже есть" in said.err
    assert copy.read_text("utf-8") == "чужой файл"


def test_no_copy_goes_where_there_is_no_folder(store: Path, tmp_path: Path) -> None:
    said = sroki("backup", tmp_path / "none" / "copy.db", "--store", store)
    assert said.code == 3
    assert "none нет" in said.err
    assert not (tmp_path / "none").exists()


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


def test_another_rulebook_is_tried_before_it_judges(store: Path, tmp_path: Path) -> None:
    shown = sroki("rulebook", "show", "--store", store)
    assert shown.code == 0
    assert "Просят настройки" in shown.out
    draft = tmp_path / "draft.yaml"
    source = resources.files("sroki.workflows") / "editions" / "krsk-010121-97r.yaml"
    draft.write_text(source.read_text("utf-8").replace("length: 6\n", "length: 5\n"), "utf-8")
    tried = sroki("rulebook", "dry-run", draft, "--store", store)
    assert tried.code == 0
    assert "сдвинется" in tried.out
    assert "17.04.2025 → 16.04.2025" in tried.out
    same = sroki("rulebook", "dry-run", "krsk.yaml", "--store", store)
    assert same.code == 2
    assert "krsk.yaml" in same.err


def test_a_draft_leaves_other_services_as_they_are(tmp_path: Path) -> None:
    """The rulebook in force holds two services; a draft of one says nothing of the other."""
    store = tmp_path / "sroki.db"
    with shell(store, "2025-04-01 08:00") as embedded:
        embedded.take([item(filed("c1", "2025-04-01 07:00"))])
        set_clock(embedded, "2025-04-20 08:00")
    source = resources.files("sroki.workflows") / "editions"
    omsk, krsk = tmp_path / "omsk.yaml", tmp_path / "krsk.yaml"
    omsk.write_bytes((source / "example-omsk-archive.yaml").read_bytes())
    krsk.write_bytes((source / "krsk-010121-97r.yaml").read_bytes())
    for files in ([omsk], [krsk], [omsk, krsk]):
        tried = sroki("rulebook", "dry-run", *files, "--store", store)
        assert (tried.code, tried.out) == (0, "Ничего не изменится.\n"), files


def test_nothing_waits_in_a_store_without_rejects(store: Path) -> None:
    said = sroki("rejects", "list", "--store", store)
    assert (said.code, said.out) == (0, "Всё принято: ждать нечему.\n")


def test_a_source_goes_live_and_nothing_is_lost(store: Path) -> None:
    said = sroki("live", "urn:krsk:sed", "--at", "01.01.2026", "--store", store)
    assert said.code == 0
    assert "urn:krsk:sed: вживую с 01.01.2026 00:00 (Europe/Moscow)." in said.out
    wrong = sroki("live", "urn:krsk:sed", "--at", "завтра", "--store", store)
    assert wrong.code == 2
    assert "дата или время «завтра» не читается" in wrong.err


def test_a_store_in_use_is_not_written_by_another(store: Path) -> None:
    with open_database(store):
        said = sroki("live", "urn:krsk:sed", "--at", "01.01.2026", "--store", store)
    assert said.code == 3
