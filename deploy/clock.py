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
from typing import Final, Protocol

# Clocks that are corrected little by little never disagree by so much between two ticks.
TOLERATED: Final = timedelta(seconds=120)
# So long must the clocks go in step again before time may act: somebody can mend it meanwhile.
CONFIRMED_AFTER: Final = timedelta(minutes=15)


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
class ToldClock:
    """A clock set by whoever tells a story, which then goes on by itself from where it stands.

    While it is set by hand no time acts by itself: what happened until `at` may not all be told.
    """

    at: datetime
    steady: Callable[[], float] = monotonic
    jumps: int = 0
    _since: float | None = field(default=None, init=False)

    def now(self) -> datetime:
        """The moment of the story, UTC."""
        passed = 0.0 if self._since is None else self.steady() - self._since
        return self.at + timedelta(seconds=passed)

    def trusted(self) -> bool:
        """Whether it goes by itself."""
        return self._since is not None

    def go_on(self) -> None:
        """From here on a second is a second."""
        self._since = self.steady()
