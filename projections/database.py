"""What a store needs of its database: how it is read, and how a transaction ends.

`sqlite` and `postgres` are the two there are, `opening` picks one by its address. Between them only
this differs: who takes turns with whom, and what a reader's snapshot is.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Self

from sqlalchemy import Connection

from sroki.events.errors import SrokiError


class Lost(SrokiError):
    """The database went away. What was not committed is not there; the process ends and starts
    again, since only the rows say which transactions came through."""


class Database(ABC):
    """An open database of a store; close it when done."""

    def __init__(self) -> None:
        # What to do when transactions already committed together are undone after all.
        self.undone: list[Callable[[], None]] = []
        self._thread = threading.local()

    @abstractmethod
    def _begun(self) -> AbstractContextManager[Connection]:
        """A writer's connection, its transaction begun, and undone on leaving if it still is."""

    @abstractmethod
    def _looking(self) -> AbstractContextManager[Connection]:
        """A connection that sees one snapshot of what is committed and cannot write."""

    @abstractmethod
    def alone(self, connection: Connection) -> None:
        """Until this transaction ends no other process makes the store, or asks for this."""

    @abstractmethod
    def close(self) -> None:
        """Close every connection."""

    @abstractmethod
    def erasing(self) -> AbstractContextManager[Connection]:
        """As `writing`, and what is deleted leaves the database's files too (not old backups)."""

    @property
    def _shared(self) -> Connection | None:
        """The connection of this thread's `together`."""
        shared: Connection | None = getattr(self._thread, "shared", None)
        return shared

    @contextmanager
    def holding(self) -> Iterator[Connection]:
        """A writer's connection, its transaction begun. Only what is `saved` lasts.

        It is not to be nested.
        """
        shared = self._shared
        if shared is not None:
            yield shared
            return
        with self._begun() as connection:
            yield connection

    @contextmanager
    def saved(self, connection: Connection) -> Iterator[None]:
        """What a holder writes inside is committed on leaving; an exception undoes it."""
        if connection is not self._shared:
            yield
            connection.commit()
            return
        connection.exec_driver_sql("SAVEPOINT part")
        try:
            yield
        except BaseException:
            connection.exec_driver_sql("ROLLBACK TO part")
            raise
        finally:
            connection.exec_driver_sql("RELEASE part")

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make the transactions inside durable at once, on leaving: one sync of the disk for all.

        Each still stands for itself, and one that fails is undone alone; but a crash, or an
        exception that leaves here, undoes all of them. So nothing may be acknowledged inside.
        Reads of this thread see what was written; others see it on leaving.
        """
        if self._shared is not None:
            yield
            return
        with self._begun() as connection:
            self._thread.shared = connection
            try:
                yield
                connection.commit()
            except BaseException:
                for forget in self.undone:
                    forget()
                raise
            finally:
                self._thread.shared = None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that commits on leaving, or on an exception changes nothing."""
        with self.holding() as connection, self.saved(connection):
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one snapshot of what is committed and cannot write."""
        shared = self._shared
        if shared is not None:
            yield shared
            return
        with self._looking() as connection:
            yield connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
