"""Drafts of snapshots for управление делами: drawn up, watched while units answer, frozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from sroki.events.acts.snapshots import Answer, SnapshotFrozen
from sroki.events.errors import SrokiError
from sroki.events.i18n import mark
from sroki.projections import figure_words
from sroki.projections.desk import Outcome, Performed
from sroki.projections.figures import Asked
from sroki.projections.queries import checks
from sroki.projections.queries.checks import Draft
from sroki.projections.queries.reading import Reading
from sroki.projections.web import check_words
from sroki.projections.web.context import Context
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
from sroki.projections.web.indicator_periods import current, offered
from sroki.projections.web.issues import Approval
from sroki.projections.web.page import Page
from sroki.projections.words import WORDS
from sroki.workflows.dates import add_days, last_instant
from sroki.workflows.duties import Person, may
from sroki.workflows.period_words import parse_span
from sroki.workflows.refusals import Refusal, told
from sroki.workflows.snapshot_dossier import ANSWERS, SNAPSHOT

NO_DAY: Final = mark("Выберите день: {field}.")
NO_UNITS: Final = mark("Выберите хотя бы одно подразделение.")
TOO_EARLY: Final = mark("День ответа уже прошёл.")
# How many days units have to answer, where nobody says otherwise.
_TO_ANSWER: Final = 7

Line = Annotated[str, Form(max_length=600)]
Texts = Annotated[list[str] | None, Form()]


class Progress(NamedTuple):
    """How far a unit has come with its rows."""

    unit: str
    rows: int
    answered: int
    confirmed: int
    errors: int
    contested: int
    late: bool

    @property
    def over(self) -> bool:
        return self.answered >= self.rows


def router(ports: Context) -> APIRouter:
    """`/snapshots/new`, `/snapshots/drafts/{name}`."""
    routes = APIRouter(include_in_schema=False)
    ours = [Depends(guard(ports))]

    @routes.get("/snapshots/new")
    def ask(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _new(page, reading, _office(page))

    @routes.post("/snapshots/new", dependencies=ours)
    def draft(
        request: Request,
        form: SentForm,
        period: Line = "",
        as_of: Line = "",
        answer_by: Line = "",
        service: Texts = None,
        unit: Texts = None,
    ) -> Response:
        page = Page.of(request, ports)
        person = _office(page)
        typed: dict[str, Any] = {"period": period, "as_of": as_of, "answer_by": answer_by}
        typed |= {"services": service or [], "units": unit or []}
        with page.reading() as reading:
            asked = _asked(page, reading, person, typed)
        outcome = (
            asked
            if isinstance(asked, Refusal)
            else tried(
                page, lambda: ports.issues(person).draft(form, asked.what, asked.units, asked.until)
            )
        )
        noted(request, outcome, f"office/{person.authority}/snapshot")
        if isinstance(outcome, Performed):
            return RedirectResponse(page.link(f"/snapshots/drafts/{outcome.act.dossier}"), 303)
        with page.reading() as reading:
            said = why_not(page, outcome)
            return _new(page, reading, person, status=status_of(outcome), typed=typed, **said)

    @routes.get("/snapshots/drafts/{name}")
    def one(request: Request, name: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _progress(page, reading, find(page, reading, name))

    @routes.post("/snapshots/drafts/{name}/freeze", dependencies=ours)
    def freeze(
        request: Request,
        name: str,
        form: SentForm,
        dated: Line = "",
        act: Line = "",
        as_of: Line = "",
    ) -> Response:
        page = Page.of(request, ports)
        person = _office(page)
        with page.reading() as reading:
            found = find(page, reading, name)
            approval = approved(page, reading, found, dated, act, as_of)
        outcome = (
            approval
            if isinstance(approval, Refusal)
            else tried(page, lambda: ports.issues(person).freeze(form, name, approval))
        )
        noted(request, outcome, f"office/{person.authority}/snapshot/{name}")
        if isinstance(outcome, Performed) and isinstance(outcome.act, SnapshotFrozen):
            return RedirectResponse(page.link(f"/snapshots/{outcome.act.number}"), 303)
        with page.reading() as reading:
            typed = {"dated": dated, "act": act, "as_of": as_of}
            said = why_not(page, outcome)
            again = find(page, reading, name)
            return _progress(page, reading, again, status=status_of(outcome), typed=typed, **said)

    return routes


class _Wanted(NamedTuple):
    what: Asked
    units: tuple[str, ...]
    until: date


def find(page: Page, reading: Reading, name: str) -> Draft:
    """A draft by its name, as the reader sees it. Raises `Denied`."""
    found = next(iter(checks.drafts(reading, name)), None)
    if found is None:
        raise Denied(page.t("Такого проекта нет."), 404)
    return found


def may_issue(page: Page) -> bool:
    """Whether whoever asks draws up and freezes snapshots of his authority."""
    person = page.visitor.person
    if person is None:
        return False
    return may(person, SNAPSHOT.roles["snapshot_frozen"], person.authority, None)


def approved(
    page: Page, reading: Reading, found: Draft, dated: str, act: str, as_of: str
) -> Approval | Refusal:
    """What a form says a snapshot is approved by; without a moment it is that of the draft."""
    on = day_of(dated)
    if on is None:
        return Refusal(NO_DAY, {"field": page.t("дата")})
    if not as_of.strip():
        return Approval(found.notes.draft.as_of, on, act)
    known = day_of(as_of)
    if known is None:
        return Refusal(NO_DAY, {"field": page.t("как было известно")})
    moment = last_instant(known, reading.names.zone(found.authority))
    return Approval(moment, on, act)


def tried(page: Page, act: Callable[[], Outcome]) -> Outcome:
    """What came of an act; an error is a refusal in its own words."""
    try:
        return act()
    except SrokiError as error:
        return told(error.told(page.lang, WORDS))


def _office(page: Page) -> Person:
    person = person_of(page)
    if not may_issue(page):
        raise Denied(page.t("Ваша роль этого не позволяет."))
    return person


def _asked(
    page: Page, reading: Reading, person: Person, typed: dict[str, Any]
) -> _Wanted | Refusal:
    """What a form asks for, or why it cannot be."""
    whose, names = person.authority, reading.names
    today = names.today(whose, reading.now)
    windows = [one for edition in _editions(reading, whose) for one in edition.windows]
    try:
        span = parse_span(typed["period"] or current(today), today, windows)
    except SrokiError as error:
        return told(error.told(page.lang, WORDS))
    as_of, until = day_of(typed["as_of"]), day_of(typed["answer_by"])
    if as_of is None:
        return Refusal(NO_DAY, {"field": page.t("как было известно")})
    if until is None:
        return Refusal(NO_DAY, {"field": page.t("ответить до")})
    if until < today:
        return Refusal(TOO_EARLY)
    known = [code for of, code in names.units if of == whose]
    units = tuple(one for one in known if one in typed["units"])
    if not units:
        return Refusal(NO_UNITS)
    moment = last_instant(as_of, names.zone(whose))
    return _Wanted(Asked(span, whose, tuple(typed["services"]), None, moment), units, until)


def _editions(reading: Reading, authority: str) -> Sequence[Any]:
    return [one for one in reading.names.editions.values() if one.authority == authority]


def _new(
    page: Page, reading: Reading, person: Person, *, status: int = 200, **values: Any
) -> Response:
    names, whose = reading.names, person.authority
    today = names.today(whose, reading.now)
    editions = _editions(reading, whose)
    windows = [window for one in editions for window in one.windows]
    services = sorted({one.service for one in editions if one.indicators})
    units = [(code, names.unit(whose, code)) for of, code in names.units if of == whose]
    typed = {
        "period": page.request.query_params.get("period", "") or current(today),
        "as_of": add_days(today, -1).isoformat(),
        "answer_by": add_days(today, _TO_ANSWER).isoformat(),
        "services": [],
        "units": [code for code, _ in units],
    }
    shown = {"refused": None, "changed": (), "typed": typed} | values
    return page.at("/snapshots/new").render(
        "draft_new.html",
        reading,
        names.zone(whose),
        status=status,
        is_data=False,
        authority=whose,
        offered=offered(page, today, windows),
        services=[(one, names.service(whose, one)) for one in services],
        units=units,
        today=today,
        **shown,
    )


def progress(reading: Reading, found: Draft) -> list[Progress]:
    """How far each unit of a draft has come."""
    counted = checks.counts(reading, found)
    today = reading.names.today(found.authority, reading.now)
    by = found.notes.draft.answer_by
    said = Counter((unit, one.said.answer) for (unit, _), one in found.notes.answers.items())
    rows = []
    for unit in found.units:
        confirmed, errors, contested = (said[unit, one] for one in Answer)
        answered = confirmed + errors + contested
        late = by is not None and by < today and answered < counted[unit]
        rows.append(
            Progress(unit, counted[unit], answered, confirmed, errors, contested, late=late)
        )
    return rows


def _progress(
    page: Page, reading: Reading, found: Draft, *, status: int = 200, **values: Any
) -> Response:
    draft = found.notes.draft
    objections = [
        (unit, row, one)
        for (unit, row), one in sorted(found.notes.answers.items())
        if one.said.answer is not Answer.CONFIRMED
    ]
    typed = {"dated": "", "act": "", "as_of": ""}
    shown = {"refused": None, "changed": (), "typed": typed} | values
    return page.at(f"/snapshots/drafts/{found.name}").render(
        "draft.html",
        reading,
        reading.names.zone(found.authority),
        status=status,
        is_data=False,
        found=found,
        draft=draft,
        progress=progress(reading, found),
        objections=objections,
        answers=ANSWERS,
        tone=check_words.tone,
        words=figure_words,
        may_freeze=found.whole and may_issue(page) and found.notes.frozen is None,
        today=reading.names.today(found.authority, reading.now),
        **shown,
    )
