"""The guarded clock: a jump holds time back until the clocks have agreed for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event

from sroki.deploy.clock import RealClock, ToldClock
from sroki.deploy.ticker import Ticker

NOON = datetime(2025, 4, 1, 12, tzinfo=UTC)


class Hands:
    """A wall clock and a monotonic one that a test turns."""

    def __init__(self) -> None:
        self.wall = NOON
        self.steady = 0.0

    def pass_(self, seconds: float, *, jump: float = 0) -> None:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds + jump)

    def clock(self) -> RealClock:
        return RealClock(wall=lambda: self.wall, steady=lambda: self.steady)


def test_an_even_clock_is_trusted_and_small_corrections_are_nothing() -> None:
    hands = Hands()
    clock = hands.clock()
    assert clock.trusted()
    for jump in (0, 5, -5, 119, -119):
        hands.pass_(60, jump=jump)
        assert clock.trusted()
    assert clock.jumps == 0
    assert clock.now() == hands.wall


def test_a_jump_either_way_holds_time_for_a_quarter_of_an_hour() -> None:
    for jump in (3600, -3600, 121, 5 * 365 * 86400):
        hands = Hands()
        clock = hands.clock()
        assert clock.trusted()
        hands.pass_(1, jump=jump)
        assert not clock.trusted()
        hands.pass_(899)
        assert not clock.trusted()
        hands.pass_(1)
        assert clock.trusted()
        assert clock.jumps == 1


def test_a_second_jump_begins_the_wait_anew() -> None:
    hands = Hands()
    clock = hands.clock()
    clock.trusted()
    hands.pass_(1, jump=3600)
    clock.trusted()
    hands.pass_(800, jump=-3600)
    assert not clock.trusted()
    hands.pass_(200)
    assert not clock.trusted()
    assert clock.jumps == 2


def test_a_told_clock_stands_until_it_goes_on() -> None:
    hands = Hands()
    clock = ToldClock(NOON, steady=lambda: hands.steady)
    hands.pass_(100)
    assert (clock.now(), clock.trusted()) == (NOON, False)
    clock.go_on()
    hands.pass_(7)
    assert (clock.now(), clock.trusted()) == (NOON + timedelta(seconds=7), True)


def test_a_ticker_ticks_holds_back_and_ends_aloud() -> None:
    ticked, ended = Event(), Event()

    def tick() -> None:
        ticked.set()
        raise RuntimeError("the disk is gone")

    clock = ToldClock(NOON)
    with Ticker(clock, 0.001, tick, ended.set) as ticker:
        assert not ticked.wait(0.05)
        assert ticker.holding
        clock.go_on()
        assert ended.wait(30)
    assert ticked.is_set()
    assert str(ticker.failed) == "the disk is gone"
