"""A thread that does one thing again and again, so many seconds apart."""

from __future__ import annotations

from abc import ABC, abstractmethod
from threading import Event, Thread
from typing import Self

from prometheus_client import CollectorRegistry, Gauge

from sroki.deploy.logs import log
from sroki.projections.metrics.declared.shell import FAILED_ROUNDS

_log = log(__name__)


class Rounds(ABC):
    """Goes round every so many seconds within `with`; on leaving, the round in hand is finished."""

    def __init__(self, name: str, seconds: float) -> None:
        self._seconds = seconds
        self._stop = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def go_round(self) -> None:
        """Do what there is to do now; `_stop` set ends it."""

    def one_round(self) -> None:
        """Go round once, as the thread does."""
        self.go_round()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        # One with nothing to do may never have been started.
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            self.one_round()


class Courier(Rounds):
    """Takes news out of the house. A round that fails is told, counted in `failing`, tried again.

    Nothing is judged by what it does, so it ends no service: a fault in a letter must not stop
    deadlines. What it had begun is in the store, and it goes on from there.
    """

    def __init__(self, name: str, seconds: float, failing: Gauge) -> None:
        super().__init__(name, seconds)
        self._name = name
        self._failing = failing.labels(name)
        self._failed = 0

    def one_round(self) -> None:
        """The same, whatever comes of it."""
        try:
            self.go_round()
        except Exception as failure:
            self._failed += 1
            # Where it failed is told once, and that it fails each time.
            first = failure if self._failed == 1 else None
            _log.error(
                "round_failed",
                courier=self._name,
                times=self._failed,
                why=type(failure).__name__,
                exc_info=first,
            )
        else:
            self._failed = 0
        self._failing.set(self._failed)


def failing_rounds(registry: CollectorRegistry) -> Gauge:
    """The gauge that the couriers of a service share."""
    return FAILED_ROUNDS.gauge(registry)
