"""When somebody last looked at the board: kept by his browser, and moved only when he says so.

A page that renews itself must not count as a look, nor one left open over a night; so the mark
stays where it was until the button is pressed, and is then what the page had shown, not what came
since.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from sroki.projections.queries.looks import Mark, is_known, mark
from sroki.projections.queries.reading import Reading
from sroki.projections.web.page import Page

_COOKIE: Final = "sroki_look"
_DAYS: Final = 60
_LONGEST: Final = 3500


def last_look(page: Page, reading: Reading) -> Mark | None:
    """The mark this browser keeps for whoever asks; None of a first look, or after a move."""
    kept = Mark.of(page.request.cookies.get(_name(page), "")[:_LONGEST])
    return kept if kept is not None and is_known(reading, kept) else None


def this_look(page: Page, reading: Reading) -> Mark:
    """The mark to keep where there is none: what is seen now."""
    return last_look(page, reading) or mark(reading)


def keep_look(page: Page, answer: Response, look: Mark) -> None:
    """Let the browser keep a mark. Nothing of it is anybody's secret, but no script needs it."""
    answer.set_cookie(
        _name(page),
        str(look),
        max_age=_DAYS * 24 * 3600,
        httponly=True,
        samesite="lax",
        secure=_safe(page.request),
        path="/",
    )


def _name(page: Page) -> str:
    """One for each who signs in at this machine."""
    person = page.visitor.person
    whose = blake2b((person.user if person else "").encode(), digest_size=4).hexdigest()
    return ("__Host-" if _safe(page.request) else "") + f"{_COOKIE}_{whose}"


def _safe(request: Request) -> bool:
    return request.url.scheme == "https"
