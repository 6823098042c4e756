"""Audits by a checklist: premises, the site and the electronic service, the papers of cases."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from sroki.events.acts.audits import Met
from sroki.events.base import audit_key
from sroki.events.i18n import mark
from sroki.projections.cycle.plan_file import units_of
from sroki.projections.desk import Outcome, Performed
from sroki.projections.queries import cases
from sroki.projections.queries.dossiers import dossier, folded
from sroki.projections.queries.reading import Reading
from sroki.projections.queries.samples import Place, places, ref_of
from sroki.projections.web.audit_form import Marked, filled_from, marked, papers_of
from sroki.projections.web.context import Context
from sroki.projections.web.cycle_forms import (
    Fields,
    FieldsForm,
    authority_of,
    do,
    edition_of,
    may_do,
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
from sroki.workflows.audit_dossier import AUDIT, MET, Audit
from sroki.workflows.audit_events import audit_events
from sroki.workflows.dossiers import Dossier
from sroki.workflows.phrases import t as phrase
from sroki.workflows.refusals import NOT_WRITTEN, Refusal
from sroki.workflows.requirements import Checklist, Demand, Requirements

NO_CHECKLIST: Final = mark("Листа проверки для этой услуги нет.")


def router(ports: Context) -> APIRouter:
    """`/cycle/audits`."""
    routes = APIRouter(include_in_schema=False)
    ours = [Depends(guard(ports))]

    @routes.get("/cycle/audits")
    def every(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _list(page, reading)

    @routes.get("/cycle/audits/new")
    def begin(
        request: Request, service: str = "", checklist: str = "", case: str = "", sample: str = ""
    ) -> Response:
        page = Page.of(request, ports)
        said = Fields({"case": [case], "rests_on": [ref_of(sample)] if sample else []})
        with page.reading() as reading:
            return _form(page, reading, service, checklist, said)

    @routes.post("/cycle/audits/new", dependencies=ours)
    def record(request: Request, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        service, name = said.one("service"), said.one("checklist")
        checklist = _checklist(page, service, name)
        case, unit = said.one("case") or None, said.one("unit") or None
        read = marked(page, checklist, said)
        if case is None and unit is None and not checklist.whole:
            read.faults.append(page.t("Выберите подразделение."))
        if case is not None:
            with page.reading() as reading:
                place = _place(reading, case, service)
            unit = unit if place is None else place.unit
            if place is None:
                told_ = page.t("Дела «{case}» у этой услуги нет или оно не ваше.", case=case)
                read.faults.append(told_)
        fields = {
            "kind": "audit_recorded",
            "audit": f"{name.replace('_', '-')}-{form.once[:12].lower()}",
            "checklist": name,
            "service": service,
            "unit": None if checklist.whole else unit,
            "looked_on": day_of(said.one("looked_on")),
            "case": case,
            "rests_on": said.all("rests_on"),
        }
        return _act(page, form, fields, said, checklist, read)

    @routes.get("/cycle/audits/{audit}")
    def look(request: Request, audit: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _page(page, reading, audit)

    @routes.post("/cycle/audits/{audit}/amend", dependencies=ours)
    def amend(request: Request, audit: str, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            recorded = _found(page, reading, audit)[1].recorded
        checklist = _checklist(page, recorded.service, recorded.checklist)
        fields = {
            "kind": "audit_amended",
            "audit": audit,
            "unit": recorded.unit,
            "reason": said.one("reason"),
        }
        return _act(page, form, fields, said, checklist, marked(page, checklist, said))

    return routes


def _act(
    page: Page,
    form: Sent,
    fields: dict[str, Any],
    said: Fields,
    checklist: Checklist,
    read: Marked,
) -> Response:
    person = person_of(page)
    fields = {**fields, "positions": read.positions, "papers": read.papers}
    outcome: Outcome = Refusal(NOT_WRITTEN) if read.faults else do(page, person, form, fields)
    if isinstance(outcome, Performed):
        tell(page, outcome.act.dossier, checklist)
        return RedirectResponse(page.link(f"/cycle/audits/{outcome.act.dossier}"), 303)
    values = {"faults": read.faults, "papers": read.papers, **why_not(page, outcome)}
    status = status_of(outcome)
    with page.reading() as reading:
        if fields["kind"] == "audit_amended":
            here = page.at(f"/cycle/audits/{fields['audit']}")
            return _page(here, reading, fields["audit"], status=status, typed=said, **values)
        here = page.at("/cycle/audits/new")
        return _form(
            here, reading, fields["service"], fields["checklist"], said, status=status, **values
        )


def tell(page: Page, audit: str, checklist: Checklist) -> None:
    """Tell the intake what an audit says. It was recorded already: what fails here is told when
    the service starts again."""
    with page.reading() as reading:
        authority = authority_of(page, reading)
        found = dossier(reading, AUDIT, authority, audit)
        zone = reading.names.zone(authority)
    if found is not None:
        page.ports.tell(audit_events(found.acts, checklist, zone))


def _requirements(page: Page, reading: Reading, service: str) -> Requirements | None:
    edition = edition_of(reading, authority_of(page, reading), service)
    return None if edition is None else page.ports.requirements.get(edition.id)


def _checklist(page: Page, service: str, name: str) -> Checklist:
    with page.reading() as reading:
        found = _requirements(page, reading, service)
    checklist = None if found is None else found.checklist(name)
    if checklist is None:
        raise Denied(page.t(NO_CHECKLIST), 404)
    return checklist


def _found(page: Page, reading: Reading, audit: str) -> tuple[Dossier[Audit], Audit]:
    found = dossier(reading, AUDIT, authority_of(page, reading), audit)
    if found is None or found.state is None:
        raise Denied(page.t("Такой проверки нет."), 404)
    return found, found.state


def _place(reading: Reading, case: str, service: str) -> Place | None:
    """Whose a case is; None where it is of another service, or not his to see."""
    found = places(reading, [case]).get(case)
    return found if found is not None and found.service == service else None


def _list(page: Page, reading: Reading) -> Response:
    authority = authority_of(page, reading)
    rows = [
        (one, found.state, _sum(found.state))
        for one, found in folded(reading, AUDIT)
        if one.authority == authority and found.state is not None
    ]
    rows.sort(key=lambda row: (row[1].recorded.looked_on, row[0].name), reverse=True)
    offered = []
    for of, service in sorted(reading.names.services):
        known = _requirements(page, reading, service) if of == authority else None
        offered += [(service, one) for one in (known.checklists if known else ())]
    titles = {(service, one.id): one.title for service, one in offered}
    return page.render(
        "audits.html",
        reading,
        reading.names.zone(authority),
        is_data=False,
        year=year_of(page, reading, authority),
        authority=authority,
        rows=rows,
        offered=offered,
        titles=titles,
        may_write=page.visitor.person is not None
        and any(
            may_do(page, "audit_recorded", authority, unit)
            for unit in (None, *units_of(reading.names, authority))
        ),
    )


def _sum(audit: Audit) -> dict[Met, int]:
    return {met: sum(one.met is met for one in audit.positions) for met in Met}


def _form(
    page: Page,
    reading: Reading,
    service: str,
    name: str,
    said: Fields,
    *,
    status: int = 200,
    **values: Any,
) -> Response:
    authority = authority_of(page, reading)
    found = _requirements(page, reading, service)
    checklist = None if found is None else found.checklist(name)
    if checklist is None:
        raise Denied(page.t(NO_CHECKLIST), 404)
    person = person_of(page)
    case = said.one("case")
    place = _place(reading, case, service) if case else None
    today: date = reading.names.today(authority, page.now)
    units = {
        code: title
        for code, title in units_of(reading.names, authority).items()
        if person.reaches(authority, code)
    }
    return page.render(
        "audit_new.html",
        reading,
        reading.names.zone(authority),
        status=status,
        is_data=False,
        year=today.year,
        service=service,
        service_title=reading.names.service(authority, service),
        checklist=checklist,
        authority=authority,
        case=case,
        place=place,
        number=cases.numbers(reading, [case]).get(case, "") if case else "",
        units=units,
        typed=said,
        today=today,
        mets=_mets(page),
        **{"refused": None, "changed": (), "faults": (), "papers": papers_of(said)} | values,
    )


def _mets(page: Page) -> list[tuple[str, str]]:
    return [(one.value, phrase(words, page.lang)) for one, words in MET.items()]


def _page(
    page: Page, reading: Reading, audit: str, *, status: int = 200, **values: Any
) -> Response:
    found, state = _found(page, reading, audit)
    recorded = state.recorded
    authority, unit = recorded.authority, recorded.unit or "all"
    known = _requirements(page, reading, recorded.service)
    checklist = None if known is None else known.checklist(recorded.checklist)
    demands: dict[str, Demand] = {} if checklist is None else checklist.by_code
    key = audit_key(authority, recorded.service, unit, recorded.audit)
    typed = filled_from(state)
    return page.render(
        "audit_page.html",
        reading,
        reading.names.zone(authority),
        status=status,
        is_data=False,
        year=recorded.looked_on.year,
        dossier=found,
        audit=state,
        checklist=checklist,
        demands=demands,
        mets=_mets(page),
        met_words={one: phrase(words, page.lang) for one, words in MET.items()},
        event=key if cases.exists(reading, key) else "",
        acts=told(page, reading, found),
        may_write=may_do(page, "audit_amended", authority, recorded.unit),
        **{"refused": None, "changed": (), "faults": (), "typed": typed, "papers": papers_of(typed)}
        | values,
    )
