"""The parts of the worker that can be told apart from Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sroki.deploy.cluster import guards
from sroki.deploy.cluster.clock import DatabaseClock
from sroki.deploy.cluster.following import Counting, places
from sroki.deploy.cluster.position import Position
from sroki.deploy.cluster.relay import Tail, hold_against, tail_of
from sroki.deploy.cluster.seating import Alarm, Stopped
from sroki.deploy.cluster.topic_reader import Bounds
from sroki.deploy.cluster.watchdog import Stuck, Watchdog
from sroki.deploy.cluster.worker import application
from sroki.deploy.settings import Settings
from sroki.events.errors import Invalid, Refused
from sroki.projections.clock_row import Told, tell
from sroki.projections.telling import ToTell
from tests.projections.stores import opened

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


class Ends:
    def __init__(self, end: int) -> None:
        self.end = end

    def bounds(self, partition: int) -> Bounds:
        return Bounds(0, self.end)


def test_a_partition_that_has_something_to_read_and_stands_is_stuck() -> None:
    at = {0: 5}
    watchdog = Watchdog(Ends(9), lambda: at, 3, lambda _: None)
    watchdog.look()
    watchdog.look()
    at[0] = 6
    for _ in range(3):
        watchdog.look()
    with pytest.raises(Stuck, match="partition 0 stands at 6"):
        watchdog.look()


def test_a_partition_at_its_end_may_stand_for_ever() -> None:
    watchdog = Watchdog(Ends(5), lambda: {0: 5}, 1, lambda _: None)
    for _ in range(5):
        watchdog.look()


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
