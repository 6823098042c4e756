"""The two cookies there are: of a session, and of the form by which one gets it.

Neither is readable by a script, and both are sent over TLS alone where the page came by it; then
their names begin with `__Host-`, so that no other host of the domain can set them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from typing import Final, Literal

from starlette.requests import Request
from starlette.responses import Response

# Who signed in by this very request, for the audit.
USER: Final = "sroki.user"
_SESSION: Final = "sroki_session"
_FORM: Final = "sroki_form"


def session_of(request: Request) -> str:
    """The token of a session; "" without one."""
    return request.cookies.get(_name(request, _SESSION), "")


def give_session(request: Request, answer: Response, token: str) -> None:
    """Let the browser keep the token until it is closed; the session itself ends before."""
    _give(request, answer, _SESSION, token, "lax")


def take_session(request: Request, answer: Response) -> None:
    """Let the browser forget it."""
    answer.delete_cookie(_name(request, _SESSION), secure=_safe(request), httponly=True)


def forget_session(request: Request, sign_out: Callable[[str], None]) -> None:
    """End the session that the browser has."""
    token = session_of(request)
    if token:
        sign_out(token)


def form_of(request: Request) -> tuple[str, str]:
    """The token for the form of a stranger, and the secret of the cookie that proves it his."""
    kept = request.cookies.get(_name(request, _FORM), "")
    kept = kept if len(kept) >= 32 else secrets.token_urlsafe(32)
    return _proof(kept), kept


def give_form(request: Request, answer: Response, kept: str) -> None:
    """Let the browser keep the secret of the form."""
    _give(request, answer, _FORM, kept, "strict")


def is_ours(request: Request, csrf: str) -> bool:
    """Whether the form was made for this browser."""
    kept = request.cookies.get(_name(request, _FORM), "")
    return bool(kept) and compare_digest(csrf.encode(), _proof(kept).encode())


def _proof(kept: str) -> str:
    return hmac(kept.encode(), b"sroki login", sha256).hexdigest()


def _give(
    request: Request, answer: Response, name: str, value: str, site: Literal["lax", "strict"]
) -> None:
    answer.set_cookie(
        _name(request, name), value, httponly=True, samesite=site, secure=_safe(request), path="/"
    )


def _safe(request: Request) -> bool:
    return request.url.scheme == "https"


def _name(request: Request, name: str) -> str:
    return f"__Host-{name}" if _safe(request) else name
