"""The parts of the worker that can be told apart from Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest
from aiokafka.errors import ProducerFenced

from sroki.deploy.cluster import guards, relaying
from sroki.deploy.cluster.clock import DatabaseClock
from sroki.deploy.cluster.duties import duties
from sroki.deploy.cluster.following import Counting, places
from sroki.deploy.cluster.meter import WorkerMeter
from sroki.deploy.cluster.position import Position
from sroki.deploy.cluster.relay import Tail, hold_against, tail_of
from sroki.deploy.cluster.relaying import Relays
from sroki.deploy.cluster.seating import Alarm, Stopped
from sroki.deploy.cluster.seats import Seats
from sroki.deploy.cluster.topic_reader import Bounds
from sroki.deploy.cluster.watchdog import Duty, Stuck, Watchdog
from sroki.deploy.cluster.worker import application
from sroki.deploy.settings import Settings
from sroki.events.errors import Invalid, Refused
from sroki.projections.clock_row import Told, tell
from sroki.projections.telling import ToTell
from tests.projections.stores import opened

T = TypeVar("T")

AT = datetime(2025, 4, 10, tzinfo=UTC)


def settings() -> Settings:
    return Settings.model_validate({"kafka": {"bootstrap": "127.0.0.1:9"}})


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("PROCESSING_GUARANTEE", "exactly_once", "exactly_once"),
        ("PRODUCER_THREADED", "1", "producer_threaded"),
        ("APP_WEB_ENABLED", "1", "web_enabled"),
        ("STREAM_WAIT_EMPTY", "1", "stream_wait_empty"),
        ("BROKER_SESSION_TIMEOUT", "60", "broker_session_timeout"),
        ("TABLE_STANDBY_REPLICAS", "1", "table_standby_replicas"),
        ("TOPIC_ALLOW_DECLARE", "1", "topic_allow_declare"),
    ],
)
def test_a_stray_variable_of_faust_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, named: str
) -> None:
    monkeypatch.setenv(variable, value)
    reader: Any = None
    with pytest.raises(Refused, match=named):
        application(settings(), reader, reader)


def _table(worker: Any) -> None:
    worker.Table("counts")


def _timer(worker: Any) -> None:
    worker.timer(1.0)(_nothing)


def _leader(worker: Any) -> None:
    worker.task(_nothing, on_leader=True)


def _agent(worker: Any) -> None:
    worker.agent(worker.channel())(_nothing)


async def _nothing(*_: object) -> None:
    await asyncio.sleep(0)


@pytest.mark.parametrize("use", [_table, _timer, _leader, _agent])
def test_what_faust_would_keep_or_do_by_itself_is_refused(use: Callable[[Any], None]) -> None:
    reader: Any = None
    worker = application(settings(), reader, reader)
    guards.refuse(worker)
    use(worker)
    with pytest.raises(Refused, match="Faust"):
        guards.refuse(worker)


def test_what_is_owed_and_stands_is_the_end() -> None:
    at = {"partition 0": 5}

    def owed() -> Iterator[Duty]:
        yield Duty("partition 0", at["partition 0"], True)

    watchdog = Watchdog(owed, 3, lambda _: None)
    watchdog.look()
    watchdog.look()
    at["partition 0"] = 6
    for _ in range(3):
        watchdog.look()
    with pytest.raises(Stuck, match="partition 0 stands at 6"):
        watchdog.look()


def test_what_has_nothing_left_to_do_may_stand_for_ever() -> None:
    watchdog = Watchdog(lambda: [Duty("partition 0", 5, behind=False)], 1, lambda _: None)
    for _ in range(5):
        watchdog.look()


@dataclass
class Shell:
    """Seats, lanes, relays and log in one, as the duties see them."""

    lanes: dict[int, int | None]
    relays: dict[int, tuple[int | None, int]] = field(default_factory=dict)
    turn: int = 1
    seated: bool = True

    def bounds(self, partition: int) -> Bounds:
        return Bounds(0, 9)

    def behind(self) -> set[str]:
        lanes, relays = _Owes(self.lanes), _Owes(self.relays)
        return {duty.what for duty in duties(self, lanes, relays, self) if duty.behind}


@dataclass
class _Owes(Generic[T]):
    found: Mapping[int, T]

    def owed(self) -> Mapping[int, T]:
        return self.found


@pytest.mark.parametrize(
    ("shell", "behind"),
    [
        (Shell({0: 9, 1: 5}), {"partition 1"}),
        # Fenced, or never taken though the group gave it.
        (Shell({0: 9, 1: None}), {"partition 1"}),
        (Shell({}, seated=False), {"the seating"}),
        # A worker to spare.
        (Shell({}), set()),
        (Shell({0: 9}, {0: (7, 7)}), set()),
        (Shell({0: 9}, {0: (6, 7)}), {"the relay of 0"}),
        (Shell({0: 9}, {0: (None, 0)}), {"the relay of 0"}),
    ],
)
def test_what_a_worker_owes(shell: Shell, behind: set[str]) -> None:
    assert shell.behind() == behind


class Taken:
    """Lanes and relays; being seated lasts until it is let through."""

    def __init__(self) -> None:
        self.room = asyncio.Event()
        self.seats: list[set[int]] = []
        self.sought: list[Mapping[int, int]] = []
        self.begun = asyncio.Event()
        self.through = asyncio.Event()

    async def leave(self) -> None:
        await asyncio.sleep(0)

    async def seat(self, partitions: AbstractSet[int]) -> Mapping[int, int]:
        self.seats.append(set(partitions))
        self.begun.set()
        await self.through.wait()
        return dict.fromkeys(partitions, 7)

    def open(self, partitions: AbstractSet[int]) -> AbstractSet[int]:
        return partitions

    async def seek(self, offsets: Mapping[int, int]) -> None:
        self.sought.append(offsets)
        await asyncio.sleep(0)


def _raise(failure: BaseException) -> None:
    raise failure


class Telling:
    async def seat(self, partitions: AbstractSet[int]) -> AbstractSet[int]:
        return partitions


def test_nobody_waits_for_the_taking_and_the_last_word_of_the_group_holds() -> None:
    async def told() -> None:
        taken = Taken()
        seats = Seats(taken, Telling(), taken.seek, _raise)
        seats.assigned({0, 1})
        await taken.begun.wait()
        assert not seats.open({0, 1})
        seats.revoked()
        seats.assigned({1})
        taken.through.set()
        await taken.room.wait()
        assert taken.seats == [{0, 1}, {1}]
        assert taken.sought == [{1: 7}]
        assert seats.open({1}) == {1}
        await seats.close()

    asyncio.run(asyncio.wait_for(told(), 10))


@dataclass
class Ledger:
    ids: Sequence[str]
    noted: Tail | None = None

    def said(self, number: int) -> int:
        return len(self.ids)

    def told(self, number: int) -> Tail | None:
        return self.noted

    def id_of(self, number: int, no: int) -> str | None:
        return self.ids[no - 1]

    def after(self, number: int, no: int, limit: int) -> Sequence[ToTell]:
        return []

    def note(self, number: int, tail: Tail) -> None:
        self.noted = tail


def test_the_topic_knows_how_far_it_was_told_and_the_note_only_where_it_was_emptied() -> None:
    ledger = Ledger("abc", noted=Tail(1, "", 1))
    assert hold_against(ledger, 0, Tail(2, "b", 1)) == Tail(2, "b", 1)
    assert hold_against(ledger, 0, None) == Tail(1, "", 1)
    assert hold_against(Ledger("abc"), 0, None) == Tail(0, "", 1)


@pytest.mark.parametrize(
    ("tail", "alarm"),
    [(Tail(4, "d", 1), Alarm.TOLD_AHEAD), (Tail(2, "x", 1), Alarm.TOLD_UNEVENLY)],
)
def test_a_ledger_that_is_not_the_one_that_was_told_is_told_no_further(
    tail: Tail, alarm: Alarm
) -> None:
    with pytest.raises(Stopped) as stopped:
        hold_against(Ledger("abc"), 0, tail)
    assert stopped.value.alarm is alarm


@dataclass
class Headed:
    offset: int
    headers: Sequence[tuple[str, bytes]] = field(default_factory=list)
    key: bytes | None = None
    value: bytes | None = None


def numbered(seq: int, incarnation: int = 1) -> Headed:
    said = {"seq": seq, "id": "x", "incarnation": incarnation}
    return Headed(0, [(name, str(value).encode()) for name, value in said.items()])


def test_a_record_without_its_number_is_none_of_ours() -> None:
    assert tail_of(numbered(7)) == Tail(7, "x", 1)
    with pytest.raises(Stopped):
        tail_of(Headed(3))


def test_a_gap_a_repetition_and_an_earlier_life_are_noticed() -> None:
    counting = Counting()
    for seq, life in ((3, 1), (4, 1), (5, 2)):
        counting.check(0, numbered(seq, life))
    counting.check(1, numbered(1))
    for wrong in (numbered(7, 2), numbered(5, 2), numbered(6, 1)):
        with pytest.raises(Refused, match="раздел 0"):
            counting.check(0, wrong)


class Fenced:
    """A relay whose producer is fenced; told to stop as it begins anew, it says only that."""

    number = 0
    tail = Tail(0, "", 1)

    def __init__(self) -> None:
        self.begins = 0
        self.again = asyncio.Event()

    async def start(self) -> None:
        self.begins += 1
        if self.begins > 1:
            self.again.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                raise ProducerFenced from None

    async def tell(self) -> int:
        await asyncio.sleep(0)
        raise ProducerFenced

    async def stop(self) -> None:
        await asyncio.sleep(0)


def test_a_relay_that_hides_being_told_to_stop_is_stopped_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def told() -> None:
        relay: Any = Fenced()
        stopped: Any = None
        relays = Relays(lambda _: relay, lambda: {0: 1}, _raise, stopped, WorkerMeter())
        await relays.seat({0})
        await relay.again.wait()
        await relays.close()
        assert relay.begins == 2

    monkeypatch.setattr(relaying, "_AGAIN", 0)
    asyncio.run(asyncio.wait_for(told(), 10))


def test_places_are_read_as_they_were_told() -> None:
    assert places("0:120,1:98") == {0: 120, 1: 98}
    with pytest.raises(Invalid):
        places("0:120;1")


def test_a_position_survives_being_written_down() -> None:
    position = Position("3b8f", 12, "ab" * 16)
    assert Position.of(str(position)) == position
    with pytest.raises(Refused):
        Position.of("somewhere")


def test_time_does_not_act_while_two_clocks_differ_by_more_than_a_minute(tmp_path: Path) -> None:
    machine, steady = [AT], [0.0]
    with opened(tmp_path / "store.db") as store:
        clock = DatabaseClock(store.database, lambda: machine[0], lambda: steady[0])
        assert clock.now() == AT
        assert clock.trusted()
        # SQLite has no clock of its own: the machine's jumps are noticed all the same.
        machine[0] += timedelta(hours=2)
        assert not clock.trusted()
        assert clock.jumps == 1


def test_a_clock_told_to_the_store_stands_in_the_place_of_all_others(tmp_path: Path) -> None:
    machine = [AT]
    with opened(tmp_path / "store.db") as store:
        clock = DatabaseClock(store.database, lambda: machine[0])
        with store.database.writing() as connection:
            tell(connection, Told(datetime(2031, 1, 1, tzinfo=UTC), AT, 3600))
        machine[0] += timedelta(seconds=2)
        assert clock.now() == datetime(2031, 1, 1, 2, tzinfo=UTC)
        assert clock.trusted()
        with store.database.writing() as connection:
            tell(connection, None)
        assert clock.now() == machine[0]
