"""A cluster for a benchmark: a broker, a PostgreSQL, topics, and workers as processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any, Final
from zoneinfo import ZoneInfo

from benchmarks.harness import CACHE
from benchmarks.worker import children, cpu_of
from sroki.deploy.clock import wall
from sroki.deploy.cluster.position import Position
from sroki.deploy.kafka.admin import Admin
from sroki.deploy.kafka.broker import Brokers
from sroki.deploy.kafka.log import KafkaLog
from sroki.deploy.kafka.producer import Producer
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.kafka.topics import topics
from sroki.deploy.postgres_server import Server, server
from sroki.events.base import Event
from sroki.events.catalogue import parse
from sroki.projections.clock_row import Told, tell
from sroki.projections.opening import open_database, target_of
from sroki.projections.store import SqlStore

PATIENCE: Final = 120.0
# What the store's clock says as a benchmark begins; it goes on as time does.
TODAY: Final = datetime(2025, 4, 24, 10, tzinfo=ZoneInfo("Asia/Krasnoyarsk"))


@dataclass
class Rig:
    """What runs. `stocked` stores are made before any worker is started."""

    kafka: KafkaSettings
    database: Server
    url: str
    partitions: int
    producer: Producer
    workers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, **settings: str) -> None:
        """A worker of that name; the one before it must have ended."""
        own = {
            "STORE": self.url,
            "KAFKA_BOOTSTRAP": self.kafka.bootstrap,
            "LOG_LEVEL": "error",
            "WORKER_INSTANCE": name,
            **settings,
        }
        environment = {**os.environ, **{f"SROKI_{one}": value for one, value in own.items()}}
        command = [sys.executable, "-m", "sroki", "worker"]
        self.workers[name] = subprocess.Popen(command, env=environment)

    def kill(self, name: str) -> None:
        """End a worker at once."""
        worker = self.workers.pop(name)
        worker.kill()
        worker.wait()

    def say(self, events: Sequence[Event]) -> None:
        """Events into the canonical topic."""
        KafkaLog.of(self.producer, self.kafka.events, self.partitions).append(events)

    @contextmanager
    def store(self) -> Iterator[SqlStore]:
        """The store, beside whoever writes."""
        with open_database(target_of(self.url)) as database:
            yield SqlStore.join(database, partitions=self.partitions)

    def until(self, wanted: Callable[[], Any], seconds: float = PATIENCE) -> float:
        """Wait until it is true; how many seconds that took."""
        began = monotonic()
        while not wanted():
            if monotonic() - began > seconds:
                raise SystemExit("it never came true")
            if any(one.poll() is not None for one in self.workers.values()):
                raise SystemExit("a worker ended")
            sleep(0.02)
        return monotonic() - began

    def used(self) -> tuple[float, float]:
        """Seconds of the processor: of the workers, of the database's server."""
        assert self.database.process is not None  # noqa: S101 - started
        pids = [one.pid for one in self.workers.values()]
        return cpu_of(pids), cpu_of(children(self.database.process.pid))

    def close(self) -> None:
        """End the workers."""
        for one in self.workers.values():
            one.send_signal(signal.SIGTERM)
        for one in self.workers.values():
            one.wait()


@contextmanager
def rig(partitions: int) -> Iterator[Rig]:
    """All of it, without a worker."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(dir=CACHE, prefix="cluster-"))
        brokers = stack.enter_context(Brokers(Path(folder).absolute()))
        kafka = KafkaSettings(bootstrap=brokers.bootstrap, replication=1)
        with Admin(kafka) as admin:
            admin.create(topics(kafka, partitions))
        database = stack.enter_context(server())
        url = database.create()
        with open_database(target_of(url)) as opened:
            SqlStore.join(opened, partitions=partitions)
            with opened.writing() as connection:
                tell(connection, Told(TODAY, wall(), 1.0))
        producer = stack.enter_context(Producer(kafka))
        found = Rig(kafka, database, url, partitions, producer)
        stack.callback(found.close)
        yield found


def said(store: SqlStore) -> tuple[int, int]:
    """How many findings there are in all, and how many of them are on the topic."""
    with store.database.reading() as connection:
        there, told = connection.exec_driver_sql(
            "SELECT (SELECT sum(said) FROM partition), coalesce((SELECT sum(no) FROM told), 0)"
        ).one()
    return int(there), int(told)


def application(number: int, at: datetime, unit: str = "unit-0") -> Event:
    """An application, in person."""
    return parse(
        {
            "kind": "submitted",
            "id": f"s{number}",
            "source": "urn:bench:edms",
            "occurred_at": at,
            "received_at": at,
            "authority": "04701000",
            "service": "01/01/021",
            "unit": unit,
            "case_id": f"case-{number}",
            "channel": "in_person",
        }
    )


def offsets(store: SqlStore) -> dict[int, int]:
    """How far each partition is read."""
    return {
        head.partition: 0 if head.position is None else Position.of(head.position).next
        for head in store.heads()
    }
