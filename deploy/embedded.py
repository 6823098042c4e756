"""The embedded shell: one process that is log, journal, store, clock and intake at once.

    take ──> intake ──> journal of each partition ──> letters to groups ──> retake what now has a
    ticker ──> tick of each partition                                       number (taking.py)

Whatever writes holds one lock, so that every input of a partition is swept to its end before the
next. Pages read beside it, each from a snapshot of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from threading import RLock
from typing import Final, Self

from sqlalchemy import Connection

from sroki.deploy.clock import Clock
from sroki.deploy.engine_log import EngineLog
from sroki.deploy.explain import explain_case
from sroki.deploy.library import directory_of, rulebook_of
from sroki.deploy.logs import log
from sroki.deploy.rehearsal import flips
from sroki.deploy.rules import Rules
from sroki.deploy.settings import Settings
from sroki.deploy.taking import Answer, Policies, Taking, bound_by
from sroki.events.base import Event
from sroki.events.i18n import Lang
from sroki.events.policy import SourcePolicy
from sroki.events.strict import Item
from sroki.monitors.engine import Engine
from sroki.monitors.event_words import say_event
from sroki.projections import sealed
from sroki.projections.archive import put_away
from sroki.projections.database import Database
from sroki.projections.keys import NAMING, made
from sroki.projections.names import Names, names_of
from sroki.projections.queries.reading import Reading, read
from sroki.projections.queries.sealed import Fate, SealedFilter, waiting
from sroki.projections.statements import Statements
from sroki.projections.store import SqlStore
from sroki.workflows.dates import add_days
from sroki.workflows.declared import declared_types
from sroki.workflows.explanation import Explanation

_log = log(__name__)
_HOUR: Final = timedelta(hours=1)


class Embedded:
    """The engine over its store, under the rulebook that the settings ask for."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.database = Database.open(settings.store, cache_mib=settings.cache_mib)
        try:
            self.store = SqlStore.open(self.database, partitions=settings.partitions)
            self.rules = Rules(self.database, rulebook_of(settings))
            rulebook = self.rules.current.rulebook
            self.directory = directory_of(settings)
            self.names: Names = names_of(rulebook, self.directory.known)
            self.engine = Engine(self.store, self.rules.of)
            self._taking = Taking(
                self.store,
                EngineLog(self.engine, self.store.partitions),
                self._statements(),
                self.directory.strict,
                declared_types(rulebook.editions),
                settings.seal_days,
            )
            self._policies = policies_of(settings)
        except BaseException:
            self.database.close()
            raise
        self._turn = RLock()
        self._expired_at: datetime | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish the input in hand and close the store."""
        with self._turn:
            self._taking.count()
            self.database.close()

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
        self.replay(self._waiting(Fate.HELD) + self._waiting(Fate.UNLINKED))

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
            bound = bound_by(answer.outcome for answer in answers)
            self._taking.replay(self._taking.waiting_for(bound), self._policies)
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
            self._taking.count()
            if self._expired_at is None or self.clock.now() - self._expired_at >= _HOUR:
                self.expire()
                self.put_away()
        return acted

    def replay(self, ids: Iterable[int]) -> tuple[int, int]:
        """Send sealed things through the intake again: how many were taken, how many wait still."""
        with self._turn:
            return self._taking.replay(ids, self._policies)

    def go_live(self, source: str, at: datetime) -> None:
        """From `at` on a source's breaches are news; what fell due before is history."""
        with self._turn:
            for partition in self.partitions:
                self.engine.go_live(partition, source, at)

    def expire(self) -> int:
        """Delete what was kept sealed long enough; how much there was."""
        with self._turn, self.database.writing() as connection:
            self._expired_at = self.clock.now()
            gone = sealed.expire(connection, self._expired_at)
        if gone:
            _log.info("sealed_expired", events=gone)
        return gone

    def put_away(self) -> int:
        """Pack the cases that are closed and at rest; how many. A late event unpacks its case."""
        rested = add_days(self.clock.now().date(), -self.settings.archive_days)
        with self._turn:
            packed = put_away(self.store, datetime.combine(rested, time(), UTC))
        if packed:
            _log.info("cases_put_away", cases=packed)
        return packed

    def explain(self, case_id: str, lang: Lang) -> Explanation | None:
        """The life of a case in plain words; None where there is no such case."""
        with self.database.reading() as connection:
            partition = self.store.partition_of(case_id)
            return explain_case(self.reading(connection), self.rules.of, partition, case_id, lang)

    def say(self, event: Event, edition: str | None, lang: Lang) -> str:
        """An event in a sentence, with the words of an edition."""
        return say_event(event, self.names.editions.get(edition or ""), lang)

    def reading(self, connection: Connection) -> Reading:
        """A look at the store, with the words for its codes."""
        return read(connection, self.clock.now(), self.names)

    def _statements(self) -> Statements:
        with self.database.reading() as connection:
            return Statements(connection.dialect)

    def _waiting(self, fate: Fate) -> list[int]:
        with self.database.reading() as connection:
            return [one.id for one in waiting(self.reading(connection), SealedFilter(fate))]

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


def policies_of(settings: Settings) -> Policies:
    """What may be said under each source."""
    found: dict[str, list[SourcePolicy]] = {}
    for sender in settings.senders:
        for source in sender.sources:
            found.setdefault(source, []).append(sender.policy)
    return found
