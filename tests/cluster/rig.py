"""A cluster for one test: topics, a database, and workers as processes that may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import TopicAlreadyExistsError

from sroki.deploy.cluster.following import Followed, follow
from sroki.deploy.kafka.log import KafkaLog
from sroki.deploy.kafka.producer import Producer
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.events.base import Event
from sroki.projections.clock_row import Told, tell
from sroki.projections.opening import open_database, target_of
from sroki.projections.store import SqlStore
from sroki.workflows.standing import Head

PATIENCE = 120.0


@dataclass
class Cluster:
    """Kafka's topics under a prefix of the test's own, and a database."""

    kafka: KafkaSettings
    url: str
    folder: Path
    partitions: int
    store: SqlStore
    producer: Producer
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def say(self, events: Sequence[Event]) -> None:
        """Events into the canonical topic."""
        KafkaLog.of(self.producer, self.kafka.events, self.partitions).append(events)

    def start(self, instance: str = "", **environment: str) -> subprocess.Popen[bytes]:
        """A worker."""
        log = (self.folder / f"worker-{len(self.workers)}.log").open("wb")
        with log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "sroki", "worker"],
                env=self.environment(instance) | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.workers.append(worker)
        return worker

    def environment(self, instance: str) -> dict[str, str]:
        """What a worker is told."""
        own = {
            "STORE": self.url,
            "PARTITIONS": str(self.partitions),
            "KAFKA_BOOTSTRAP": self.kafka.bootstrap,
            "KAFKA_PREFIX": self.kafka.prefix,
            "WORKER_INSTANCE": instance,
            "WORKER_SESSION_SECONDS": "6",
            "TICK_SECONDS": "0.2",
        }
        return {**os.environ, **{f"SROKI_{name}": value for name, value in own.items()}}

    def logs(self) -> str:
        """What workers wrote, for a test that fails."""
        found = sorted(self.folder.glob("worker-*.log"))
        return "\n".join(one.read_text(errors="replace")[-3_000:] for one in found)

    def heads(self) -> list[Head]:
        return self.store.heads()

    def until(self, wanted: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """What is wanted, once it is true; the logs where it does not come true."""
        end = monotonic() + seconds
        while monotonic() < end:
            if found := wanted():
                return found
            if self.workers:
                try:
                    self.workers[-1].wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
        raise AssertionError(f"never came true: {self.heads()}\n{self.logs()}")

    def read_to_the_end(self) -> bool:
        """Whether every partition is read to its end."""
        consumer = KafkaConsumer(**self.kafka.client())
        try:
            places = [TopicPartition(self.kafka.events, n) for n in range(self.partitions)]
            ends = consumer.end_offsets(places)
        finally:
            consumer.close()
        positions = [(head.position or "- 0").split(" ")[1] for head in self.heads()]
        return [int(one) for one in positions] == [ends[place] for place in places]

    def told(self) -> list[Followed]:
        """Every finding on the topic, its numbers proven dense on the way."""
        return list(follow(self.kafka.client(), self.kafka.findings, None, wait=False))

    def all_told(self) -> bool:
        """Whether the topic has the whole ledger."""
        with self.store.database.reading() as connection:
            said: int = connection.exec_driver_sql("SELECT count(*) FROM finding").scalar_one()
        return said == len(self.told())

    def set_clock(self, told: Told | None) -> None:
        with self.store.database.writing() as connection:
            tell(connection, told)

    def let_go(self) -> None:
        """Close the rig's own connections, so that the database can be copied."""
        database: Any = self.store.database
        for engine in (database._writer, database._reader):
            engine.dispose()

    def stop(self) -> None:
        """End the last worker in good order."""
        self.workers[-1].send_signal(signal.SIGTERM)
        assert self.workers[-1].wait(PATIENCE) == 0, self.logs()

    def close(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGCONT)
                worker.kill()
                worker.wait()


@contextmanager
def cluster(kafka: KafkaSettings, url: str, folder: Path, partitions: int = 2) -> Iterator[Cluster]:
    """Topics made, the store joined, no worker yet."""
    with closing(KafkaAdminClient(**kafka.client())) as admin:
        wanted = {kafka.events, kafka.findings}.difference(admin.list_topics())
        topics = {name: {"num_partitions": partitions} for name in wanted}
        # A busy broker makes them and answers too late; asked again, it has them.
        with suppress(TopicAlreadyExistsError):
            if wanted:
                admin.create_topics(topics, wait_for_metadata=True)
    folder.mkdir(exist_ok=True)
    with open_database(target_of(url)) as database, Producer(kafka) as producer:
        store = SqlStore.join(database, partitions=partitions)
        found = Cluster(kafka, url, folder, partitions, store, producer)
        try:
            yield found
        finally:
            found.close()
