"""The thread that lets time act: a tick to every partition as often as is asked for.

It is crash-only: what it cannot do is told once and ends the service, which its supervisor starts
again; a clock that jumped holds time back, and does not end anything.
"""

from __future__ import annotations

from collections.abc import Callable

from sroki.deploy.clock import Clock
from sroki.deploy.logs import log
from sroki.deploy.rounds import Rounds

_log = log(__name__)


def _nothing() -> None:
    """Nobody is to be told."""


class Ticker(Rounds):
    """Calls `tick` every so many seconds within `with`; `failed` is what ended it otherwise.

    `when_failed` is called then, from the ticker's thread.
    """

    def __init__(
        self,
        clock: Clock,
        seconds: float,
        tick: Callable[[], object],
        when_failed: Callable[[], None] = _nothing,
    ) -> None:
        super().__init__("ticker", seconds)
        self.failed: Exception | None = None
        self.holding = False
        self._clock = clock
        self._tick = tick
        self._when_failed = when_failed

    def go_round(self) -> None:
        """Let time act, unless the clock holds it back."""
        self._hold(not self._clock.trusted())
        if self.holding:
            return
        try:
            self._tick()
        except Exception as failure:
            self.failed = failure
            self._stop.set()
            _log.critical("ticker_failed", exc_info=failure)
            self._when_failed()

    def _hold(self, holding: bool) -> None:
        if holding != self.holding and self._clock.jumps:
            _log.error("time_held" if holding else "time_acts_again", jumps=self._clock.jumps)
        self.holding = holding
