"""Whether a request was sent from a page of ours."""

from __future__ import annotations

from starlette.requests import Request


def came_from_us(request: Request) -> bool:
    """Whether a form was sent from our own page: browsers say so, and cannot be made to lie."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host")
