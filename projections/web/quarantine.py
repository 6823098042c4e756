"""Subjects of which nothing is judged: assessing raised, or no edition is known."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.projections.queries import subjects
from sroki.projections.queries.reading import Reading
from sroki.projections.queries.subjects import NO_EDITION, NOT_ASSESSED, Unassessed
from sroki.projections.web.context import Context
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.paging import Paging
from sroki.projections.web.sheets import Sheet, as_csv, as_json


def router(ports: Context) -> APIRouter:
    """The page of what is not assessed."""
    routes = APIRouter()

    @routes.get("/quarantine", include_in_schema=False)
    def page(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            counts = _counts(reading)
            paging = Paging.of(page, counts[_stage(page)])
            return page.render(
                "quarantine.html",
                reading,
                office_zone(reading),
                counts=counts,
                stage=_stage(page),
                paging=paging,
                rows=subjects.unassessed(reading, _stage(page), paging.size, paging.offset),
            )

    @routes.get("/quarantine.json", summary="Subjects that are not assessed")
    def data(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            paging = Paging.of(page, _counts(reading)[_stage(page)])
            rows = subjects.unassessed(reading, _stage(page), paging.size, paging.offset)
        return as_json(
            {"as_of": page.now, "stage": _stage(page)}
            | paging.as_json()
            | {"rows": [one._asdict() for one in rows]}
        )

    @routes.get("/quarantine.csv", summary="Subjects that are not assessed, as a table")
    def table(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            rows = subjects.unassessed(reading, _stage(page), None)
        return as_csv(Sheet("sroki-quarantine", Unassessed._fields, rows))

    return routes


def _stage(page: Page) -> str:
    asked = page.request.query_params.get("stage")
    return NO_EDITION if asked == NO_EDITION else NOT_ASSESSED


def _counts(reading: Reading) -> dict[str, int]:
    counts = {NOT_ASSESSED: 0, NO_EDITION: 0}
    for one in subjects.stages(reading):
        if one.stage in counts:
            counts[one.stage] += one.subjects
    return counts
