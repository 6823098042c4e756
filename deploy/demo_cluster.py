"""The distributed engine on one machine, for show: broker, PostgreSQL, gate, two workers, service.

All of it are child processes on free ports, their data in a folder that goes away. The clock is a
row of the database, so every process sees the year that is told. A worker, a gate or a service
that ends is started again, as systemd would.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Final, NamedTuple

from kafka import KafkaConsumer, TopicPartition
from sqlalchemy import exists, select
from sqlmodel import col

from sroki.deploy import postgres_server
from sroki.deploy.cluster.position import Position
from sroki.deploy.demo import Story, parts
from sroki.deploy.kafka.admin import Admin
from sroki.deploy.kafka.broker import Brokers
from sroki.deploy.kafka.broker import free_port as any_free_port
from sroki.deploy.kafka.outside import Outside
from sroki.deploy.kafka.topics import topics
from sroki.deploy.logs import log
from sroki.deploy.server import free_port
from sroki.deploy.settings import PREFIX, Settings, variable_of
from sroki.events.errors import SrokiError
from sroki.events.i18n import say
from sroki.projections import clock_row
from sroki.projections.opening import open_database
from sroki.projections.store import SqlStore
from sroki.projections.tables import LetterRow, SubjectRow

_log = log(__name__)

PARTITIONS: Final = 4
_PROCESSES: Final[Mapping[str, list[str]]] = {
    "gate": ["gate"],
    "worker-one": ["worker", "--instance", "one"],
    "worker-two": ["worker", "--instance", "two"],
    "serve": ["serve"],
}
# How often a child is looked at, and how often the log, seconds.
_LOOK: Final = 0.2
_STEP: Final = 0.02
# With so many seconds without a step, something is wrong.
_PATIENCE: Final = 120.0
_AGAIN_AFTER: Final = 1.0
_A_SECOND: Final = timedelta(seconds=1)


class Stuck(SrokiError):
    """A cluster that does not go on."""


class Child:
    """A process of the cluster, started again whenever it ends by itself."""

    def __init__(self, name: str, arguments: list[str], environment: Mapping[str, str], log: Path):
        self.name = name
        self._command = [sys.executable, "-m", "sroki", *arguments]
        self._environment = dict(environment)
        self._log = log
        self._over = Event()
        self._process = self._start()
        self._thread = Thread(target=self._watch, name=name, daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """Which process it is now."""
        return self._process.pid

    def stop(self) -> None:
        """Ask it to end, and see that it does."""
        self._over.set()
        self._thread.join()
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _watch(self) -> None:
        while not self._over.wait(_LOOK):
            if self._process.poll() is not None:
                _log.warning("started_again", name=self.name, code=self._process.returncode)
                self._over.wait(_AGAIN_AFTER)
                self._process = self._start()


class Cluster(NamedTuple):
    """What runs: settings that reach it, where its pages are, its processes, and where each of
    those that have no pages tells Prometheus of itself."""

    settings: Settings
    address: str
    logs: Path
    children: Mapping[str, Child]
    metrics: Mapping[str, str]
    store: SqlStore
    progress: Progress

    def set_clock(self, at: datetime, pace: float = 0.0) -> None:
        """It is `at` for every process from now on; with a pace of 1 it goes on as time does."""
        with self.store.database.writing() as connection:
            real, _ = clock_row.read(connection)
            clock_row.tell(connection, clock_row.Told(at, real or at, pace))


class Progress:
    """How far the cluster has read what was sent to it."""

    def __init__(self, settings: Settings, store: SqlStore) -> None:
        kafka = settings.kafka
        self._store = store
        self._events = kafka.events
        self._consumer = KafkaConsumer(
            **kafka.client(), group_id=kafka.gate_group, enable_auto_commit=False
        )
        self._inbox = [
            TopicPartition(kafka.inbox, number) for number in range(kafka.inbox_partitions)
        ]

    def close(self) -> None:
        """Let go of the broker."""
        self._consumer.close()

    def swept(self, at: datetime) -> bool:
        """Whether time has acted up to a moment, and groups were told all there was to tell."""
        due = select(
            exists().where(
                col(SubjectRow.generation) == self._store.generation,
                col(SubjectRow.next_change_at) <= at,
            )
            | exists().where(col(LetterRow.generation) == self._store.generation)
        )
        with self._store.database.reading() as connection:
            return not connection.scalar(due)

    def read(self) -> bool:
        """Whether the gate has taken all of the inbox, and the workers all of the events."""
        sent = self._consumer.end_offsets(self._inbox)
        taken = {one: self._consumer.committed(one) or 0 for one in self._inbox}
        if sent != taken:
            return False
        heads = self._store.heads()
        places = [TopicPartition(self._events, head.partition) for head in heads]
        ends = self._consumer.end_offsets(places)
        return all(
            ends[place] == 0
            or (head.position is not None and Position.of(head.position).next == ends[place])
            for place, head in zip(places, heads, strict=True)
        )


@contextmanager
def running(port: int, office: str, lang: str, since: datetime) -> Iterator[Cluster]:
    """The cluster, its clock standing at `since`. Raises `SrokiError` where a part is missing."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="sroki-cluster-")))
        brokers = stack.enter_context(Brokers(folder))
        server = stack.enter_context(postgres_server.server())
        url = server.create()
        port = free_port("127.0.0.1", port) or any_free_port()
        said = {
            "partitions": PARTITIONS,
            "port": port,
            "office": office,
            "lang": lang,
            "log_level": "warning",
            "tick_seconds": 0.3,
        }
        kafka = {"bootstrap": brokers.bootstrap, "replication": 1}
        settings = Settings.model_validate({**said, "store": url, "kafka": kafka})
        with Admin(settings.kafka) as admin:
            admin.create(topics(settings.kafka, PARTITIONS))
        database = stack.enter_context(open_database(settings.store))
        store = SqlStore.join(database, partitions=PARTITIONS)
        progress = Progress(settings, store)
        stack.callback(progress.close)
        children: dict[str, Child] = {}
        metrics = {name: f"127.0.0.1:{any_free_port()}" for name in _PROCESSES if name != "serve"}
        address = f"http://127.0.0.1:{port}"
        found = Cluster(settings, address, folder, children, metrics, store, progress)
        found.set_clock(since)
        for name, arguments in _PROCESSES.items():
            own = {"metrics_listen": metrics[name]} if name in metrics else {}
            environment = _environment({**said, **own, "store": url}, kafka)
            child = children[name] = Child(name, arguments, environment, folder / f"{name}.log")
            stack.callback(child.stop)
        yield found


def told(
    cluster: Cluster, story: Story, until: datetime, watch: Callable[[datetime, int], None]
) -> None:
    """Tell a year into the inbox, half a day at a time, each read to its end before the next.

    `watch` is told how far it has come, and how many events that took.
    """
    with Outside(cluster.settings) as outside:
        for part in parts(story, None, until):
            if part.bodies:
                # What is told of a day comes before its midnight, at which terms end.
                cluster.set_clock(part.until - _A_SECOND)
                outside.send(part.bodies)
                outside.flush()
                _until(cluster.progress.read, cluster)
            cluster.set_clock(part.until)
            _until(partial(cluster.progress.swept, part.until), cluster)
            watch(part.until, len(part.bodies))


def answers(cluster: Cluster) -> None:
    """Wait until the pages answer."""
    port = cluster.settings.port
    _until(lambda: _listens(port), cluster)


def _until(true: Callable[[], bool], cluster: Cluster) -> None:
    over, waited = Event(), 0.0
    while not true():
        over.wait(_STEP)
        waited += _STEP
        if waited > _PATIENCE:
            raise Stuck(
                say("кластер не отвечает {seconds:g} с", seconds=_PATIENCE), why=_why(cluster)
            )


def _why(cluster: Cluster) -> str:
    """The last words of its processes."""
    found = (one.read_text(errors="replace")[-600:] for one in sorted(cluster.logs.glob("*.log")))
    return "\n".join(found)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _environment(said: Mapping[str, object], kafka: Mapping[str, object]) -> dict[str, str]:
    """Of a child: nothing of the machine's own settings, and these."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    ours = {**said, **{f"kafka_{name}": value for name, value in kafka.items()}}
    return clean | {variable_of(name): str(value) for name, value in ours.items()}
