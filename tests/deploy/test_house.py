"""Moving house: another number of partitions, another database, the same journals played again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sroki.deploy import house
from sroki.deploy.frozen import freeze
from sroki.events.errors import Refused
from sroki.monitors.engine import Engine
from sroki.projections import chain, moving, rulebooks
from sroki.projections.backup import prove
from sroki.projections.desk import Desk
from sroki.projections.dump import control_of, ledger_of, sayings_of, standing_of
from sroki.projections.opening import Target, open_database
from sroki.projections.store import SqlStore
from sroki.projections.tallies import recount
from tests.desk.acts import CHIEF, created
from tests.projections.stores import lived, run_on
from tests.support.histories import History
from tests.support.rulebooks import krasnoyarsk_plans

PARTITIONS = 3


def _quietly(_done: int, _whole: int) -> None:
    """Nobody looks."""


@pytest.fixture
def store(target: Target) -> Iterator[SqlStore]:
    """A house that two histories went through, in which somebody was let in."""
    with open_database(target) as database:
        store = SqlStore.open(database, partitions=PARTITIONS)
        _furnish(store)
        lived(store, 1, 2)
        Desk(database).perform(created("u-oper"), CHIEF, 0)
        yield store


def _furnish(store: SqlStore) -> None:
    plans = krasnoyarsk_plans()
    with store.database.writing() as connection:
        rulebooks.keep(connection, plans.digest, freeze(plans.rulebook))
    for partition in range(store.partitions):
        Engine(store, lambda _: plans).activate(partition, plans.digest)


@pytest.mark.parametrize("partitions", [1, 5])
def test_other_partitions_stand_the_same_and_have_said_the_same(
    store: SqlStore, partitions: int
) -> None:
    standing, said = standing_of(store), sayings_of(store)
    made = house.repartition(store.database, partitions, _quietly)
    assert (made.generation, made.partitions) == (2, partitions)
    assert standing_of(made) == standing
    assert sayings_of(made) == said
    with made.database.reading() as connection:
        assert chain.verify(connection) is None
        assert {kept == true for kept, true in recount(connection, 2).values()} <= {True}


def test_a_house_laid_anew_goes_on_as_one_that_was_always_so(store: SqlStore) -> None:
    made = house.repartition(store.database, 5, _quietly)
    again = History(3, "/3")
    run = run_on(made)
    run.take(again.events)
    run.close(again)
    whole = standing_of(made)
    run.take(History(1, "/1").events)
    assert standing_of(made) == whole, "what an earlier generation took is a repetition"


def test_a_house_laid_anew_is_proven_by_its_journals(store: SqlStore, target: Target) -> None:
    made = house.repartition(store.database, 2, _quietly)
    again = History(3, "/3")
    run = run_on(made)
    run.take(again.events)
    run.close(again)
    assert house.first_difference(target) is None
    assert house.rebuild(made.database, _quietly) is None
    assert house.first_difference(target) is None


def test_who_holds_the_generation_before_is_refused(store: SqlStore) -> None:
    house.repartition(store.database, 5, _quietly)
    with pytest.raises(Refused, match="поколению"), store.transaction(0):
        raise AssertionError
    with pytest.raises(Refused, match="поколению"), store.shared().transaction(0):
        raise AssertionError
    with pytest.raises(Refused, match="поколению"):
        store.take_over(0)


def test_a_store_made_anew_is_the_same_store(store: SqlStore) -> None:
    standing, ledger, control = standing_of(store), ledger_of(store), control_of(store)
    heads = [(head.seq, head.chain, head.position) for head in store.heads()]
    assert house.rebuild(store.database, _quietly) is None
    made = SqlStore.open(store.database)
    assert made.generation == 2
    assert standing_of(made) == standing
    assert ledger_of(made) == ledger
    assert control_of(made) == control
    assert [(head.seq, head.chain, head.position) for head in made.heads()] == heads


def test_an_attempt_cut_short_is_made_again(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = standing_of(store)
    with monkeypatch.context() as patched:
        patched.setattr(moving, "go_over", _cut)
        with pytest.raises(KeyboardInterrupt):
            house.repartition(store.database, 5, _quietly)
    again = SqlStore.open(store.database)
    assert again.generation == 1
    assert standing_of(again) == standing
    assert standing_of(house.repartition(store.database, 5, _quietly)) == standing


def _cut(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_copy_holds_all_of_it_and_nothing_is_copied_over(store: SqlStore, tmp_path: Path) -> None:
    with open_database(tmp_path / "copy.db") as copy:
        proof = moving.copy_whole(store.database, copy, _quietly)
        moved = SqlStore.open(copy)
        assert standing_of(moved) == standing_of(store)
        assert ledger_of(moved) == ledger_of(store)
        with store.database.reading() as connection:
            assert prove(connection).rows == proof.rows
        with pytest.raises(Refused, match="уже есть хранилище"):
            moving.copy_whole(store.database, copy, _quietly)


def test_what_was_said_otherwise_stops_a_rebuild(store: SqlStore) -> None:
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE finding SET id = 'f' WHERE no = 1 AND partition = 0")
    found = house.rebuild(store.database, _quietly)
    assert found is not None
    assert found.startswith("ledger")
    assert SqlStore.view(store.database).generation == 1
