"""What a unit tells of a service: the form of the edition's requirements, and what was told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, NamedTuple, TypeAlias

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from sroki.events.acts.information import (
    Conforms,
    InformationAmended,
    InformationSubmitted,
    Told,
    information_name,
)
from sroki.events.acts.plans import Means, PlanLine
from sroki.events.errors import Invalid
from sroki.projections.cycle.information_form import Required, read_sheet, required, sheet
from sroki.projections.desk import Performed
from sroki.projections.queries.cycle import plan_of
from sroki.projections.queries.dossiers import dossier
from sroki.projections.queries.kept import Where, kept, span_of
from sroki.projections.queries.reading import Reading
from sroki.projections.web.context import Context
from sroki.projections.web.cycle_forms import (
    Fields,
    FieldsForm,
    authority_of,
    do,
    edition_of,
    may_do,
    told,
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
from sroki.projections.web.sheets import XLSX, as_file
from sroki.projections.words import WORDS
from sroki.workflows.dossiers import Dossier
from sroki.workflows.information_dossier import CONFORMS, INFORMATION, Information
from sroki.workflows.phrases import t as phrase
from sroki.workflows.refusals import NOT_WRITTEN, Refusal


class _Named(NamedTuple):
    """What the address names."""

    year: int
    line: str
    unit: str
    service: str


def _named(year: int, line: str, unit: str, service: str) -> _Named:
    return _Named(year, line, unit, service)


_NamedPath: TypeAlias = Annotated[_Named, Depends(_named)]


class _Asked(NamedTuple):
    """What is asked of a unit, and what there is of it."""

    authority: str
    year: int
    line: PlanLine
    unit: str
    service: str
    edition: str
    span: tuple[date, date]
    rows: list[Required]
    found: Dossier[Information]

    @property
    def path(self) -> str:
        name = information_name(self.year, self.line.line, self.unit, self.service)
        return f"/cycle/information/{name}"

    @property
    def named(self) -> _Named:
        return _Named(self.year, self.line.line, self.unit, self.service)

    @property
    def about(self) -> tuple[str, str, str, str]:
        return (str(self.year), self.line.line, self.unit, self.service)


def router(ports: Context) -> APIRouter:
    """`/cycle/information/YEAR/LINE/UNIT/SERVICE`."""
    routes = APIRouter(include_in_schema=False)
    ours = [Depends(guard(ports))]
    base = "/cycle/information/{year}/{line}/{unit}/{service:path}"

    @routes.get(f"{base}/form.xlsx")
    def spreadsheet(request: Request, named: _NamedPath) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            asked = _asked(page, reading, named)
            content = sheet(asked.rows, _typed(asked), asked.about)
        return as_file(content, XLSX, f"information-{named.year}-{named.line}-{named.unit}.xlsx")

    @routes.get(base)
    def look(request: Request, named: _NamedPath) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _page(page, reading, _asked(page, reading, named))

    @routes.post(f"{base}/file", dependencies=ours)
    def upload(request: Request, named: _NamedPath, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            asked = _asked(page, reading, named)
        try:
            rows, faults = read_sheet(said.content(), said.file, asked.rows, asked.about)
        except Invalid as error:
            rows, faults = [], [error]
        lines = [one.told(page.lang, WORDS) for one in faults]
        return _submit(page, form, asked, said, rows, lines)

    @routes.post(f"{base}/submit", dependencies=ours)
    def submit(request: Request, named: _NamedPath, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            asked = _asked(page, reading, named)
        faults = [*_half_filled(page, asked, said)]
        return _submit(page, form, asked, said, _answers(asked, said), faults)

    @routes.post(f"{base}/{{what}}", dependencies=ours)
    def answer(
        request: Request, named: _NamedPath, what: str, form: SentForm, said: FieldsForm
    ) -> Response:
        page = Page.of(request, ports)
        kinds = {"return": "information_returned", "accept": "information_accepted"}
        if what not in kinds:
            raise Denied(page.t("Такой страницы нет."), 404)
        with page.reading() as reading:
            asked = _asked(page, reading, named)
        fields = {"kind": kinds[what], **_about(asked)}
        if what == "return":
            fields["reason"] = said.one("reason")
        return _after(page, form, asked, said, fields)

    return routes


def _asked(page: Page, reading: Reading, named: _Named) -> _Asked:
    """What the plan in force asks of the unit. Raises `Denied` where nothing, or it is not his."""
    year, line, unit, service = named
    authority = authority_of(page, reading)
    plan = plan_of(reading, authority, year)
    in_force = None if plan is None or plan.state is None else plan.state.in_force
    lines = [] if in_force is None else in_force.lines
    one = next(
        (
            one
            for one in lines
            if (one.line, one.unit) == (line, unit)
            and one.means is Means.INFORMATION
            and service in one.services
        ),
        None,
    )
    edition = edition_of(reading, authority, service)
    found = dossier(reading, INFORMATION, authority, information_name(year, line, unit, service))
    seen = reading.scope.allows(authority, unit)
    if one is None or edition is None or found is None or not seen:
        raise Denied(page.t("Таких сведений план не просит."), 404)
    span = span_of(year, one.due_on)
    counts = kept(reading, Where(authority, service, unit), *span)
    rows = required(edition, page.ports.requirements.get(edition.id), counts)
    return _Asked(authority, year, one, unit, service, edition.id, span, rows, found)


def _about(asked: _Asked) -> dict[str, Any]:
    return {
        "year": asked.year,
        "line": asked.line.line,
        "unit": asked.unit,
        "service": asked.service,
        "rests_on": [f"dossier/plan/{asked.year}"],
    }


def _typed(asked: _Asked) -> dict[str, Told]:
    """What the unit told last, by row."""
    state = asked.found.state
    return {} if state is None else {one.row: one for one in state.told.typed}


def _answers(asked: _Asked, said: Fields) -> list[dict[str, Any]]:
    return [
        {"row": one.row, "conforms": conforms, "evidence": said.one(f"evidence.{one.row}")}
        for one in asked.rows
        if (conforms := said.one(f"conforms.{one.row}"))
    ]


def _half_filled(page: Page, asked: _Asked, said: Fields) -> Iterator[str]:
    """What is written of a row so that it cannot be taken, or would be lost."""
    for one in asked.rows:
        conforms, evidence = said.one(f"conforms.{one.row}"), said.one(f"evidence.{one.row}")
        if evidence and not conforms:
            yield page.t("{what}: есть подтверждение, а отметки нет", what=one.title)
        if conforms == Conforms.NO and not evidence:
            yield page.t("{what}: скажите, чем подтверждается «не соблюдается»", what=one.title)


def _submit(
    page: Page,
    form: Sent,
    asked: _Asked,
    said: Fields,
    rows: Sequence[dict[str, Any]],
    faults: Sequence[str] = (),
) -> Response:
    before = next((one for one in asked.found.acts if one.id == form.once), None)
    if isinstance(before, (InformationSubmitted, InformationAmended)):
        # Sent twice: what was counted then is counted, else it were another act.
        as_of, counted = before.as_of, [one.model_dump() for one in before.computed]
    else:
        as_of, counted = page.now, _counted(asked)
    fields = {
        "kind": "information_amended" if form.seen else "information_submitted",
        **_about(asked),
        "edition": asked.edition,
        "first_on": asked.span[0],
        "last_on": asked.span[1],
        "typed": rows,
        "computed": counted,
        "as_of": as_of,
    }
    if form.seen:
        fields["reason"] = said.one("reason")
    return _after(page, form, asked, said, fields, faults)


def _counted(asked: _Asked) -> list[dict[str, Any]]:
    return [
        {"row": one.row, "cases": one.computed.cases, "broken": one.computed.broken}
        for one in asked.rows
        if one.computed is not None
    ]


def _after(
    page: Page,
    form: Sent,
    asked: _Asked,
    said: Fields,
    fields: dict[str, Any],
    faults: Sequence[str] = (),
) -> Response:
    person = person_of(page)
    outcome = Refusal(NOT_WRITTEN) if faults else do(page, person, form, fields)
    if isinstance(outcome, Performed):
        return RedirectResponse(page.link(asked.path), 303)
    with page.reading() as reading:
        again = _asked(page, reading, asked.named)
        values = {"faults": faults, "said": said, **why_not(page, outcome)}
        return _page(page.at(asked.path), reading, again, status=status_of(outcome), **values)


def _page(
    page: Page, reading: Reading, asked: _Asked, *, status: int = 200, **values: Any
) -> Response:
    authority = asked.authority
    today = reading.names.today(authority, page.now)
    return page.render(
        "information.html",
        reading,
        reading.names.zone(authority),
        status=status,
        is_data=False,
        year=asked.year,
        asked=asked,
        state=asked.found.state,
        typed=_typed(asked),
        dossier=asked.found,
        late=asked.found.state is None and today > asked.line.due_on,
        conforms=[(one.value, phrase(words, page.lang)) for one, words in CONFORMS.items()],
        words={one: phrase(words, page.lang) for one, words in CONFORMS.items()},
        acts=told(page, reading, asked.found),
        may_tell=may_do(page, "information_submitted", authority, asked.unit),
        may_accept=may_do(page, "information_accepted", authority, asked.unit),
        **{"refused": None, "changed": (), "faults": (), "said": Fields({})} | values,
    )
