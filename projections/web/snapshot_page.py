"""The page of one snapshot: its figures, files and changes; restated, a signature attached."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from sroki.events.acts.snapshots import SnapshotRestated
from sroki.projections import figure_words
from sroki.projections.desk import Performed
from sroki.projections.queries import checks
from sroki.projections.queries.entries import entry
from sroki.projections.queries.reading import Reading
from sroki.projections.snapshots import shelf
from sroki.projections.snapshots.changes import cases_of
from sroki.projections.snapshots.kinds import FORMATS, PAGE
from sroki.projections.snapshots.shelf import Listed
from sroki.projections.snapshots.words import value_in
from sroki.projections.web.context import Context
from sroki.projections.web.days import day_of
from sroki.projections.web.drafts import NO_DAY, may_issue, tried
from sroki.projections.web.forms import (
    Denied,
    SentForm,
    guard,
    noted,
    person_of,
    status_of,
    why_not,
)
from sroki.projections.web.issues import Approval, Signature
from sroki.projections.web.page import Page
from sroki.projections.web.snapshots import STANDS, WHOLE, known, stands
from sroki.projections.web.uploads import content_of
from sroki.workflows.dates import add_days, last_instant
from sroki.workflows.figures import Verdict
from sroki.workflows.indicator import Indicator
from sroki.workflows.refusals import Refusal
from sroki.workflows.snapshot_dossier import ANSWERS

_TONES: Final = {Verdict.KEPT: "is-met", Verdict.BROKEN: "is-overdue"}
# So many changed cases are told of on a page; the files have them all.
_SHOWN: Final = 200

Line = Annotated[str, Form(max_length=600)]


def router(ports: Context) -> APIRouter:
    """`/snapshots/{number}`."""
    found = APIRouter(include_in_schema=False)
    ours = [Depends(guard(ports))]

    @found.get("/snapshots/{number:int}")
    def one(request: Request, number: int) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _page(page, reading, number)

    @found.post("/snapshots/{number:int}/restate", dependencies=ours)
    def restate(
        request: Request,
        number: int,
        form: SentForm,
        as_of: Line = "",
        dated: Line = "",
        act: Line = "",
        reason: Line = "",
    ) -> Response:
        page = Page.of(request, ports)
        person = person_of(page)
        with page.reading() as reading:
            row = _find(page, reading, number)
            on, known_on = day_of(dated), day_of(as_of)
            zone = reading.names.zone(row.authority)
        if on is None or known_on is None:
            field = page.t("дата") if on is None else page.t("как было известно")
            outcome: Any = Refusal(NO_DAY, {"field": field})
        else:
            approval = Approval(last_instant(known_on, zone), on, act)
            issues = ports.issues(person)
            outcome = tried(page, lambda: issues.restate(form, number, approval, reason))
        noted(request, outcome, f"office/{row.authority}/snapshot/{row.dossier}")
        if isinstance(outcome, Performed) and isinstance(outcome.act, SnapshotRestated):
            return RedirectResponse(page.link(f"/snapshots/{outcome.act.by}") + "#changes", 303)
        typed = {"as_of": as_of, "dated": dated, "act": act, "reason": reason}
        return _again(page, number, outcome, restating=typed)

    @found.post("/snapshots/{number:int}/attach", dependencies=ours)
    def attach(
        request: Request,
        number: int,
        form: SentForm,
        file: UploadFile,
        signed: Line = "",
        whose: Line = "",
    ) -> Response:
        page = Page.of(request, ports)
        person = person_of(page)
        with page.reading() as reading:
            row = _find(page, reading, number)
        signature = Signature(file.filename or "", content_of(file), signed, whose)
        issues = ports.issues(person)
        outcome = tried(page, lambda: issues.attach(form, number, signature))
        noted(request, outcome, f"office/{row.authority}/snapshot/{row.dossier}")
        if isinstance(outcome, Performed):
            return RedirectResponse(page.link(f"/snapshots/{number}") + "#attached", 303)
        return _again(page, number, outcome, attaching={"signed": signed, "whose": whose})

    return found


def _find(page: Page, reading: Reading, number: int) -> Listed:
    """A snapshot that the reader may see. Raises `Denied`."""
    row = known(reading, number)
    if row is None:
        raise Denied(page.t("Такого снимка нет."), 404)
    return row


def _again(page: Page, number: int, outcome: Any, **values: Any) -> Response:
    with page.reading() as reading:
        why = why_not(page, outcome)
        return _page(page, reading, number, status=status_of(outcome), **why, **values)


def _page(
    page: Page, reading: Reading, number: int, *, status: int = 200, **values: Any
) -> Response:
    row = _find(page, reading, number)
    told = json.loads(shelf.file_of(reading.connection, number, PAGE, "json") or b"{}")
    record, body = told["record"], told["body"]
    draft = checks.draft(reading, row.authority, row.dossier)
    assert draft is not None  # noqa: S101 - who sees the snapshot sees its dossier
    notes = draft.notes
    change = shelf.change(reading.connection, number)
    today = reading.names.today(row.authority, reading.now)
    yesterday = add_days(today, -1).isoformat()
    restating = {"as_of": yesterday, "dated": today.isoformat(), "act": "", "reason": ""}
    about = {
        "refused": None,
        "changed": (),
        "restating": restating,
        "attaching": {"signed": "", "whose": ""},
    }
    return page.at(f"/snapshots/{number}").render(
        "snapshot.html",
        reading,
        reading.names.zone(row.authority),
        status=status,
        is_data=False,
        row=row,
        record=record,
        body=body,
        dated=date.fromisoformat(record["dated"]),
        figures=[(Indicator.model_validate(one["indicator"]), one) for one in body["figures"]],
        indicators={
            one["indicator"]["id"]: Indicator.model_validate(one["indicator"])
            for one in body["figures"]
        },
        value_in=value_in,
        words=figure_words,
        tones=_TONES,
        stands=STANDS[stands(row)],
        state=stands(row),
        notes=notes,
        seen=draft.version,
        files=shelf.files(reading.connection, number),
        formats=(*FORMATS, WHOLE),
        change=change,
        cause=None if change is None else entry(reading, *change[:3]),
        changes=_changes(record),
        shown=_SHOWN,
        answers=ANSWERS,
        may_issue=may_issue(page),
        **about | values,
    )


def _with_days(told: Any) -> Any:
    """A finding as a page shows it."""
    if told is None:
        return None
    days = (told[name] and date.fromisoformat(told[name]) for name in ("on", "ended_on"))
    return told | dict(zip(("on", "ended_on"), days, strict=True))


def _changes(record: Any) -> dict[str, Any] | None:
    """What a restatement changed: figures, and cases with the events because of which."""
    changes = record["changes"]
    if changes is None:
        return None
    cases = sorted(cases_of(changes))
    return {
        "figures": changes["figures"],
        "findings": [
            {side: _with_days(told) for side, told in one.items()}
            for one in changes["findings"][:_SHOWN]
        ],
        "cases": [(case, changes["causes"].get(case, [])) for case in cases],
    }
