"""The page that says no."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from sroki.projections.web.context import Context
from sroki.projections.web.forms import Denied
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.sheets import as_json


def denied(ports: Context) -> Callable[[Request, Exception], Response]:
    """A handler of `Denied`: data is told so in JSON, people on a page."""

    def answer(request: Request, error: Exception) -> Response:
        said = cast("Denied", error)
        page = Page.of(request, ports)
        if request.url.path.endswith((".json", ".csv")):
            return as_json({"error": said.says}, status=said.status)
        with page.reading() as reading:
            return page.render(
                "denied.html",
                reading,
                office_zone(reading),
                status=said.status,
                is_data=False,
                says=said.says,
            )

    return answer
