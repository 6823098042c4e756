"""The HTTP server in a thread of its own, on a socket that is bound before anything starts."""

from __future__ import annotations

import socket
from collections.abc import Callable
from errno import EACCES, EADDRINUSE, EADDRNOTAVAIL
from threading import Thread
from typing import Any, Final, Self

import uvicorn

from sroki.events.errors import Invalid
from sroki.events.i18n import mark, say

_GRACE_SECONDS = 30
_WHY: Final = {
    EADDRINUSE: mark("на нём уже слушает другая программа"),
    EADDRNOTAVAIL: mark("у этой машины нет такого адреса"),
    EACCES: mark("порты до 1024 открывает только root"),
}
_MOST_CONNECTIONS = 512


class Server:
    """Serves `app` from `with` on; leaving finishes the requests in hand and stops.

    `port` 0 takes any free one; `address` says which. `when_stopped` is called from its thread when
    it ends. Raises `Invalid` where the address cannot be had.
    """

    def __init__(
        self, app: Callable[..., Any], host: str, port: int, when_stopped: Callable[[], None]
    ) -> None:
        self._socket = _bind(host, port)
        self.address = _address(host, self._socket)
        self._when_stopped = when_stopped
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._run, name="http", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._when_stopped()


def free_port(host: str, port: int) -> int:
    """The first port from `port` on that nobody listens on; 0 stays: any."""
    for candidate in range(port, port + 100) if port else ():
        try:
            _bind(host, candidate).close()
        except Invalid:
            continue
        return candidate
    return 0


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        # Listening from here on: who asks before the server runs waits, and is not turned away.
        bound.listen(2048)
    except (OSError, OverflowError) as error:
        bound.close()
        code = getattr(error, "errno", None) or 0
        raise Invalid(
            say("адрес {host}:{port} занять нельзя", host=host, port=port),
            why=say(_WHY[code]) if code in _WHY else getattr(error, "strerror", None) or str(error),
            accepted=say("другой порт: --port 0 возьмёт любой свободный"),
        ) from None
    return bound


def _address(host: str, bound: socket.socket) -> str:
    port = bound.getsockname()[1]
    shown = "127.0.0.1" if host in ("", "0.0.0.0") else f"[{host}]" if ":" in host else host  # noqa: S104 - shown, not bound
    return f"http://{shown}:{port}"
