"""The ledger of a store as the relay asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sroki.deploy.clock import Clock
from sroki.deploy.cluster.relay import Tail
from sroki.projections import telling
from sroki.projections.statements import Statements
from sroki.projections.store import SqlStore
from sroki.projections.telling import ToTell


class StoreLedger:
    """Reads a store; its calls wait for SQL."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        with store.database.reading() as connection:
            self._statements = Statements(connection.dialect)

    def lengths(self) -> Mapping[int, int]:
        """How many findings the ledger of each partition has."""
        with self._store.database.reading() as connection:
            return telling.said(connection, self._store.generation)

    def said(self, number: int) -> int:
        """As `lengths`, of one."""
        return self.lengths().get(number, 0)

    def told(self, number: int) -> Tail | None:
        """How far a partition was told, as noted."""
        with self._store.database.reading() as connection:
            noted = telling.told(connection, self._place(number))
        return None if noted is None else Tail(noted.no, "", noted.incarnation)

    def id_of(self, number: int, no: int) -> str | None:
        """The id of a finding by its number."""
        with self._store.database.reading() as connection:
            return telling.id_of(connection, self._statements, self._place(number), no)

    def after(self, number: int, no: int, limit: int) -> Sequence[ToTell]:
        """The findings after the one numbered `no`."""
        with self._store.database.reading() as connection:
            return telling.after(connection, self._statements, self._place(number), no, limit)

    def note(self, number: int, tail: Tail) -> None:
        """Note how far a partition was told."""
        now = self._clock.now()
        with self._store.database.writing() as connection:
            noted = telling.Noted(tail.seq, tail.incarnation)
            telling.note(connection, self._statements, self._place(number), noted, now)

    def _place(self, number: int) -> tuple[int, int]:
        return self._store.generation, number
