"""Lines ready to be used that send `event.json` to this very service."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request

from sroki.projections.web.page import templates

LINES: Final = (("curl", "curl"), ("python", "Python"), ("java", "Java"), ("1c", "1С:Предприятие"))


def ready(request: Request) -> list[tuple[str, str]]:
    """Titles and lines; the key they take from elsewhere."""
    return [(title, lines_in(request, name)) for name, title in LINES]


def lines_in(request: Request, name: str) -> str:
    """The lines in one language."""
    url = request.base_url
    secure = url.scheme == "https"
    return (
        templates()
        .get_template(f"sending/{name}.txt")
        .render(
            base=str(url).rstrip("/"),
            host=url.hostname,
            port=url.port or (443 if secure else 80),
            secure=secure,
        )
    )
