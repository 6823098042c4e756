"""The annual report: drawn up from the year, amended, approved, its documents, its publication."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from sroki.events.i18n import mark
from sroki.projections.cycle import report_files
from sroki.projections.cycle.report_files import Version
from sroki.projections.cycle.report_lines import ORDER
from sroki.projections.cycle.report_public import public
from sroki.projections.cycle.report_words import ORIGINS, Whose, basis
from sroki.projections.cycle.reporting import Press, Reporting
from sroki.projections.desk import Outcome, Performed
from sroki.projections.queries.dossiers import dossier
from sroki.projections.queries.reading import Reading
from sroki.projections.web.context import Context
from sroki.projections.web.cycle_forms import (
    Fields,
    FieldsForm,
    approval_of,
    authority_of,
    may_do,
    told,
    year_links,
)
from sroki.projections.web.days import day_of
from sroki.projections.web.forms import (
    Denied,
    SentForm,
    guard,
    noted,
    person_of,
    status_of,
    why_not,
)
from sroki.projections.web.issues import Sent
from sroki.projections.web.page import Page
from sroki.projections.web.sheets import DOCX, as_json
from sroki.projections.web.snapshots import tagged
from sroki.workflows.dossiers import Dossier
from sroki.workflows.phrases import t as phrase
from sroki.workflows.report_dossier import NOT_APPROVED, PARTS, REPORT, Report, ReportVersion

_TYPES: Final = {"docx": DOCX, "pdf": "application/pdf", "zip": "application/zip"}
_NO_REPORT: Final = mark("Отчёта за этот год нет.")


def router(ports: Context) -> APIRouter:
    """`/cycle/report/{year}`: the page, its data, its files, what is done with it."""
    routes = APIRouter()
    ours = [Depends(guard(ports))]

    @routes.get("/cycle/report/{year}.json", summary="The annual report of monitoring")
    def data(request: Request, year: int) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            _, found = _found(page, reading, year)
        if found.state is None:
            return as_json({"error": "not_found"}, status=404)
        return as_json({"year": year, "versions": [_told(one) for one in found.state.versions]})

    @routes.get("/cycle/report/{year}", include_in_schema=False)
    def look(request: Request, year: int) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _page(page, reading, year)

    @routes.get("/cycle/report/{year}/public.zip", summary="Its archive for the city's site")
    def publication(request: Request, year: int) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _publication(page, reading, year)

    @routes.get("/cycle/report/{year}/{number}/{name}", include_in_schema=False)
    def file(request: Request, year: int, number: int, name: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _file(page, reading, year, number, name)

    @routes.post("/cycle/report/{year}", dependencies=ours, include_in_schema=False)
    def write(request: Request, year: int, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        words = said.one("words").replace("\r\n", "\n")
        # What the form saw decides: sent once more it must be the same act.
        reason = said.one("reason") if form.seen else None
        return _after(page, year, _by(page).draw_up(form, year, words, reason), said)

    @routes.post("/cycle/report/{year}/{what}", dependencies=ours, include_in_schema=False)
    def go_on(request: Request, year: int, what: str, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        return _after(page, year, _go_on(page, year, what, form, said), said)

    return routes


def _go_on(page: Page, year: int, what: str, form: Sent, said: Fields) -> Outcome:
    text = said.one("report")
    number = int(text) if text.isdecimal() and len(text) < 6 else 0
    if what == "approve":
        return _by(page).approve(form, year, number, approval_of(said))
    if what == "place":
        on = day_of(said.one("placed_on"))
        return _by(page).place(form, year, number, said.one("address"), on)
    raise Denied(page.t("Такой страницы нет."), 404)


def _by(page: Page) -> Reporting:
    ports = page.ports
    press = Press(
        reading=ports.reading,
        desk=ports.desk,
        names=ports.names(),
        now=ports.now,
        requirements=ports.requirements,
        effective=ports.effective,
        threshold=ports.public_threshold,
    )
    return Reporting(press, person_of(page))


def _after(page: Page, year: int, outcome: Outcome, said: Fields) -> Response:
    here = f"/cycle/report/{year}"
    noted(page.request, outcome, f"office/{person_of(page).authority}/report/{year}")
    if isinstance(outcome, Performed):
        return RedirectResponse(page.link(here), 303)
    with page.reading() as reading:
        values = {"said": said, **why_not(page, outcome)}
        return _page(page.at(here), reading, year, status=status_of(outcome), **values)


def _found(page: Page, reading: Reading, year: int) -> tuple[str, Dossier[Report]]:
    authority = authority_of(page, reading)
    found = dossier(reading, REPORT, authority, str(year))
    if found is None or not 2000 <= year < 2100:
        raise Denied(page.t(_NO_REPORT), 404)
    return authority, found


def _file(page: Page, reading: Reading, year: int, number: int, name: str) -> Response:
    authority, found = _found(page, reading, year)
    version = Version(authority, year, number)
    content = None
    if found.state is not None:
        content = report_files.content_of(reading.connection, version, name)
    if content is None:
        raise Denied(page.t("Такого файла нет."), 404)
    kind = _TYPES[name.rpartition(".")[2]]
    return tagged(page.request, content, kind, f"report-{year}-{number}-{name}")


def _publication(page: Page, reading: Reading, year: int) -> Response:
    """The archive of the version in force; nothing goes out that was not approved."""
    _, found = _found(page, reading, year)
    one = None if found.state is None else found.state.in_force
    if one is None:
        raise Denied(phrase(NOT_APPROVED, page.lang), 409)
    return _file(page, reading, year, one.number, "public.zip")


def _told(one: ReportVersion) -> dict[str, Any]:
    approval = None if one.approval is None else one.approval.model_dump(mode="json")
    act = one.told.model_dump(mode="json", include={"as_of", "words", "statements"})
    return {"number": one.number, "reason": one.reason, "approval": approval, **act}


def _page(page: Page, reading: Reading, year: int, *, status: int = 200, **values: Any) -> Response:
    authority, found = _found(page, reading, year)
    state = found.state
    last = None if state is None else state.last
    inner = Version(authority, year, 0 if last is None else last.number)
    return page.render(
        "report.html",
        reading,
        reading.names.zone(authority),
        status=status,
        is_data=False,
        year=year,
        years=year_links(page, reading, authority, year, "/cycle/report/{year}"),
        dossier=found,
        report=state,
        parts=[] if last is None else _parts(page, last),
        outer=[] if last is None else _outer(page, last),
        files=report_files.files(reading.connection, inner),
        acts=told(page, reading, found),
        may_write=may_do(page, "report_drafted", authority),
        basis=lambda refs: basis(refs, Whose(reading.names, authority, page.lang)),
        origins={one: page.t(words) for one, words in ORIGINS.items()},
        not_approved=phrase(NOT_APPROVED, page.lang),
        **{"refused": None, "changed": (), "said": Fields({})} | values,
    )


def _parts(page: Page, last: ReportVersion) -> list[tuple[str, str, list[Any]]]:
    """Code, title and statements of each part that has some."""
    found = []
    for part, title in PARTS.items():
        some = [one for one in last.statements if one.part is part]
        found.append((part.value, f"{ORDER[part]}. {phrase(title, page.lang)}", some))
    return [one for one in found if one[2]]


def _outer(page: Page, last: ReportVersion) -> Mapping[str, bool]:
    """The statements that are published, and whether what they say is withheld."""
    shown = public(last.statements, page.ports.public_threshold)
    return {one.one.id: one.withheld for one in shown}
