"""The store on PostgreSQL: its address, and several processes in one database."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from sroki.deploy.postgres_server import Server
from sroki.events.aliases import Alias
from sroki.events.base import Event
from sroki.events.errors import Invalid, Refused
from sroki.monitors.engine import Engine, by_partition
from sroki.projections import chain, tallies
from sroki.projections.aliases import register
from sroki.projections.database import Lost
from sroki.projections.dump import logical_dump, standing_of
from sroki.projections.opening import look_at, open_database, target_of
from sroki.projections.postgres_url import PostgresUrl
from sroki.projections.statements import Statements
from sroki.projections.store import SqlStore
from sroki.projections.transaction import Busy
from sroki.workflows.standing import Changes
from tests.monitors.runs import Run
from tests.projections.stores import lived, opened, run_on
from tests.projections.test_store import give, held
from tests.support.histories import START, History
from tests.support.rulebooks import KRSK, krasnoyarsk_plans
from tests.support.told import Teller, local

TRUSTED = "sslmode=verify-full&sslrootcert=/etc/ssl/ca.pem"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://sroki@127.0.0.1:5432/sroki",
        "postgresql://sroki@localhost/sroki",
        "postgresql://sroki@[::1]:5432/sroki",
        "postgresql:///sroki?host=/var/run/postgresql",
        f"postgresql://sroki@db.example:5432/sroki?{TRUSTED}",
        f"postgresql://a.example,b.example/sroki?{TRUSTED}&target_session_attrs=read-write",
        f"postgresql://db.example/sroki?{TRUSTED}&sslcert=/c.pem&sslkey=/k.pem",
        "postgresql://sroki@10.0.0.5/sroki?sslmode=disable",
    ],
)
def test_an_address_that_is_safe_is_taken_as_it_is(address: str) -> None:
    assert PostgresUrl.of(address).secret == address == str(PostgresUrl.of(address))


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("postgresql://sroki@db.example/sroki", "sslmode не назван"),
        ("postgresql://127.0.0.1,db.example/sroki", "sslmode не назван"),
        ("postgresql:///sroki?host=db.example", "sslmode не назван"),
        ("postgresql://db.example/sroki?sslmode=require", "не проверяет"),
        ("postgresql://db.example/sroki?sslmode=verify-full", "sslrootcert"),
        (f"postgresql://db.example/sroki?{TRUSTED}&sslcert=/c.pem", "только вместе"),
        ("postgresql://localhost/sroki?sslcert=/c.pem&sslkey=/k.pem", "verify-full нет"),
    ],
)
def test_an_address_half_protected_is_refused(address: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        target_of(address)


def test_an_address_is_shown_without_its_secrets() -> None:
    url = PostgresUrl.of(f"postgresql://sroki:s3cret@db.example/sroki?{TRUSTED}&sslpassword=hush")
    assert str(url) == f"postgresql://sroki:***@db.example/sroki?{TRUSTED}&sslpassword=***"
    assert "s3cret" not in repr(url)
    assert "hush" not in repr(url)


@contextmanager
def joined(url: str, partitions: int = 2) -> Iterator[SqlStore]:
    """The store as one more process has it."""
    with open_database(target_of(url)) as database:
        yield SqlStore.join(database, partitions=partitions)


@pytest.mark.real
def test_a_database_that_sorts_otherwise_is_refused(postgres: Server) -> None:
    url = postgres.create("template0 LC_COLLATE 'C.UTF-8'")
    with pytest.raises(Refused, match="сортирует"):
        open_database(target_of(url))
    postgres.drop(url)


@pytest.mark.real
def test_there_is_nothing_to_look_at(postgres: Server) -> None:
    url = postgres.create()
    with pytest.raises(Invalid, match="Нет хранилища"):
        look_at(target_of(url))
    postgres.drop(url)


@pytest.mark.real
def test_who_looks_writes_nothing(postgres_url: str) -> None:
    with joined(postgres_url), look_at(target_of(postgres_url)) as looking:
        with pytest.raises(Refused, match="только для чтения"), looking.holding():
            pass
        with looking.reading() as connection, pytest.raises(Exception, match="read-only"):
            connection.exec_driver_sql("DELETE FROM journal")


@pytest.mark.real
def test_a_partition_is_its_owners_and_taking_it_over_fences_one_alone(postgres_url: str) -> None:
    with joined(postgres_url) as one, joined(postgres_url) as other:
        with pytest.raises(Refused, match="не наш"), one.transaction(0):
            pass
        assert [one.take_over(0), one.take_over(1)] == [1, 1]
        assert other.take_over(1) == 2
        with one.transaction(0) as transaction:
            transaction.write(Changes(transaction.head))
        with pytest.raises(Refused, match="другой процесс"), one.transaction(1):
            pass
        other.let_go(1)
        with pytest.raises(Refused, match="не наш"), other.transaction(1):
            pass


@pytest.mark.real
def test_what_needs_no_owner_passes_by_a_partition_that_is_held(postgres_url: str) -> None:
    with joined(postgres_url) as one, joined(postgres_url) as other:
        one.take_over(0)
        shared = other.shared()
        engine = Engine(shared, lambda _: krasnoyarsk_plans())

        def tick() -> bool:
            return engine.tick(0, local("2025-03-10 00:00"), always=True)

        with one.transaction(0):
            assert shared.unless_busy(tick) is None
            with pytest.raises(Busy), shared.transaction(0):
                pass
        assert shared.unless_busy(tick) is True
        with one.transaction(0) as transaction:
            assert transaction.head.seq == 1


@pytest.mark.real
def test_the_position_is_its_owners_to_move(postgres_url: str) -> None:
    with joined(postgres_url) as one, one.shared().transaction(0) as transaction:
        transaction.head.position = "elsewhere"
        with pytest.raises(Refused, match="position"):
            transaction.write(Changes(transaction.head))


@pytest.mark.real
def test_what_is_remembered_is_void_once_another_process_wrote(postgres_url: str) -> None:
    tell = Teller()
    with joined(postgres_url, 1) as one, joined(postgres_url, 1) as other:
        one.take_over(0)
        give(one, "case-1", [tell("submitted", "2025-04-10", channel="site")])
        assert len(held(one, "case-1")) == 1
        other.take_over(0)
        give(other, "case-1", [tell("registered", "2025-04-11")])
        one.take_over(0)
        assert len(held(one, "case-1")) == 2
        give(one, "case-1", [tell("receipt_issued", "2025-04-11")])
        assert [event.kind for event in held(one, "case-1")] == [
            "submitted",
            "registered",
            "receipt_issued",
        ]


def cut_off(store: SqlStore, postgres: Server) -> None:
    """The server goes away in the middle of a transaction."""
    with store.transaction(0) as transaction:
        postgres.kill()
        transaction.write(Changes(transaction.head))


@pytest.mark.real
def test_a_server_that_stops_loses_nothing_committed_and_says_so(postgres: Server) -> None:
    url = postgres.create()
    with opened(target_of(url), 2) as store:
        lived(store, 1)
        before = logical_dump(store)
        with pytest.raises(Lost, match="прервана"):
            cut_off(store, postgres)
        with pytest.raises(Lost):
            logical_dump(store)
        postgres.start()
        assert logical_dump(store) == before
        give(store, "case-new", [Teller()("submitted", "2025-04-10", channel="site")])
    with opened(target_of(url), 2) as again:
        assert standing_of(again)
    postgres.drop(url)


def bound_by(url: str, numbers: Iterable[Alias], mine: str) -> dict[Alias, str]:
    """The cases that one process of several finds, or opens, for these numbers."""
    found: dict[Alias, str] = {}
    with open_database(target_of(url)) as database:
        for number in numbers:
            with database.writing() as connection:
                database.alone(connection)
                with register(connection, Statements(connection.dialect)) as aliases:
                    if aliases.find(number) is None:
                        aliases.bind(number, f"{mine}-{number.number}")
                    link = aliases.find(number)
                assert link is not None
                assert link.case_id is not None
                found[number] = link.case_id
    return found


@pytest.mark.real
def test_of_several_that_hear_of_a_number_at_once_one_opens_its_case(postgres_url: str) -> None:
    numbers = [Alias(KRSK, "/edms", "registration", f"{n}", 2025) for n in range(40)]
    with ThreadPoolExecutor() as pool:
        futures = [
            pool.submit(bound_by, postgres_url, order, name)
            for name, order in (("one", numbers), ("other", numbers[::-1]))
        ]
        one, other = (future.result() for future in futures)
    assert one == other


def worked(url: str, batches: Iterable[Sequence[Event]], stop: threading.Event) -> None:
    """One process of several: takes over whichever partition its next batch is for."""
    with joined(url, 3) as store:
        engine = Engine(store, lambda _: krasnoyarsk_plans())
        for batch in batches:
            if stop.is_set():
                return
            for partition, events in sorted(by_partition(batch, store.partition_of).items()):
                while not advanced(store, engine, partition, events):
                    pass


def advanced(store: SqlStore, engine: Engine, partition: int, events: Sequence[Event]) -> bool:
    """Take over a partition and advance it; False where somebody took it from us meanwhile."""
    store.take_over(partition)
    try:
        engine.advance(partition, events)
    except Refused:
        return False
    return True


def swept(url: str, history: History, stop: threading.Event) -> None:
    """A process that owns nothing: lets time act and delivers letters wherever nobody is."""
    with joined(url, 3) as store:
        shared = store.shared()
        engine = Engine(shared, lambda _: krasnoyarsk_plans())
        at = START
        while not stop.is_set():
            at = min(at + timedelta(days=1), history.end)
            for partition in range(3):
                shared.unless_busy(partial(engine.tick, partition, at))
                shared.unless_busy(partial(engine.deliver, partition))


@pytest.mark.real
def test_processes_that_take_partitions_from_each_other_lose_and_double_nothing(
    postgres_url: str, tmp_path: Path
) -> None:
    history = History(5)
    batches = [history.events[n : n + 3] for n in range(0, len(history.events), 3)]
    with opened(target_of(postgres_url), 3) as store, opened(tmp_path / "plain.db", 3) as plain:
        run_on(store)
        stop = threading.Event()
        with ThreadPoolExecutor() as pool:
            sweeper = pool.submit(swept, postgres_url, history, stop)
            # Each batch comes to two of them.
            orders = (batches, batches[::-1])
            workers = [pool.submit(worked, postgres_url, order, stop) for order in orders]
            try:
                for worker in workers:
                    worker.result()
            finally:
                stop.set()
            sweeper.result()
        for partition in range(3):
            store.take_over(partition)
        lived_plainly = run_on(plain)
        lived_plainly.take(history.events)
        lived_plainly.close(history)
        Run(krasnoyarsk_plans(), 3, store).close(history)
        assert standing_of(store) == standing_of(plain)
        with store.database.reading() as connection:
            assert chain.verify(connection) is None
            assert tallies.recount(connection, store.generation) == {}
