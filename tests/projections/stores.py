"""Stores for the tests of this room, each in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sroki.monitors.ports import Store
from sroki.projections.opening import Target, open_database
from sroki.projections.store import SqlStore
from tests.monitors.runs import Run
from tests.support.histories import History
from tests.support.rulebooks import krasnoyarsk_plans


@contextmanager
def opened(target: Target, partitions: int = 1, remembered: int = 10_000) -> Iterator[SqlStore]:
    """A store at `target`, closed at the end."""
    with open_database(target) as database:
        yield SqlStore.open(database, partitions=partitions, remembered=remembered)


def run_on(store: SqlStore) -> Run:
    """A run of the engine on this store, under the edition of Krasnoyarsk."""
    plans = krasnoyarsk_plans()
    run = Run(plans, store.partitions, store=store)
    for partition in range(store.partitions):
        run.engine.activate(partition, plans.digest)
    return run


def lived(store: SqlStore, *seeds: int) -> Run:
    """A store that whole histories went through, each with its own sources."""
    run = run_on(store)
    for seed in seeds:
        history = History(seed, f"/{seed}")
        for event in history.events:
            run.tick(event.occurred_at)
            run.take([event])
        run.close(history)
    return run


def as_port(store: SqlStore) -> Store:
    """The store as the engine knows it: mypy proves here that it keeps the Protocol."""
    return store
