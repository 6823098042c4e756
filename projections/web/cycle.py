"""The calendar of the cycle: what the plan in force asks for, by when, and what of it is late."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.events.acts.plans import Means
from sroki.events.i18n import mark
from sroki.projections.cycle.plan_file import letters, row_of
from sroki.projections.cycle.stands import STANDS
from sroki.projections.queries.cycle import Item, Stands, items, plan_of
from sroki.projections.queries.reading import Reading
from sroki.projections.web import (
    audits,
    complaints,
    deviations,
    evaluations,
    graph,
    information,
    plans,
    proposals,
    reports,
    samples,
    survey_page,
    survey_sheets,
    surveys,
)
from sroki.projections.web.context import Context
from sroki.projections.web.cycle_forms import authority_of, year_links, year_of
from sroki.projections.web.page import Page
from sroki.projections.web.sheets import Sheet, as_csv, as_json

TONES: Final[dict[Stands, str]] = {
    Stands.DONE: "is-met",
    Stands.SUBMITTED: "is-met",
    Stands.RETURNED: "is-in_3",
    Stands.LATE: "is-overdue",
    Stands.SOON: "is-in_3",
}
_UNDER: Final = (
    plans,
    information,
    # Before `surveys`, which would take its addresses for its own.
    survey_sheets,
    surveys,
    survey_page,
    audits,
    samples,
    deviations,
    complaints,
    evaluations,
    proposals,
    reports,
    graph,
)
# Where each is done.
PLACES: Final[dict[Means, str]] = {
    Means.INFORMATION: "/cycle/information",
    Means.SURVEY: "/cycle/surveys",
    Means.PREMISES: "/cycle/audits",
    Means.SITE: "/cycle/audits",
    Means.CASE_FILES: "/cycle/samples",
    Means.FIGURES: "/snapshots",
    Means.COMPLAINTS: "/cycle/complaints",
}


def router(ports: Context) -> APIRouter:
    """`/cycle`, and all that is under it."""
    routes = APIRouter()
    for module in _UNDER:
        routes.include_router(module.router(ports))

    @routes.get("/cycle", include_in_schema=False)
    def page_of(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            authority, year, found = calendar(page, reading)
            plan = plan_of(reading, authority, year)
            state = None if plan is None else plan.state
            return page.render(
                "cycle.html",
                reading,
                reading.names.zone(authority),
                is_data=state is not None and state.in_force is not None,
                year=year,
                years=year_links(page, reading, authority, year, "/cycle"),
                plan=state,
                items=[(one, *_told(page, reading, authority, one)) for one in found],
                counts={code: sum(one.stands is code for one in found) for code in Stands},
                stands={one: (words, TONES.get(one, "")) for one, words in STANDS.items()},
            )

    @routes.get(
        "/cycle.json", summary="What the year's plan of monitoring asks for, and how it stands"
    )
    def data(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            _, year, found = calendar(page, reading)
        rows = [
            {**one.line.model_dump(mode="json"), "service": one.service, "stands": one.stands}
            for one in found
        ]
        return as_json({"year": year, "items": rows})

    @routes.get("/cycle.csv", include_in_schema=False)
    def table(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            authority, year, found = calendar(page, reading)
            columns = [page.t(one) for one in _COLUMNS]
            rows = [
                [
                    *row_of(one.line, authority, reading.names, page.lang)[:2],
                    one.service,
                    *row_of(one.line, authority, reading.names, page.lang)[3:],
                    page.t(STANDS[one.stands]),
                ]
                for one in found
            ]
        return as_csv(Sheet(f"cycle-{year}", columns, rows))

    return routes


_COLUMNS: Final = (
    mark("№"),
    mark("Что делается"),
    mark("Услуга"),
    mark("Показатели"),
    mark("Чем смотрим"),
    mark("Кто"),
    mark("Срок"),
    mark("Период снимка"),
    mark("Состояние"),
)


def calendar(page: Page, reading: Reading) -> tuple[str, int, list[Item]]:
    """Whose year it is, and what its plan in force asks for."""
    authority = authority_of(page, reading)
    year = year_of(page, reading, authority)
    plan = plan_of(reading, authority, year)
    if plan is None or plan.state is None or plan.state.in_force is None:
        return authority, year, []
    today = reading.names.today(authority, page.now)
    return authority, year, items(reading, authority, year, plan.state.in_force.lines, today)


def _told(page: Page, reading: Reading, authority: str, one: Item) -> tuple[list[object], str, str]:
    """The cells of an item, its letters, and where it is done."""
    path = PLACES[one.line.means]
    if one.line.means is Means.INFORMATION:
        path = f"{path}/{year_of(page, reading, authority)}/{one.line.line}/{one.line.unit}"
        path += f"/{one.service}"
    cells: list[object] = list(row_of(one.line, authority, reading.names, page.lang))
    return cells, letters(one.line.parameters), path
