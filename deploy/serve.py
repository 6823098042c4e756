"""The embedded service, wired: engine, ticker, pages, intake and metrics in one process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import NamedTuple

from fastapi import FastAPI

from sroki import __version__
from sroki.deploy import http, http_imports, runbooks
from sroki.deploy.access import Access, seen_by, visitor_of
from sroki.deploy.audited import Audited
from sroki.deploy.clock import Clock
from sroki.deploy.embedded import Embedded
from sroki.deploy.people import People
from sroki.deploy.server import Server
from sroki.deploy.settings import Settings
from sroki.deploy.shell_metrics import shell_metrics
from sroki.deploy.ticker import Ticker
from sroki.projections.desk import Desk
from sroki.projections.metrics import Gauged, registry_of, scrape
from sroki.projections.web import Check, Context, Replayed, build_app
from sroki.projections.web.headers import Headers


class Running(NamedTuple):
    """The running service; `over` is set when it ends by itself, which it should not."""

    embedded: Embedded
    address: str
    over: Event


@contextmanager
def serving(settings: Settings, clock: Clock) -> Iterator[Running]:
    """The running service; on leaving, requests in hand are finished and the store is closed."""
    with Embedded(settings, clock) as embedded:
        over = Event()
        ticker = Ticker(clock, settings.tick_seconds, embedded.pulse, over.set)
        server = Server(build(embedded, ticker), settings.host, settings.port, over.set)
        embedded.begin()
        with server, ticker:
            yield Running(embedded, server.address, over)
            if ticker.failed is not None:
                raise ticker.failed


def build(embedded: Embedded, ticker: Ticker, people: People | None = None) -> FastAPI:
    """The application over an engine; `people` are those who sign in, of its own database."""
    clock, database, names = embedded.clock, embedded.database, embedded.names
    people = people or People(database, clock.now, embedded.settings)
    gauged = Gauged(
        reading=database.reading, now=clock.now, names=lambda: names, version=__version__
    )
    registry = registry_of(gauged)
    shell_metrics(registry, clock, ticker)
    app = build_app(
        Context(
            reading=database.reading,
            now=clock.now,
            names=lambda: names,
            explain=embedded.explain,
            say=embedded.say,
            replay=lambda ids: Replayed(*embedded.replay(ids)),
            ready=lambda: checks(embedded, ticker),
            scrape=lambda: scrape(registry),
            people=people,
            desk=Desk(database),
            visitor=visitor_of,
            scope=seen_by,
            office=embedded.settings.office,
            lang=embedded.settings.lang,
        )
    )
    app.include_router(http.router(embedded))
    app.include_router(http_imports.router(embedded))
    app.include_router(runbooks.router())
    app.add_middleware(Access, settings=embedded.settings, people=people)
    app.add_middleware(Audited, database=database, now=clock.now)
    # Around what is answered before a page is reached, too.
    app.add_middleware(Headers)
    return app


def checks(embedded: Embedded, ticker: Ticker) -> list[Check]:
    """What must be well: the store answers, time acts, the clock goes evenly."""
    with embedded.database.reading() as connection:
        partitions = len(embedded.reading(connection).progress)
    return [
        Check("store", well=partitions > 0, detail=f"partitions: {partitions}"),
        Check("ticker", well=ticker.failed is None, detail=str(ticker.failed or "")),
        Check("clock", well=not ticker.holding, detail=f"jumps: {embedded.clock.jumps}"),
    ]
