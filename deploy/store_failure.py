"""A store that cannot be written any more: the sender is told so, and the service ends.

A commit that failed (a full disk, an I/O error) is not tried again in this process: what was
acknowledged is durable, what was not was answered with 503 and is sent again, and a process that
starts anew finds the store of a shorter journal.
"""

from __future__ import annotations

from threading import Event
from typing import Final

from fastapi import FastAPI
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sroki.deploy.logs import log
from sroki.events.errors import Refused
from sroki.events.i18n import say
from sroki.projections.database import Lost

_log = log(__name__)
_KINDS: Final = (OperationalError, Lost)


class StoreFailure:
    """What the first request met whose writes did not come through; then `over` is set."""

    def __init__(self, over: Event) -> None:
        self._over = over
        self._first: Exception | None = None

    def watch(self, app: FastAPI) -> None:
        """Answer such failures of the application from here on."""
        for kind in _KINDS:
            app.add_exception_handler(kind, self._answer)

    async def _answer(self, request: Request, failure: Exception) -> Response:
        # A page that could not be read harms nothing; the next one may be.
        if request.method == "POST" and self._first is None:
            self._first = failure
            _log.critical("store_failed", exc_info=failure)
            self._over.set()
        body = {"detail": "the store cannot be written; send again"}
        return JSONResponse(body, 503, headers={"Retry-After": "5"})

    def tell(self, ticked: Exception | None) -> None:
        """Raises `Refused` where a write failed, of a request or of the ticker."""
        first = self._first or (ticked if isinstance(ticked, _KINDS) else None)
        if first is not None:
            raise Refused(
                say("Хранилище больше не записывается, служба остановлена"),
                why=str(getattr(first, "orig", None) or first),
                accepted=say("место на диске и исправный диск; затем служба запускается как есть"),
            ) from first
