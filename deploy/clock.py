"""The only reader of the wall clock, and its guard.

A clock that jumps (a battery, a virtual machine put to sleep, a slip of the hand) would let years
of deadlines fall due in a moment. So the passage of the wall clock is held against the monotonic
one; after a jump *time no longer acts* until the clocks have agreed for a while: no tick is given,
an alarm is raised, and events are taken all the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

# Clocks that are corrected little by little never disagree by so much between two ticks.
TOLERATED = timedelta(seconds=120)
# So long must the clocks go in step again before time may act: somebody can mend it meanwhile.
CONFIRMED_AFTER = timedelta(minutes=15)


class Clock(Protocol):
    """What time it is. `jumps` counts how often it went unevenly."""

    @property
    def jumps(self) -> int: ...

    def now(self) -> datetime:
        """The moment, UTC."""
        ...

    def trusted(self) -> bool:
        """Whether time may act by itself; asked before every tick."""
        ...


def monotonic() -> float:
    """Seconds of this machine, for measuring how long something takes."""
    return time.monotonic()


def wall() -> datetime:
    """What the machine thinks the time is."""
    return datetime.now(UTC)


@dataclass(slots=True)
class RealClock:
    """The machine's clock, guarded. `jumps` counts the disagreements seen so far."""

    wall: Callable[[], datetime] = wall
    steady: Callable[[], float] = monotonic
    jumps: int = 0
    _seen: tuple[datetime, float] | None = field(default=None, init=False)
    _suspect_since: float | None = field(default=None, init=False)

    def now(self) -> datetime:
        """The moment, UTC."""
        return self.wall()

    def trusted(self) -> bool:
        """False from a jump on, until the clocks have agreed for fifteen minutes."""
        at, passed = self.wall(), self.steady()
        if self._seen is not None:
            before, then = self._seen
            apart = abs((at - before).total_seconds() - (passed - then))
            if apart > TOLERATED.total_seconds():
                self.jumps += 1
                self._suspect_since = passed
        self._seen = (at, passed)
        if self._suspect_since is None:
            return True
        if passed - self._suspect_since >= CONFIRMED_AFTER.total_seconds():
            self._suspect_since = None
        return self._suspect_since is None


@dataclass(slots=True)
class AcceleratedClock:
    """A clock that starts at `start` and runs `speed` times as fast as the machine's."""

    start: datetime
    speed: float
    steady: Callable[[], float] = monotonic
    jumps: int = 0
    _from: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._from = self.steady()

    def now(self) -> datetime:
        """The moment on this clock, UTC."""
        return self.start + timedelta(seconds=(self.steady() - self._from) * self.speed)

    def trusted(self) -> bool:
        """It never jumps by itself."""
        return True
