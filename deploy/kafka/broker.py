"""A broker of one's own, or three: child processes on free ports of this machine.

For the demonstration and the tests. `scripts/ensure_jars.sh broker` fetches the jars. Without
Docker, ZooKeeper or root; data lie in a folder of the caller's and outlive `kill`, so that a broker
which is started again is the one that died.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import Final, Self
from uuid import uuid4

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from sroki.events.errors import SrokiError
from sroki.events.i18n import say

_LOOPBACK: Final = "127.0.0.1"
_JVM: Final = ("-Xms128m", "-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 30.0


class NoBroker(SrokiError):
    """There are no jars, or the broker does not start."""


def jars() -> Path:
    """The folder of the broker's jars. Raises `NoBroker` where there are none, or no Java."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    found = Path(cache) / "sroki" / "kafka" / "jars"
    if not found.is_dir() or shutil.which("java") is None:
        raise NoBroker(
            say("брокера Kafka на этой машине нет"),
            why=str(found),
            accepted="scripts/ensure_jars.sh broker",
        )
    return found


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


class Broker:
    """One node: broker and controller in one process. Its calls are made one at a time."""

    def __init__(self, folder: Path, port: int, java: Sequence[str], guarded: int = 0) -> None:
        self.folder = folder
        self.port = port
        self.guarded = guarded
        self._java = java
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where its clients find it."""
        return f"{_LOOPBACK}:{self.port}"

    @property
    def log(self) -> Path:
        """What it writes: errors alone."""
        return self.folder / "broker.log"

    @property
    def pid(self) -> int:
        """Its process, while it runs."""
        return self._running().pid

    def spawn(self) -> None:
        """Start the process without waiting for it to answer."""
        assert self._process is None  # noqa: S101 - started twice
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*_tied(), *self._java, "kafka.Kafka", _settings(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )

    def start(self, seconds: float = _START_SECONDS) -> None:
        """Start it, or start it again over the same data, and wait until it answers."""
        self.spawn()
        self.await_answer(1, seconds)

    def await_answer(self, nodes: int, seconds: float = _START_SECONDS) -> None:
        """Wait until it knows of so many nodes that serve. Raises `NoBroker` if it does not."""
        until = monotonic() + seconds
        while monotonic() < until:
            if self._known() >= nodes:
                return
            try:
                code = self._running().wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            raise NoBroker(
                say("брокер завершился с кодом {code}", code=code), why=self._last_words()
            )
        raise NoBroker(
            say("брокер не отвечает {seconds:g} с", seconds=seconds), why=self._last_words()
        )

    def kill(self) -> None:
        """End it at once, as a power cut would (`kill -9`)."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self._end(signal.SIGTERM)

    def pause(self) -> None:
        """Freeze it (`SIGSTOP`)."""
        self._running().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on after `pause`."""
        self._running().send_signal(signal.SIGCONT)

    def _end(self, by: signal.Signals) -> None:
        process = self._process
        if process is None:
            return
        process.send_signal(by)
        process.send_signal(signal.SIGCONT)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None  # noqa: S101 - not started
        return self._process

    def _known(self) -> int:
        """How many nodes it says that serve; 0 while it does not answer."""
        try:
            with socket.create_connection((_LOOPBACK, self.port), timeout=1):
                pass
            admin = KafkaAdminClient(
                bootstrap_servers=self.address, bootstrap_timeout_ms=2_000, request_timeout_ms=5_000
            )
            try:
                return len(admin.describe_cluster()["brokers"])
            finally:
                admin.close()
        except (OSError, KafkaError):
            return 0

    def _last_words(self) -> str:
        return self.log.read_text(errors="replace")[-2_000:] if self.log.exists() else ""


class Brokers:
    """One quorum of one node, or of three. On leaving it all of them are killed.

    `folder` holds its data. `java` are arguments of the virtual machine; `properties` stand above
    the broker's own. A port once chosen stays. With `users` (name: password) there is a second
    door, `guarded`, where they name themselves by SASL and may do what they were given rights to.
    """

    def __init__(
        self,
        folder: Path,
        nodes: int = 1,
        *,
        java: Sequence[str] = _JVM,
        properties: Mapping[str, str] | None = None,
        users: Mapping[str, str] | None = None,
    ) -> None:
        ports = [(free_port(), free_port()) for _ in range(nodes)]
        # Kafka's own ids never begin with a dash: its tools would take that for an option.
        cluster = "A" + urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")[1:]
        command = ["java", *java, "-cp", f"{jars()}/*"]
        quorum = ",".join(
            f"{number}@{_LOOPBACK}:{voting}" for number, (_, voting) in enumerate(ports, 1)
        )
        self.nodes: list[Broker] = []
        for number, (port, voting) in enumerate(ports, 1):
            home = folder / f"broker-{number}"
            home.mkdir(parents=True)
            said = _properties(home, number, (port, voting), quorum, nodes)
            guarded = free_port() if users else 0
            if users:
                said |= _guarded(guarded, users, said)
            said |= properties or {}
            text = "".join(f"{name}={value}\n" for name, value in said.items())
            Path(_settings(home)).write_text(text, encoding="utf-8")
            _format(command, home, cluster)
            self.nodes.append(Broker(home, port, command, guarded))

    @property
    def bootstrap(self) -> str:
        """The addresses of all nodes."""
        return ",".join(node.address for node in self.nodes)

    @property
    def guarded(self) -> str:
        """The addresses of the doors where one has to name oneself."""
        return ",".join(f"{_LOOPBACK}:{node.guarded}" for node in self.nodes)

    def start(self) -> None:
        """Start every node and wait until they know one another."""
        for node in self.nodes:
            node.spawn()
        for node in self.nodes:
            node.await_answer(len(self.nodes))

    def __enter__(self) -> Self:
        with ExitStack() as failed:
            failed.callback(self.close)
            self.start()
            failed.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every node at once; the data stay."""
        for node in self.nodes:
            node.kill()


def _settings(home: Path) -> str:
    return str(home / "server.properties")


def _format(command: Sequence[str], home: Path, cluster: str) -> None:
    done = subprocess.run(
        [*command, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", _settings(home)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoBroker(say("брокер не готов к работе"), why=(done.stdout + done.stderr)[-2_000:])


def _tied() -> list[str]:
    """Before a command: it dies with whoever started it, where the system can see to that."""
    return ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []


def _properties(
    home: Path, number: int, ports: tuple[int, int], quorum: str, nodes: int
) -> dict[str, str]:
    port, voting = ports
    copies, in_sync = str(min(nodes, 3)), str(min(nodes, 2))
    return {
        "process.roles": "broker,controller",
        "node.id": str(number),
        "controller.quorum.voters": quorum,
        "listeners": f"PLAINTEXT://{_LOOPBACK}:{port},CONTROLLER://{_LOOPBACK}:{voting}",
        "advertised.listeners": f"PLAINTEXT://{_LOOPBACK}:{port}",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": str(home / "data"),
        "auto.create.topics.enable": "false",
        "default.replication.factor": copies,
        "min.insync.replicas": in_sync,
        "offsets.topic.replication.factor": copies,
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": in_sync,
        "transaction.state.log.num.partitions": "4",
        "share.coordinator.state.topic.replication.factor": copies,
        "share.coordinator.state.topic.min.isr": in_sync,
        # One that died is let in again only when its old session is over.
        "broker.heartbeat.interval.ms": "500",
        "broker.session.timeout.ms": "2000",
        "group.initial.rebalance.delay.ms": "0",
        "group.min.session.timeout.ms": "1000",
    }


def _guarded(port: int, users: Mapping[str, str], open_to: Mapping[str, str]) -> dict[str, str]:
    """A door where one names oneself. Whoever comes by the open one is the administrator."""
    known = " ".join(f'user_{name}="{password}"' for name, password in users.items())
    module = "org.apache.kafka.common.security.plain.PlainLoginModule required"
    mapping = open_to["listener.security.protocol.map"]
    return {
        "listeners": f"{open_to['listeners']},GUARDED://{_LOOPBACK}:{port}",
        "advertised.listeners": f"{open_to['advertised.listeners']},GUARDED://{_LOOPBACK}:{port}",
        "listener.security.protocol.map": f"{mapping},GUARDED:SASL_PLAINTEXT",
        "sasl.enabled.mechanisms": "PLAIN",
        "listener.name.guarded.plain.sasl.jaas.config": f"{module} {known};",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
    }
