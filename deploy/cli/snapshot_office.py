"""A store open for `sroki snapshot`, and what its commands have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from sqlalchemy import Connection

from sroki.deploy.cli.commands import tool
from sroki.deploy.cli.terminal import Terminal, terminal
from sroki.deploy.clock import Clock
from sroki.deploy.cluster.clock import DatabaseClock
from sroki.deploy.cluster.sweeping import Sweep
from sroki.deploy.issuing import Issuing
from sroki.deploy.library import directory_of, rulebook_of
from sroki.deploy.marking import mark_key
from sroki.deploy.rules import Rules
from sroki.deploy.settings import Settings
from sroki.deploy.settings_loading import load
from sroki.deploy.snapshot_making import Workshop
from sroki.events.errors import Invalid
from sroki.events.i18n import mark, say
from sroki.projections.database import Database
from sroki.projections.names import Names, names_of
from sroki.projections.opening import look_at, open_database
from sroki.projections.postgres_url import PostgresUrl
from sroki.projections.snapshots import shelf
from sroki.projections.store import SqlStore
from sroki.workflows.duties import console

app = tool(mark("Снимки показателей: проект, сверка, утверждение, проверка, переиздание."))

Name = Annotated[str, typer.Argument(metavar=mark("ПРОЕКТ"), help=mark("Имя проекта"))]
Number = Annotated[int, typer.Argument(metavar="№", help=mark("Номер снимка"))]
OfAuthority = Annotated[
    str | None, typer.Option(metavar=mark("ОКТМО"), help=mark("Орган, если их несколько"))
]
_AS_OF = typer.Option("--as-of", metavar=mark("МОМЕНТ"), help=mark("Как было известно к моменту"))
Known = Annotated[str, _AS_OF]
AsOf = Annotated[str | None, _AS_OF]
ActSaid = Annotated[str, typer.Option(metavar=mark("ТЕКСТ"), help=mark("Акт, которым утверждён"))]
Dated = Annotated[str, typer.Option(metavar=mark("ДЕНЬ"), help=mark("День утверждения"))]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        metavar=mark("ФАЙЛ"),
        help=mark("Ключ контрольной метки [рядом с хранилищем; для СУБД нужен]"),
    ),
]


class Office(NamedTuple):
    """A store open to issue snapshots."""

    ui: Terminal
    database: Database
    names: Names
    settings: Settings
    clock: Clock
    # Lets time act past a moment, where others than the service that owns the store may do that.
    let_pass: Callable[[datetime], None] = lambda _moment: None

    def issuing(self, authority: str, key: Path | None = None) -> Issuing:
        """Snapshots of an authority, made by whoever has the store in hand."""
        workshop = Workshop(
            database=self.database,
            names=self.names,
            now=self.clock.now,
            key=lambda: mark_key(self.settings, key),
            threshold=self.settings.public_threshold,
            let_pass=self.let_pass,
        )
        return Issuing(workshop, console(authority))


@contextmanager
def opened(ctx: typer.Context, store: str | None) -> Iterator[Office]:
    """The store, open to write beside the service that owns it."""
    settings = load(store=store).settings
    rulebook = rulebook_of(settings)
    names = names_of(rulebook, directory_of(settings).known)
    with open_database(settings.store) as database:
        joined = SqlStore.join(database, partitions=settings.partitions)
        clock = DatabaseClock(database)
        office = Office(terminal(ctx), database, names, settings, clock)
        if isinstance(settings.store, PostgresUrl):
            sweep = Sweep(joined, Rules(database, rulebook), clock)
            office = office._replace(let_pass=sweep.past)
        yield office


@contextmanager
def looked(ctx: typer.Context, store: str | None) -> Iterator[Office]:
    """The store, only looked at."""
    settings = load(store=store).settings
    names = names_of(rulebook_of(settings), directory_of(settings).known)
    with look_at(settings.store) as database:
        yield Office(terminal(ctx), database, names, settings, DatabaseClock(database))


def taken(connection: Connection, number: int) -> shelf.Frozen:
    """A snapshot by its number. Raises `Invalid` where there is none."""
    found = shelf.taken(connection, number)
    if found is None:
        raise Invalid(say("снимка № {number} нет", number=number), accepted="sroki snapshot list")
    return found


def whose_of(office: Office, authority: str | None) -> str:
    """The authority whose figures are meant: the one there is, or the one named."""
    every_one = sorted({one.authority for one in office.names.editions.values()})
    if authority is None and len(every_one) == 1:
        return every_one[0]
    if authority not in every_one or authority is None:
        raise Invalid(say("не сказано, какого органа показатели"), accepted=", ".join(every_one))
    return authority
