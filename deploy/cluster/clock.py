"""The clock of a cluster: that of its database, the one thing that all processes share.

It is guarded as the machine's is, and held against the machine's besides: where they differ by more
than a minute somebody's clock is wrong, and no time acts until they agree. For a demonstration or a
test a row of the store stands in its place (`projections.clock_row`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sroki.deploy import clock
from sroki.projections import clock_row
from sroki.projections.database import Database

APART: Final = timedelta(seconds=60)


class DatabaseClock:
    """The time as the database tells it; a database without a clock takes the machine's."""

    def __init__(
        self,
        database: Database,
        machine: Callable[[], datetime] = clock.wall,
        steady: Callable[[], float] = clock.monotonic,
    ) -> None:
        self._database = database
        self._machine = machine
        self._guard = clock.RealClock(self._real, steady)
        self._apart = False
        self._fell_apart = 0

    @property
    def jumps(self) -> int:
        """How often it jumped, or fell apart from the machine's."""
        return self._guard.jumps + self._fell_apart

    def now(self) -> datetime:
        """The moment, UTC."""
        real, told = self._read()
        return real if told is None else told.at(real)

    def trusted(self) -> bool:
        """Whether time may act: it did not jump, and this machine's clock says the same."""
        real, told = self._read()
        if told is not None:
            return True
        apart = abs(real - self._machine()) > APART
        self._fell_apart += apart and not self._apart
        self._apart = apart
        return self._guard.trusted() and not apart

    def _real(self) -> datetime:
        return self._read()[0]

    def _read(self) -> tuple[datetime, clock_row.Told | None]:
        with self._database.reading() as connection:
            real, told = clock_row.read(connection)
        return (self._machine() if real is None else real), told
