"""Complaints and courts: by ground, by specialist, one by one; and what the findings are worth."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.events.i18n import mark
from sroki.projections.cycle.plan_file import units_of
from sroki.projections.queries import cases, complaints
from sroki.projections.queries.complaints import Complaint, OfGround, Term
from sroki.projections.queries.kept import Where
from sroki.projections.queries.reading import Reading
from sroki.projections.web.context import Context
from sroki.projections.web.cycle_forms import services_of, year_links
from sroki.projections.web.deviations import where_of
from sroki.projections.web.page import Page
from sroki.projections.web.paging import Paging
from sroki.projections.web.sheets import Sheet, as_csv, as_json
from sroki.workflows.complaint_grounds import grounds_on
from sroki.workflows.phrases import t as phrase

_COLUMNS: Final = (
    mark("Жалоба"),
    mark("Дело"),
    mark("Подразделение"),
    mark("Основание"),
    mark("На кого (код)"),
    mark("Подана"),
    mark("Зарегистрирована"),
    mark("Зарегистрировать до"),
    mark("Решена"),
    mark("Решить до"),
    mark("Удовлетворена"),
)


class _Asked(NamedTuple):
    """Whose complaints, of which year, and all of them."""

    where: Where
    year: int
    span: tuple[date, date]
    found: list[Complaint]


def router(ports: Context) -> APIRouter:
    """`/cycle/complaints`."""
    routes = APIRouter()

    @routes.get("/cycle/complaints", include_in_schema=False)
    def look(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            asked = _asked(page, reading)
            paging = Paging.of(page, len(asked.found))
            shown = asked.found[paging.offset : paging.offset + paging.size]
            truth = complaints.truth(reading, asked.where, *asked.span, asked.found)
            courts = complaints.courts(reading, asked.where, *asked.span)
            named = {*(one.case for one in shown), *courts, *truth.missed}
            people = len(truth.found) + len(truth.missed)
            said = truth.breached + len(truth.taken_back)
            return page.render(
                "complaints.html",
                reading,
                reading.names.zone(asked.where.authority),
                year=asked.year,
                years=year_links(
                    page, reading, asked.where.authority, asked.year, "/cycle/complaints"
                ),
                where=asked.where,
                grounds=_grounds(page, asked),
                performers=complaints.performers_of(asked.found),
                paging=paging,
                complaints=shown,
                numbers=cases.numbers(reading, named),
                courts=courts,
                truth=truth,
                recall=_percent(page, len(truth.found), people),
                precision=_percent(page, truth.breached, said),
                units=units_of(reading.names, asked.where.authority).items(),
                services=services_of(reading, asked.where.authority),
            )

    @routes.get("/cycle/complaints.json", summary="The complaints of a year")
    def data(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            asked = _asked(page, reading)
        rows: list[dict[str, Any]] = [
            {
                **one._asdict(),
                "registration": one.registration and one.registration._asdict(),
                "decision": one.decision and one.decision._asdict(),
            }
            for one in asked.found
        ]
        return as_json({"year": asked.year, "complaints": rows})

    @routes.get("/cycle/complaints.csv", include_in_schema=False)
    def table(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            asked = _asked(page, reading)
            rows = [
                [
                    one.complaint,
                    one.case,
                    reading.names.unit(asked.where.authority, one.unit),
                    one.ground,
                    one.performer,
                    one.filed_on,
                    one.registered_on,
                    _due(one.registration),
                    one.decided_on,
                    _due(one.decision),
                    None if one.upheld is None else page.t("да") if one.upheld else page.t("нет"),
                ]
                for one in asked.found
            ]
        columns = [page.t(one) for one in _COLUMNS]
        return as_csv(Sheet(f"complaints-{asked.year}", columns, rows))

    return routes


def _asked(page: Page, reading: Reading) -> _Asked:
    where, year = where_of(page, reading)
    span = (date(year, 1, 1), date(year, 12, 31))
    found = complaints.journal(reading, where, *span, page.ports.effective)
    return _Asked(where, year, span, found)


def _grounds(page: Page, asked: _Asked) -> list[tuple[str, OfGround]]:
    """Every ground that the article has by the end of the year, in short."""
    counted = {one.ground: one for one in complaints.grounds_of(asked.found)}
    return [
        (phrase(one.title, page.lang), counted.get(one.number, OfGround(one.number, 0, 0)))
        for one in grounds_on(asked.span[1])
    ]


def _percent(page: Page, part: int, whole: int) -> str:
    """A share for people; a dash where there is nothing to be shared."""
    if not whole:
        return "—"
    said = f"{100 * part / whole:.1f} %"
    return said.replace(".", ",") if page.lang == "ru" else said


def _due(one: Term | None) -> date | None:
    return None if one is None else one.due_on
