"""The register of deviations (the Order, item 6, subparagraph 1); complaints, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.events.i18n import mark
from sroki.projections.cycle.form_sheet import Column, Value, written
from sroki.projections.cycle.plan_file import units_of
from sroki.projections.queries import cases, complaints
from sroki.projections.queries.kept import Deviation, Where, register
from sroki.projections.queries.reading import Reading
from sroki.projections.web.acknowledging import acknowledged_on
from sroki.projections.web.context import Context
from sroki.projections.web.cycle_forms import authority_of, year_of
from sroki.projections.web.page import Page
from sroki.projections.web.paging import Paging
from sroki.projections.web.sheets import XLSX, Sheet, as_csv, as_file, as_json

_COLUMNS: Final = (
    mark("Номер заявления"),
    mark("Дело"),
    mark("Услуга"),
    mark("Подразделение"),
    mark("Что нарушено"),
    mark("Пункт"),
    mark("Срок"),
    mark("Сделано"),
    mark("Дней просрочки"),
    mark("Доказано"),
    mark("Что сказало подразделение"),
)
_WIDTHS: Final = (18, 26, 14, 50, 50, 22, 12, 12, 10, 10, 50)


class _Line(NamedTuple):
    """A deviation as people read it."""

    one: Deviation
    number: str
    title: str
    said: str


def router(ports: Context) -> APIRouter:
    """`/cycle/deviations` and `/cycle/complaints`."""
    routes = APIRouter()

    @routes.get("/cycle/deviations", include_in_schema=False)
    def look(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            where, year, found = _asked(page, reading)
            paging = Paging.of(page, len(found))
            shown = found[paging.offset : paging.offset + paging.size]
            return page.render(
                "deviations.html",
                reading,
                reading.names.zone(where.authority),
                year=year,
                where=where,
                paging=paging,
                lines=_lines(reading, where.authority, shown),
                units=units_of(reading.names, where.authority).items(),
                services=_services(reading, where.authority),
            )

    @routes.get("/cycle/deviations.json", summary="The register of deviations of a year")
    def data(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            _, year, found = _asked(page, reading)
        return as_json({"year": year, "deviations": [one._asdict() for one in found]})

    @routes.get("/cycle/deviations.csv", include_in_schema=False)
    def table(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            where, year, found = _asked(page, reading)
            rows = _cells(page, reading, where.authority, found)
        return as_csv(Sheet(f"deviations-{year}", [page.t(one) for one in _COLUMNS], rows))

    @routes.get("/cycle/deviations.xlsx", include_in_schema=False)
    def spreadsheet(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            where, year, found = _asked(page, reading)
            rows = _cells(page, reading, where.authority, found)
            columns = [Column(page.t(one), at) for one, at in zip(_COLUMNS, _WIDTHS, strict=True)]
            about = {
                page.t("Орган"): reading.names.authority(where.authority),
                page.t("Год"): str(year),
            }
        return as_file(written(columns, rows, about), XLSX, f"deviations-{year}.xlsx")

    @routes.get("/cycle/complaints", include_in_schema=False)
    def appeals(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            where, year = _where(page, reading)
            span = (date(year, 1, 1), date(year, 12, 31))
            return page.render(
                "complaints.html",
                reading,
                reading.names.zone(where.authority),
                is_data=False,
                year=year,
                grounds=complaints.by_ground(reading, where, *span),
                courts=complaints.courts(reading, where, *span),
                truth=complaints.truth(reading, where, *span),
            )

    return routes


def _where(page: Page, reading: Reading) -> tuple[Where, int]:
    said = page.request.query_params
    authority = authority_of(page, reading)
    parts = (said.get(name) or None for name in ("service", "unit", "rule"))
    return Where(authority, *parts), year_of(page, reading, authority)


def _asked(page: Page, reading: Reading) -> tuple[Where, int, list[Deviation]]:
    where, year = _where(page, reading)
    return where, year, register(reading, where, date(year, 1, 1), date(year, 12, 31))


def _services(reading: Reading, authority: str) -> list[tuple[str, str]]:
    names = reading.names.services
    return sorted((code, title) for (of, code), title in names.items() if of == authority)


def _lines(reading: Reading, authority: str, found: Sequence[Deviation]) -> list[_Line]:
    """Deviations with the numbers of their cases and what the unit said of each."""
    numbers = cases.numbers(reading, {one.subject for one in found})
    said = acknowledged_on(reading, {(authority, one.subject) for one in found})
    lines = []
    for one in found:
        known = said.get((authority, one.subject, one.rule, one.instance))
        title = reading.names.rule(authority, one.service, one.rule)
        words = "" if known is None else known.reason
        lines.append(_Line(one, numbers.get(one.subject, ""), title, words))
    return lines


def _cells(
    page: Page, reading: Reading, authority: str, found: Sequence[Deviation]
) -> list[list[Any]]:
    yes, no = page.t("да"), page.t("ещё нет")
    rows: list[list[Value]] = []
    for line in _lines(reading, authority, found):
        one = line.one
        rows.append(
            [
                line.number,
                one.subject,
                one.service,
                reading.names.unit(authority, one.unit),
                line.title,
                one.clause,
                one.due_on,
                one.ended_on,
                one.delay_days,
                yes if one.proven else no,
                line.said,
            ]
        )
    return rows
