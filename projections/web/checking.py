"""The check of a draft by a unit: its rows, each answered, on the page or in a spreadsheet."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from sroki.events.acts.snapshots import Answer, SnapshotAnswered
from sroki.events.errors import SrokiError
from sroki.events.i18n import mark
from sroki.projections.answering import answer
from sroki.projections.desk import Outcome, Performed
from sroki.projections.queries import cases, checks
from sroki.projections.queries.checks import Draft
from sroki.projections.queries.reading import Reading
from sroki.projections.web import check_sheet, check_words
from sroki.projections.web.acting import filled
from sroki.projections.web.context import Context
from sroki.projections.web.days import day_of
from sroki.projections.web.drafts import NO_DAY, find
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
from sroki.projections.web.page import PAGE_SIZE, Page
from sroki.projections.web.paging import Paging
from sroki.projections.web.sheets import XLSX, as_file
from sroki.projections.web.uploads import content_of
from sroki.projections.words import WORDS
from sroki.workflows.duties import Person, may
from sroki.workflows.refusals import Refusal
from sroki.workflows.refusals import told as told_so
from sroki.workflows.snapshot_dossier import ANSWERS, SNAPSHOT

NO_ROWS: Final = mark("Не выбрано ни одной строки.")
NO_ANSWER: Final = mark("Выберите ответ.")
_SHOW: Final = ("open", "all", "objected")

Line = Annotated[str, Form(max_length=600)]
Texts = Annotated[list[str] | None, Form()]


class _By(NamedTuple):
    """Who answers, by which form, for which unit of which draft."""

    page: Page
    person: Person
    form: Sent
    found: Draft
    unit: str


class _Chosen(NamedTuple):
    """What is answered, of which rows; `everything`: of all without an answer."""

    rows: list[str]
    answer: str
    words: str
    everything: bool

    @property
    def confirms(self) -> bool:
        return self.answer == Answer.CONFIRMED.value


class _Document(NamedTuple):
    """The document of an answer as it was written down, and its file."""

    said: dict[str, str]
    file: UploadFile | None


def _chosen(
    row: Texts = None, answer: Line = "", words: Line = "", everything: Line = ""
) -> _Chosen:
    return _Chosen(list(row or []), answer, words, bool(everything))


def _document(
    document: Line = "",
    document_on: Line = "",
    document_sha256: Line = "",
    file: UploadFile | None = None,
) -> _Document:
    said = {"document": document, "document_on": document_on}
    return _Document(said | {"document_sha256": document_sha256.strip().lower()}, file)


def router(ports: Context) -> APIRouter:
    """`/snapshots/drafts/{name}/{unit}` and its spreadsheet."""
    routes = APIRouter(include_in_schema=False)
    ours = [Depends(guard(ports))]

    @routes.get("/snapshots/drafts/{name}/{unit}.xlsx")
    def sheet(request: Request, name: str, unit: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            found = _part(page, reading, name, unit)
            rows = checks.rows(reading, found, unit)
            numbers = cases.numbers(reading, (one.told.get("case_id", "") for one in rows))
            content = check_sheet.written(found, unit, rows, numbers, reading.names, page.lang)
        return as_file(content, XLSX, f"{name}-{unit}.xlsx")

    @routes.post("/snapshots/drafts/{name}/{unit}/sheet", dependencies=ours)
    def upload(
        request: Request, name: str, unit: str, form: SentForm, file: UploadFile
    ) -> Response:
        page = Page.of(request, ports)
        person = person_of(page)
        with page.reading() as reading:
            found = _part(page, reading, name, unit)
            asked = checks.names(reading.connection, found.authority, name, unit)
        outcome: Outcome
        faults: list[str] = []
        try:
            content = content_of(file)
            told = check_sheet.read(content, file.filename or "?", found, unit, asked)
            rows = _news(found, unit, told.rows)
            faults = [one.told(page.lang, WORDS) for one in told.faults]
            outcome = Refusal(NO_ROWS)
            if not faults and rows:
                outcome = _answer(_By(page, person, form, found, unit), rows)
        except SrokiError as error:
            outcome, faults = Refusal(NO_ROWS), [error.told(page.lang, WORDS)]
        noted(request, outcome, f"office/{found.authority}/snapshot/{name}")
        if isinstance(outcome, Performed):
            return RedirectResponse(page.link(f"/snapshots/drafts/{name}/{unit}"), 303)
        return _again(page, name, unit, outcome, faults=faults, refused=None if faults else ...)

    @routes.get("/snapshots/drafts/{name}/{unit}")
    def rows(request: Request, name: str, unit: str, row: str = "") -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            found = _part(page, reading, name, unit)
            if row:
                return _one(page, reading, found, unit, row)
            return _rows(page, reading, found, unit)

    @routes.post("/snapshots/drafts/{name}/{unit}", dependencies=ours)
    def take(
        request: Request,
        name: str,
        unit: str,
        form: SentForm,
        chosen: Annotated[_Chosen, Depends(_chosen)],
        document: Annotated[_Document, Depends(_document)],
    ) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            found = _part(page, reading, name, unit)
            wanted = _left(reading, found, unit) if chosen.everything else chosen.rows
        by = _By(page, person_of(page), form, found, unit)
        outcome = _taken(by, wanted, chosen, document)
        noted(request, outcome, f"office/{found.authority}/snapshot/{name}")
        if isinstance(outcome, Performed):
            return RedirectResponse(page.link(f"/snapshots/drafts/{name}/{unit}"), 303)
        single = wanted[0] if len(wanted) == 1 and not chosen.confirms else ""
        typed = {"answer": chosen.answer, "words": chosen.words, **document.said}
        return _again(page, name, unit, outcome, row=single, typed=typed)

    return routes


def may_answer(page: Page, authority: str, unit: str) -> bool:
    """Whether whoever asks answers for this unit."""
    person = page.visitor.person
    return person is not None and may(person, SNAPSHOT.roles["snapshot_answered"], authority, unit)


def _part(page: Page, reading: Reading, name: str, unit: str) -> Draft:
    """A draft of which the reader may see this unit. Raises `Denied`."""
    found = find(page, reading, name)
    if unit not in found.units:
        raise Denied(page.t("Такого подразделения в сверке нет."), 404)
    return found


def _taken(by: _By, rows: list[str], chosen: _Chosen, document: _Document) -> Outcome:
    """What came of answers written on the page."""
    if not rows:
        return Refusal(NO_ROWS)
    if chosen.answer not in list(Answer):
        return Refusal(NO_ANSWER)
    said = {"answer": chosen.answer, "words": chosen.words, **document.said}
    told: dict[str, Any] = {name: text for name, text in said.items() if text.strip()}
    if "document_on" in told:
        told["document_on"] = day_of(told["document_on"])
        if told["document_on"] is None:
            return Refusal(NO_DAY, {"field": by.page.t("дата документа")})
    if document.file is not None and document.file.filename:
        try:
            told["document_sha256"] = sha256(content_of(document.file)).hexdigest()
        except SrokiError as error:
            return told_so(error.told(by.page.lang, WORDS))
    return _answer(by, [{**told, "row": row} for row in rows])


def _answer(by: _By, rows: list[dict[str, Any]]) -> Outcome:
    head = {"kind": "snapshot_answered", "recorded_at": by.page.now, "snapshot": by.found.name}
    act = filled(by.person, by.form.once, head | {"unit": by.unit, "rows": rows})
    if not isinstance(act, SnapshotAnswered):
        assert isinstance(act, Refusal)  # noqa: S101 - there is no other act of this kind
        return act
    return answer(by.page.ports.desk, act, by.person, by.form.seen)


def _news(found: Draft, unit: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers of a file that say something else than what was answered before."""
    known = found.notes.answers

    def new(row: dict[str, Any]) -> bool:
        before = known.get((unit, row["row"]))
        return before is None or before.said.model_dump(exclude_none=True) != row

    return [row for row in rows if new(row)]


def _left(reading: Reading, found: Draft, unit: str) -> list[str]:
    """The rows of a unit that nobody answered yet."""
    names = checks.names(reading.connection, found.authority, found.name, unit)
    return [one for one in names if (unit, one) not in found.notes.answers]


def _again(
    page: Page, name: str, unit: str, outcome: Outcome, row: str = "", **values: Any
) -> Response:
    """The form that was not taken, shown again with the reason."""
    why = why_not(page, outcome) | {key: one for key, one in values.items() if one is not ...}
    with page.reading() as reading:
        found = _part(page, reading, name, unit)
        if row:
            return _one(page, reading, found, unit, row, status=status_of(outcome), **why)
        why.pop("typed", None)
        return _rows(page, reading, found, unit, status=status_of(outcome), **why)


def _rows(
    page: Page, reading: Reading, found: Draft, unit: str, *, status: int = 200, **values: Any
) -> Response:
    wanted = page.request.query_params.get("show", "")
    show = wanted if wanted in _SHOW else _SHOW[0]
    every = checks.names(reading.connection, found.authority, found.name, unit)
    answers = found.notes.answers
    left = [one for one in every if (unit, one) not in answers]
    objected = [
        one
        for one in every
        if (unit, one) in answers and answers[unit, one].said.answer is not Answer.CONFIRMED
    ]
    names = {"open": left, "all": every, "objected": objected}[show]
    paging = Paging.of(page, len(names))
    shown = names[paging.offset : paging.offset + min(paging.size, PAGE_SIZE)]
    told = checks.rows(reading, found, unit, only=shown)
    lines = [
        check_words.line(
            one, answers.get((unit, one.row)), found.authority, reading.names, page.lang
        )
        for one in told
    ]
    about = {"refused": None, "changed": (), "faults": ()} | values
    return page.at(f"/snapshots/drafts/{found.name}/{unit}").render(
        "check.html",
        reading,
        reading.names.zone(found.authority),
        status=status,
        is_data=False,
        found=found,
        unit=unit,
        show=show,
        counts={"open": len(left), "all": len(every), "objected": len(objected)},
        paging=paging,
        lines=lines,
        numbers=cases.numbers(reading, (one.case_id for one in lines if one.case_id)),
        answers=ANSWERS,
        tone=check_words.tone,
        may=may_answer(page, found.authority, unit) and found.notes.frozen is None,
        today=reading.names.today(found.authority, reading.now),
        **about,
    )


def _one(
    page: Page,
    reading: Reading,
    found: Draft,
    unit: str,
    row: str,
    *,
    status: int = 200,
    **values: Any,
) -> Response:
    """The form of one row, where what is written is more than «верно»."""
    if not may_answer(page, found.authority, unit):
        raise Denied(page.t("Ваша роль этого не позволяет, или это не ваше подразделение."))
    rows = checks.rows(reading, found, unit, only=[row])
    if not rows:
        raise Denied(page.t("Такой строки в проекте нет."), 404)
    said = found.notes.answers.get((unit, row))
    line = check_words.line(rows[0], said, found.authority, reading.names, page.lang)
    typed: dict[str, Any] = {"answer": "", "document": "", "document_on": ""}
    typed |= {"document_sha256": "", "words": ""}
    if said is not None:
        typed |= said.said.model_dump(mode="json", exclude_none=True)
    about = {"refused": None, "changed": (), "typed": typed} | values
    return page.at(f"/snapshots/drafts/{found.name}/{unit}").render(
        "check_row.html",
        reading,
        reading.names.zone(found.authority),
        status=status,
        is_data=False,
        found=found,
        unit=unit,
        line=line,
        numbers=cases.numbers(reading, [line.case_id] if line.case_id else []),
        answers=ANSWERS,
        **about,
    )
