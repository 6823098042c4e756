"""A cluster under siege: supervised workers, each behind doors of its own, a driver, a nemesis."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path
from random import Random
from threading import Event as Flag
from time import monotonic
from typing import Final, TypeVar

from kafka import KafkaProducer

from sroki.deploy import postgres_server
from sroki.deploy.demo_cluster import Child
from sroki.deploy.kafka.broker import Brokers, free_port
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.postgres_server import Server
from sroki.events.base import Event
from sroki.events.catalogue import identity
from sroki.events.errors import SrokiError
from sroki.events.log import LogLost
from sroki.projections.clock_row import Told as Clock
from sroki.workflows.standing import Head
from tests.chaos import checker
from tests.chaos.door import Door
from tests.chaos.story import Poison, Story, Told
from tests.cluster.rig import Cluster, cluster

_T = TypeVar("_T")

# Longer than the session of the rig's workers, seconds.
PAUSE: Final = 8.0
# How often it is looked whether partitions moved, seconds; how long for at most. What is stuck is
# ended by its watchdog within a minute or two; a machine that is busy is no failure.
_LOOK: Final = 0.1
_PATIENCE: Final = 300.0
# Something to read is put before a worker so often, seconds, and at least so much.
_TRICKLE: Final = 0.3
_AT_LEAST: Final = 8


@dataclass
class Besieged:
    """A worker, and the doors through which it reaches broker and database."""

    child: Child
    broker: Door | None
    database: Door

    def signal(self, what: signal.Signals) -> None:
        """To whichever process it is now."""
        with suppress(ProcessLookupError):
            os.kill(self.child.pid, what)


@dataclass
class Siege:
    """Tells a story and does harm meanwhile."""

    story: Story
    rig: Cluster
    brokers: Brokers
    server: Server
    workers: list[Besieged]
    dice: Random
    faults: list[checker.Fault] = field(default_factory=list)
    sent: int = 0

    def run(self, faults: Sequence[str]) -> None:
        """Every fault in its turn, while events come; then the rest of them, and the end of time.

        A fault begins a moment after the last one is over, or now and then in the middle of it.
        """

        def suffer() -> None:
            for at, kind in enumerate(faults):
                self.suffer(kind, self._budget(len(faults) - at))

        self.run_on(suffer, self._budget(len(faults)))

    def run_on(self, harm: Callable[[], None], first: int = 0) -> None:
        """So many events first, then what is done meanwhile, the rest of them, the end of time."""
        self._clock()
        self.send(first or self.left // 8)
        self.until(lambda: all(head.clock is not None for head in self.heads()))
        harm()
        self.send(self.left)
        self.until(self.rig.read_to_the_end)
        self._insist(lambda: self.rig.set_clock(Clock(self.story.end, self.story.end, 0)))
        self.until(self._nothing_is_due)
        self.until(lambda: not any(head.adopted for head in self.heads()))
        self.until(self.rig.all_told)

    @property
    def left(self) -> int:
        """How much is still to be told."""
        return len(self.story.told) - self.sent

    def moves(self) -> None:
        """Until every partition has moved on from where it is, events being told."""
        before = {head.partition: head.position for head in self.heads()}
        self.send(_AT_LEAST * self.rig.partitions)
        self.until(lambda: all(head.position != before[head.partition] for head in self.heads()))

    def begin(self, number: int, database: Door, brokers: Sequence[Door] = (), **more: str) -> None:
        """A supervised worker, behind doors of its own; `more` is what it is told besides."""
        environment = {
            **self.rig.environment(f"w{number}"),
            "SROKI_STORE": self.rig.url.replace(f":{self.server.port}/", f":{database.port}/"),
            "SROKI_LOG_LEVEL": "warning",
            **more,
        }
        broker = brokers[number] if brokers else None
        if broker is not None:
            environment["SROKI_KAFKA_BOOTSTRAP"] = f"127.0.0.1:{broker.port}"
        log = self.rig.folder / f"worker-{number}.log"
        child = Child(f"w{number}", ["worker"], environment, log)
        self.workers.append(Besieged(child, broker, database))

    def rest(self) -> None:
        """End every worker in good order."""
        while self.workers:
            self.workers.pop().child.stop()

    def send(self, many: int) -> None:
        """Tell so many more, whatever it takes, and let time come as far as the story is."""
        portion = self.story.told[self.sent : self.sent + many]
        for is_poison, some in groupby(portion, lambda one: isinstance(one, Poison)):
            told = list(some)
            self._insist(partial(self._tell, told, is_poison))
        self.sent += len(portion)
        self._clock()

    def heads(self) -> list[Head]:
        """As committed; none where the database does not answer."""
        with suppress(SrokiError):
            return self.rig.heads()
        return []

    def until(self, wanted: Callable[[], object], seconds: float = _PATIENCE) -> None:
        """Until it is true, the database answering or not. Raises AssertionError."""
        end, waiting = monotonic() + seconds, Flag()
        while monotonic() < end:
            with suppress(SrokiError):
                if wanted():
                    return
            waiting.wait(_LOOK)
        raise AssertionError(f"never came true: {self.heads()}\n{self.rig.logs()}")

    def facts(self, standing: str, ledger: str) -> checker.Facts:
        """What the checker is to know; without a `ledger` none is compared."""
        events = [one for one in self.story.told if not isinstance(one, Poison)]
        return checker.Facts(
            bootstrap=self.brokers.bootstrap,
            events=self.rig.kafka.events,
            findings=self.rig.kafka.findings,
            besieged=self.rig.url,
            standing=standing,
            ledger=ledger,
            sent=sorted({identity(one).hex() for one in events}),
            faults=self.faults,
        )

    def suffer(self, kind: str, budget: int) -> None:
        """One fault, until every partition has moved on though it happened."""
        began, waiting, spent = monotonic(), Flag(), 0
        over = getattr(self, f"_{kind}")()
        before: dict[int, str | None] = {}
        ends = began + (over[0] if over else 0.0)
        while True:
            more = max(_AT_LEAST, (budget - spent) // 8)
            self.send(more)
            spent += more
            if over is not None and monotonic() >= ends:
                over[1]()
                over = None
            heads = self.heads()
            before = before or {head.partition: head.position for head in heads}
            moved = heads and all(head.position != before[head.partition] for head in heads)
            if moved and over is None:
                break
            if monotonic() > began + _PATIENCE:
                raise AssertionError(f"no way on after {kind}: {heads}\n{self.rig.logs()}")
            waiting.wait(_TRICKLE)
        self.faults.append(checker.Fault(kind=kind, seconds=round(monotonic() - began, 2)))
        waiting.wait(self.dice.uniform(0.0, 1.5))

    def _budget(self, faults: int) -> int:
        return self.left // (faults + 2)

    def _clock(self) -> None:
        """Nine tenths of the story's time, as far as it is told."""
        begin, end = self.story.begin, self.story.end
        at = begin + (end - begin) * (0.9 * self.sent / len(self.story.told))
        with suppress(SrokiError):
            self.rig.set_clock(Clock(at, at, 0))

    def _tell(self, told: Sequence[Told], poison: bool) -> None:
        if not poison:
            self.rig.say([one for one in told if isinstance(one, Event)])
            return
        producer = KafkaProducer(**self.rig.kafka.client(), acks="all", enable_idempotence=True)
        try:
            for one in told:
                assert isinstance(one, Poison)
                place = one.number % self.rig.partitions
                producer.send(self.rig.kafka.events, one.value, partition=place)
            producer.flush(timeout=30)
        finally:
            producer.close(timeout=1)

    def _insist(self, act: Callable[[], _T]) -> _T:
        end, waiting = monotonic() + _PATIENCE, Flag()
        while True:
            try:
                return act()
            except (LogLost, SrokiError, OSError):
                if monotonic() > end:
                    raise
                waiting.wait(_LOOK)

    # -- faults: each begins now; what ends it, and after how many seconds, is answered ----------

    def _kill_one(self) -> None:
        self.dice.choice(self.workers).signal(signal.SIGKILL)

    def _kill_all(self) -> None:
        for one in self.workers:
            one.signal(signal.SIGKILL)

    def _pause(self) -> tuple[float, Callable[[], None]]:
        one = self.dice.choice(self.workers)
        self.until(lambda: _stopped(one.child.pid))
        pid = one.child.pid

        def go_on() -> None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

        return PAUSE, go_on

    def _kill_broker(self) -> None:
        (node,) = self.brokers.nodes
        node.kill()
        node.start()

    def _lose_a_broker(self) -> tuple[float, Callable[[], None]]:
        """One of three, gone for longer than a session; then it comes back."""
        node = self.dice.choice(self.brokers.nodes)
        node.kill()

        def come_back() -> None:
            node.spawn()
            node.await_answer(len(self.brokers.nodes))

        return PAUSE, come_back

    def _restart_database(self) -> None:
        self.server.kill()
        self.server.start()

    def _cut_broker(self) -> tuple[float, Callable[[], None]]:
        door = self.dice.choice(self.workers).broker
        assert door is not None
        return self._cut(door, PAUSE)

    def _cut_database(self) -> tuple[float, Callable[[], None]]:
        return self._cut(self.dice.choice(self.workers).database, self.dice.uniform(2, 6))

    def _cut(self, door: Door, seconds: float) -> tuple[float, Callable[[], None]]:
        """All of it or the answers alone; afterwards bytes arrive late, or never."""
        door.cut(answers_only=self.dice.random() < 0.5)
        reset = self.dice.random() < 0.5
        return seconds, lambda: door.mend(reset=reset)

    def _nothing_is_due(self) -> bool:
        """Whether time has acted to the end, and no letter is on its way."""
        with self.rig.store.database.reading() as connection:
            waiting: int = connection.exec_driver_sql(
                "SELECT (SELECT count(*) FROM letter)"
                " + (SELECT count(*) FROM subject WHERE next_change_at <= %s)",
                (self.story.end,),
            ).scalar_one()
        return waiting == 0 and not any(head.pending for head in self.heads())


@contextmanager
def besieged(
    folder: Path, story: Story, seed: int, partitions: int, workers: int, nodes: int = 1
) -> Iterator[Siege]:
    """All of it running, workers in their seats. Doors lead to one broker, and to none of three."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server.server())
        brokers = Brokers(folder / "kafka", nodes)
        inner = [free_port() for _ in range(workers)] if nodes == 1 else []
        doors = [stack.enter_context(_door(port)) for port in inner]
        if doors:
            _listen(brokers, {port: door.port for port, door in zip(inner, doors, strict=True)})
        stack.enter_context(brokers)
        kafka = KafkaSettings(bootstrap=brokers.bootstrap, prefix="siege.")
        url = server.create()
        rig = stack.enter_context(cluster(kafka, url, folder / "logs", partitions))
        siege = Siege(story, rig, brokers, server, [], Random(seed))
        siege._clock()
        databases = [stack.enter_context(_door(server.port)) for _ in range(workers)]
        stack.callback(siege.rest)
        for number, database in enumerate(databases):
            siege.begin(number, database, doors)
        yield siege


def _stopped(pid: int) -> bool:
    """Stop a process; False where it is gone, and another about to be started."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)
        return True
    return False


@contextmanager
def _door(port: int) -> Iterator[Door]:
    door = Door(port)
    try:
        yield door
    finally:
        door.close()


def _listen(brokers: Brokers, doors: dict[int, int]) -> None:
    """Let the broker listen on more ports, saying of each that it is found behind its door."""
    (node,) = brokers.nodes
    path = node.folder / "server.properties"
    said = dict(line.split("=", 1) for line in path.read_text().splitlines())
    for inner, outer in doors.items():
        name = f"DOOR{inner}"
        said["listeners"] += f",{name}://127.0.0.1:{inner}"
        said["advertised.listeners"] += f",{name}://127.0.0.1:{outer}"
        said["listener.security.protocol.map"] += f",{name}:PLAINTEXT"
    path.write_text("".join(f"{name}={value}\n" for name, value in said.items()))


def verdict(
    siege: Siege, seed: int, many: int, *, restored: bool = False, packages: str = ""
) -> checker.Verdict:
    """What oracle and checker, each a process of its own, make of it.

    `packages` is where those of the version are that wrote the store last. The ledger of a
    restored store holds what was adopted too, which its journal does not say.
    """
    standing = siege.server.create()
    ledger = "" if restored else siege.server.create()
    given = (seed, many, siege.rig.partitions, siege.rig.url, standing, ledger)
    _module("oracle", *map(str, given), packages=packages)
    facts = json.dumps(siege.facts(standing, ledger))
    told = _module("checker", given=facts, may_fail=True)
    found: checker.Verdict = json.loads(told)
    return found


def _module(
    name: str, *arguments: str, given: str = "", may_fail: bool = False, packages: str = ""
) -> str:
    done = subprocess.run(
        [sys.executable, "-m", f"tests.chaos.{name}", *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env=os.environ | ({"PYTHONPATH": packages} if packages else {}),
    )
    if done.returncode and not (may_fail and done.stdout):
        raise AssertionError(f"{name}: {done.stderr[-3_000:]}")
    return done.stdout
