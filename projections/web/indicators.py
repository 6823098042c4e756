"""The figures of a period for people of Word and Excel, and the cases behind each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Request
from pydantic_core import to_json
from starlette.responses import RedirectResponse, Response

from sroki import __version__
from sroki.events.errors import Invalid
from sroki.events.i18n import mark
from sroki.projections import figure_words as words
from sroki.projections.figure_data import data_of, member_data
from sroki.projections.figure_lists import Window, count_members, members
from sroki.projections.figures import Asked, figures, find
from sroki.projections.names import Names
from sroki.projections.queries import cases
from sroki.projections.queries.observed import WHOLE, Member
from sroki.projections.queries.reading import Reading
from sroki.projections.web.context import Context
from sroki.projections.web.counted import Counted, Counts, Month, Recounted, state_of
from sroki.projections.web.forms import Denied
from sroki.projections.web.indicator_periods import before, current, offered
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.paging import Paging
from sroki.projections.web.sheets import Cell, Sheet, as_csv, as_json
from sroki.projections.words import WORDS
from sroki.workflows.edition import Window as Campaign
from sroki.workflows.figure import Figure
from sroki.workflows.figures import Verdict
from sroki.workflows.indicator import Indicator
from sroki.workflows.period_words import parse_span

_NOTHING: Final = mark("Показателей нет: ни в одной доступной вам редакции они не описаны.")
_TONES: Final = {Verdict.KEPT: "is-met", Verdict.BROKEN: "is-overdue"}
_CSV: Final = (
    *("indicator", "number", "title", "authority", "service", "unit", "first_on", "last_on"),
    *("dimension", "code", "value", "numerator", "denominator", "shown", "norm", "verdict"),
)
_CASES_CSV: Final = ("indicator", "service", *Member._fields)
_CHART_HEIGHT: Final = 100


class _Query(NamedTuple):
    """What a page is asked: the figures, the campaigns that may be named, what may be chosen."""

    asked: Asked
    windows: list[Campaign]
    authorities: list[tuple[str, str]]
    services: list[tuple[str, str]]
    units: list[tuple[str, str]]


class Bar(NamedTuple):
    """A month of a chart: `height` of a hundred; `missing`, where a share is of nothing."""

    month: Month
    x: int
    height: int
    missing: bool


def router(ports: Context) -> APIRouter:
    """`/indicators` and the cases behind a figure."""
    routes = APIRouter()
    counts = Counts()

    def count(page: Page, reading: Reading, query: _Query, *, demanded: bool = False) -> Counted:
        earlier = before(query.asked.span, query.windows)
        return counts.of(reading, query.asked, earlier, page.reading, demanded=demanded)

    @routes.get("/indicators", include_in_schema=False)
    def page(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            error, status = "", 200
            try:
                query = _query(page, reading)
            except Invalid as found:
                error, status = found.told(page.lang, WORDS), 422
                query = _query(page, reading, corrected=True)
            if page.request.query_params.get("recount") == "1":
                # It is made beside the page; to come back to the page asks for no other.
                count(page, reading, query, demanded=True)
                return RedirectResponse(page.here(recount=""), 303)
            return page.render(
                "indicators.html",
                reading,
                reading.names.zone(query.asked.authority),
                status=status,
                error=error,
                query=query,
                said_period=page.request.query_params.get("period", ""),
                counted=count(page, reading, query),
                previous=before(query.asked.span, query.windows),
                offered=offered(
                    page,
                    reading.names.today(query.asked.authority, reading.now),
                    query.windows,
                ),
                words=words,
                verdict_tones=_TONES,
                bars=_bars,
                change=_change,
            )

    @routes.get("/indicators.json", summary="The figures of a period, recounted")
    def data(request: Request) -> Response:
        page = Page.of(request, ports)

        def told(found: Recounted, names: Names) -> Response:
            body = {
                name: [data_of(one, page.lang, names) for one in those]
                for name, those in (("figures", found.figures), ("before", found.before))
            }
            return Response(to_json(body, indent=1), media_type="application/json")

        return _exact(page, counts, told)

    @routes.get("/indicators.csv", summary="The figures of a period as a table")
    def table(request: Request) -> Response:
        page = Page.of(request, ports)

        def told(found: Recounted, _names: Names) -> Response:
            rows = [row for one in found.figures for row in _rows(page, one)]
            return as_csv(Sheet("sroki-indicators", _CSV, rows))

        return _exact(page, counts, told)

    @routes.get("/indicators/{name}", include_in_schema=False)
    def behind(name: str, request: Request) -> Response:
        page = Page.of(request, ports)
        return _behind(page, name, lambda reading, query: count(page, reading, query).figures)

    return routes


def _exact(page: Page, counts: Counts, told: Callable[[Recounted, Names], Response]) -> Response:
    """Recounted figures for a program. Their tag is known before they are counted: it is a hash of
    what they are a function of, and who has them already waits for no recount."""
    with page.reading() as reading:
        try:
            query = _query(page, reading)
            asked = (query.asked, reading.scope, page.lang, __version__)
            state = repr((state_of(reading, query.asked), asked))
            headers = {
                "ETag": f'"{sha256(state.encode()).hexdigest()}"',
                "Cache-Control": "private, no-cache",
            }
            if page.request.headers.get("if-none-match") == headers["ETag"]:
                return Response(status_code=304, headers=headers)
            earlier = before(query.asked.span, query.windows)
            found = told(counts.exact(reading, query.asked, earlier), reading.names)
        except Invalid as error:
            return as_json({"error": error.told(page.lang, WORDS)}, status=422)
    found.headers.update(headers)
    return found


def _behind(
    page: Page, name: str, count: Callable[[Reading, _Query], Sequence[Figure]]
) -> Response:
    """The cases of a figure, the longest first: a page, or by the ending of the name a file."""
    bare, dot, form = name.rpartition(".")
    name, form = (bare, form) if dot and form in ("json", "csv") else (name, "")
    with page.reading() as reading:
        try:
            query = _query(page, reading)
            figure = _named(reading, query, name, count)
        except Invalid as error:
            raise Denied(error.told(page.lang, WORDS), 404) from error
        parts = figure.services or (figure,)
        if form == "csv":
            every = ((one, row) for one in parts for row in members(reading, query.asked, one))
            lines = [list(member_data(*row).values()) for row in every]
            return as_csv(Sheet(f"sroki-{figure.indicator.id}", _CASES_CSV, lines))
        sizes = [count_members(reading, query.asked, one) for one in parts]
        paging = Paging.of(page, sum(sizes))
        shown = list(_window(reading, query.asked, list(zip(parts, sizes, strict=True)), paging))
        if form == "json":
            lines_out = [member_data(*row) for row in shown]
            return as_json({"as_of": page.now} | paging.as_json() | {"rows": lines_out})
        return page.render(
            "indicator_cases.html",
            reading,
            office_zone(reading),
            query=query,
            figure=figure,
            paging=paging,
            rows=[member for _, member in shown],
            numbers=cases.numbers(reading, (member.case_id for _, member in shown)),
            words=words,
        )


def _named(
    reading: Reading,
    query: _Query,
    name: str,
    count: Callable[[Reading, _Query], Sequence[Figure]],
) -> Figure:
    """The figure of this name as the page shows it. One that neither live rows nor a recount tell
    yet is counted now, by itself. Raises `Invalid`."""
    shown = count(reading, query)
    known = {one.indicator.id for one in shown}

    def wanted(one: Indicator) -> bool:
        return one.id not in known and name.casefold() in (one.id, one.number.casefold())

    return find([*shown, *figures(reading, query.asked, wanted=wanted)], name)


def _window(
    reading: Reading, asked: Asked, parts: Sequence[tuple[Figure, int]], paging: Paging
) -> Iterator[tuple[Figure, Member]]:
    """The rows of a page, though its list goes over several services."""
    offset, left = paging.offset, paging.size
    for figure, size in parts:
        if left and offset < size:
            rows = members(reading, asked, figure, Window(left, offset))
            left -= len(rows)
            yield from ((figure, row) for row in rows)
        offset = max(0, offset - size)


def _query(page: Page, reading: Reading, *, corrected: bool = False) -> _Query:
    """What the address asks for; `corrected`, whatever of it is not understood is left out.

    Raises `Invalid`, and `Denied` where nobody has figures that the reader may see.
    """
    said, names, scope = page.request.query_params, reading.names, reading.scope
    editions = [one for one in names.editions.values() if scope.allows_authority(one.authority)]
    authorities = sorted({one.authority for one in editions if one.indicators})
    if not authorities:
        raise Denied(_NOTHING, 404)
    whose = said.get("authority", "")
    if whose not in authorities:
        whose = authorities[0]
    own = [one for one in editions if one.authority == whose]
    services = sorted({one.service for one in own})
    service, unit = said.get("service", ""), said.get("unit", "")
    units = [code for of, code in names.units if of == whose and scope.allows(of, code)]
    windows = [window for one in own for window in one.windows]
    today = names.today(whose, reading.now)
    period = ("" if corrected else said.get("period", "").strip()) or current(today)
    asked = Asked(
        parse_span(period, today, windows),
        whose,
        (service,) if service in services else (),
        unit if unit in units else None,
    )
    return _Query(
        asked,
        windows,
        [(one, names.authority(one)) for one in authorities],
        [(one, names.service(whose, one)) for one in services],
        [(one, names.unit(whose, one)) for one in units if one != WHOLE],
    )


def _bars(found: list[Month]) -> list[Bar]:
    """The months of a chart, the highest a hundred high, and none below what 100 % would be."""
    top = max([Fraction(100), *(one.value.exact for one in found if one.value.exact is not None)])
    return [
        Bar(
            one,
            number * 40,
            0 if one.value.exact is None else int(one.value.exact * _CHART_HEIGHT / top),
            one.value.exact is None,
        )
        for number, one in enumerate(found)
    ]


def _change(page: Page, now: Figure, found: list[Figure]) -> tuple[str, str]:
    """The value of the period before, and by how much it has changed since."""
    then = next((one for one in found if one.indicator.id == now.indicator.id), None)
    if then is None:
        return "—", ""
    shown = words.shown(now.indicator, then.value, page.lang)
    if now.value.exact is None or then.value.exact is None or now.indicator.unit == "yes_no":
        return shown, ""
    change = now.value.exact - then.value.exact
    sign = "+" if change > 0 else "−" if change else ""
    return shown, sign + words.number(abs(change), page.lang)


def _rows(page: Page, figure: Figure) -> Iterator[list[Cell]]:
    """A figure, then each part of it."""
    indicator, span = figure.indicator, figure.span
    parts: list[tuple[str, str, Any]] = [("", "", figure.value)]
    parts += [(one.dimension, one.code, one.value) for one in figure.slices]
    for dimension, code, value in parts:
        yield [
            *(indicator.id, indicator.number, indicator.title, figure.authority),
            *(figure.service, figure.unit, span.first_on, span.last_on, dimension, code),
            None if value.exact is None else float(value.exact),
            float(value.numerator),
            None if value.denominator is None else float(value.denominator),
            words.shown(indicator, value, page.lang),
            words.norm_of(indicator, page.lang),
            value.verdict.value,
        ]
    for one in figure.services:
        yield from _rows(page, one)
