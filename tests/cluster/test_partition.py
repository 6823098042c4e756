"""A partition advanced by raw batches: what is read once, what is held, what stops it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

import pytest

from sroki.deploy.cluster.partition import Partition
from sroki.deploy.cluster.position import Position
from sroki.deploy.cluster.seating import Alarm, Reread, Stopped, seat
from sroki.events.catalogue import to_bytes
from sroki.events.strict import read
from sroki.projections import sealed
from sroki.projections.dump import ledger_of, standing_of
from sroki.projections.store import SqlStore
from tests.cluster.logs import FakeLog, Put
from tests.projections.stores import opened, run_on
from tests.support.histories import History
from tests.support.told import Teller

AT = datetime(2025, 4, 10, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with opened(tmp_path / "store.db", 2) as store:
        yield store


class Rig:
    """Partition `number` of two, over a log in memory."""

    def __init__(self, store: SqlStore, number: int = 1) -> None:
        self.store = store
        self.log = FakeLog()
        self.run = run_on(store)
        self.holes: list[tuple[int, int, int]] = []
        self.number = number
        names = (f"case-{n}" for n in count())
        self.names = (name for name in names if store.partition_of(name) == number)
        self.partition = self.taken()

    def taken(self) -> Partition:
        position = seat(self.log, self.number, self.store.heads()[self.number].position)
        return Partition(
            number=self.number,
            of=2,
            position=position,
            engine=self.run.engine,
            log=self.log,
            now=lambda: AT,
            seal_days=30,
            hole=lambda *found: self.holes.append(found),
            pass_time=lambda number: None,
        )

    def cases(self, many: int) -> list[Put]:
        return self.log.tell(
            Teller(name)("submitted", "2025-04-10", channel="site")
            for name in islice(self.names, many)
        )

    def seq(self) -> int:
        return self.store.heads()[self.number].seq

    def held(self) -> list[tuple[str, bytes]]:
        with self.store.database.reading() as connection:
            return [(one.source, one.raw) for one in sealed.unseal(connection, range(1, 100))]


@pytest.fixture
def rig(store: SqlStore) -> Rig:
    return Rig(store)


def test_a_batch_moves_the_position_to_its_last_record(rig: Rig) -> None:
    put = rig.cases(3)
    assert rig.partition.take(put) == 3
    position = Position.of(rig.store.heads()[1].position or "")
    assert position == rig.partition.position == Position("topic-1", 3, position.last)
    assert rig.taken().position == position


def test_what_was_read_is_passed_over(rig: Rig) -> None:
    put = rig.cases(4)
    rig.partition.take(put[:2])
    before = rig.seq()
    assert rig.partition.take(put[:2]) == 0
    assert rig.seq() == before
    assert rig.partition.take(put) == 2
    assert rig.seq() == before + 2


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (b"\xff\xfe", "not_utf8"),
        (b"{", "not_json"),
        (b"[]", "not_an_object"),
        (None, "not_json"),
        (b'{"kind":"submitted","version":9}', "newer_version"),
        (b'{"kind":"wished","version":1}', "unknown_kind"),
        (b'{"kind":"submitted","version":1}', "missing_field"),
    ],
    ids=str,
)
def test_poison_is_held_and_stops_nobody(rig: Rig, value: bytes | None, code: str) -> None:
    before, poison, after = rig.cases(1)[0], rig.log.put(b"?", value), rig.cases(1)[0]
    assert rig.partition.take([before, poison, after]) == 3
    assert rig.partition.position.next == 3
    assert len(rig.held()) == 1
    with rig.store.database.reading() as connection:
        found = connection.exec_driver_sql("SELECT state, reason FROM sealed").one()
    assert tuple(found) == ("held", code)
    states = {state.key for state in rig.store.states(1)}
    assert {before.key, after.key} == {key.encode() for key in states}


def test_what_a_later_program_wrote_is_held_as_an_intake_could_take_it(rig: Rig) -> None:
    event = Teller("case-1")("submitted", "2025-04-10", channel="site")
    later = {**json.loads(to_bytes(event)), "version": 2, "colour": "blue"}
    rig.partition.take([rig.log.put(b"case-1", json.dumps(later).encode())])
    ((source, raw),) = rig.held()
    assert source == event.source
    (item,) = read(raw)  # type: ignore[misc]
    assert item.fields["type"] == "ru.sroki.submitted.v2"
    assert item.fields["data"]["colour"] == "blue"


def test_what_lies_in_another_partition_than_its_case_is_held(rig: Rig) -> None:
    other = next(n for n in range(100) if rig.store.partition_of(f"case-{n}") == 0)
    event = Teller(f"case-{other}")("submitted", "2025-04-10", channel="site")
    rig.partition.take(rig.log.tell([event]))
    assert len(rig.held()) == 1
    assert not list(rig.store.states(1))


def test_a_hole_is_looked_at_and_passed(rig: Rig) -> None:
    (first,) = rig.cases(1)
    rig.log.skip(2)
    second, third = rig.cases(2)
    rig.log.skip()
    (fourth,) = rig.cases(1)
    assert rig.partition.take([first, second, third, fourth]) == 4
    assert rig.holes == [(1, 1, 3), (1, 5, 6)]
    assert rig.partition.position.next == fourth.offset + 1


def test_records_that_a_fetch_left_out_are_read_again(rig: Rig) -> None:
    put = rig.cases(3)
    with pytest.raises(Reread):
        rig.partition.take([put[0], put[2]])
    assert rig.partition.position.next == 0
    assert rig.partition.take(put) == 3


def stopped(rig: Rig) -> Alarm:
    with pytest.raises(Stopped) as told:
        rig.taken()
    return told.value.alarm


def test_a_log_that_is_not_the_one_that_was_read_stops_the_partition(rig: Rig) -> None:
    rig.partition.take(rig.cases(3))
    whole, end = list(rig.log.records), rig.log.end

    rig.log.topic = "topic-2"
    assert stopped(rig) is Alarm.TOPIC_REPLACED
    rig.log.topic = "topic-1"

    rig.log.records, rig.log.end = whole[:2], 2
    assert stopped(rig) is Alarm.LOG_CUT_SHORT
    rig.log.put(b"case", b"another")
    assert stopped(rig) is Alarm.LOG_REWRITTEN
    rig.log.records, rig.log.end = whole, end

    rig.log.start = 3
    assert rig.taken().position.next == 3
    rig.log.end = rig.log.start = 4
    assert stopped(rig) is Alarm.LOG_START_RAISED


def test_a_log_that_lost_its_beginning_before_it_was_read_stops_the_partition(rig: Rig) -> None:
    put = rig.cases(3)
    rig.log.start = 2
    assert stopped(rig) is Alarm.LOG_START_RAISED
    with pytest.raises(Stopped, match="log_start_raised"):
        rig.partition.take(put[2:])


def test_a_topic_made_anew_under_a_running_partition_stops_it(rig: Rig) -> None:
    put = rig.cases(3)
    rig.partition.take(put)
    rig.log = rig.partition.log = FakeLog("topic-2", records=put[:1], end=1)
    with pytest.raises(Stopped, match="topic_replaced"):
        rig.partition.take(put[:1])


def test_standing_and_ledger_are_those_of_the_engine_that_is_told_directly(
    tmp_path: Path,
) -> None:
    history = History(7)
    with opened(tmp_path / "log.db", 2) as read, opened(tmp_path / "told.db", 2) as told:
        rigs = [Rig(read, number) for number in (0, 1)]
        other = run_on(told)
        for rig in rigs:
            mine = [one for one in history.events if read.partition_of(one.subject) == rig.number]
            rig.partition.take(rig.log.tell([*mine, history.watermark]))
            other.engine.advance(rig.number, [*mine, history.watermark])
        for run in (rigs[0].run, other):
            run.deliver()
            run.tick(history.end, always=True)
        assert standing_of(read) == standing_of(told)
        assert ledger_of(read) == ledger_of(told)
        assert ledger_of(read)
