"""The recent ledger: what was said, and what was taken back."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.events.findings import FindingKind
from sroki.projections.queries import cases, due, ledger
from sroki.projections.queries.ledger import LedgerFilter, Said
from sroki.projections.web.context import Context
from sroki.projections.web.options import options
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.paging import Paging
from sroki.projections.web.sheets import Cell, Sheet, as_csv, as_json

_CSV = tuple(name for name in Said._fields if name not in ("params", "taken_back"))


def router(ports: Context) -> APIRouter:
    """The page of the ledger."""
    routes = APIRouter()

    @routes.get("/findings", include_in_schema=False)
    def page(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            wanted = _wanted(page)
            paging = Paging.of(page, ledger.count(reading, wanted))
            rows = ledger.recent(reading, wanted, paging.size, paging.offset)
            return page.render(
                "findings.html",
                reading,
                office_zone(reading),
                wanted=wanted,
                paging=paging,
                rows=rows,
                numbers=cases.numbers(reading, (one.case_id or one.subject for one in rows)),
                options=options(reading.names, due.counts(reading)),
                kinds=[(kind.value, page.said("kind", kind)) for kind in FindingKind],
            )

    @routes.get("/findings.json", summary="The ledger, the latest first")
    def data(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            wanted = _wanted(page)
            paging = Paging.of(page, ledger.count(reading, wanted))
            rows = ledger.recent(reading, wanted, paging.size, paging.offset)
        return as_json(
            {"as_of": page.now, "filter": wanted._asdict()}
            | paging.as_json()
            | {"rows": [as_dict(one) for one in rows]}
        )

    @routes.get("/findings.csv", summary="All of the ledger as a table")
    def table(request: Request) -> Response:
        page = Page.of(request, ports)
        return as_csv(Sheet("sroki-findings", _CSV, _rows(page)))

    return routes


def as_dict(one: Said) -> dict[str, object]:
    """A line of the ledger for JSON."""
    return {name: value for name, value in one._asdict().items() if name != "taken_back"}


def _rows(page: Page) -> Iterator[list[Cell]]:
    with page.reading() as reading:
        for one in ledger.recent(reading, _wanted(page)):
            yield [getattr(one, name) for name in _CSV]


def _wanted(page: Page) -> LedgerFilter:
    asked = page.request.query_params
    kind = asked.get("kind", "")
    return LedgerFilter(
        FindingKind(kind) if kind in list(FindingKind) else None,
        *(asked.get(name) or None for name in ("authority", "service", "unit", "rule")),
    )
