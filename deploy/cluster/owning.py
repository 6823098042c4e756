"""Taking partitions over, and what a process does for partitions that may be anybody's."""

from __future__ import annotations

from collections.abc import Callable

from sroki.deploy.clock import Clock, monotonic
from sroki.deploy.cluster.partition import Partition
from sroki.deploy.cluster.seating import Looking, Stopped, seat
from sroki.deploy.logs import log
from sroki.deploy.rules import Rules
from sroki.deploy.settings import Settings
from sroki.monitors.engine import Engine
from sroki.projections import alarms
from sroki.projections.store import SqlStore

_log = log(__name__)


class Owning:
    """Partitions of one store, each owned from `take_over` on, judged by the current rulebook."""

    def __init__(
        self,
        store: SqlStore,
        rules: Rules,
        topic: Looking,
        clock: Clock,
        settings: Settings,
        time_acts: Callable[[], bool],
    ) -> None:
        self._store = store
        self._rules = rules
        self._topic = topic
        self._clock = clock
        self._settings = settings
        self._time_acts = time_acts
        self._passed: dict[int, float] = {}
        self._engine = Engine(store, rules.of)

    def take_over(self, number: int) -> Partition:
        """Own a partition from here on, judging it by the current rulebook.

        Its position is read after the epoch was raised: nobody else moves it any more. Raises
        `Stopped` where the log does not fit.
        """
        self._store.take_over(number)
        position = seat(self._topic, number, self._store.heads()[number].position)
        self._begin(number)
        with self._store.database.writing() as connection:
            alarms.silence(connection, self._place(number))
        return Partition(
            number=number,
            of=self._store.partitions,
            position=position,
            engine=self._engine,
            log=self._topic,
            now=self._clock.now,
            seal_days=self._settings.seal_days,
            hole=self._note_hole,
            pass_time=self._pass_time,
        )

    def let_go(self, number: int) -> None:
        """Own it no more."""
        self._store.let_go(number)

    def stop(self, number: int, stopped: Stopped) -> None:
        """Sound the alarm of a partition that stands still, where every process finds it."""
        with self._store.database.writing() as connection:
            alarms.sound(
                connection,
                self._place(number),
                stopped.alarm,
                stopped.detail,
                self._clock.now(),
            )

    def _pass_time(self, number: int) -> None:
        """A tick between two batches, as often as the sweep would give one."""
        now = monotonic()
        if now - self._passed.get(number, 0.0) >= self._settings.tick_seconds and self._time_acts():
            self._passed[number] = now
            self._engine.tick(number, self._clock.now())

    def _begin(self, number: int) -> None:
        digest = self._rules.current.digest
        if self._engine.activate(number, digest):
            _log.info("rulebook_activated", partition=number, digest=digest)
        if self._store.heads()[number].clock is None:
            self._engine.tick(number, self._clock.now(), always=True)

    def _note_hole(self, number: int, start: int, until: int) -> None:
        _log.warning("log_hole", partition=number, start=start, until=until)
        with self._store.database.writing() as connection:
            alarms.note_hole(connection, self._place(number), start, until, self._clock.now())

    def _place(self, number: int) -> tuple[int, int]:
        return self._store.generation, number
