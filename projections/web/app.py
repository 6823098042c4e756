"""The pages put together; `deploy` adds the intake beside them and serves it all."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from sroki import __version__
from sroki.projections.web import (
    account,
    acknowledging,
    audit,
    board,
    cases,
    changed,
    checking,
    cycle,
    digests,
    drafts,
    evidence,
    findings,
    health,
    indicators,
    quarantine,
    rejects,
    sandbox,
    signing_in,
    snapshot_page,
    snapshots,
    source,
    sources,
    status,
    users,
)
from sroki.projections.web.context import Context
from sroki.projections.web.denial import denied, no_page, unreadable
from sroki.projections.web.forms import Denied
from sroki.projections.web.headers import Headers

_ROUTERS: Final = (
    board,
    acknowledging,
    changed,
    digests,
    evidence,
    cases,
    findings,
    indicators,
    drafts,
    checking,
    snapshots,
    snapshot_page,
    sources,
    source,
    rejects,
    sandbox,
    quarantine,
    signing_in,
    account,
    users,
    audit,
    health,
    status,
    cycle,
)


def build_app(ports: Context) -> FastAPI:
    """An application of all pages, `/metrics` and the reading part of the API.

    Routers of others may be included into it. The interactive documentation of FastAPI is off: it
    fetches scripts from elsewhere; `/openapi.json` stays.
    """
    app = FastAPI(title="Sroki", version=__version__, docs_url=None, redoc_url=None)
    for module in _ROUTERS:
        app.include_router(module.router(ports))
    static = Path(str(files("sroki.projections.web").joinpath("static")))
    app.mount("/static", StaticFiles(directory=static))
    app.add_middleware(Headers)
    app.add_exception_handler(Denied, denied(ports))
    app.add_exception_handler(HTTPException, no_page(ports))
    app.add_exception_handler(RequestValidationError, unreadable(ports))
    return app
