"""Where anybody answers a survey on his phone: behind a QR code at the place, without a name.

No session, no JavaScript, no free text; how often an address may answer is limited.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from sroki.projections.desk import Performed
from sroki.projections.queries.surveys import survey_of
from sroki.projections.scope import EVERYTHING
from sroki.projections.web.acting import filled
from sroki.projections.web.came import came_from_us
from sroki.projections.web.context import Context
from sroki.projections.web.cycle_forms import FieldsForm
from sroki.projections.web.forms import Denied, SentForm, status_of
from sroki.projections.web.page import Page
from sroki.projections.web.surveys import answers_of, misfit
from sroki.workflows.duties import anybody
from sroki.workflows.refusals import Refusal
from sroki.workflows.survey_dossier import Survey


def router(ports: Context) -> APIRouter:
    """`/survey/AUTHORITY/NAME/UNIT`, where it is switched on."""
    routes = APIRouter(include_in_schema=False)
    wait = ports.public_surveys
    if wait is None:
        return routes

    @routes.get("/survey/{authority}/{name}/{unit}")
    def ask(request: Request, authority: str, name: str, unit: str) -> Response:
        page = Page.of(request, ports)
        return _page(page, authority, name, unit, thanked="thanks" in request.query_params)

    @routes.post("/survey/{authority}/{name}/{unit}", dependencies=[Depends(_ours(ports))])
    def answer(
        request: Request, authority: str, name: str, unit: str, form: SentForm, said: FieldsForm
    ) -> Response:
        page = Page.of(request, ports)
        survey = _asked(page, authority, name, unit)
        answers = answers_of(survey.form, said)

        def again(status: int, **why: Any) -> Response:
            given = {one["question"]: one["options"] for one in answers}
            return _page(page, authority, name, unit, status=status, given=given, **why)

        if wait(request.client.host if request.client else "") is not None:
            return again(429, tired=True)
        person = anybody(authority)
        fields = {
            "kind": "sheet_answered",
            "recorded_at": page.now,
            "survey": name,
            "sheet": form.once[:32].lower().replace("_", "-"),
            "unit": unit,
            "answers": answers,
            "rests_on": [f"dossier/survey/{name}"],
        }
        act = filled(person, form.once, fields)
        if isinstance(act, Refusal) or not answers or misfit(survey.form, answers) is not None:
            return again(422, empty=True)
        outcome = ports.desk.perform(act, person, form.seen)
        if not isinstance(outcome, Performed):
            return again(status_of(outcome), empty=True)
        return RedirectResponse(page.link(f"/survey/{authority}/{name}/{unit}", thanks=1), 303)

    return routes


def _ours(ports: Context) -> Any:
    def check(request: Request) -> None:
        if not came_from_us(request):
            raise Denied(Page.of(request, ports).t("Форма прислана с чужой страницы."))

    return check


def _asked(page: Page, authority: str, name: str, unit: str) -> Survey:
    """The survey, if people are asked there today. Raises `Denied`."""
    with page.reading() as reading:
        found = survey_of(reading._replace(scope=EVERYTHING), authority, name)
        today = reading.names.today(authority, page.now)
    if found is None or found.state is None or unit not in found.state.opened.units:
        raise Denied(page.t("Такого опроса нет."), 404)
    if not found.state.asks_on(today):
        raise Denied(page.t("Опрос закрыт."), 410)
    return found.state


def _page(
    page: Page, authority: str, name: str, unit: str, *, status: int = 200, **said: Any
) -> Response:
    survey = _asked(page, authority, name, unit)
    values = {"thanked": False, "tired": False, "empty": False, "given": {}} | said
    with page.reading() as reading:
        return page.render(
            "survey_page.html",
            reading,
            reading.names.zone(authority),
            status=status,
            is_data=False,
            survey=survey,
            authority=authority,
            unit=unit,
            action=f"/survey/{authority}/{name}/{unit}",
            **values,
        )
