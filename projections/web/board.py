"""The live board: what is overdue, what will be, and where; the search for a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from sroki.projections.queries import cases, deadlines
from sroki.projections.queries.board import Board, Line, board
from sroki.projections.queries.deadlines import Filter, OpenDeadline, What
from sroki.projections.queries.looks import mark
from sroki.projections.queries.reading import Reading
from sroki.projections.web.acknowledging import acknowledged_on, may_acknowledge
from sroki.projections.web.changed import since_look
from sroki.projections.web.context import Context
from sroki.projections.web.looking import keep_look, last_look
from sroki.projections.web.options import options
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.paging import Paging
from sroki.projections.web.sheets import Cell, Sheet, as_csv, as_json
from sroki.workflows.dates import days_between

TILES: Final = (
    What.OVERDUE,
    What.PRESUMED,
    What.TODAY,
    What.IN_3,
    What.IN_7,
    What.IMPOSSIBLE,
)
# How many rows of each unit a list grouped by unit shows before it leads to all of them.
PER_UNIT: Final = 10
UNITS_A_PAGE: Final = 20
_CSV: Final = (
    "case_id",
    "authority",
    "service",
    "unit",
    "rule",
    "instance",
    "title",
    "clause",
    "edition",
    "stage",
    "started_on",
    "due_raw_on",
    "due_on",
    "due_at",
    "days_left",
    "overdue",
    "proof",
    "already_impossible",
    "preliminary",
)


def days_left(reading: Reading, one: OpenDeadline) -> int:
    """Civil days until the due day; negative once it is over."""
    return days_between(reading.names.today(one.authority, reading.now), one.due_on)


def router(ports: Context) -> APIRouter:
    """The board's addresses."""
    routes = APIRouter()

    @routes.get("/", include_in_schema=False)
    def page(request: Request) -> Response:
        return _page(Page.of(request, ports))

    @routes.get("/.json", summary="The board: counts and a page of its list")
    def data(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            found = board(reading, _wanted(page))
            paging = Paging.of(page, found.total)
            rows = deadlines.page(reading, found.wanted, paging.size, paging.offset)
            return as_json(_json(reading, found, paging, rows))

    @routes.get("/.csv", summary="All of the board's list as a table")
    def table(request: Request) -> Response:
        page = Page.of(request, ports)
        return as_csv(Sheet("sroki-board", _CSV, _csv(page, _wanted(page))))

    @routes.post("/find", include_in_schema=False)
    def find(request: Request, number: Annotated[str, Form(max_length=200)] = "") -> Response:
        return _find(Page.of(request, ports).at("/"), number.strip())

    return routes


def _wanted(page: Page) -> Filter:
    """The filter that the address asks for; what it cannot mean is left out."""
    said = page.request.query_params
    what = said.get("what", "")
    return Filter(
        What(what) if what in list(What) else What.ATTENTION,
        *(said.get(name) or None for name in ("authority", "service", "unit", "rule")),
    )


def _page(page: Page, *, status: int = 200, **also: Any) -> Response:
    with page.reading() as reading:
        found = board(reading, _wanted(page))
        grouped = page.request.query_params.get("group") == "unit"
        paging = (
            Paging.of(page, len(_units(found)), UNITS_A_PAGE)
            if grouped
            else Paging.of(page, found.total)
        )
        lists = _by_unit(reading, found, paging) if grouped else [_whole(reading, found, paging)]
        rows = [one for part in lists for one in part.rows]
        look = mark(reading)
        answer = page.render(
            "board.html",
            reading,
            office_zone(reading),
            status=status,
            board=found,
            place=found.wanted,
            tiles=TILES,
            paging=paging,
            lists=lists,
            grouped=grouped,
            changes=since_look(page, reading),
            look=look,
            numbers=cases.numbers(reading, (one.subject for one in rows)),
            days_left=lambda one: days_left(reading, one),
            acknowledged=acknowledged_on(
                reading, ((one.authority, one.subject) for one in rows if one.late)
            ),
            may_acknowledge=lambda one: may_acknowledge(page, one.authority, one.unit),
            options=options(reading.names, found.places),
            whats=[(what.value, page.said("what", what)) for what in What],
            headings={what.value: page.said("heading", what) for what in TILES},
            **{"sought": None, "found": ()} | also,
        )
        if last_look(page, reading) is None:
            keep_look(page, answer, look)
        return answer


class Listed(NamedTuple):
    """A part of the list: of one unit, or all of it (`line` is None). `total` counts it whole."""

    line: Line | None
    total: int
    rows: list[OpenDeadline]


def _whole(reading: Reading, found: Board, paging: Paging) -> Listed:
    rows = deadlines.page(reading, found.wanted, paging.size, paging.offset)
    return Listed(None, found.total, rows)


def _units(found: Board) -> list[Line]:
    """The units that the list has rows of, the worst first."""
    wanted = found.wanted.unit
    return [
        line
        for line in found.by_unit
        if found.wanted.what.of(line.counts) and wanted in (None, line.place.unit)
    ]


def _by_unit(reading: Reading, found: Board, paging: Paging) -> list[Listed]:
    """The first rows of each unit on this page of units."""
    lists = []
    for line in _units(found)[paging.offset : paging.offset + paging.size]:
        own = found.wanted._replace(authority=line.place.authority, unit=line.place.unit)
        rows = deadlines.page(reading, own, PER_UNIT)
        lists.append(Listed(line, found.wanted.what.of(line.counts), rows))
    return lists


def _find(page: Page, sought: str) -> Response:
    """A case by its registration number or its id. The number never gets into an address."""
    number, year = split_year(sought)
    with page.reading() as reading:
        # A number is kept as its source writes it, which may end in a year or not.
        found = cases.named(reading, sought, None) or cases.named(reading, number, year)
        ids = sorted({one.case_id for one in found})
        if not ids and cases.exists(reading, sought):
            ids = [sought]
    if len(ids) == 1:
        return RedirectResponse(page.link(f"/cases/{ids[0]}"), status_code=303)
    return _page(page, status=200 if ids else 404, sought=sought, found=found)


def split_year(sought: str) -> tuple[str, int | None]:
    """«123/2017» and «123 от 2017» are number 123 of the year 2017; else no year is known."""
    for between in ("/", " от ", "-"):
        number, found, year = sought.rpartition(between)
        if found and len(year) == 4 and year.isdecimal() and 1990 <= int(year) <= 2100:
            return number.strip(), int(year)
    return sought, None


def _csv(page: Page, wanted: Filter) -> Iterator[list[Cell]]:
    with page.reading() as reading:
        for one in deadlines.every(reading, wanted):
            yield list(_row(reading, one).values())


def _row(reading: Reading, one: OpenDeadline) -> dict[str, Cell]:
    return {
        "case_id": one.subject,
        "authority": one.authority,
        "service": one.service,
        "unit": one.unit,
        "rule": one.rule,
        "instance": one.instance,
        "title": reading.names.rule(one.authority, one.service, one.rule),
        "clause": one.clause,
        "edition": one.edition,
        "stage": one.stage,
        "started_on": one.started_on,
        "due_raw_on": one.due_raw_on,
        "due_on": one.due_on,
        "due_at": one.due_at,
        "days_left": days_left(reading, one),
        "overdue": one.late,
        "proof": ("proven" if one.proven else "presumed") if one.late else None,
        "already_impossible": one.impossible,
        "preliminary": one.preliminary,
    }


def _json(
    reading: Reading, found: Board, paging: Paging, rows: list[OpenDeadline]
) -> dict[str, object]:
    def lines(some: tuple[Line, ...], *by: str) -> list[dict[str, object]]:
        return [
            {"authority": line.place.authority}
            | {name: getattr(line.place, name) for name in by}
            | line.counts._asdict()
            for line in some
        ]

    return {
        "as_of": reading.now,
        "filter": found.wanted._asdict(),
        "counts": found.counts._asdict(),
        "open_cases": found.open_cases,
        "not_assessed": found.not_assessed,
        "no_edition": found.no_edition,
        "not_taken": found.waiting,
        "by_step": lines(found.by_step, "service", "rule"),
        "by_unit": lines(found.by_unit, "unit"),
        "sources": [one._asdict() for one in found.heard],
        "watermarks": [one._asdict() for one in found.watermarks],
        **paging.as_json(),
        "rows": [_row(reading, one) for one in rows],
    }
