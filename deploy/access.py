"""Who may come in: senders by a bearer token, readers by name and password, neighbours freely.

A *neighbour* speaks from this very machine and not through a proxy (uvicorn writes the client that
a local proxy names in the place of its own address). Everybody else needs a token: beyond the
machine nothing is open but `/healthz`, `/readyz` and the static files, unless `open_pages` says so.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from hmac import compare_digest
from ipaddress import ip_address
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Connection

from sroki.deploy.settings import Settings
from sroki.deploy.tokens import Reader, Sender, Tokens
from sroki.deploy.words import WORDS
from sroki.events.errors import Refused
from sroki.events.i18n import mark, say
from sroki.projections.scope import EVERYTHING, Scope
from sroki.projections.web.rejects import came_from_us

# Here one sends, and needs the token of a source.
INTAKE: Final = ("/events", "/imports")
_FREE: Final = ("/healthz", "/readyz", "/static/")
_METRICS: Final = "/metrics"
_MINE: Final = "sroki.scope"
_BEARER: Final = {"WWW-Authenticate": "Bearer"}
_ASK: Final = {"WWW-Authenticate": 'Basic realm="Sroki", charset="UTF-8"'}


class Access:
    """ASGI middleware before pages and intake; what a token allows is held against each event."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._tokens = Tokens.of(settings.senders, settings.readers)

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in INTAKE:
            refused = self._sending(scope)
            if refused is not None:
                await refused(scope, receive, send)
                return
        elif scope["type"] == "http":
            allowed = self._allowed(scope)
            if allowed is None:
                answer = self._answer(mark("Нужны имя и пароль.\n"), 401, headers=_ASK)
                await answer(scope, receive, send)
                return
            scope[_MINE] = allowed
        await self._app(scope, receive, send)

    def _answer(
        self, text: str, status: int, headers: Mapping[str, str] | None = None
    ) -> PlainTextResponse:
        return PlainTextResponse(WORDS.t(text, self._settings.lang), status, headers=headers)

    def _sending(self, scope: Connection) -> Response | None:
        """Why somebody may not send this, before a byte of it is read; None where he may."""
        headers = Headers(scope=scope)
        if self._tokens.senders:
            known = sender_of(headers.get("authorization", ""), self._tokens) is not None
        elif not came_from_us(Request(scope)):
            # A page of anywhere, open in a browser of this machine, is no neighbour.
            return self._answer(mark("Прислано с чужой страницы.\n"), 403)
        else:
            known = is_neighbour(scope)
        if not known:
            return self._answer(mark("Нужен ключ источника.\n"), 401, headers=_BEARER)
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._settings.import_bytes:
            return self._answer(mark("Слишком большой запрос.\n"), 413)
        return None

    def _allowed(self, scope: Connection) -> Scope | None:
        """Whose rows the asker may see; None where he may not come in."""
        path: str = scope["path"]
        if path.startswith(_FREE) or self._settings.open_pages:
            return EVERYTHING
        given = Headers(scope=scope).get("authorization", "")
        if path == _METRICS and self._settings.metrics_token is not None:
            wanted = f"Bearer {self._settings.metrics_token.get_secret_value()}"
            if compare_digest(given.encode(), wanted.encode()):
                return EVERYTHING
        reader = self._reader(given)
        if reader is not None:
            # Metrics are the whole city's: a page for one unit they are not.
            return None if path == _METRICS and reader.units else scope_of(reader)
        return EVERYTHING if is_neighbour(scope) and not given else None

    def _reader(self, given: str) -> Reader | None:
        try:
            scheme, _, said = given.partition(" ")
            name, _, password = b64decode(said, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        found = self._tokens.reader(password)
        return found if scheme.lower() == "basic" and found and found.name == name else None


def seen_by(request: Request) -> Scope:
    """Whose rows a request may see."""
    found = request.scope.get(_MINE)
    return found if isinstance(found, Scope) else Scope.of()


def scope_of(reader: Reader) -> Scope:
    """What somebody may look at."""
    if not reader.units:
        return Scope.of((reader.authority, None))
    return Scope.of(*((reader.authority, unit) for unit in reader.units))


def sender_of(authorization: str, tokens: Tokens) -> Sender | None:
    """Whose bearer token it is; None for nobody's."""
    scheme, _, token = authorization.partition(" ")
    return tokens.sender(token.strip()) if scheme.lower() == "bearer" else None


def is_neighbour(scope: Connection) -> bool:
    """Whether the asker sits on this machine."""
    client = scope.get("client")
    # A socket without an address is a file of this machine.
    return client is None or is_loopback(client[0])


def is_loopback(host: str) -> bool:
    """Whether a host is this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refuse_exposure(settings: Settings) -> None:
    """Beyond this machine nobody may send without a token. Raises `Refused`."""
    if not is_loopback(settings.host) and not settings.senders:
        raise Refused(
            say("на адресе {host} события мог бы прислать кто угодно", host=settings.host),
            why=say("в настройках нет ни одного ключа источника"),
            accepted=say("host = 127.0.0.1, или ключи: sroki token ИМЯ --authority … --source …"),
        )
