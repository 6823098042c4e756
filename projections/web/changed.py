"""What changed since I looked: the strip on the board, its page, and the button that looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from sroki.projections.queries import cases
from sroki.projections.queries.changes import Changed, Changes, Noted, changes
from sroki.projections.queries.deadlines import Filter, What
from sroki.projections.queries.looks import Mark, is_known, mark
from sroki.projections.queries.reading import Reading
from sroki.projections.web.came import came_from_us
from sroki.projections.web.context import Context
from sroki.projections.web.forms import Denied
from sroki.projections.web.looking import keep_look, last_look
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.sheets import Cell, Sheet, as_csv, as_json
from sroki.projections.web.users import actors

# Past so many inputs since a look the strip of the board says only that there are many.
_STRIP: Final = 2_000
_PAGE: Final = 20_000
# Of each kind a page shows so many rows; the table has them all.
SHOWN: Final = 200
KINDS: Final = ("appeared", "confirmed", "gone")
_CSV: Final = ("change", *Changed._fields)


def router(ports: Context) -> APIRouter:
    """`/changes` in its three forms, and the look."""
    routes = APIRouter()

    @routes.get("/changes", include_in_schema=False)
    def page(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            found = since_look(page, reading, _PAGE)
            shown = [one for kind in KINDS for one in getattr(found, kind)[:SHOWN]] if found else []
            noted = found.noted if found else ()
            subjects = {one.subject for one in (*shown, *noted)}
            return page.render(
                "changes.html",
                reading,
                office_zone(reading),
                changes=found,
                kinds=KINDS,
                most=SHOWN,
                look=mark(reading),
                numbers=cases.numbers(reading, subjects),
                actors=actors(page, reading, {one.by for one in noted}),
            )

    @routes.get("/changes.json", summary="What changed on the board since the look of a cookie")
    def data(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            found = since_look(page, reading, _PAGE)
        return as_json({"as_of": page.now} | _json(found))

    @routes.get("/changes.csv", summary="What changed since the look of a cookie, as a table")
    def table(request: Request) -> Response:
        page = Page.of(request, ports)
        return as_csv(Sheet("sroki-changes", _CSV, _rows(page)))

    @routes.post("/changes/look", include_in_schema=False)
    def look(request: Request, seen: Annotated[str, Form(max_length=4000)] = "") -> Response:
        page = Page.of(request, ports)
        if not came_from_us(request):
            raise Denied(page.t("Форма прислана с чужой страницы."))
        with page.reading() as reading:
            kept = Mark.of(seen)
            if kept is None or not is_known(reading, kept):
                kept = mark(reading)
        answer = RedirectResponse(page.link("/"), 303)
        keep_look(page, answer, kept)
        return answer

    return routes


def since_look(page: Page, reading: Reading, most: int = _STRIP) -> Changes | None:
    """What changed within the place of the address; None where nobody has looked yet."""
    since = last_look(page, reading)
    return changes(reading, since, place_of(page), most) if since else None


def place_of(page: Page) -> Filter:
    """Where to look, as the address says."""
    said = page.request.query_params
    names = ("authority", "service", "unit", "rule")
    return Filter(What.OPEN, *(said.get(name) or None for name in names))


def _json(found: Changes | None) -> dict[str, Any]:
    if found is None:
        return {"since": None}
    return {
        "since": found.since.at,
        "too_much": found.too_much,
        **{kind: [one._asdict() for one in getattr(found, kind)] for kind in KINDS},
        "acknowledged": [_noted(one) for one in found.noted],
    }


def _noted(one: Noted) -> dict[str, object]:
    return {name: value for name, value in one._asdict().items() if name != "by"}


def _rows(page: Page) -> Iterator[list[Cell]]:
    with page.reading() as reading:
        found = since_look(page, reading, _PAGE)
        for kind in KINDS if found else ():
            for one in getattr(found, kind):
                yield [kind, *one]
