"""Samples for the check of cases: drawn by a key that is told, and what was seen in each case."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from sroki.events.acts.audits import SampleDrawn
from sroki.events.i18n import mark
from sroki.projections.cycle.plan_file import units_of
from sroki.projections.desk import Outcome, Performed
from sroki.projections.queries import cases
from sroki.projections.queries.cycle import plan_of
from sroki.projections.queries.observed import Whose
from sroki.projections.queries.reading import Reading
from sroki.projections.queries.samples import (
    CHECKLIST,
    Checks,
    Looked,
    frame,
    positions,
    ref_of,
    sample_of,
    samples,
)
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
from sroki.projections.web.page import Page
from sroki.projections.web.sheets import Sheet, as_csv
from sroki.workflows.audit_dossier import draw
from sroki.workflows.dossiers import Dossier
from sroki.workflows.refusals import NOT_WRITTEN, Refusal

# An act holds no more cases than this.
MOST: Final = 1_000
_COLUMNS: Final = (
    mark("Номер заявления"),
    mark("Дело"),
    mark("Подразделение"),
    mark("День проверки"),
    mark("Не выполнено позиций"),
)


class _Asked(NamedTuple):
    """What a form asks to be drawn."""

    service: str
    unit: str | None
    first_on: date
    last_on: date
    size: int


def router(ports: Context) -> APIRouter:
    """`/cycle/samples`."""
    routes = APIRouter(include_in_schema=False)
    ours = [Depends(guard(ports))]

    @routes.get("/cycle/samples")
    def every(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _list(page, reading)

    @routes.post("/cycle/samples", dependencies=ours)
    def begin(request: Request, form: SentForm, said: FieldsForm) -> Response:
        page = Page.of(request, ports)
        asked, faults = _read(page, said)
        fields: dict[str, Any] = {}
        if asked is not None:
            with page.reading() as reading:
                fields = _drawn(page, reading, asked, said.one("key") or form.once[:12].lower())
            if not fields["frame"]:
                faults.append(page.t("За эти дни здесь не подано ни одного заявления."))
            fields["sample"] = f"{asked.first_on.year}-{form.once[:8].lower()}"
        person = person_of(page)
        outcome: Outcome = Refusal(NOT_WRITTEN) if faults else do(page, person, form, fields)
        if isinstance(outcome, Performed):
            return RedirectResponse(page.link(f"/cycle/samples/{outcome.act.dossier}"), 303)
        with page.reading() as reading:
            values = {"faults": faults, "said": said, **why_not(page, outcome)}
            return _list(page, reading, status=status_of(outcome), **values)

    @routes.get("/cycle/samples/{name}.csv")
    def table(request: Request, name: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            authority, found = _found(page, reading, name)
            looked = _looked(reading, authority, found)
            numbers = cases.numbers(reading, [one.case for one in looked])
            rows = [
                [
                    numbers.get(one.case, ""),
                    one.case,
                    reading.names.unit(authority, one.unit),
                    one.seen.recorded.looked_on if one.seen else None,
                    one.unmet if one.seen else None,
                ]
                for one in looked
            ]
        return as_csv(Sheet(f"sample-{name}", [page.t(one) for one in _COLUMNS], rows))

    @routes.get("/cycle/samples/{name}")
    def look(request: Request, name: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _page(page, reading, name)

    return routes


def _read(page: Page, said: Fields) -> tuple[_Asked | None, list[str]]:
    """What the form asks for, or what is wrong with it."""
    faults: list[str] = []
    first_on, last_on = day_of(said.one("first_on")), day_of(said.one("last_on"))
    if first_on is None or last_on is None or last_on < first_on:
        faults.append(page.t("Нужны первый и последний день, первый не позже последнего."))
    size = said.one("size")
    number = int(size) if size.isascii() and size.isdecimal() and len(size) < 6 else 0
    if not 1 <= number <= MOST:
        faults.append(page.t("Сколько дел: целое число от 1 до {most}.", most=MOST))
    if faults or first_on is None or last_on is None:
        return None, faults
    unit = said.one("unit") or None
    return _Asked(said.one("service"), unit, first_on, last_on, number), faults


def _drawn(page: Page, reading: Reading, asked: _Asked, key: str) -> dict[str, Any]:
    """The fields of the act: the cases are drawn here, not by whoever sends the form."""
    authority = authority_of(page, reading)
    whose = Whose(authority, asked.service, asked.unit)
    found = frame(reading, whose, asked.first_on, asked.last_on)
    plan = plan_of(reading, authority, asked.first_on.year)
    planned = plan is not None and plan.state is not None
    return {
        "kind": "sample_drawn",
        "service": asked.service,
        "unit": asked.unit,
        "first_on": asked.first_on,
        "last_on": asked.last_on,
        "key": key,
        "frame": len(found),
        "cases": draw(found, key, asked.size),
        "rests_on": [f"dossier/plan/{asked.first_on.year}"] if planned else [],
    }


def _found(page: Page, reading: Reading, name: str) -> tuple[str, Dossier[SampleDrawn]]:
    authority = authority_of(page, reading)
    found = sample_of(reading, authority, name)
    if found is None:
        raise Denied(page.t("Такой выборки нет."), 404)
    return authority, found


def _looked(reading: Reading, authority: str, found: Dossier[SampleDrawn]) -> list[Looked]:
    assert found.state is not None  # noqa: S101 - `_found` refuses otherwise
    return Checks(reading, authority).of(found.state)


def _list(page: Page, reading: Reading, *, status: int = 200, **values: Any) -> Response:
    authority = authority_of(page, reading)
    checks = Checks(reading, authority)
    rows = [
        (one, sum(of.seen is not None for of in checks.of(one)))
        for one in samples(reading, authority)
    ]
    return page.render(
        "samples.html",
        reading,
        reading.names.zone(authority),
        status=status,
        is_data=False,
        year=year_of(page, reading, authority),
        authority=authority,
        rows=rows,
        most=MOST,
        services=_services(page, reading, authority),
        units=units_of(reading.names, authority),
        may_write=may_do(page, "sample_drawn", authority),
        **{"refused": None, "changed": (), "faults": (), "said": Fields({})} | values,
    )


def _services(page: Page, reading: Reading, authority: str) -> list[tuple[str, str]]:
    """The services whose cases there is a checklist for."""
    found = []
    for (of, service), title in sorted(reading.names.services.items()):
        edition = edition_of(reading, authority, service) if of == authority else None
        known = None if edition is None else page.ports.requirements.get(edition.id)
        if known is not None and known.checklist(CHECKLIST) is not None:
            found.append((service, f"{service} — {title}"))
    return found


def _page(page: Page, reading: Reading, name: str) -> Response:
    authority, found = _found(page, reading, name)
    sample = found.state
    assert sample is not None  # noqa: S101 - `_found` refuses otherwise
    looked = _looked(reading, authority, found)
    edition = edition_of(reading, authority, sample.service)
    known = None if edition is None else page.ports.requirements.get(edition.id)
    checklist = None if known is None else known.checklist(CHECKLIST)
    demands = {} if checklist is None else checklist.by_code
    whose = Whose(authority, sample.service, sample.unit)
    found_now = frame(reading, whose, sample.first_on, sample.last_on)
    return page.render(
        "sample.html",
        reading,
        reading.names.zone(authority),
        is_data=False,
        year=sample.first_on.year,
        authority=authority,
        sample=sample,
        dossier=found,
        looked=looked,
        numbers=cases.numbers(reading, [one.case for one in looked]),
        checked=sum(one.seen is not None for one in looked),
        clean=sum(one.seen is not None and not one.unmet for one in looked),
        positions=[(demands[one.code], one) for one in positions(looked, list(demands))],
        checklist=checklist,
        frame=len(found_now),
        same=draw(found_now, sample.key, len(sample.cases)) == sample.cases,
        ref=ref_of(name),
        may_check={
            one.case for one in looked if may_do(page, "audit_recorded", authority, one.unit)
        },
        acts=told(page, reading, found),
    )
