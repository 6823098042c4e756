"""The audit log: who asked to change what, when, from where, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.projections import audit
from sroki.projections.web.context import Context
from sroki.projections.web.forms import demand
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.paging import Paging
from sroki.projections.web.sheets import Cell, Sheet, as_csv, as_json
from sroki.projections.web.users import actors
from sroki.workflows.duties import SEE_AUDIT

_CSV = ("no", *audit.Deed._fields)


def router(ports: Context) -> APIRouter:
    """`/audit`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/audit")
    def page(request: Request) -> Response:
        page = Page.of(request, ports)
        demand(page, SEE_AUDIT)
        with page.reading() as reading:
            paging = Paging.of(page, audit.count(reading.connection))
            rows = audit.recent(reading.connection, paging.size, paging.offset)
            return page.render(
                "audit.html",
                reading,
                office_zone(reading),
                paging=paging,
                rows=rows,
                called=actors(page, reading, {one.deed.user for one in rows}),
            )

    @routes.get("/audit.json")
    def data(request: Request) -> Response:
        page = Page.of(request, ports)
        demand(page, SEE_AUDIT)
        with page.reading() as reading:
            paging = Paging.of(page, audit.count(reading.connection))
            rows = audit.recent(reading.connection, paging.size, paging.offset)
        lines = [{"no": one.no, **one.deed._asdict()} for one in rows]
        return as_json({"as_of": page.now} | paging.as_json() | {"rows": lines})

    @routes.get("/audit.csv")
    def table(request: Request) -> Response:
        page = Page.of(request, ports)
        demand(page, SEE_AUDIT)
        return as_csv(Sheet("sroki-audit", _CSV, _rows(page)))

    return routes


def _rows(page: Page) -> Iterator[list[Cell]]:
    with page.reading() as reading:
        for one in audit.recent(reading.connection, None):
            yield [one.no, *one.deed]
