"""A case: its deadlines, its picture, its life in plain words, what was said of it and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from sroki.events.base import Event
from sroki.projections import timeline
from sroki.projections.queries import cases
from sroki.projections.queries.cases import Standing, Subject
from sroki.projections.queries.reading import Reading
from sroki.projections.web.acknowledging import acknowledged_on, may_acknowledge
from sroki.projections.web.context import Context
from sroki.projections.web.findings import as_dict
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.sheets import Cell, Sheet, as_csv, as_json
from sroki.workflows.assessment import State
from sroki.workflows.dates import civil_date, days_between
from sroki.workflows.explanation import DeadlineStory, Explanation

_ENDED = frozenset({State.MET, State.LATE, State.CANCELLED})
_AMENDS = frozenset({"corrected", "annulled"})


class DeadlineOut(BaseModel):
    """A deadline as the API gives it. `days_left` is negative once the due day is over."""

    rule: str
    instance: str
    title: str
    clause: str
    state: str
    proof: str
    started_on: date | None
    due_raw_on: date | None
    due_on: date | None
    preliminary: bool
    ended_on: date | None
    days_left: int | None


class DeadlinesOut(BaseModel):
    """The deadlines of a case that have started, the earliest due first."""

    case_id: str
    as_of: str
    deadlines: list[DeadlineOut]


def router(ports: Context) -> APIRouter:
    """The pages of cases. Groups and visits have them too: a key may hold slashes."""
    routes = APIRouter()

    @routes.get(
        "/cases/{case_id:path}/deadlines",
        response_model=DeadlinesOut,
        summary="The due days of a case, with their clauses",
        responses={404: {"description": "No such case, or not yours to see"}},
    )
    def due(case_id: str, request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            found = cases.subject(reading, case_id)
            if found is None:
                return as_json({"error": page.t("Такого дела нет.")}, status=404)
            body = {
                "case_id": case_id,
                "as_of": reading.now,
                "deadlines": [deadline(reading, found, one) for one in found.deadlines],
            }
        return as_json(body)

    @routes.get("/cases/{case_id:path}", include_in_schema=False)
    def page(case_id: str, request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            # An id may itself end in «.csv»: the very id comes first.
            found, form = cases.subject(reading, case_id), ""
            for suffix in (".json", ".csv"):
                if found is None and case_id.endswith(suffix):
                    found, form = cases.subject(reading, case_id.removesuffix(suffix)), suffix
            if found is None:
                return _missing(page, reading, form)
            if form == ".json":
                return as_json(_json(page, reading, found))
            if form == ".csv":
                rows = [deadline(reading, found, one) for one in found.deadlines]
                # A ticket may hold any letters; the name of a file had better not.
                name = "sroki-" + re.sub("[^A-Za-z0-9._-]", "-", found.key)
                columns = list(DeadlineOut.model_fields)
                return as_csv(Sheet(name, columns, [list(row.values()) for row in rows]))
            return _page(page.at(f"/cases/{found.key}"), reading, found)

    return routes


def deadline(reading: Reading, found: Subject, one: Standing) -> dict[str, Cell]:
    """A deadline for the API and the tables: a `DeadlineOut`."""
    return {
        "rule": one.rule,
        "instance": one.instance,
        "title": reading.names.rule(found.authority, found.service, one.rule),
        "clause": one.clause,
        "state": one.state.value,
        "proof": one.proof.value,
        "started_on": one.started_on,
        "due_raw_on": one.due_raw_on,
        "due_on": one.due_on,
        "preliminary": one.preliminary,
        "ended_on": one.ended_on,
        "days_left": days_left(reading, found, one),
    }


def days_left(reading: Reading, found: Subject, one: Standing) -> int | None:
    """Days until the due day from its end, or from today; negative when it was, or is, late."""
    if one.due_on is None or one.state is State.CANCELLED:
        return None
    return days_between(
        one.ended_on or reading.names.today(found.authority, reading.now), one.due_on
    )


def _missing(page: Page, reading: Reading, form: str) -> Response:
    if form == ".json":
        return as_json({"error": page.t("Такого дела нет.")}, status=404)
    return page.render("missing.html", reading, office_zone(reading), status=404)


def _page(page: Page, reading: Reading, found: Subject) -> Response:
    names = reading.names
    told = _told(page, found)
    known = page.request.query_params.get("order") == "known"
    return page.render(
        "case.html",
        reading,
        names.zone(found.authority),
        case=found,
        edition=names.editions.get(found.edition or ""),
        told=told,
        stories=_stories(told),
        picture=_picture(page, reading, found),
        acknowledged=acknowledged_on(reading, [(found.authority, found.key)]),
        may_acknowledge=may_acknowledge(page, found.authority, found.unit),
        days_left=lambda one: days_left(reading, found, one),
        sentence=lambda event: page.ports.say(event, found.edition, page.lang),
        replaced=_replaced(found),
        events=_in_order(found.events, known=known),
        known=known,
    )


def _told(page: Page, found: Subject) -> Explanation | None:
    """The explanation; none of a subject that raised when it was assessed: it would raise again."""
    return None if found.fault else page.ports.explain(found.key, page.lang)


def _stories(told: Explanation | None) -> dict[tuple[str, str], DeadlineStory]:
    return {(one.rule, one.instance): one for one in told.deadlines} if told else {}


def _replaced(found: Subject) -> dict[tuple[str, str], Event]:
    """What was corrected or annulled, with the event that did it."""
    return {
        (event.target.source, event.target.id): event
        for event in found.events
        if event.kind in _AMENDS and hasattr(event, "target")
    }


def _picture(page: Page, reading: Reading, found: Subject) -> timeline.Picture | None:
    names, zone = reading.names, reading.names.zone(found.authority)
    spans = [
        timeline.Span(
            names.rule(found.authority, found.service, one.rule),
            one.state,
            one.proof,
            one.started_on,
            one.due_raw_on,
            one.due_on,
            one.ended_on if one.state in _ENDED else None,
        )
        for one in found.deadlines
        if one.started_on is not None
    ]
    marks = [
        timeline.Mark(
            civil_date(event.occurred_at, zone), page.ports.say(event, found.edition, page.lang)
        )
        for event in found.events
    ]
    if not spans and not marks:
        return None
    today = names.today(found.authority, reading.now)
    return timeline.picture(spans, marks, today, names.works(found.authority))


def _json(page: Page, reading: Reading, found: Subject) -> dict[str, Any]:
    told = _told(page, found)
    whole = found._asdict()
    # The numbers of the alias register stay on the page of an operator: files travel.
    del whole["aliases"]
    return whole | {
        "as_of": reading.now,
        "deadlines": [deadline(reading, found, one) for one in found.deadlines],
        "events": [
            event.model_dump(mode="json", exclude_none=True)
            | {"sentence": page.ports.say(event, found.edition, page.lang)}
            for event in found.events
        ],
        "findings": [as_dict(one) for one in found.findings],
        "conflicts": [
            {
                "received_at": one.received_at,
                "event": one.event.model_dump(mode="json", exclude_none=True),
            }
            for one in found.conflicts
        ],
        "explanation": _explanation(told) if told else None,
    }


def _explanation(told: Explanation) -> dict[str, Any]:
    return {
        "summary": told.summary,
        "chapters": [chapter._asdict() for chapter in told.chapters],
        "deadlines": [
            {
                **one._asdict(),
                "counting": {
                    "days": [day._asdict() for day in one.counting.days],
                    "rolled": [day._asdict() for day in one.counting.rolled],
                }
                if one.counting
                else None,
            }
            for one in told.deadlines
        ],
    }


def _in_order(events: Sequence[Event], *, known: bool) -> list[Event]:
    """As they happened, or as they became known."""
    if not known:
        return list(events)
    return sorted(events, key=lambda one: (one.received_at or one.occurred_at, one.id))
