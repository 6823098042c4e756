"""Surveys: opened by a form, counted by question, their sheets entered by people of the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import segno
from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from sroki.events.acts.surveys import Chosen, From, SurveyForm
from sroki.events.errors import Invalid, SrokiError
from sroki.projections.cycle import sheets_file
from sroki.projections.cycle.plan_file import units_of
from sroki.projections.cycle.survey_paper import paper
from sroki.projections.desk import Outcome, Performed
from sroki.projections.queries.cycle import plan_of
from sroki.projections.queries.reading import Reading
from sroki.projections.queries.surveys import results, survey_of, surveys
from sroki.projections.snapshots.canonical import digest
from sroki.projections.web.context import Context
from sroki.projections.web.cycle_forms import (
    Fields,
    FieldsForm,
    authority_of,
    do,
    may_do,
    services_of,
    told,
    year_of,
)
from sroki.projections.web.days import day_of
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
from sroki.projections.web.sheets import DOCX, XLSX, as_file, as_json
from sroki.projections.words import WORDS
from sroki.workflows.dossiers import Dossier
from sroki.workflows.refusals import NOT_WRITTEN, Refusal
from sroki.workflows.survey_dossier import SURVEY, Survey, fault
from sroki.workflows.survey_file import parse_survey


def router(ports: Context) -> APIRouter:
    """`/cycle/surveys`."""
    routes = APIRouter()
    _looking(routes, ports)
    _writing(routes, ports)
    return routes


def _looking(routes: APIRouter, ports: Context) -> None:
    """What is looked at and taken home."""

    @routes.get("/cycle/surveys", include_in_schema=False)
    def every(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _list(page, reading)

    @routes.get("/cycle/surveys/{name}.json", summary="What the sheets of a survey say")
    def data(request: Request, name: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            authority, found = found_survey(page, reading, name)
            assert found.state is not None  # noqa: S101 - `found_survey` refuses otherwise
            told_ = results(reading, authority, name, found.state)
        rows = [
            {**one._asdict(), "counted": [counted._asdict() for counted in one.counted]}
            for one in told_
        ]
        return as_json({"survey": name, "form": found.state.form.model_dump(), "results": rows})

    @routes.get("/cycle/surveys/{name}/{unit}.svg", include_in_schema=False)
    def picture(request: Request, name: str, unit: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            authority, _ = found_survey(page, reading, name)
        address = str(request.base_url).rstrip("/") + f"/survey/{authority}/{name}/{unit}"
        code = segno.make(address, error="m", micro=False)
        return Response(code.svg_inline(scale=8, border=4), media_type="image/svg+xml")

    @routes.get("/cycle/surveys/{name}/sheets.xlsx", include_in_schema=False)
    def spreadsheet(request: Request, name: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            authority, found = found_survey(page, reading, name)
            assert found.state is not None  # noqa: S101 - `found_survey` refuses otherwise
            units = _places(reading, authority, found.state)
            content = sheets_file.sheet(name, found.state.form, units)
        return as_file(content, XLSX, f"survey-{name}.xlsx")

    @routes.get("/cycle/surveys/{name}/paper.docx", include_in_schema=False)
    def printed(request: Request, name: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            _, found = found_survey(page, reading, name)
            assert found.state is not None  # noqa: S101 - `found_survey` refuses otherwise
        return as_file(paper(found.state.form), DOCX, f"survey-{name}.docx")

    @routes.get("/cycle/surveys/{name}", include_in_schema=False)
    def look(request: Request, name: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _page(page, reading, name)


def _writing(routes: APIRouter, ports: Context) -> None:
    """What is sent."""
    ours = [Depends(guard(ports))]

    @routes.post("/cycle/surveys", dependencies=ours, include_in_schema=False)
    def begin(request: Request, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        questions, faults = _form_of(page, said)
        first_on = day_of(said.one("first_on"))
        with page.reading() as reading:
            authority = authority_of(page, reading)
            plan = None if first_on is None else plan_of(reading, authority, first_on.year)
            planned = plan is not None and plan.state is not None
        fields = {
            "kind": "survey_opened",
            "survey": f"{first_on.year if first_on else 's'}-{form.once[:8].lower()}",
            "form": None if questions is None else questions.model_dump(),
            "service": said.one("service"),
            "units": said.all("unit"),
            "first_on": first_on,
            "last_on": day_of(said.one("last_on")),
            "rests_on": [f"dossier/plan/{first_on.year}"] if first_on and planned else [],
        }
        outcome = Refusal(NOT_WRITTEN) if faults else do(page, person_of(page), form, fields)
        if isinstance(outcome, Performed):
            return RedirectResponse(page.link(f"/cycle/surveys/{outcome.act.dossier}"), 303)
        with page.reading() as reading:
            why = why_not(page, outcome)
            return _list(page, reading, status=status_of(outcome), faults=faults, said=said, **why)

    @routes.post("/cycle/surveys/{name}/sheet", dependencies=ours, include_in_schema=False)
    def enter(request: Request, name: str, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            _, found = found_survey(page, reading, name)
        assert found.state is not None  # noqa: S101 - `found_survey` refuses otherwise
        answers = answers_of(found.state.form, said)
        wrong = misfit(found.state.form, answers)
        faults = [] if answers else [page.t("Отметьте хотя бы один ответ.")]
        faults += [] if wrong is None else [page.t("Такого ответа в форме нет: {what}", what=wrong)]
        rows = [(said.one("unit"), answers)]
        return _enter(page, form, name, found.state, rows, From.PAPER, faults)

    @routes.post("/cycle/surveys/{name}/file", dependencies=ours, include_in_schema=False)
    def upload(request: Request, name: str, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            authority, found = found_survey(page, reading, name)
            assert found.state is not None  # noqa: S101 - `found_survey` refuses otherwise
            units = _places(reading, authority, found.state)
        try:
            content = said.content()
            rows, faults = sheets_file.read_sheet(content, said.file, name, found.state.form, units)
            # A file sent again is the same sheets: what was cut off halfway goes on.
            form = Sent(digest(content), form.seen)
        except Invalid as error:
            rows, faults = [], [error]
        lines = [one.told(page.lang, WORDS) for one in faults]
        return _enter(page, form, name, found.state, rows, From.FILE, lines)

    @routes.post("/cycle/surveys/{name}/{what}", dependencies=ours, include_in_schema=False)
    def amend(request: Request, name: str, what: str, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        fields: dict[str, Any] = {"survey": name, "reason": said.one("reason")}
        if what == "extend":
            fields |= {"kind": "survey_extended", "last_on": day_of(said.one("last_on"))}
        elif what == "close":
            fields |= {"kind": "survey_closed"}
        else:
            raise Denied(page.t("Такой страницы нет."), 404)
        return _after(page, name, do(page, person_of(page), form, fields))


def answers_of(form: SurveyForm, said: Fields) -> list[dict[str, Any]]:
    """What was chosen on a form; a question left out is in it not at all."""
    found = ((one.id, said.all(f"q.{one.id}")) for one in form.questions)
    return [{"question": id_, "options": list(chosen)} for id_, chosen in found if any(chosen)]


def misfit(form: SurveyForm, answers: Sequence[Mapping[str, Any]]) -> str | None:
    """The question of a sheet, in words, that is answered as its form does not allow."""
    try:
        wrong = fault(form, tuple(Chosen.model_validate(one) for one in answers))
    except ValidationError as error:
        # What is no code at all.
        wrong = str(error.errors()[0]["input"])
    return next((one.text for one in form.questions if one.id == wrong), wrong)


def _form_of(page: Page, said: Fields) -> tuple[SurveyForm | None, list[str]]:
    """The form that was chosen, or the one in the file that was sent."""
    if said.sent is None or not said.sent.size:
        found = page.ports.surveys.get(said.one("form"))
        return found, [] if found else [page.t("Выберите форму или приложите файл.")]
    try:
        return parse_survey(said.content(), said.file), []
    except SrokiError as error:
        return None, error.told(page.lang, WORDS).splitlines()


def _enter(
    page: Page,
    form: Sent,
    name: str,
    survey: Survey,
    rows: Sequence[tuple[str, list[dict[str, Any]]]],
    came: From,
    faults: Sequence[str] = (),
) -> Response:
    """Enter sheets, each under an id made of `form.once`: sent twice, they are the same."""
    person = person_of(page)
    wrong = next((one for unit, _ in rows if (one := unit) not in survey.opened.units), None)
    outcome: Outcome = Refusal(NOT_WRITTEN)
    if faults or not rows or wrong is not None:
        lines = list(faults) or [page.t("Такого подразделения в опросе нет, или листов нет.")]
        return _after(page, name, outcome, faults=lines)
    for number, (unit, answers) in enumerate(rows, start=1):
        fields = {
            "kind": "sheet_entered",
            "survey": name,
            "sheet": f"{form.once[:16]}-{number}",
            "unit": unit,
            "came": came,
            "answers": answers,
            "rests_on": [f"dossier/survey/{name}"],
        }
        outcome = do(page, person, Sent(f"{form.once[:40]}-{number}", 0), fields)
        if not isinstance(outcome, Performed):
            return _after(page, name, outcome)
    return _after(page, name, outcome)


def _after(page: Page, name: str, outcome: Outcome, **said: Any) -> Response:
    if isinstance(outcome, Performed):
        return RedirectResponse(page.link(f"/cycle/surveys/{name}"), 303)
    with page.reading() as reading:
        here = page.at(f"/cycle/surveys/{name}")
        values = {**said, **why_not(page, outcome)}
        return _page(here, reading, name, status=status_of(outcome), **values)


def found_survey(page: Page, reading: Reading, name: str) -> tuple[str, Dossier[Survey]]:
    authority = authority_of(page, reading)
    found = survey_of(reading, authority, name)
    if found is None:
        raise Denied(page.t("Такого опроса нет."), 404)
    return authority, found


def _places(reading: Reading, authority: str, survey: Survey) -> Mapping[str, str]:
    """The places of a survey that are the reader's."""
    return {
        one: reading.names.unit(authority, one)
        for one in survey.opened.units
        if reading.scope.allows(authority, one)
    }


def _list(page: Page, reading: Reading, *, status: int = 200, **said: Any) -> Response:
    authority = authority_of(page, reading)
    today = reading.names.today(authority, page.now)
    values = {"refused": None, "changed": (), "faults": (), "said": Fields({})} | said
    return page.render(
        "surveys.html",
        reading,
        reading.names.zone(authority),
        status=status,
        is_data=False,
        year=year_of(page, reading, authority),
        today=today,
        surveys=surveys(reading, authority),
        forms=[(one.id, one.title) for one in page.ports.surveys.values()],
        services=[(code, f"{code} — {title}") for code, title in services_of(reading, authority)],
        units=units_of(reading.names, authority),
        may_write=may_do(page, "survey_opened", authority),
        **values,
    )


def _page(page: Page, reading: Reading, name: str, *, status: int = 200, **said: Any) -> Response:
    authority, found = found_survey(page, reading, name)
    survey = found.state
    assert survey is not None  # noqa: S101 - `found_survey` refuses otherwise
    today = reading.names.today(authority, page.now)
    units = _places(reading, authority, survey)
    return page.render(
        "survey.html",
        reading,
        reading.names.zone(authority),
        status=status,
        is_data=False,
        year=survey.opened.first_on.year,
        name=name,
        authority=authority,
        survey=survey,
        asks=survey.asks_on(today),
        dossier=found,
        units=units,
        results=results(reading, authority, name, survey),
        public=page.ports.public_surveys is not None,
        acts=told(page, reading, found),
        may_enter=any(may_do(page, "sheet_entered", authority, one) for one in units),
        may_write=may_do(page, "survey_closed", authority),
        of=SURVEY,
        **{"refused": None, "changed": (), "faults": ()} | said,
    )
