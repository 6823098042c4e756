"""What every shell is made of: the store, the rulebook, the directory, and the way in.

    take ──> intake (one transaction) ──> log ──> retake what now has a number (taking.py)

The shells differ in their log (`events.log`) and in who advances a partition; what reads the store
asks none of them which it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from threading import RLock
from typing import Final, Self

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from sroki.deploy.clock import Clock
from sroki.deploy.explain import explain_case
from sroki.deploy.library import directory_of, rulebook_of
from sroki.deploy.logs import log
from sroki.deploy.rules import Rules
from sroki.deploy.settings import Settings
from sroki.deploy.taking import Answer, Policies, Taking, bound_by
from sroki.events.base import Event
from sroki.events.i18n import Lang
from sroki.events.log import Log
from sroki.events.policy import SourcePolicy
from sroki.events.strict import Item
from sroki.monitors.event_words import say_event
from sroki.projections import sealed
from sroki.projections.database import Database
from sroki.projections.names import Names, names_of
from sroki.projections.opening import open_database
from sroki.projections.queries.reading import Reading, read
from sroki.projections.queries.sealed import Fate, SealedFilter, waiting
from sroki.projections.statements import Statements
from sroki.projections.store import SqlStore
from sroki.workflows.declared import declared_types
from sroki.workflows.explanation import Explanation

_log = log(__name__)
_HOUR: Final = timedelta(hours=1)


class Shell(ABC):
    """A store under the rulebook that the settings ask for, and its intake.

    `own` opens the store in the database; whatever the shell holds open, `close` closes.
    """

    def __init__(
        self, settings: Settings, clock: Clock, own: Callable[[Database], SqlStore]
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.database = open_database(settings.store, cache_mib=settings.cache_mib)
        try:
            self.store = own(self.database)
            self.rules = Rules(self.database, rulebook_of(settings))
            rulebook = self.rules.current.rulebook
            self.directory = directory_of(settings)
            self.names: Names = names_of(rulebook, self.directory.known)
            self._taking = Taking(
                self.store,
                self._open_log(),
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

    @abstractmethod
    def _open_log(self) -> Log:
        """Where accepted events go; asked once, when the store is open."""

    @abstractmethod
    def begin(self) -> None:
        """What is to be done before the first event is taken."""

    @abstractmethod
    def tick(self) -> bool:
        """What is to be done as time passes; whether anything was due."""

    @abstractmethod
    def let_pass(self, moment: datetime) -> None:
        """See to it that the partitions' clocks pass a moment that is over, where that can be."""

    def pulse(self) -> None:
        """What a running service does every moment."""
        self.tick()

    @abstractmethod
    def take(
        self,
        items: Sequence[Item],
        policy: SourcePolicy | None = None,
        *,
        historical: bool = False,
    ) -> list[Answer]:
        """Take a batch of wire events; all that is accepted is durable on return."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish the input in hand and close the store."""
        with self._turn:
            # Figures of the intake, no facts: a store that cannot be written is closed without.
            with suppress(OperationalError):
                self._taking.count()
            self.database.close()

    def replay(self, ids: Iterable[int]) -> tuple[int, int]:
        """Send sealed things through the intake again: how many were taken, how many wait still."""
        with self._turn:
            return self._taking.replay(ids, self._policies)

    def replay_waiting(self) -> tuple[int, int]:
        """Replay whatever a new program, edition or number may have made takeable."""
        return self.replay(self._waiting(Fate.HELD) + self._waiting(Fate.UNLINKED))

    def expire(self) -> int:
        """Delete what was kept sealed long enough; how much there was."""
        with self._turn:
            now = self._expired_at = self.clock.now()
            with self.database.reading() as connection:
                if not sealed.expires(connection, now):
                    return 0
            with self.database.writing() as connection:
                gone = sealed.expire(connection, now)
        if gone:
            _log.info("sealed_expired", events=gone)
        return gone

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

    def _retake(self, answers: Iterable[Answer]) -> None:
        """Take what waited for the numbers that these bound."""
        bound = bound_by(answer.outcome for answer in answers)
        self._taking.replay(self._taking.waiting_for(bound), self._policies)

    def _hourly(self) -> bool:
        """Whether what is done by the hour is to be done now."""
        return self._expired_at is None or self.clock.now() - self._expired_at >= _HOUR

    def _statements(self) -> Statements:
        with self.database.reading() as connection:
            return Statements(connection.dialect)

    def _waiting(self, fate: Fate) -> list[int]:
        with self.database.reading() as connection:
            return [one.id for one in waiting(self.reading(connection), SealedFilter(fate))]


def policies_of(settings: Settings) -> Policies:
    """What may be said under each source."""
    found: dict[str, list[SourcePolicy]] = {}
    for sender in settings.senders:
        for source in sender.sources:
            found.setdefault(source, []).append(sender.policy)
    return found
