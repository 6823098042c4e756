"""Controls: a protocol with one of its rules taken out must be found wrong, and for what it lacks.

A script of crashes goes over the real partition, store and relay, with a log and a topic in memory.
Every check has a name; a mutant that is caught by another one than its own is not proven caught.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from sroki.deploy.cluster import partition as partition_module
from sroki.deploy.cluster import position as position_module
from sroki.deploy.cluster import relay as relay_module
from sroki.deploy.cluster import seating
from sroki.deploy.cluster.ledger import StoreLedger
from sroki.deploy.cluster.partition import Partition
from sroki.deploy.cluster.position import Positions
from sroki.deploy.cluster.relay import Relay
from sroki.deploy.cluster.seating import Alarm, Reread, Stopped, seat
from sroki.deploy.kafka import log as log_module
from sroki.events.base import Event
from sroki.monitors.advance import Advance
from sroki.monitors.engine import Engine
from sroki.monitors.replay import replay
from sroki.projections import known, sealed
from sroki.projections.dump import ledger_of, standing_of
from sroki.projections.names import Names
from sroki.projections.opening import open_database
from sroki.projections.queries import due
from sroki.projections.queries.reading import read
from sroki.projections.store import SqlStore
from sroki.projections.transaction import Fenced, SqlTransaction
from sroki.workflows.standing import InputKind
from tests.cluster.logs import FakeLog, Put
from tests.projections.stores import opened, run_on
from tests.support.histories import History

AT = datetime(2025, 4, 10, tzinfo=UTC)
HISTORIES = [History(seed, f"/{seed}") for seed in (3, 7, 11)]
END = max(history.end for history in HISTORIES)


class Planted(Exception):
    """The crash of a test."""


class Wrong(Exception):
    """A check that did not hold, by its name."""


def hold(name: str, found: object, wanted: object) -> None:
    """Compare. Raises Wrong."""
    if found != wanted:
        raise Wrong(name)


@contextmanager
def refused(name: str, by: type[Exception]) -> Iterator[None]:
    """What is done within must be refused. Raises Wrong."""
    try:
        yield
    except by:
        return
    raise Wrong(name)


@dataclass
class Topic:
    """The topic of findings, and a clock for whoever notes."""

    topic: str = "findings"
    records: list[Any] = field(default_factory=list)

    def last(self, _partition: int) -> Any:
        return self.records[-1] if self.records else None

    def now(self) -> datetime:
        return AT


@dataclass
class Said:
    offset: int
    headers: list[tuple[str, bytes]]


class Producer:
    """What the relay needs of a transactional one; a transaction is told whole or not at all."""

    topic: Topic

    def __init__(self, **_: object) -> None:
        self._open: list[Any] = []

    async def start(self) -> None:
        await asyncio.sleep(0)

    async def stop(self) -> None:
        await asyncio.sleep(0)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        yield
        self.topic.records += self._open
        self._open = []

    def create_batch(self) -> Batch:
        return Batch()

    async def send_batch(self, batch: Batch, *_: object, **__: object) -> asyncio.Future[None]:
        begin = len(self.topic.records) + len(self._open)
        self._open += [Said(begin + at, one) for at, one in enumerate(batch.said)]
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done


class Batch:
    def __init__(self) -> None:
        self.said: list[list[tuple[str, bytes]]] = []

    def append(self, *, headers: list[tuple[str, bytes]], **_: object) -> bool:
        self.said.append(headers)
        return True


class World:
    """One partition in the hands of processes that come and go."""

    def __init__(self, path: Path, crash: pytest.MonkeyPatch) -> None:
        self.path = path
        self.log = FakeLog()
        self.topic = Topic()
        self.crash = crash
        self.told: list[Event] = []
        self.poison = 0

    def process(self, store: SqlStore) -> Partition:
        """A process that has just taken the partition over."""
        store.take_over(0)
        return Partition(
            number=0,
            of=1,
            position=seat(self.log, 0, store.heads()[0].position),
            engine=run_on(store).engine,
            log=self.log,
            now=lambda: AT,
            seal_days=30,
            hole=lambda *_: None,
            pass_time=lambda _: None,
        )

    def tell(self, events: list[Event], *, poison: bool = False) -> list[Put]:
        self.told += events
        put = self.log.tell(events)
        if poison:
            self.poison += 1
            put.append(self.log.put(b"?", b"{"))
        return put

    def relay(self, store: SqlStore) -> Relay:
        async def here(work: Callable[..., Any], *given: Any) -> Any:
            return work(*given)

        Producer.topic = self.topic
        clock: Any = self.topic
        return Relay(0, StoreLedger(store, clock), self.topic, {}, here)

    def say(self, store: SqlStore, *, dies: bool = False) -> None:
        """Relay everything; one that dies does so between telling and noting."""

        async def told() -> None:
            relay = self.relay(store)
            await relay.start()
            if dies:
                relay._ledger.note = _dies  # type: ignore[method-assign, assignment]
            while await relay.tell():
                continue

        if dies:
            with pytest.raises(Planted):
                asyncio.run(told())
        else:
            asyncio.run(told())


def _dies(*_: object) -> None:
    raise Planted


def siege(world: World) -> None:
    """What a partition goes through, and what must be true of it afterwards."""
    first, second, third = (list[Event](history.events) for history in HISTORIES)
    with open_database(world.path) as database:
        one = SqlStore.join(database, partitions=1)
        two = SqlStore.join(database, partitions=1)
        old = world.process(one)
        half = len(first) // 2
        put = world.tell(first[:half], poison=True)

        # Before the commit it dies, and after it, before anybody hears of it.
        with world.crash.context() as crash:
            crash.setattr(SqlTransaction, "write", _dies)
            with pytest.raises(Planted):
                old.take(put)
        old = world.process(one)
        old.take(put)
        hold("position", one.heads()[0].position, str(old.position))
        hold("lost from the journal", taken(one).total(), half)
        old = world.process(one)
        old.take(put)
        one_engine = run_on(one).engine
        one_engine.tick(0, first[half].occurred_at, always=True)
        one_engine.deliver(0)
        world.say(one, dies=True)

        # Records that a fetch left out are read again.
        put = world.tell([*first[half:], *second[:9]])
        with refused("a hole is stepped over", Reread):
            old.take([put[0], *put[2:]])
        old.take(put)

        # The process is paused; another has the partition, and then the first goes on.
        new = world.process(two)
        put = world.tell(second[9:], poison=True)
        new.take(put)
        with refused("a worker without its partition writes", Fenced):
            old.take(put)
        hold("position", two.heads()[0].position, str(new.position))
        new.take(world.tell([*third[::2], *first]))
        # And the first once more: what it remembers of the cases is not what they are by now.
        back = world.process(one)
        back.take(world.tell(third))
        for history in HISTORIES:
            back.take(world.tell([history.watermark]))
        run_on(one).engine.deliver(0)
        run_on(one).engine.tick(0, END, always=True)
        world.say(one)
        check(world, one)
    cut(world)


def cut(world: World) -> None:
    """A log that was cut short and filled again is not read on."""
    last = world.log.records[-1]
    world.log.records[-1] = replace(last, value=b"another")
    with opened(world.path) as store, refused("another log is read on", Stopped):
        seat(world.log, 0, store.heads()[0].position)


def check(world: World, store: SqlStore) -> None:
    """Standing, ledger, topic, what is held: each exactly once, and nothing else."""
    names = taken(store)
    hold("doubled in the journal", max(names.values()), 1)
    hold("lost from the journal", names.total(), len({(one.source, one.id) for one in world.told}))
    with store.database.reading() as connection:
        query = "SELECT id FROM finding ORDER BY no"
        ledger = list(connection.exec_driver_sql(query).scalars())
        held = connection.exec_driver_sql("SELECT count(*) FROM sealed").scalar_one()
        missed = due.unspoken(read(connection, END, Names()))
    hold("dropped in silence", held, world.poison)
    hold("missed_breach", missed, 0)
    with opened(world.path.with_name("oracle.db")) as oracle:
        run = run_on(oracle)
        for history in HISTORIES:
            run.take(history.events)
        for history in HISTORIES:
            run.watermark(history.watermark)
        run.deliver()
        run.tick(END, always=True)
        hold("standing", standing_of(store), standing_of(oracle))
    with opened(world.path.with_name("again.db")) as again:
        replay(Engine(again, lambda _: run.plans), 0, store.journal(0))
        hold("ledger", ledger_of(store), ledger_of(again))
    heads = [dict(record.headers) for record in world.topic.records]
    ids = [head["id"].decode() for head in heads]
    hold("told twice", max(Counter(ids).values()), 1)
    hold("told otherwise", ids, ledger)
    hold("told unevenly", [int(head["seq"]) for head in heads], list(range(1, len(ledger) + 1)))
    spread = log_module.spread([*HISTORIES[0].events, HISTORIES[0].watermark], 1)
    hold("a watermark overtakes", spread[0][-1], HISTORIES[0].watermark)


def taken(store: SqlStore) -> Counter[bytes | None]:
    """The events of the journal by identity, as often as they are there."""
    kinds = (InputKind.EVENT, InputKind.WATERMARK)
    return Counter(entry.identity for entry in store.journal(0) if entry.kind in kinds)


# -- mutants: each takes one rule out ------------------------------------------------------------


def ack_before_commit(patch: pytest.MonkeyPatch) -> None:
    """The position moves first, in a transaction of its own."""
    take = Partition.take

    def mutant(self: Partition, fetched: Any) -> int:
        new = [one for one in fetched if one.offset >= self.position.next]
        if new:
            after = str(self.position.after(new[-1]))
            _put_position(self, after)
        return take(self, fetched)

    patch.setattr(Partition, "take", mutant)


def position_beside_the_sink(patch: pytest.MonkeyPatch) -> None:
    """The position is left out of the transaction that it is about."""
    advance = Engine.advance
    patch.setattr(
        Engine, "advance", lambda self, number, events, _=(): advance(self, number, events)
    )


def position_behind_by_one(patch: pytest.MonkeyPatch) -> None:
    """The position is that before the last record."""
    whole = Positions.__getitem__
    patch.setattr(Positions, "__getitem__", lambda self, at: whole(self, max(0, at - 1)))


def no_epoch_check(patch: pytest.MonkeyPatch) -> None:
    """Whoever writes, writes."""
    lock = SqlTransaction._lock

    def mutant(self: SqlTransaction) -> Any:
        row = lock_any(self)
        self._epoch = row.epoch
        return row

    def lock_any(self: SqlTransaction) -> Any:
        self._epoch = None
        return lock(self)

    patch.setattr(SqlTransaction, "_lock", mutant)


def no_dedup_by_identity(patch: pytest.MonkeyPatch) -> None:
    """What is journalled is not asked for."""
    patch.setattr(SqlTransaction, "seen", lambda *_: {})


def stepping_over_a_hole(patch: pytest.MonkeyPatch) -> None:
    """What is not fetched is not missed."""
    patch.setattr(partition_module, "confirm_hole", lambda *_: None)


def relay_without_reading_back(patch: pytest.MonkeyPatch) -> None:
    """The note is believed, and not the topic."""
    patch.setattr(
        relay_module,
        "hold_against",
        lambda ledger, number, _: ledger.told(number) or relay_module.Tail(0, "", 1),
    )


def relay_that_skips_a_number(patch: pytest.MonkeyPatch) -> None:
    """Every tenth finding is left out."""
    after = StoreLedger.after
    patch.setattr(
        StoreLedger,
        "after",
        lambda *given: [one for one in after(*given) if one.no % 10],
    )


def watermark_before_its_events(patch: pytest.MonkeyPatch) -> None:
    """A source's word overtakes what it is about."""
    spread = log_module.spread
    patch.setattr(
        log_module,
        "spread",
        lambda *given: {number: said[::-1] for number, said in spread(*given).items()},
    )


def remembered_though_another_wrote(patch: pytest.MonkeyPatch) -> None:
    """Memory is not voided by what other processes write."""

    def settle(self: known.Remembered, writes: int) -> None:
        self._writes = writes

    patch.setattr(known.Remembered, "settle", settle)


def tick_not_journalled(patch: pytest.MonkeyPatch) -> None:
    """Time acts, and the journal does not say so."""

    journalled = Advance.take_tick

    def take_tick(self: Advance, at: datetime) -> None:
        if self.head.clock is None:
            journalled(self, at)
        self.head.clock = at
        self._pend("tick")

    patch.setattr(Advance, "take_tick", take_tick)


def time_does_not_act(patch: pytest.MonkeyPatch) -> None:
    """The tick moves the clock, and nothing that falls due is looked at."""

    def take_tick(self: Advance, at: datetime) -> None:
        self._journal(InputKind.TICK, at.isoformat().encode())
        self.head.clock = at

    patch.setattr(Advance, "take_tick", take_tick)


def unread_is_dropped(patch: pytest.MonkeyPatch) -> None:
    """What cannot be read is passed over in silence."""
    patch.setattr(sealed, "put_unread", lambda *_: None)


def any_record_will_do(patch: pytest.MonkeyPatch) -> None:
    """A position knows an offset, and not whose."""
    for module in (position_module, seating):
        patch.setattr(module, "digest_of", lambda _: "0")


def _put_position(partition: Partition, position: str) -> None:
    with partition.engine._store.transaction(0) as transaction:
        connection: Any = transaction._connection  # type: ignore[attr-defined]
        connection.exec_driver_sql(
            "UPDATE partition SET position = ? WHERE partition = 0", (position,)
        )
        connection.commit()


_COLUMNS = ("identity.generation", "identity.partition", "identity.identity")
# The store's own last word on an identity that it has.
_TWICE = f"UNIQUE constraint failed: {', '.join(_COLUMNS)}"
# Each with the name of the check that it must be caught by.
MUTANTS: dict[Callable[[pytest.MonkeyPatch], None], str] = {
    ack_before_commit: "lost from the journal",
    position_beside_the_sink: "position",
    position_behind_by_one: "position",
    no_epoch_check: "a worker without its partition writes",
    no_dedup_by_identity: _TWICE,
    stepping_over_a_hole: "a hole is stepped over",
    relay_without_reading_back: "told twice",
    relay_that_skips_a_number: Alarm.TOLD_UNEVENLY,
    watermark_before_its_events: "a watermark overtakes",
    remembered_though_another_wrote: "standing",
    tick_not_journalled: "ledger",
    time_does_not_act: "missed_breach",
    unread_is_dropped: "dropped in silence",
    any_record_will_do: "another log is read on",
}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(relay_module, "AIOKafkaProducer", Producer)
    return World(tmp_path / "store.db", monkeypatch)


def test_the_protocol_as_it_is_comes_through(world: World) -> None:
    siege(world)


@pytest.mark.parametrize(
    ("mutant", "cause"), MUTANTS.items(), ids=[one.__name__ for one in MUTANTS]
)
def test_a_protocol_without_one_of_its_rules_is_caught_for_just_that(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    mutant: Callable[[pytest.MonkeyPatch], None],
    cause: str,
) -> None:
    mutant(monkeypatch)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - by its name
        siege(world)
    assert named(caught.value) == cause


def named(caught: Exception) -> str:
    """The check that did not hold, the alarm that stopped a partition, or the store's refusal."""
    if isinstance(caught, Stopped):
        return caught.alarm
    if isinstance(caught, IntegrityError):
        return str(caught.orig)
    return str(caught)
