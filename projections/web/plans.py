"""The plan of a year: drawn up, amended, approved, taken home as a spreadsheet or a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from sroki.events.acts.plans import PlanLine
from sroki.events.errors import Invalid
from sroki.projections.cycle import plan_file
from sroki.projections.cycle.form_sheet import Filled, from_form
from sroki.projections.cycle.plan_document import plan_document
from sroki.projections.desk import Outcome, Performed
from sroki.projections.queries.cycle import plan_of
from sroki.projections.queries.reading import Reading
from sroki.projections.web.context import Context
from sroki.projections.web.cycle_forms import (
    Fields,
    FieldsForm,
    approval_of,
    authority_of,
    do,
    may_do,
    services_of,
    told,
    year_links,
)
from sroki.projections.web.forms import (
    Denied,
    SentForm,
    guard,
    person_of,
    status_of,
    why_not,
)
from sroki.projections.web.issues import Sent
from sroki.projections.web.page import Page
from sroki.projections.web.sheets import DOCX, XLSX, as_file
from sroki.projections.words import WORDS
from sroki.workflows.dossiers import Dossier
from sroki.workflows.phrases import t as phrase
from sroki.workflows.plan_dossier import MEANS, PARAMETERS, PLAN, Plan
from sroki.workflows.refusals import NOT_WRITTEN, Refusal

# Lines to be added by whoever fills in the form.
_BLANKS: Final = [["", "", "", "", "information", "", "", ""]] * 3


def router(ports: Context) -> APIRouter:
    """`/cycle/plan/…`."""
    routes = APIRouter(include_in_schema=False)
    ours = [Depends(guard(ports))]

    @routes.get("/cycle/plan/{year}.xlsx")
    def spreadsheet(request: Request, year: int) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            authority, found = _found(page, reading, year)
            lines = found.state.last.lines if found.state else ()
            content = plan_file.sheet(authority, year, lines, reading.names)
        return as_file(content, XLSX, f"plan-{year}.xlsx")

    @routes.get("/cycle/plan/{year}.docx")
    def document(request: Request, year: int) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            authority, found = _found(page, reading, year)
            if found.state is None:
                raise Denied(page.t("Плана на этот год нет."), 404)
            content = plan_document(authority, found.state, reading.names)
        return as_file(content, DOCX, f"plan-{year}.docx")

    @routes.get("/cycle/plan/{year}")
    def look(request: Request, year: int) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _page(page, reading, year)

    @routes.post("/cycle/plan/{year}", dependencies=ours)
    def write(request: Request, year: int, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        typed = {
            heading: said.all(name)
            for heading, name in zip(plan_file.HEADINGS, _NAMES, strict=True)
        }
        rows = [one for one in from_form(typed) if _is_begun(one)]
        with page.reading() as reading:
            authority = authority_of(page, reading)
            read = plan_file.lines_of(rows, authority, year, reading.names)
        return _write(page, form, year, said, read, rows)

    @routes.post("/cycle/plan/{year}/file", dependencies=ours)
    def upload(request: Request, year: int, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            authority, names = authority_of(page, reading), reading.names
        try:
            read = plan_file.read_sheet(said.content(), said.file, authority, year, names)
        except Invalid as error:
            read = [], [error]
        return _write(page, form, year, said, read)

    @routes.post("/cycle/plan/{year}/approve", dependencies=ours)
    def approve(request: Request, year: int, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        approval = approval_of(said)
        fields = {"kind": "plan_approved", "year": year, "approval": approval}
        fields["plan"] = said.one("plan")
        outcome = do(page, person_of(page), form, fields)
        return _after(page, year, outcome, approval=approval)

    return routes


def _is_begun(row: Filled) -> bool:
    """Whether anything was written in a row; by what it is looked at is always chosen."""
    return any(text for heading, text in row.texts.items() if heading != plan_file.HOW)


_NAMES: Final = ("line", "title", "services", "parameters", "means", "unit", "due_on", "period")
Read: TypeAlias = tuple[Sequence[dict[str, Any]], Sequence[Invalid]]


def _write(
    page: Page,
    form: Sent,
    year: int,
    said: Fields,
    read: Read,
    rows: Sequence[Filled] | None = None,
) -> Response:
    """Draw the plan up, or another version of it; what is wrong with it is told line by line."""
    person = person_of(page)
    lines, faults = read
    outcome: Outcome
    shown: dict[str, Any] = {"basis": said.one("basis"), "reason": said.one("reason")}
    if faults:
        shown["faults"] = [one.told(page.lang, WORDS) for one in faults]
        outcome = Refusal(NOT_WRITTEN)
    else:
        # What the form saw decides: sent once more it must be the same act.
        kind = "plan_amended" if form.seen else "plan_drafted"
        fields = {"kind": kind, "year": year, "basis": said.one("basis"), "lines": lines}
        reason = {"reason": said.one("reason")} if form.seen else {}
        outcome = do(page, person, form, fields | reason)
    return _after(page, year, outcome, rows=rows, **shown)


def _after(page: Page, year: int, outcome: Outcome, **said: Any) -> Response:
    if isinstance(outcome, Performed):
        return RedirectResponse(page.link(f"/cycle/plan/{year}"), 303)
    with page.reading() as reading:
        here = page.at(f"/cycle/plan/{year}")
        return _page(
            here, reading, year, status=status_of(outcome), **said, **why_not(page, outcome)
        )


def _found(page: Page, reading: Reading, year: int) -> tuple[str, Dossier[Plan]]:
    authority = authority_of(page, reading)
    found = plan_of(reading, authority, year)
    if found is None or not 2000 <= year < 2100:
        raise Denied(page.t("Плана на этот год нет."), 404)
    return authority, found


def _page(page: Page, reading: Reading, year: int, *, status: int = 200, **said: Any) -> Response:
    authority, found = _found(page, reading, year)
    state = found.state
    lines = state.last.lines if state else ()
    values = {
        "refused": None,
        "changed": (),
        "faults": (),
        "basis": state.last.basis if state else "",
        "reason": "",
        "approval": {"by": "", "act": "", "dated": ""},
    } | {name: one for name, one in said.items() if name != "rows"}
    rows = said.get("rows")
    return page.render(
        "plan.html",
        reading,
        reading.names.zone(authority),
        status=status,
        is_data=False,
        year=year,
        years=year_links(page, reading, authority, year, "/cycle/plan/{year}"),
        dossier=found,
        plan=state,
        rows=[*(_typed(lines) if rows is None else _texts(rows)), *_BLANKS],
        headings=plan_file.HEADINGS,
        units=plan_file.units_of(reading.names, authority),
        means=[(one.value, phrase(text, page.lang)) for one, text in MEANS.items()],
        parameters=[phrase(text, page.lang) for text in PARAMETERS.values()],
        services=services_of(reading, authority),
        shown=[plan_file.row_of(one, authority, reading.names, page.lang) for one in lines],
        acts=told(page, reading, found),
        may_write=may_do(page, "plan_drafted", authority),
        of=PLAN,
        **values,
    )


def _typed(lines: Iterable[PlanLine]) -> list[list[str]]:
    """The lines as a form holds them: codes in the place of words."""
    return [
        [
            one.line,
            one.title,
            ", ".join(one.services),
            plan_file.letters(one.parameters),
            one.means.value,
            one.unit or "",
            one.due_on.isoformat(),
            one.period,
        ]
        for one in lines
    ]


def _texts(rows: Iterable[Filled]) -> Iterable[list[str]]:
    """What was typed, to be typed on."""
    return ([row.texts[heading] for heading in plan_file.HEADINGS] for row in rows)
