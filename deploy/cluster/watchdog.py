"""Whether every partition of ours that has something to read moves on; if one does not, the end.

It asks the broker and looks at what SQL has, in a thread of its own and past everything of Faust:
a rebalance that never ends, a commit that waits for ever, an event loop that stands are all the
same from here. Looks are counted and not seconds, so that a process that was paused is not blamed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Event, Thread
from typing import Final, Protocol, Self

from kafka.errors import KafkaError

from sroki.deploy.cluster.topic_reader import Bounds
from sroki.deploy.logs import log

_log = log(__name__)

LOOK_SECONDS: Final = 5.0


class Stuck(Exception):
    """A partition has something to read, and does not move."""


class Ends(Protocol):
    """What is asked of the log."""

    def bounds(self, partition: int) -> Bounds: ...


class Watchdog:
    """Looks while within `with`; calls `failed` once."""

    def __init__(
        self,
        ends: Ends,
        positions: Callable[[], Mapping[int, int]],
        looks: int,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._ends = ends
        self._positions = positions
        self._looks = looks
        self._failed = failed
        self._seen: dict[int, tuple[int, int]] = {}
        self._stop = Event()
        self._thread = Thread(target=self._run, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()

    def look(self) -> None:
        """One look. Raises `Stuck`."""
        positions = self._positions()
        for number, offset in positions.items():
            before, looks = self._seen.get(number, (offset, 0))
            behind = self._ends.bounds(number).end > offset
            looks = looks + 1 if behind and before == offset else 0
            if looks >= self._looks:
                raise Stuck(f"partition {number} stands at {offset}")
            self._seen[number] = offset, looks
        self._seen = {number: self._seen[number] for number in positions}

    def _run(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            try:
                self.look()
            except KafkaError as error:
                # Without a broker nobody moves, and nobody is to blame.
                _log.warning("log_unseen", why=type(error).__name__)
                self._seen.clear()
            except Stuck as stuck:
                self._failed(stuck)
                return
