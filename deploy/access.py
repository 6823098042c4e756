"""Who may come in: users by a session, senders and readers by tokens, neighbours freely at first.

A *neighbour* speaks from this very machine and not through a proxy (uvicorn writes the client that
a local proxy names in the place of its own address). Everybody else needs a token or a session:
beyond the machine nothing is open but `/healthz`, `/readyz`, `/login` and the static files, unless
`open_pages` says so, `/status` for applicants where `status_page` switches it on, and
`/survey/…` where `survey_page` does.

Neighbours look freely until there is a first user: from then on the scopes of users mean something,
and a proxy that forgets to say for whom it asks must not open them all. `require_login` says
otherwise. They only look: what changes something needs a session, here too.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from hmac import compare_digest
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Connection

from sroki.deploy.cabinets import Cabinet, cabinet_of
from sroki.deploy.people import People
from sroki.deploy.settings import Settings
from sroki.deploy.tokens import Reader, Sender, Tokens
from sroki.deploy.words import WORDS
from sroki.events.errors import Refused
from sroki.events.i18n import mark, say
from sroki.projections.scope import EVERYTHING, Scope
from sroki.projections.web.came import came_from_us
from sroki.projections.web.cookies import session_of
from sroki.projections.web.people import Visitor
from sroki.workflows.duties import Person

# Here one sends, and needs the token of a source.
EVENTS: Final = "/events"
INTAKE: Final = (EVENTS, "/imports")
# Here systems of applicants ask, each with the token of a cabinet, which opens nothing else.
CABINETS: Final = "/api/v1/status"
_FREE: Final = ("/healthz", "/readyz", "/static/", "/login")
# Where applicants ask, once it is switched on.
_STATUS: Final = ("/status", "/status.json")
# Where anybody answers a survey, once that is switched on.
_SURVEY: Final = "/survey/"
_METRICS: Final = "/metrics"
_MINE: Final = "sroki.scope"
VISITOR: Final = "sroki.visitor"
CABINET: Final = "sroki.cabinet"
# Where one may go whose password was given to him and is to be changed first.
_HALFWAY: Final = ("/account", "/logout", "/login")
_BEARER: Final = {"WWW-Authenticate": "Bearer"}
_ASK: Final = {"WWW-Authenticate": 'Basic realm="Sroki", charset="UTF-8"'}


class Access:
    """ASGI middleware before pages and intake; what a token allows is held against each event."""

    def __init__(self, app: ASGIApp, settings: Settings, people: People) -> None:
        self._app = app
        self._people = people
        self._settings = settings
        self._tokens = Tokens.of(settings.senders, settings.readers)

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        refused: Response | None = None
        if scope["type"] == "http" and scope["path"].startswith(CABINETS):
            refused = self._asking(scope)
        elif scope["type"] == "http" and _is_intake(scope["path"]):
            refused = self._sending(scope)
        elif scope["type"] == "http":
            refused = await run_in_threadpool(self._looking, scope)
        if refused is not None:
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _asking(self, scope: Connection) -> Response | None:
        """Why somebody is no cabinet, before a byte of what he asks is read; where he is, which."""
        given = Headers(scope=scope).get("authorization", "")
        scope[CABINET] = cabinet_of(given, self._settings.cabinets)
        if scope[CABINET] is None:
            return JSONResponse({"detail": "Unauthorized"}, 401, headers=_BEARER)
        return None

    def _looking(self, scope: Connection) -> Response | None:
        """Why somebody may not come in; where he may, who he is and whose rows he sees is noted."""
        request = Request(scope)
        visitor = self._visitor(request)
        scope[VISITOR] = visitor
        if visitor.person is not None and scope["path"] != _METRICS:
            scope[_MINE] = scope_of(visitor.person)
            halfway = scope["path"].startswith((*_FREE, *_HALFWAY))
            if visitor.temporary and not halfway:
                return _to(request, "/account")
            return None
        allowed = self._allowed(scope, visitor)
        if allowed is not None:
            scope[_MINE] = allowed
            return None
        if self._people.exist() and "text/html" in request.headers.get("accept", ""):
            return _to(request, f"/login?{urlencode({'next': _asked(request)})}")
        return self._answer(mark("Нужны имя и пароль.\n"), 401, headers=_ASK)

    def _visitor(self, request: Request) -> Visitor:
        token = session_of(request)
        if not token:
            return Visitor()
        # A page that renews itself is looked at by nobody, maybe.
        acts = "hx-request" not in request.headers
        return self._people.visitor(token, acts=acts) or Visitor()

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

    def _allowed(self, scope: Connection, visitor: Visitor) -> Scope | None:
        """Whose rows one without a session may see; None where he may not come in."""
        path: str = scope["path"]
        if path.startswith(_FREE) or self._settings.open_pages:
            return EVERYTHING
        asks = path in _STATUS and self._settings.status_page
        if asks or (path.startswith(_SURVEY) and self._settings.survey_page):
            # These pages answer from the register of numbers, or a survey: of rows they show none.
            return Scope.of()
        given = Headers(scope=scope).get("authorization", "")
        if path == _METRICS and self._settings.metrics_token is not None:
            wanted = f"Bearer {self._settings.metrics_token.get_secret_value()}"
            if compare_digest(given.encode(), wanted.encode()):
                return EVERYTHING
        reader = self._reader(given) or visitor.person
        if reader is not None:
            # Metrics are the whole city's: a page for one unit they are not.
            return None if path == _METRICS and reader.units else scope_of(reader)
        if given or not is_neighbour(scope):
            return None
        # Prometheus of this machine has no session, and metrics have no rows.
        return EVERYTHING if path == _METRICS or not self._must_sign_in() else None

    def _must_sign_in(self) -> bool:
        """Whether a neighbour has to sign in to look."""
        wanted = self._settings.require_login
        return self._people.exist() if wanted is None else wanted

    def _reader(self, given: str) -> Reader | None:
        try:
            scheme, _, said = given.partition(" ")
            name, _, password = b64decode(said, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        found = self._tokens.reader(password)
        return found if scheme.lower() == "basic" and found and found.name == name else None


def _is_intake(path: str) -> bool:
    return path in INTAKE or path.startswith(f"{EVENTS}/")


def seen_by(request: Request) -> Scope:
    """Whose rows a request may see."""
    found = request.scope.get(_MINE)
    return found if isinstance(found, Scope) else Scope.of()


def visitor_of(request: Request) -> Visitor:
    """Who asks."""
    found = request.scope.get(VISITOR)
    return found if isinstance(found, Visitor) else Visitor()


def cabinet_asking(request: Request) -> Cabinet:
    """The cabinet whose token the request has; without one it has not come this far."""
    found: Cabinet = request.scope[CABINET]
    return found


def _asked(request: Request) -> str:
    """Where somebody wanted to go; back to where he was, if that was a form."""
    if request.method != "GET" or "hx-request" in request.headers:
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _to(request: Request, address: str) -> Response:
    """Send somebody elsewhere first; a part of a page is not put in its place."""
    if "hx-request" in request.headers:
        return PlainTextResponse("", 401, headers={"HX-Redirect": address})
    if request.method not in ("GET", "HEAD"):
        return PlainTextResponse("Сначала нужно войти.\n", 401)
    return RedirectResponse(address, 303)


def scope_of(reader: Reader | Person) -> Scope:
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
