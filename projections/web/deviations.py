"""The register of deviations (the Order, item 6, subparagraph 1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.events.i18n import mark
from sroki.projections.cycle.form_sheet import Column, Value, written
from sroki.projections.cycle.plan_file import units_of
from sroki.projections.queries import cases
from sroki.projections.queries.kept import Deviation, Where, register
from sroki.projections.queries.objections import Heard, heard
from sroki.projections.queries.reading import Reading
from sroki.projections.web.acknowledging import acknowledged_on
from sroki.projections.web.context import Context
from sroki.projections.web.cycle_forms import authority_of, may_do, services_of, year_links, year_of
from sroki.projections.web.page import Page
from sroki.projections.web.paging import Paging
from sroki.projections.web.sheets import XLSX, Sheet, as_csv, as_file, as_json
from sroki.workflows.period_names import in_words
from sroki.workflows.phrases import t as phrase
from sroki.workflows.snapshot_dossier import ANSWERS

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
    mark("Отмечено"),
    mark("Доказано"),
    mark("Причина"),
    mark("Что сказало подразделение"),
    mark("Что сказано в сверке"),
)
_WIDTHS: Final = (14, 18, 11, 28, 30, 13, 11, 11, 11, 11, 11, 18, 28, 28)


class _Line(NamedTuple):
    """A deviation as people read it: what was waited for, what the unit noted on the case, and
    what it answered when figures were checked."""

    one: Deviation
    number: str
    title: str
    cause: str
    said: str
    answered: tuple[str, ...]


def router(ports: Context) -> APIRouter:
    """`/cycle/deviations`."""
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
                years=year_links(page, reading, where.authority, year, "/cycle/deviations"),
                where=where,
                paging=paging,
                lines=_lines(page, reading, where.authority, year, shown),
                units=units_of(reading.names, where.authority).items(),
                services=services_of(reading, where.authority),
                rules=_rules(reading, where.authority),
                may_propose=may_do(page, "proposal_made", where.authority),
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
            rows = _cells(page, reading, where.authority, year, found)
        return as_csv(Sheet(f"deviations-{year}", [page.t(one) for one in _COLUMNS], rows))

    @routes.get("/cycle/deviations.xlsx", include_in_schema=False)
    def spreadsheet(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            where, year, found = _asked(page, reading)
            rows = _cells(page, reading, where.authority, year, found)
            columns = [Column(page.t(one), at) for one, at in zip(_COLUMNS, _WIDTHS, strict=True)]
            about = {
                page.t("Орган"): reading.names.authority(where.authority),
                page.t("Год"): str(year),
            }
        return as_file(written(columns, rows, about), XLSX, f"deviations-{year}.xlsx")

    return routes


def _rules(reading: Reading, authority: str) -> list[tuple[str, str]]:
    """The rules of an authority's services, by their titles."""
    found = {
        rule: one.title for (of, _, rule), one in reading.names.rules.items() if of == authority
    }
    return sorted(found.items(), key=lambda one: one[1])


def where_of(page: Page, reading: Reading) -> tuple[Where, int]:
    said = page.request.query_params
    authority = authority_of(page, reading)
    parts = (said.get(name) or None for name in ("service", "unit", "rule"))
    return Where(authority, *parts), year_of(page, reading, authority)


def _asked(page: Page, reading: Reading) -> tuple[Where, int, list[Deviation]]:
    where, year = where_of(page, reading)
    return where, year, register(reading, where, date(year, 1, 1), date(year, 12, 31))


def _lines(
    page: Page, reading: Reading, authority: str, year: int, found: Sequence[Deviation]
) -> list[_Line]:
    """Deviations with the numbers of their cases, and what people said of each."""
    subjects = {one.subject for one in found}
    numbers = cases.numbers(reading, subjects)
    said = acknowledged_on(reading, {(authority, one.subject) for one in found})
    answers = heard(reading, authority, date(year, 1, 1), date(year, 12, 31), subjects)
    lines = []
    for one in found:
        known = said.get((authority, one.subject, one.rule, one.instance))
        edition = reading.names.editions.get(one.edition)
        lines.append(
            _Line(
                one,
                numbers.get(one.subject, ""),
                reading.names.rule(authority, one.service, one.rule),
                edition.milestone_title(one.cause) if edition and one.cause else one.cause,
                "" if known is None else known.reason,
                tuple(_answer(page, of) for of in answers.get((one.subject, one.rule), ())),
            )
        )
    return lines


def _answer(page: Page, one: Heard) -> str:
    """«Сверка за I полугодие 2025: ошибка данных (Служебная записка № 14). Ответ выдан вовремя»."""
    answer = phrase(ANSWERS[one.said.answer], page.lang)
    told = page.t(
        "Сверка за {period}: {answer}",
        period=in_words(one.period, page.lang),
        answer=answer,
    )
    told = told if one.said.document is None else f"{told} ({one.said.document})"
    return told if one.said.words is None else f"{told}. {one.said.words}"


def _cells(
    page: Page, reading: Reading, authority: str, year: int, found: Sequence[Deviation]
) -> list[list[Any]]:
    yes, no = page.t("да"), page.t("ещё нет")
    rows: list[list[Value]] = []
    for line in _lines(page, reading, authority, year, found):
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
                None if one.term else one.on,
                yes if one.proven else no,
                line.cause,
                line.said,
                "\n".join(line.answered),
            ]
        )
    return rows
