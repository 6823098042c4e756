"""The sheets of a survey one by one, and leaving one out of the count, with a reason."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from sroki.projections.desk import Outcome, Performed
from sroki.projections.queries.reading import Reading
from sroki.projections.queries.surveys import sheets
from sroki.projections.web.context import Context
from sroki.projections.web.cycle_forms import FieldsForm, do, may_do
from sroki.projections.web.forms import SentForm, guard, person_of, status_of, why_not
from sroki.projections.web.page import Page
from sroki.projections.web.paging import Paging
from sroki.projections.web.surveys import found_survey
from sroki.workflows.phrases import t as phrase
from sroki.workflows.refusals import NOTHING_THERE, Refusal
from sroki.workflows.survey_dossier import CAME


def router(ports: Context) -> APIRouter:
    """`/cycle/surveys/NAME/sheets`."""
    routes = APIRouter(include_in_schema=False)
    ours = [Depends(guard(ports))]

    @routes.get("/cycle/surveys/{name}/sheets")
    def look(request: Request, name: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _page(page, reading, name)

    @routes.post("/cycle/surveys/{name}/sheets", dependencies=ours)
    def exclude(request: Request, name: str, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        person = person_of(page)
        with page.reading() as reading:
            authority, _ = found_survey(page, reading, name)
            found = dict(sheets(reading, authority, name)).get(f"{name}/{said.one('sheet')}")
        outcome: Outcome = Refusal(NOTHING_THERE)
        if found is not None:
            fields = {
                "kind": "sheet_excluded",
                "survey": name,
                "sheet": said.one("sheet"),
                "unit": found.unit,
                "reason": said.one("reason"),
            }
            outcome = do(page, person, form, fields)
        here = f"/cycle/surveys/{name}/sheets"
        if isinstance(outcome, Performed):
            return RedirectResponse(page.link(here), 303)
        with page.reading() as reading:
            why = why_not(page, outcome)
            return _page(page.at(here), reading, name, status=status_of(outcome), **why)

    return routes


def _page(page: Page, reading: Reading, name: str, *, status: int = 200, **said: Any) -> Response:
    authority, found = found_survey(page, reading, name)
    survey = found.state
    assert survey is not None  # noqa: S101 - `found_survey` refuses otherwise
    every = sorted(sheets(reading, authority, name), key=lambda one: one[1].at, reverse=True)
    paging = Paging.of(page, len(every))
    shown = every[paging.offset : paging.offset + paging.size]
    return page.render(
        "survey_sheets.html",
        reading,
        reading.names.zone(authority),
        status=status,
        is_data=False,
        year=survey.opened.first_on.year,
        name=name,
        authority=authority,
        survey=survey,
        paging=paging,
        sheets=[(of.rpartition("/")[2], one) for of, one in shown],
        excluded=sum(one.excluded is not None for _, one in every),
        came={one: phrase(words, page.lang) for one, words in CAME.items()},
        may_write=may_do(page, "sheet_excluded", authority),
        **{"refused": None, "changed": ()} | said,
    )
