"""`/metrics` of a process that has no pages: for Prometheus, and nothing else.

    with exposing(settings, meter.registry): …

Faust's own web server shows tables and calls to whoever comes by, and is refused (`guards`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from hmac import compare_digest
from typing import Any, Final

from prometheus_client import CollectorRegistry, make_asgi_app

from sroki.deploy.kafka.settings import near
from sroki.deploy.logs import log
from sroki.deploy.server import Server
from sroki.deploy.settings import Settings
from sroki.events.errors import Invalid
from sroki.events.i18n import say

_log = log(__name__)

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_PATH: Final = "/metrics"


@contextmanager
def exposing(settings: Settings, registry: CollectorRegistry) -> Iterator[str]:
    """Answer where `metrics_listen` says, within `with`; its address, empty where it says nothing.

    Raises `Invalid` where others could ask without a key.
    """
    if not settings.metrics_listen:
        yield ""
        return
    host, _, port = settings.metrics_listen.rpartition(":")
    guarded = Guarded(make_asgi_app(registry), _key(settings))
    with Server(guarded, host.strip("[]"), int(port), _ended) as server:
        _log.info("metrics", address=f"{server.address}{_PATH}")
        yield server.address


def _key(settings: Settings) -> bytes | None:
    """What has to be shown; nothing on this machine."""
    if near(settings.metrics_listen):
        return None
    if settings.metrics_token is None:
        raise Invalid(
            say("на {listen} метрики спросил бы кто угодно", listen=settings.metrics_listen),
            accepted=say("metrics_token или адрес этой машины: 127.0.0.1:9464"),
        )
    return f"Bearer {settings.metrics_token.get_secret_value()}".encode()


class Guarded:
    """One path of an ASGI application, behind a key if there is one."""

    def __init__(self, app: Callable[..., Awaitable[None]], key: bytes | None) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if scope["path"] != _PATH:
            await _answer(send, 404)
        elif self._key is not None and not compare_digest(_given(scope), self._key):
            await _answer(send, 401)
        else:
            await self._app(scope, receive, send)


def _given(scope: MutableMapping[str, Any]) -> bytes:
    found: bytes = dict(scope["headers"]).get(b"authorization", b"")
    return found


async def _answer(send: Send, status: int) -> None:
    headers = [(b"www-authenticate", b"Bearer")] if status == 401 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _ended() -> None:
    """Prometheus notices (`up`)."""
