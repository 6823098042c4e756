"""Every request that would change something leaves one line in the audit log, done or denied.

The line is written before the answer goes out: nobody is told that something was done, or was not,
of which there is no line. What sources send has its own record: the journal and what is sealed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sroki.deploy.access import INTAKE, visitor_of
from sroki.projections import audit
from sroki.projections.database import Database
from sroki.projections.web.cookies import USER
from sroki.projections.web.forms import ABOUT, SEQ

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# A search is sent by POST so that a number does not get into an address; it changes nothing.
_LOOKS: Final = frozenset(
    {"/find", "/status", "/status.json", "/sandbox", "/changes/look", "/api/v1/status"}
)
_STRANGE: Final = re.compile(r"[^\w/.{}:-]")


class Audited:
    """ASGI middleware around everything that decides who may do what."""

    def __init__(self, app: ASGIApp, database: Database, now: Callable[[], datetime]) -> None:
        self._app = app
        self._database = database
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _would_change(scope):
            await self._app(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                await run_in_threadpool(self._write, scope, message["status"])
            await send(message)

        await self._app(scope, receive, told)

    def _write(self, scope: Scope, status: int) -> None:
        request = Request(scope)
        person = visitor_of(request).person
        deed = audit.Deed(
            at=self._now(),
            user=scope.get(USER, person.user if person else ""),
            address=request.client.host if request.client else "",
            what=f"{scope['method']} {_pattern(scope)}",
            about=scope.get(ABOUT, ""),
            outcome=outcome_of(status),
            status=status,
            seq=scope.get(SEQ),
        )
        with self._database.writing() as connection:
            audit.write(connection, deed)


def _would_change(scope: Scope) -> bool:
    path: str = scope["path"]
    return scope["method"] not in _SAFE and path not in _LOOKS and path not in INTAKE


def _pattern(scope: Scope) -> str:
    """The address without what is particular to it; of one that leads nowhere, its beginning."""
    route = scope.get("route")
    pattern = getattr(route, "path", None)
    return pattern or _STRANGE.sub("?", scope["path"])[:100]


def outcome_of(status: int) -> str:
    """What became of it: done, refused (a form not taken), denied, failed."""
    if status < 400:
        return "done"
    if status in (401, 403, 404, 405, 429):
        return "denied"
    return "failed" if status >= 500 else "refused"
