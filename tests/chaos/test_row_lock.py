"""The lock of a partition's row: a batch and a sweep of the same partition never write across.

Two processes of one PostgreSQL, at the worst moment: the sweep has read what is due and is about to
write when the owner takes a batch. As a control the sweep reads the row without locking it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest
from psycopg.errors import UniqueViolation

from sroki.monitors.engine import Engine
from sroki.monitors.replay import replay
from sroki.projections import partition_queries as queries
from sroki.projections.database import Database
from sroki.projections.dump import ledger_of, standing_of
from sroki.projections.opening import open_database, target_of
from sroki.projections.store import SqlStore
from sroki.projections.transaction import SqlTransaction
from sroki.workflows.standing import Changes
from tests.monitors.runs import Run
from tests.projections.stores import opened, run_on
from tests.support.histories import History

pytestmark = pytest.mark.real

HISTORY = History(3, "/3")
HALF = len(HISTORY.events) // 2
BETWEEN = HISTORY.events[HALF].occurred_at
PATIENCE = 30.0


@contextmanager
def crossed(
    url: str, patch: pytest.MonkeyPatch
) -> Iterator[tuple[SqlStore, Run, list[BaseException]]]:
    """A sweep whose write waits for the owner's batch: until it is through, or stands at a lock."""
    with open_database(target_of(url)) as mine, open_database(target_of(url)) as theirs:
        owner = SqlStore.open(mine, partitions=1)
        run = run_on(owner)
        run.take(HISTORY.events[:HALF])
        sweeping = SqlStore.join(theirs, partitions=1).shared()
        failed: list[BaseException] = []

        def batch() -> None:
            try:
                run.take(HISTORY.events[HALF:])
            except UniqueViolation as error:
                failed.append(error)

        owners = Thread(target=batch, name="owner")
        write = SqlTransaction.write

        def late(self: SqlTransaction, changes: Changes) -> None:
            if self._epoch is None and owners.ident is None:
                owners.start()
                _through_or_waiting(owners, theirs)
            write(self, changes)

        patch.setattr(SqlTransaction, "write", late)
        try:
            Engine(sweeping, lambda _: run.plans).tick(0, BETWEEN, always=True)
        except UniqueViolation as error:
            failed.append(error)
        owners.join(PATIENCE)
        patch.setattr(SqlTransaction, "write", write)
        yield owner, run, failed


def _through_or_waiting(owner: Thread, database: Database) -> None:
    end = monotonic() + PATIENCE
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    while owner.is_alive() and monotonic() < end:
        with database.reading() as connection:
            if connection.exec_driver_sql(query).scalar_one():
                return
        owner.join(0.02)


def test_a_batch_waits_for_the_sweep_that_holds_its_partition(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with crossed(postgres_url, monkeypatch) as (store, run, failed):
        assert not failed
        run.close(HISTORY)
        with opened(tmp_path / "oracle.db") as oracle:
            alone = run_on(oracle)
            alone.take(HISTORY.events)
            alone.close(HISTORY)
            assert standing_of(store) == standing_of(oracle)
        with opened(tmp_path / "again.db") as again:
            replay(Engine(again, lambda _: run.plans), 0, store.journal(0))
            assert ledger_of(store) == ledger_of(again)


def test_without_the_lock_two_write_the_same_line_of_the_journal(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "FREE", queries.SEEN)
    with crossed(postgres_url, monkeypatch) as (_, _, failed):
        assert ["pk_journal" in str(one) for one in failed] == [True]
