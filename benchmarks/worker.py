"""A worker from topic to committed findings: a real broker, a real PostgreSQL, the same two cores.

The season of a city lies in `sroki.events` before the worker starts; measured is the time from the
first partition taken to the last position committed, and to the last finding on the topic. All
rows are written: journal, identities, subjects, deadlines, ledger, letters, tallies.

The yardstick is the same fetched batches read and decoded, and nothing else.

Where other work goes on, the clock says how busy the machine is. The processor's time of the
worker and of the server are printed beside it: on two idle cores the larger of them is the time.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time, sleep
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer
from aiokafka import TopicPartition as Place
from kafka import KafkaAdminClient

from benchmarks.harness import CACHE
from benchmarks.ingest import items
from sroki.deploy.cluster.worker import BATCH_RECORDS
from sroki.deploy.kafka.broker import Brokers
from sroki.deploy.kafka.log import KafkaLog
from sroki.deploy.kafka.producer import Producer
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.postgres_server import Server, server
from sroki.deploy.simulate import over, season
from sroki.events.base import Event
from sroki.events.intake import Intake
from sroki.events.memory import MemoryAliases, MemoryLists
from sroki.events.outcomes import Accepted
from sroki.events.record import SourceWatermark
from sroki.events.stored import read_many
from sroki.projections.clock_row import Told, tell
from sroki.projections.opening import open_database, target_of
from sroki.projections.store import SqlStore

YEAR = 2025
_CHUNK = 20_000


class Used(NamedTuple):
    """Seconds of the processor: the worker's, the database server's, the broker's."""

    worker: float
    server: float
    broker: float


def canonical(applications: int, *, watermarks: bool) -> Iterator[Event]:
    """The season as the gate would have written it."""
    numbers = iter(range(1, sys.maxsize))
    intake = Intake(MemoryAliases(), MemoryLists(), lambda: f"case-{next(numbers)}")
    for line in season(1, applications, YEAR):
        for item in items([line.body.decode()]):
            if item.reason is not None:
                continue
            outcome = intake.take(item.fields, line.received_at)
            if isinstance(outcome, Accepted):
                for event in outcome.events:
                    if watermarks or not isinstance(event, SourceWatermark):
                        yield event


@contextmanager
def stocked(folder: Path, partitions: int, events: Sequence[Event]) -> Iterator[KafkaSettings]:
    """A broker whose topic holds these events."""
    with Brokers(folder) as brokers:
        kafka = KafkaSettings(bootstrap=brokers.bootstrap)
        admin = KafkaAdminClient(**kafka.client())
        admin.create_topics(
            {name: {"num_partitions": partitions} for name in (kafka.events, kafka.findings)},
            wait_for_metadata=True,
        )
        admin.close()
        with Producer(kafka) as producer:
            log = KafkaLog.of(producer, kafka.events, partitions)
            for start in range(0, len(events), _CHUNK):
                log.append(events[start : start + _CHUNK])
        yield kafka


async def decode(kafka: KafkaSettings, partitions: int) -> tuple[int, float]:
    """The yardstick: how many records, and seconds of the processor to read and decode them."""
    consumer = AIOKafkaConsumer(**kafka.client(), auto_offset_reset="earliest")
    await consumer.start()
    places = [Place(kafka.events, number) for number in range(partitions)]
    consumer.assign(places)
    ends = await consumer.end_offsets(places)
    await consumer.seek_to_beginning(*places)
    count, wanted, began = 0, sum(ends.values()), process_time()
    while count < wanted:
        fetched = await consumer.getmany(timeout_ms=1_000, max_records=BATCH_RECORDS)
        for records in fetched.values():
            count += len(read_many([record.value for record in records]))
    used = process_time() - began
    await consumer.stop()
    return count, used


def cpu_of(pids: Sequence[int]) -> float:
    """Seconds of the processor that processes and their ended children have used."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        except FileNotFoundError:
            continue
        ticks += sum(int(one) for one in fields.split()[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """A process and those it started."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [pid, *map(int, told.split())]


class Progress:
    """How far the store has come."""

    def __init__(self, store: SqlStore, wanted: int) -> None:
        self._store = store
        self._wanted = wanted

    def begun(self) -> bool:
        return all(head.clock is not None for head in self._store.heads())

    def read(self) -> bool:
        positions = [re.split(" ", head.position or "- 0") for head in self._store.heads()]
        return sum(int(one[1]) for one in positions) >= self._wanted

    def told(self) -> bool:
        with self._store.database.reading() as connection:
            said, told = connection.exec_driver_sql(
                "SELECT (SELECT sum(said) FROM partition), (SELECT sum(no) FROM told)"
            ).one()
        return bool(said == told)

    def counted(self) -> str:
        with self._store.database.reading() as connection:
            found = {
                table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()  # noqa: S608 - our own tables
                for table in ("journal", "subject", "deadline", "finding")
            }
        return ", ".join(f"{count:,} {table}s" for table, count in found.items())


def measure(kafka: KafkaSettings, database: Server, partitions: int, count: int) -> None:
    """One worker over all of it."""
    url = database.create()
    with open_database(target_of(url)) as opened:
        store = SqlStore.join(opened, partitions=partitions)
        with opened.writing() as connection:
            tell(connection, Told(over(YEAR), over(YEAR), 0))
        progress = Progress(store, count)
        own = {
            "STORE": url,
            "KAFKA_BOOTSTRAP": kafka.bootstrap,
            "WORKER_THREADS": "2",
            "LOG_LEVEL": "warning",
        }
        environment = {**os.environ, **{f"SROKI_{name}": value for name, value in own.items()}}
        worker = subprocess.Popen([sys.executable, "-m", "sroki", "worker"], env=environment)
        assert database.process is not None  # noqa: S101 - started
        try:
            _until(worker, progress.begun)
            began, before = perf_counter(), _used(worker.pid, database.process.pid)
            _until(worker, progress.read)
            read, after = perf_counter() - began, _used(worker.pid, database.process.pid)
            _until(worker, progress.told)
            told = perf_counter() - began
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait()
        used = Used(*(one - other for one, other in zip(after, before, strict=True)))
        print(f"  {progress.counted()}")
    print(f"  to the register  {count / read:>9,.0f} events/s by the clock")
    print(f"  to the findings  {count / told:>9,.0f} events/s by the clock")
    print(
        f"  of the processor {used.worker / count * 1e6:>9,.1f} µs/event of the worker, "
        f"{used.server / count * 1e6:,.1f} of the server: at most "
        f"{count / max(used.worker, used.server):,.0f} events/s on two idle cores"
    )


def _used(worker: int, database: int) -> Used:
    return Used(cpu_of([worker]), cpu_of(children(database)), 0.0)


def _until(worker: subprocess.Popen[bytes], done: object) -> None:
    assert callable(done)  # noqa: S101 - of this module
    while not done():
        if worker.poll() is not None:
            raise SystemExit("the worker ended")
        sleep(0.05)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="benchmarks.worker", description=__doc__)
    arguments.add_argument("--applications", type=int, default=5_000)
    arguments.add_argument("--partitions", type=int, default=4)
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--watermarks", action="store_true", help="with every source's words")
    given = arguments.parse_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    events = list(canonical(given.applications, watermarks=given.watermarks))
    with (
        TemporaryDirectory(dir=CACHE, prefix="worker-") as folder,
        stocked(Path(folder).absolute(), given.partitions, events) as kafka,
        server() as database,
    ):
        for _ in range(given.rounds):
            count, used = asyncio.run(decode(kafka, given.partitions))
            print(f"{given.applications:,} applications, {count:,} records")
            print(f"  read and decoded {used / count * 1e6:>9,.1f} µs/event of the processor")
            measure(kafka, database, given.partitions, count)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
