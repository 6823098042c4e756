"""A thread that does one thing again and again, so many seconds apart."""

from __future__ import annotations

from abc import ABC, abstractmethod
from threading import Event, Thread
from typing import Self


class Rounds(ABC):
    """Goes round every so many seconds within `with`; on leaving, the round in hand is finished."""

    def __init__(self, name: str, seconds: float) -> None:
        self._seconds = seconds
        self._stop = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def go_round(self) -> None:
        """Do what there is to do now; `_stop` set ends it."""

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
            self.go_round()
