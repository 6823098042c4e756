"""The service, wired: a shell, its ticker, pages, intake and metrics in one process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import NamedTuple

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from sroki import __version__
from sroki.deploy import http, http_imports, runbooks, status_api
from sroki.deploy.access import Access, seen_by, visitor_of
from sroki.deploy.applicants import Applicants, asking
from sroki.deploy.audit_telling import tell, tell_audits
from sroki.deploy.audited import Audited
from sroki.deploy.clock import Clock
from sroki.deploy.evidence import evidence
from sroki.deploy.hooks import Hooks
from sroki.deploy.issuing import Issuing
from sroki.deploy.library import requirements_of
from sroki.deploy.marking import mark_key
from sroki.deploy.people import People
from sroki.deploy.postman import Postman
from sroki.deploy.rounds import failing_rounds
from sroki.deploy.sandbox import check
from sroki.deploy.server import Server
from sroki.deploy.settings import Settings
from sroki.deploy.shell import Shell
from sroki.deploy.shell_metrics import shell_metrics
from sroki.deploy.shells import open_shell
from sroki.deploy.snapshot_making import Workshop, file_of
from sroki.deploy.store_failure import StoreFailure
from sroki.deploy.ticker import Ticker
from sroki.monitors.record import resolve
from sroki.projections.desk import Desk
from sroki.projections.metrics import Gauged, registry_of, scrape
from sroki.projections.web.app import build_app
from sroki.projections.web.context import Check, Context, Replayed
from sroki.projections.web.headers import Headers
from sroki.workflows.load import bundled_surveys


class Running(NamedTuple):
    """The running service; `over` is set when it ends by itself, which it should not."""

    shell: Shell
    address: str
    over: Event


@contextmanager
def serving(settings: Settings, clock: Clock) -> Iterator[Running]:
    """The running service; on leaving, requests in hand are finished and the store is closed."""
    with open_shell(settings, clock) as shell:
        over = Event()
        ticker = Ticker(shell.clock, settings.tick_seconds, shell.pulse, over.set)
        registry = metrics_of(shell, ticker)
        app, failure = build(shell, ticker, registry=registry), StoreFailure(over)
        failing = failing_rounds(registry)
        postman = Postman(shell, lambda: ticker.holding, registry, failing)
        hooks = Hooks(shell, lambda: ticker.holding, registry, failing)
        failure.watch(app)
        server = Server(app, settings.host, settings.port, over.set)
        shell.begin()
        tell_audits(shell)
        with server, ticker, postman, hooks:
            yield Running(shell, server.address, over)
            failure.tell(ticker.failed)
            if ticker.failed is not None:
                raise ticker.failed


def metrics_of(shell: Shell, ticker: Ticker) -> CollectorRegistry:
    """Everything that is measured of a shell: the store's, and what only its process knows."""
    gauged = Gauged(
        reading=shell.database.reading,
        now=shell.clock.now,
        names=lambda: shell.names,
        version=__version__,
    )
    registry = registry_of(gauged)
    shell_metrics(registry, shell.clock, ticker)
    return registry


def build(
    shell: Shell,
    ticker: Ticker,
    people: People | None = None,
    registry: CollectorRegistry | None = None,
) -> FastAPI:
    """The application over an engine; `people` are those who sign in, of its own database."""
    clock, database, names = shell.clock, shell.database, shell.names
    people = people or People(database, clock.now, shell.settings)
    registry = registry or metrics_of(shell, ticker)
    workshop = Workshop(
        database=database,
        names=names,
        now=clock.now,
        key=lambda: mark_key(shell.settings),
        threshold=shell.settings.public_threshold,
        let_pass=shell.let_pass,
    )
    app = build_app(
        Context(
            reading=database.reading,
            now=clock.now,
            names=lambda: names,
            explain=shell.explain,
            evidence=lambda case, scope, lang: evidence(shell, case, scope, lang),
            say=shell.say,
            effective=lambda events: resolve(events).effective,
            check=lambda text: check(shell, text),
            replay=lambda ids: Replayed(*shell.replay(ids)),
            ready=lambda: checks(shell, ticker),
            scrape=lambda: scrape(registry),
            people=people,
            applicants=Applicants(shell) if shell.settings.status_page else None,
            desk=Desk(database),
            requirements=requirements_of(shell.settings),
            tell=lambda events: tell(shell, events),
            surveys=bundled_surveys(),
            public_threshold=shell.settings.public_threshold,
            public_surveys=asking(clock) if shell.settings.survey_page else None,
            issues=lambda person: Issuing(workshop, person),
            snapshot_file=lambda number, *place: file_of(database, names, number, place),
            visitor=visitor_of,
            scope=seen_by,
            office=shell.settings.office,
            lang=shell.settings.lang,
        )
    )
    app.include_router(http.router(shell))
    app.include_router(http_imports.router(shell))
    app.include_router(status_api.router(shell))
    app.include_router(runbooks.router())
    app.add_middleware(Access, settings=shell.settings, people=people)
    app.add_middleware(Audited, database=database, now=clock.now)
    # Around what is answered before a page is reached, too.
    app.add_middleware(Headers)
    return app


def checks(shell: Shell, ticker: Ticker) -> list[Check]:
    """What must be well: the store answers, time acts, the clock goes evenly."""
    with shell.database.reading() as connection:
        partitions = len(shell.reading(connection).progress)
    return [
        Check("store", well=partitions > 0, detail=f"partitions: {partitions}"),
        Check("ticker", well=ticker.failed is None, detail=str(ticker.failed or "")),
        Check("clock", well=not ticker.holding, detail=f"jumps: {shell.clock.jumps}"),
    ]
