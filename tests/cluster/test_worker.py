"""`sroki worker` on a real broker and a real PostgreSQL."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from kafka import KafkaAdminClient, KafkaProducer
from prometheus_client.parser import text_string_to_metric_families

from sroki.deploy.cluster.running import CRASHED
from sroki.deploy.kafka.broker import Brokers, free_port
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.library import rulebook_of
from sroki.deploy.postgres_server import Server
from sroki.deploy.settings import Settings
from sroki.monitors.engine import Engine
from sroki.monitors.plans import Plans
from sroki.monitors.replay import replay
from sroki.projections import alarms
from sroki.projections.clock_row import Told
from sroki.projections.dump import ledger_of, standing_of
from sroki.projections.opening import Target, target_of
from sroki.projections.store import SqlStore
from tests.cluster.rig import Cluster, cluster
from tests.monitors.runs import Run
from tests.projections.stores import opened
from tests.support.histories import History

pytestmark = pytest.mark.real


@pytest.fixture
def rig(
    brokers: Brokers, topic_prefix: str, postgres_url: str, tmp_path: Path
) -> Iterator[Cluster]:
    kafka = KafkaSettings(bootstrap=brokers.bootstrap, prefix=topic_prefix)
    with cluster(kafka, postgres_url, tmp_path) as rig:
        yield rig


@pytest.fixture
def another(postgres: Server, migrated: str) -> Iterator[Callable[[], Target]]:
    """Makes another empty database, to compare with."""
    made: list[str] = []

    def make() -> Target:
        made.append(postgres.create(migrated))
        return target_of(made[-1])

    yield make
    for url in made:
        postgres.drop(url)


def test_what_workers_make_of_the_log_is_what_the_engine_makes_of_the_events(
    rig: Cluster, another: Callable[[], Target]
) -> None:
    histories = [History(seed, f"/{seed}") for seed in range(5)]
    end = max(history.end for history in histories)
    rig.set_clock(Told(min(history.events[0].occurred_at for history in histories), end, 0))
    listen = f"127.0.0.1:{free_port()}"
    rig.start("one")
    for history in histories:
        rig.say(history.events[::2])
    rig.until(rig.read_to_the_end)

    # One is killed in the middle of things, another takes over.
    rig.workers[0].kill()
    for history in histories:
        rig.say(history.events)
    poison = KafkaProducer(**rig.kafka.client())
    poison.send(rig.kafka.events, b"?", partition=1).get(timeout=30)
    poison.close()
    rig.start("one", SROKI_METRICS_LISTEN=listen)
    for history in histories:
        rig.say([*history.events[::3], history.watermark])
    rig.until(rig.read_to_the_end)
    rig.set_clock(Told(end, end, 0))
    rig.until(lambda: all(head.clock == end for head in rig.heads()))
    rig.until(rig.all_told)

    plans = Plans(rulebook_of(Settings()))
    with opened(another(), 2) as oracle:
        run = Run(plans, 2, store=oracle)
        for number in range(2):
            run.engine.activate(number, plans.digest)
        for history in histories:
            run.take(history.events)
            run.watermark(history.watermark)
        run.deliver()
        run.tick(end, always=True)
        assert standing_of(rig.store) == standing_of(oracle)
    with opened(another(), 2) as again:
        engine = Engine(again, lambda _: plans)
        for number in range(2):
            replay(engine, number, rig.store.journal(number))
        assert ledger_of(rig.store) == ledger_of(again)
    with rig.store.database.reading() as connection:
        held = connection.exec_driver_sql("SELECT reason FROM sealed").scalars().all()
    assert held == ["not_json"]
    rig.until(lambda: _scraped(listen).get("sroki_worker_partitions") == 2)
    rig.until(lambda: _scraped(listen).get("sroki_worker_unread_records") == 0)
    told = _scraped(listen)
    assert told["sroki_worker_relay_gap_findings"] == 0
    assert told["sroki_worker_records_total"] > 0
    for name in ("batch", "sweep", "relay"):
        assert told[f"sroki_worker_{name}_seconds_count"] > 0
    rig.stop()


def test_a_store_restored_from_a_copy_says_nothing_twice_and_leaves_nothing_standing(
    rig: Cluster, postgres: Server, another: Callable[[], Target]
) -> None:
    histories = [History(seed, f"/{seed}") for seed in range(10, 14)]
    begin, end = histories[0].events[0].occurred_at, max(history.end for history in histories)
    rig.set_clock(Told(begin, end, 0))
    rig.start()
    rig.say([*histories[0].events, *histories[1].events])
    rig.until(rig.read_to_the_end)
    rig.stop()
    rig.let_go()
    copy = postgres.create(rig.url.rpartition("/")[2])

    rig.start()
    rig.say(histories[2].events)
    rig.until(rig.read_to_the_end)
    rig.set_clock(Told(end, end, 0))
    rig.until(lambda: all(head.clock == end for head in rig.heads()))
    rig.until(rig.all_told)
    rig.stop()
    told = rig.told()

    with cluster(rig.kafka, copy, rig.folder / "again") as again:
        again.set_clock(Told(end, end, 0))
        again.start()
        again.say([*histories[3].events, *(history.watermark for history in histories)])
        again.until(again.read_to_the_end)
        again.until(lambda: not any(head.adopted for head in again.heads()))
        again.until(again.all_told)
        now = again.told()
        assert [one.finding for one in now if one.tail.incarnation == 1] == [
            one.finding for one in told
        ]
        assert {one.tail.incarnation for one in now} == {1, 2}
        assert len({one.tail.id for one in now}) == len(now)
        with opened(another(), 2) as oracle:
            run = Run(Plans(rulebook_of(Settings())), 2, store=oracle)
            for number in range(2):
                run.engine.activate(number, run.plans.digest)
            for history in histories:
                run.take(history.events)
                run.watermark(history.watermark)
            run.deliver()
            run.tick(end, always=True)
            assert standing_of(again.store) == standing_of(oracle)
        again.stop()
    postgres.drop(copy)


def test_a_log_that_was_made_anew_stops_the_partition_by_name_and_not_the_worker(
    rig: Cluster,
) -> None:
    rig.say(History(1).events)
    rig.start("one")
    rig.until(rig.read_to_the_end)
    rig.stop()

    admin = KafkaAdminClient(**rig.kafka.client())
    admin.delete_topics([rig.kafka.events])
    rig.until(lambda: rig.kafka.events not in admin.list_topics())
    admin.create_topics({rig.kafka.events: {"num_partitions": 2}}, wait_for_metadata=True)
    admin.close()
    rig.start("one")
    standing = rig.until(lambda: _alarms(rig))
    assert {one.name for one in standing} == {"topic_replaced"}
    assert rig.workers[-1].poll() is None


def test_a_worker_that_was_paused_writes_nothing_more(rig: Cluster) -> None:
    rig.say(History(2).events)
    zombie = rig.start()
    rig.until(rig.read_to_the_end)
    zombie.send_signal(signal.SIGSTOP)
    rig.start()
    rig.say(History(3).events)
    rig.until(rig.read_to_the_end)
    zombie.send_signal(signal.SIGCONT)
    rig.say(History(4).events)
    rig.until(rig.read_to_the_end)
    rig.until(rig.all_told)


def test_a_worker_that_has_a_partition_and_does_not_move_it_ends_and_the_next_one_does(
    rig: Cluster,
) -> None:
    rig.say(History(2).events)
    worker = rig.start("one", SROKI_WORKER_STUCK_SECONDS="10")
    rig.until(rig.read_to_the_end)
    # Somebody takes a partition whom the group does not know: Kafka will never say so.
    for number in range(2):
        SqlStore.join(rig.store.database, partitions=2).take_over(number)
    rig.say(History(3).events)
    assert worker.wait(90) == CRASHED
    assert "stands at None" in rig.logs()
    rig.start("one")
    rig.until(rig.read_to_the_end)


def test_time_acts_while_the_broker_is_gone_and_is_told_of_afterwards(
    rig: Cluster, brokers: Brokers
) -> None:
    history = History(8)
    rig.set_clock(Told(history.events[0].occurred_at, history.end, 0))
    worker = rig.start()
    rig.say([*history.events, history.watermark])
    rig.until(rig.read_to_the_end)
    rig.until(rig.all_told)

    (node,) = brokers.nodes
    node.kill()
    try:
        rig.set_clock(Told(history.end, history.end, 0))
        rig.until(lambda: all(head.clock == history.end for head in rig.heads()))
        with rig.store.database.reading() as connection:
            said = connection.exec_driver_sql("SELECT sum(said) FROM partition").scalar_one()
    finally:
        node.start()
    rig.until(rig.all_told)
    assert worker.poll() is None, rig.logs()
    assert len(rig.told()) >= said


def test_what_faust_was_told_by_a_stray_variable_is_refused(rig: Cluster) -> None:
    worker = rig.start(PROCESSING_GUARANTEE="exactly_once")
    assert worker.wait(120) == 3
    assert "exactly_once" in rig.logs()


def test_a_worker_whose_database_goes_away_ends_at_once(rig: Cluster) -> None:
    rig.say(History(5).events)
    worker = rig.start()
    rig.until(rig.read_to_the_end)
    with rig.store.database.writing() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
        connection.exec_driver_sql("DROP TABLE told")
    rig.say(History(6).events)
    assert worker.wait(60) == CRASHED


def _alarms(rig: Cluster) -> list[alarms.Alarmed]:
    with rig.store.database.reading() as connection:
        return alarms.standing(connection, rig.store.generation)


def _scraped(listen: str) -> dict[str, float]:
    """What a worker tells of itself, added up over its partitions."""
    with urlopen(f"http://{listen}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0) + sample.value
    return found
