"""Whether whatever this process owes moves on; where something does not, the end.

It asks the broker and looks at what SQL has, in a thread of its own and past everything of Faust:
a rebalance that never ends, a partition of ours that nobody reads, a commit that waits for ever, an
event loop that stands are all the same from here. Looks are counted and not seconds, so that a
process that was paused is not blamed. Should a look itself never end, the interpreter ends the
process.
"""

from __future__ import annotations

import faulthandler
import sys
from collections.abc import Callable, Iterable
from threading import Event, Thread
from typing import Final, NamedTuple, Self

from kafka.errors import KafkaError

from sroki.deploy.logs import log

_log = log(__name__)

LOOK_SECONDS: Final = 5.0
# A look that lasts longer than this, and than twice what a duty may stand, never ends.
_A_LOOK_SECONDS: Final = 120.0


class Stuck(Exception):
    """Something is to be done, and is not."""


class Duty(NamedTuple):
    """Something to do: how far it has come, in any words, and whether there is more of it."""

    what: str
    progress: object
    behind: bool


class Watchdog:
    """Looks while within `with`; calls `failed` once."""

    def __init__(
        self,
        duties: Callable[[], Iterable[Duty]],
        looks: int,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._duties = duties
        self._looks = looks
        self._failed = failed
        self._seen: dict[str, tuple[object, int]] = {}
        self._stop = Event()
        self._thread = Thread(target=self._run, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()

    @property
    def still_seconds(self) -> float:
        """For how long the duty has not moved that has not moved for longest; 0 while all move."""
        return max((looks for _, looks in self._seen.values()), default=0) * LOOK_SECONDS

    def look(self) -> None:
        """One look. Raises `Stuck`, and `KafkaError` where the brokers do not answer."""
        seen: dict[str, tuple[object, int]] = {}
        for what, progress, behind in self._duties():
            before, looks = self._seen.get(what, (progress, 0))
            looks = looks + 1 if behind and before == progress else 0
            if looks >= self._looks:
                raise Stuck(f"{what} stands at {progress}")
            seen[what] = progress, looks
        self._seen = seen

    def _run(self) -> None:
        longest = max(_A_LOOK_SECONDS, 2 * self._looks * LOOK_SECONDS)
        while not self._stop.wait(LOOK_SECONDS):
            faulthandler.dump_traceback_later(longest, exit=True, file=sys.__stderr__ or sys.stderr)
            try:
                self.look()
            except KafkaError as error:
                # Without a broker nobody moves, and nobody is to blame.
                _log.warning("log_unseen", why=type(error).__name__)
                self._seen = {}
            except Stuck as stuck:
                # Where its threads stand is what whoever looks into it will ask first.
                faulthandler.dump_traceback(file=sys.__stderr__ or sys.stderr)
                self._failed(stuck)
                return
            except Exception as failure:
                self._failed(failure)
                return
            finally:
                faulthandler.cancel_dump_traceback_later()
