"""The rulebook in use and those that were in use before, each compiled once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sroki.deploy.frozen import freeze, thaw
from sroki.events.errors import Refused
from sroki.events.i18n import say
from sroki.monitors.plans import Plans
from sroki.projections import rulebooks
from sroki.projections.database import Database
from sroki.workflows.rulebook import Rulebook


class Rules:
    """The plans of every rulebook of a store; `current` is the one to judge by."""

    def __init__(self, database: Database, rulebook: Rulebook) -> None:
        self._database = database
        self._kept = kept(database)
        self.current = Plans(rulebook)

    def keep(self) -> None:
        """Keep the current rulebook in the store, whole, before it is activated."""
        with self._database.writing() as connection:
            body = freeze(self.current.rulebook)
            rulebooks.keep(connection, self.current.digest, body)

    def of(self, digest: str) -> Plans:
        """The plans of a rulebook by its digest. Raises `Refused` where it was never kept."""
        return self.current if digest == self.current.digest else self._kept(digest)


def kept(database: Database) -> Callable[[str], Plans]:
    """The plans of the rulebooks that a store keeps, by digest, each thawed once."""
    return cache(lambda digest: Plans(thaw(_body(database, digest))))


def _body(database: Database, digest: str) -> bytes:
    with database.reading() as connection:
        body = rulebooks.body_of(connection, digest)
    if body is None:
        raise Refused(
            say("правила {digest}… в хранилище не найдены", digest=digest[:12]),
            why=say("ими судили раньше, а самих их нет: хранилище повреждено или собрано вручную"),
            accepted=say("восстановление из резервной копии"),
        )
    return body
