"""Taking note of an overdue deadline: why, and till when. It changes no finding and no figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from sroki.events.acts.users import Role
from sroki.events.i18n import mark
from sroki.projections.desk import Outcome, Performed
from sroki.projections.queries import cases
from sroki.projections.queries.cases import Standing, Subject
from sroki.projections.queries.dossiers import dossier, dossiers
from sroki.projections.queries.reading import Reading
from sroki.projections.web.acting import filled
from sroki.projections.web.context import Context
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
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.users import actors
from sroki.workflows.case_dossier import CASE, Acknowledged, CaseNotes
from sroki.workflows.dates import days_between
from sroki.workflows.duties import Person, may
from sroki.workflows.refusals import Refusal

NOT_OVERDUE = mark("Этот срок не просрочен: отмечать нечего.")
BY_NOW = mark("Выберите день не раньше сегодняшнего и не дальше года.")
_LONGEST_DAYS = 366

Line = Annotated[str, Form(max_length=600)]


class Which(NamedTuple):
    """The deadline a form speaks of."""

    rule: str
    instance: str


class _Found(NamedTuple):
    case: Subject
    one: Standing
    notes: CaseNotes
    version: int


def router(ports: Context) -> APIRouter:
    """`/cases/…/acknowledge` and `/cases/…/withdraw`."""
    routes = APIRouter(include_in_schema=False)
    ours = [Depends(guard(ports))]

    @routes.get("/cases/{case_id:path}/acknowledge")
    def ask(request: Request, case_id: str, rule: str = "", instance: str = "") -> Response:
        page = Page.of(request, ports)
        person = person_of(page)
        with page.reading() as reading:
            return _form(
                page, reading, person, _find(page, reading, case_id, Which(rule, instance))
            )

    @routes.post("/cases/{case_id:path}/acknowledge", dependencies=ours)
    def acknowledge(
        request: Request,
        case_id: str,
        form: SentForm,
        rule: Line = "",
        instance: Line = "",
        until: Line = "",
        reason: Line = "",
    ) -> Response:
        page = Page.of(request, ports)
        person = person_of(page)
        with page.reading() as reading:
            found = _find(page, reading, case_id, Which(rule, instance))
            fault = _fault(reading, found, until)
        said = {"until": until, "reason": reason}
        return _act(page, person, form, found, "deadline_acknowledged", said, fault)

    @routes.post("/cases/{case_id:path}/withdraw", dependencies=ours)
    def withdraw(
        request: Request,
        case_id: str,
        form: SentForm,
        rule: Line = "",
        instance: Line = "",
        reason: Line = "",
    ) -> Response:
        page = Page.of(request, ports)
        person = person_of(page)
        with page.reading() as reading:
            found = _find(page, reading, case_id, Which(rule, instance))
        said = {"reason": reason}
        return _act(page, person, form, found, "acknowledgement_withdrawn", said, None)

    return routes


def may_acknowledge(page: Page, authority: str, unit: str) -> bool:
    """Whether whoever asks may take note of an overdue deadline of this unit."""
    person = page.visitor.person
    return person is not None and may(person, _WHO, authority, unit)


_WHO: frozenset[Role] = CASE.roles["deadline_acknowledged"]


def acknowledged_on(
    reading: Reading, subjects: Iterable[tuple[str, str]]
) -> Mapping[tuple[str, str, str, str], Acknowledged]:
    """What counts today of (authority, subject, rule, instance), for some (authority, subject)."""
    by_authority: dict[str, set[str]] = {}
    for authority, subject in subjects:
        by_authority.setdefault(authority, set()).add(subject)
    found = {}
    for authority, names in by_authority.items():
        today = reading.names.today(authority, reading.now)
        for subject, notes in dossiers(reading, CASE, authority, names).items():
            if notes.state is None:
                continue
            for which, said in notes.state.acknowledged.items():
                if said.counts_on(today):
                    found[authority, subject, *which] = said
    return found


def _find(page: Page, reading: Reading, case_id: str, which: Which) -> _Found:
    """The deadline, if the reader may see its case. Raises `Denied`."""
    case = cases.subject(reading, case_id)
    if case is None:
        raise Denied(page.t("Такого дела нет."), 404)
    one = next((one for one in case.deadlines if (one.rule, one.instance) == which), None)
    notes = dossier(reading, CASE, case.authority, case.key)
    if one is None or notes is None:
        raise Denied(page.t("Такого срока в деле нет."), 404)
    return _Found(case, one, notes.state or CaseNotes(), notes.version)


def _fault(reading: Reading, found: _Found, until: str) -> str | None:
    """Why there is nothing to acknowledge, or not till then: what the dossier cannot know."""
    if not found.one.late:
        return NOT_OVERDUE
    today = reading.names.today(found.case.authority, reading.now)
    try:
        ahead = days_between(today, date.fromisoformat(until))
    except ValueError:
        return BY_NOW
    return None if 0 <= ahead <= _LONGEST_DAYS else BY_NOW


def _act(
    page: Page,
    person: Person,
    form: Sent,
    found: _Found,
    kind: str,
    said: dict[str, str],
    fault: str | None,
) -> Response:
    case, one = found.case, found.one
    about = {"case": case.key, "rule": one.rule, "instance": one.instance, "unit": case.unit}
    act = filled(person, form.once, {"kind": kind, "recorded_at": page.now, **about, **said})
    outcome: Outcome
    if fault is not None or isinstance(act, Refusal):
        outcome = act if isinstance(act, Refusal) else Refusal(fault or "")
    else:
        outcome = page.ports.desk.perform(act, person, form.seen)
    noted(page.request, outcome, f"office/{case.authority}/case/{case.key}")
    if isinstance(outcome, Performed):
        return RedirectResponse(page.link(f"/cases/{case.key}") + "#deadlines", 303)
    with page.reading() as reading:
        again = _find(page, reading, case.key, Which(one.rule, one.instance))
        typed = {"until": "", **said}
        why = why_not(page, outcome)
        if fault is not None:
            why["refused"] = page.t(fault)
        return _form(page, reading, person, again, status=status_of(outcome), typed=typed, **why)


def _form(
    page: Page,
    reading: Reading,
    person: Person,
    found: _Found,
    *,
    status: int = 200,
    **values: Any,
) -> Response:
    if not may_acknowledge(page, found.case.authority, found.case.unit):
        raise Denied(page.t("Ваша роль этого не позволяет, или это не ваше подразделение."))
    which = (found.one.rule, found.one.instance)
    known = found.notes.acknowledged.get(which)
    shown = {"refused": None, "changed": (), "typed": {"until": "", "reason": ""}} | values
    return page.at(f"/cases/{found.case.key}/acknowledge").render(
        "acknowledge.html",
        reading,
        office_zone(reading),
        status=status,
        is_data=False,
        case=found.case,
        one=found.one,
        seen=found.version,
        known=known,
        by=actors(page, reading, {known.by})[known.by] if known else "",
        today=reading.names.today(found.case.authority, reading.now),
        person=person,
        **shown,
    )
