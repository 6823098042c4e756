"""The SQL store keeps the promise of `monitors.ports`: it says what the one in memory says."""

from __future__ import annotations

import inspect
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sroki.monitors import ports
from sroki.monitors.engine import Engine
from sroki.monitors.replay import replay
from sroki.projections import tallies
from sroki.projections.dump import ledger_of, logical_dump, standing_of
from sroki.projections.opening import Target
from sroki.projections.store import SqlStore
from sroki.projections.transaction import SqlTransaction
from tests.monitors.runs import Run, shuffled
from tests.projections.stores import lived, opened, run_on
from tests.support.histories import History
from tests.support.memory_store import MemoryStore
from tests.support.rulebooks import krasnoyarsk_plans


@pytest.mark.parametrize(
    ("port", "ours"), [(ports.Store, SqlStore), (ports.Transaction, SqlTransaction)]
)
def test_every_method_of_the_port_is_there_with_its_parameters(port: Any, ours: Any) -> None:
    for name, wanted in inspect.getmembers(port, inspect.isfunction):
        if not name.startswith("_"):
            found = inspect.signature(getattr(ours, name))
            assert list(found.parameters) == list(inspect.signature(wanted).parameters), name


def states(store: SqlStore) -> list[dict[str, Any]]:
    """What the store would hand the engine, by partition."""
    found: list[dict[str, Any]] = []
    keys = [line[:2] for line in logical_dump(store)["subject_events"]]
    for partition in range(store.partitions):
        with store.transaction(partition) as transaction:
            found.append(transaction.load([key for at, key in keys if at == partition]))
    return found


HISTORIES = [
    *(pytest.param("sqlite", seed) for seed in range(40)),
    *(pytest.param("postgres", seed, marks=pytest.mark.real) for seed in range(0, 40, 5)),
]


@pytest.mark.parametrize(("target", "seed"), HISTORIES, indirect=["target"])
def test_a_history_leaves_what_it_leaves_in_memory(target: Target, seed: int) -> None:
    """State for state and finding for finding, whatever is remembered between transactions."""
    plans = krasnoyarsk_plans()
    history = History(seed)
    partitions = (1, 3)[seed % 2]
    plain = Run(plans, partitions, MemoryStore(partitions, plans.digest))
    shuffled(plain, history, Random(seed))
    plain.close(history)
    # 0 forgets every subject at once, 12 most of them, 10,000 none.
    with opened(target, partitions, remembered=(0, 12, 10_000)[seed % 3]) as store:
        run = Run(plans, partitions, store)
        shuffled(run, history, Random(seed))
        run.close(history)
        assert states(store) == plain.store.states
        assert by_subject(store) == by_subject(plain.store)
        assert [list(store.journal(p)) for p in range(partitions)] == plain.store.journals
        assert standing_of(store)
        with store.database.reading() as connection:
            assert tallies.recount(connection, store.generation) == {}


def by_subject(store: SqlStore | MemoryStore) -> dict[str, list[str]]:
    """The ids of everything said, in order, by subject."""
    found: dict[str, list[str]] = {}
    if isinstance(store, MemoryStore):
        said = [(one.subject, one.id) for one in store.findings]
    else:
        said = [(line[3], line[1]) for line in ledger_of(store)]
    for subject, name in said:
        found.setdefault(subject, []).append(name)
    return found


@pytest.mark.parametrize("partitions", [1, 4])
def test_the_same_events_give_the_same_standing_in_any_journal(
    target: Target, tmp_path: Path, partitions: int
) -> None:
    history = History(5)
    with opened(tmp_path / "plain.db") as plain, opened(target, partitions) as other:
        run = run_on(plain)
        run.take(history.events)
        run.close(history)
        run = run_on(other)
        shuffled(run, history, Random(3))
        run.close(history)
        assert standing_of(plain) == standing_of(other)
        assert len(standing_of(plain)) > 10


def test_a_replay_of_the_journal_says_the_same(target: Target, tmp_path: Path) -> None:
    with opened(tmp_path / "one.db", 2) as one, opened(target, 2) as two:
        lived(one, 1, 2, 3)
        again = Engine(two, lambda _: krasnoyarsk_plans())
        for partition in range(2):
            replay(again, partition, one.journal(partition))
        assert ledger_of(one) == ledger_of(two)
        assert standing_of(one) == standing_of(two)
        assert len(ledger_of(one)) > 10


def test_two_facts_under_one_name_are_observed_once(target: Target) -> None:
    """A correction of what never came may give its fact the name of another one."""
    with opened(target) as store:
        lived(store, 53)
        assert standing_of(store)
