"""Proposals to change a regulation or how it is kept: made, decided on, fulfilled."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from sroki.projections.cycle.plan_file import units_of
from sroki.projections.desk import Outcome, Performed
from sroki.projections.queries.dossiers import dossier, folded
from sroki.projections.queries.kept import Where, register
from sroki.projections.queries.reading import Reading
from sroki.projections.web.context import Context
from sroki.projections.web.cycle_forms import (
    Fields,
    FieldsForm,
    approval_of,
    authority_of,
    do,
    may_do,
    refs_of,
    services_of,
    told,
    year_links,
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
from sroki.projections.web.page import Page
from sroki.workflows.dossiers import Dossier
from sroki.workflows.phrases import t as phrase
from sroki.workflows.proposal_dossier import DECISIONS, PROPOSAL, Proposal

# A form begun from the register names so many deviations at the most.
_MOST: Final = 200


def router(ports: Context) -> APIRouter:
    """`/cycle/proposals`."""
    routes = APIRouter(include_in_schema=False)
    ours = [Depends(guard(ports))]

    @routes.get("/cycle/proposals")
    def every(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _list(page, reading)

    @routes.post("/cycle/proposals", dependencies=ours)
    def make(request: Request, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            year = year_of(page, reading, authority_of(page, reading))
        refs, lost = refs_of(page, said)
        fields = {
            "kind": "proposal_made",
            "proposal": f"p-{form.once[:12].lower()}",
            "year": said.one("year") or year,
            "unit": said.one("unit") or None,
            "service": said.one("service"),
            "clause": said.one("clause"),
            "words": said.one("words").replace("\r\n", "\n"),
            "rests_on": refs,
        }
        outcome = lost or do(page, person_of(page), form, fields)
        if isinstance(outcome, Performed):
            return RedirectResponse(page.link(f"/cycle/proposals/{outcome.act.dossier}"), 303)
        with page.reading() as reading:
            values = {"said": said, **why_not(page, outcome)}
            return _list(page, reading, status=status_of(outcome), **values)

    @routes.get("/cycle/proposals/{name}")
    def look(request: Request, name: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _page(page, reading, name)

    @routes.post("/cycle/proposals/{name}/{what}", dependencies=ours)
    def go_on(request: Request, name: str, what: str, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            unit = _found(page, reading, name).acts[0].unit
        words = said.one("words").replace("\r\n", "\n")
        decision = {
            "decision": said.one("decision"),
            "approval": approval_of(said),
            "words": words or None,
        }
        kinds: dict[str, dict[str, Any]] = {
            "amend": {
                "kind": "proposal_amended",
                "clause": said.one("clause"),
                "words": words,
                "reason": said.one("reason"),
            },
            "decide": {"kind": "proposal_decided", **decision},
            "redecide": {
                "kind": "proposal_redecided",
                **decision,
                "reason": said.one("reason"),
            },
            "fulfil": {
                "kind": "proposal_fulfilled",
                "done_on": day_of(said.one("done_on")),
                "document": said.one("document"),
                "words": words,
            },
        }
        if what not in kinds:
            raise Denied(page.t("Такой страницы нет."), 404)
        fields = {"proposal": name, "unit": unit, **kinds[what]}
        return _after(page, name, do(page, person_of(page), form, fields), said)

    return routes


def _after(page: Page, name: str, outcome: Outcome, said: Fields) -> Response:
    here = f"/cycle/proposals/{name}"
    if isinstance(outcome, Performed):
        return RedirectResponse(page.link(here), 303)
    with page.reading() as reading:
        values = {"said": said, **why_not(page, outcome)}
        return _page(page.at(here), reading, name, status=status_of(outcome), **values)


def _found(page: Page, reading: Reading, name: str) -> Dossier[Proposal]:
    found = dossier(reading, PROPOSAL, authority_of(page, reading), name)
    if found is None or found.state is None:
        raise Denied(page.t("Такого предложения нет."), 404)
    return found


def _begun(page: Page, reading: Reading, authority: str, year: int) -> Fields:
    """A form begun from the register: about a rule, resting on the deviations it would remove."""
    said = page.request.query_params
    service, unit, rule = (said.get(name) or None for name in ("service", "unit", "rule"))
    if rule is None:
        return Fields({})
    where = Where(authority, service, unit, rule)
    found = register(reading, where, date(year, 1, 1), date(year, 12, 31))
    refs = dict.fromkeys(f"case/{one.subject}" + f"/{rule}" * one.term for one in found)
    texts = {"service": service, "unit": unit, "clause": found[0].clause if found else None}
    texts["rests_on"] = "\n".join([*refs][:_MOST])
    return Fields({name: [text] for name, text in texts.items() if text})


def _list(page: Page, reading: Reading, *, status: int = 200, **values: Any) -> Response:
    authority = authority_of(page, reading)
    rows = [
        (one, found.state)
        for one, found in folded(reading, PROPOSAL)
        if one.authority == authority and found.state is not None
    ]
    rows.sort(key=lambda row: row[0].began_at, reverse=True)
    year = year_of(page, reading, authority)
    links = year_links(page, reading, authority, year, "/cycle/proposals")
    return page.render(
        "proposals.html",
        reading,
        reading.names.zone(authority),
        status=status,
        is_data=False,
        year=year,
        years=[(str(one), one) for one, _ in links],
        authority=authority,
        rows=rows,
        decisions={one: phrase(words, page.lang) for one, words in DECISIONS.items()},
        units=units_of(reading.names, authority),
        services=[(code, f"{code} — {title}") for code, title in services_of(reading, authority)],
        may_write=may_do(page, "proposal_made", authority),
        **{"refused": None, "changed": (), "said": _begun(page, reading, authority, year)} | values,
    )


def _page(page: Page, reading: Reading, name: str, *, status: int = 200, **values: Any) -> Response:
    found = _found(page, reading, name)
    authority, unit = found.acts[0].authority, found.acts[0].unit
    return page.render(
        "proposal.html",
        reading,
        reading.names.zone(authority),
        status=status,
        is_data=False,
        year=found.state.made.year if found.state else 0,
        name=name,
        authority=authority,
        unit=unit,
        dossier=found,
        proposal=found.state,
        decisions=[(one.value, phrase(words, page.lang)) for one, words in DECISIONS.items()],
        decided={one: phrase(words, page.lang) for one, words in DECISIONS.items()},
        acts=told(page, reading, found),
        may_write=may_do(page, "proposal_decided", authority),
        may_fulfil=may_do(page, "proposal_fulfilled", authority, unit),
        **{"refused": None, "changed": (), "said": Fields({})} | values,
    )
