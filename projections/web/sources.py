"""How fresh the sources are."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.projections.queries import sealed, sources
from sroki.projections.queries.reading import Reading
from sroki.projections.web.context import Context
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.sheets import Sheet, as_csv, as_json


def router(ports: Context) -> APIRouter:
    """The page of the sources."""
    routes = APIRouter()

    @routes.get("/sources", include_in_schema=False)
    def page(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return page.render(
                "sources.html",
                reading,
                office_zone(reading),
                heard=sources.heard(reading),
                watermarks=sources.watermarks(reading),
                waiting=_waiting(reading),
            )

    @routes.get("/sources.json", summary="When each source was last heard, and its watermarks")
    def data(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            heard, told = sources.heard(reading), sources.watermarks(reading)
            waiting = _waiting(reading)
        return as_json(
            {
                "as_of": page.now,
                "sources": [one._asdict() for one in heard],
                "watermarks": [one._asdict() for one in told],
                "waiting": waiting,
            }
        )

    @routes.get("/sources.csv", summary="When each source was last heard, as a table")
    def table(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            heard = sources.heard(reading)
        return as_csv(Sheet("sroki-sources", sources.Heard._fields, heard))

    return routes


def _waiting(reading: Reading) -> dict[str, dict[str, int]]:
    """How much of each source waits, by what became of it; the page of rejects tells why."""
    found: dict[str, dict[str, int]] = {}
    for (fate, source, _reason), number in sorted(sealed.tally(reading).items()):
        of = found.setdefault(source, {})
        of[fate.value] = of.get(fate.value, 0) + number
    return found
