"""The embedded shell: one process that is log, journal, store, clock and intake at once.

    take ──> intake ──> journal of each partition ──> letters to groups ──> retake what now has a
    ticker ──> tick of each partition                                       number (taking.py)

Whatever writes holds one lock, so that every input of a partition is swept to its end before the
next. Pages read beside it, each from a snapshot of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from sroki.deploy.clock import Clock
from sroki.deploy.engine_log import EngineLog
from sroki.deploy.logs import log
from sroki.deploy.rechecking import Recheck
from sroki.deploy.rehearsal import flips
from sroki.deploy.settings import Settings
from sroki.deploy.shell import Shell
from sroki.deploy.taking import Answer
from sroki.events.log import Log
from sroki.events.policy import SourcePolicy
from sroki.events.strict import Item
from sroki.monitors.engine import Engine
from sroki.projections import figure_check
from sroki.projections.archive import put_away
from sroki.projections.keys import NAMING, made
from sroki.projections.store import SqlStore
from sroki.workflows.dates import add_days

_log = log(__name__)


class Embedded(Shell):
    """The engine over its store."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        super().__init__(
            settings, clock, lambda found: SqlStore.open(found, partitions=settings.partitions)
        )

    _compared_on: date | None = None

    def _open_log(self) -> Log:
        self.engine = Engine(self.store, self.rules.of)
        self._recheck = Recheck(self.engine)
        return EngineLog(self.engine, self.store.partitions)

    @property
    def partitions(self) -> Sequence[int]:
        """The numbers of the partitions."""
        return range(self.store.partitions)

    def begin(self) -> None:
        """Judge by the rulebook of the settings from here on, up to now; retake what waited."""
        now, digest = self.clock.now(), self.rules.current.digest
        with self._turn:
            self._rehearse(now)
            self.rules.keep()
            with self.database.writing() as connection:
                # So that a file can be turned into events, named alike, beside this process.
                made(connection, NAMING)
            for head in self.store.heads():
                if self.engine.activate(head.partition, digest):
                    _log.info("rulebook_activated", partition=head.partition, digest=digest)
                if head.clock is None:
                    self.engine.tick(head.partition, now, always=True)
        self.tick()
        self.replay_waiting()

    def take(
        self,
        items: Sequence[Item],
        policy: SourcePolicy | None = None,
        *,
        historical: bool = False,
    ) -> list[Answer]:
        """Take a batch of wire events; all that is accepted is durable on return."""
        with self._turn, self.database.together():
            answers = self._taking.take(items, self.clock.now(), policy, historical=historical)
            self._retake(answers)
            self._taking.count()
        return answers

    def tick(self) -> bool:
        """Let time act up to now, wherever something is due; whether anything was.

        What was kept sealed long enough is deleted too, by the hour.
        """
        acted = False
        for partition in self.partitions:
            with self._turn:
                acted |= self.engine.tick(partition, self.clock.now())
                self.engine.deliver(partition)
        with self._turn:
            if self._hourly():
                self.expire()
                self.put_away()
        return acted

    def let_pass(self, moment: datetime) -> None:
        """Let time act past a moment that is over: clocks stand while nothing falls due."""
        now = self.clock.now()
        for head in self.store.heads():
            if moment < now and (head.clock is None or head.clock <= moment):
                with self._turn:
                    self.engine.tick(head.partition, now, always=True)
                    self.engine.deliver(head.partition)

    def pulse(self) -> None:
        """What a running service does every moment: let time act, and hold a few cases to it.

        Once a day live figures are held against a recount: long to read, and nobody waits for it.
        """
        self.tick()
        self.compare_figures()
        for partition in self.partitions:
            with self._turn:
                self._recheck.some(partition)

    def go_live(self, source: str, at: datetime) -> None:
        """From `at` on a source's breaches are news; what fell due before is history."""
        with self._turn:
            for partition in self.partitions:
                self.engine.go_live(partition, source, at)

    def put_away(self) -> int:
        """Pack the cases that are closed and at rest; how many. A late event unpacks its case."""
        rested = add_days(self.clock.now().date(), -self.settings.archive_days)
        with self._turn:
            packed = put_away(self.store, datetime.combine(rested, time(), UTC))
        if packed:
            _log.info("cases_put_away", cases=packed)
        return packed

    def compare_figures(self) -> int:
        """Hold the live figures against what was observed, once a day; how many differ."""
        today = self.clock.now().date()
        if self._compared_on == today:
            return 0
        self._compared_on = today
        with self.database.reading() as connection:
            found = figure_check.differences(connection, self.store.generation)
        with self._turn, self.database.writing() as connection:
            figure_check.keep(connection, found)
        if found:
            _log.error("figures_differ", observations=found)
        return found

    def _rehearse(self, now: datetime) -> None:
        """Log what the rulebook will change before it judges, where another one did so far."""
        used = {head.rulebook for head in self.store.heads()} - {""}
        if used <= {self.rules.current.digest}:
            return
        changed: Counter[str] = Counter()
        for flip in flips(self.store, self.rules.of, self.rules.current, now):
            changed["subjects"] += 1
            changed.update(f"gained_{claim.kind.value}" for claim in flip.gained)
            changed.update(f"lost_{claim.kind.value}" for claim in flip.lost)
            changed["deadlines_moved"] += len(flip.moved)
        _log.warning("rulebook_changes", **changed)
