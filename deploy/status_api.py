"""How a case goes, for the cabinets of applicants: asked by its id, or by its number in a body."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, HTTPException, Path
from pydantic import AwareDatetime, BaseModel, Field

from sroki.deploy.access import cabinet_asking
from sroki.deploy.applicants import status_of
from sroki.deploy.cabinets import Cabinet
from sroki.deploy.shell import Shell
from sroki.projections import outbox
from sroki.projections.queries.lookup import Asked, case_of
from sroki.projections.queries.reading import Reading
from sroki.workflows.applicant import Due, Progress, Status

STATUS: Final = "/api/v1/status"
# Whoever has no token was refused by `access`, before his question was read.
_Asking = Annotated[Cabinet, Depends(cabinet_asking)]
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    401: {"description": "No token of a cabinet"},
    404: {"description": "No such case, or not of this cabinet's units"},
}


class DueAnswer(BaseModel):
    """A time limit of the case; `due_on` is its last day, inclusive."""

    title: str
    due_on: date
    clause: str
    words: str
    preliminary: bool


class CaseStatus(BaseModel):
    """What an applicant may be told: no name, no outcome, no ground.

    `known_on` is the day up to which the office has told everything; `missed` is proven where
    `progress` is `overdue` or `notified`.
    """

    case_id: str
    progress: Progress
    known_on: date | None
    step: str
    next_due: DueAnswer | None
    missed: DueAnswer | None
    notified_on: date | None


class Question(BaseModel):
    """A registration number with its unit, and its year where numbers begin anew."""

    number: Annotated[str, Field(min_length=1, max_length=100)]
    unit: Annotated[str, Field(min_length=1, max_length=100)]
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None


class Again(BaseModel):
    """From which moment on statuses are to be sent again."""

    since: AwareDatetime


class ToSend(BaseModel):
    """How many letters leave again."""

    letters: int


def router(shell: Shell) -> APIRouter:
    """`/api/v1/status…`; closed to everybody while no cabinet is set."""
    routes = APIRouter(tags=["status"], responses=_RESPONSES)

    @routes.get(f"{STATUS}/{{case_id}}", summary="How a case goes")
    def by_id(cabinet: _Asking, case_id: Annotated[str, Path(max_length=300)]) -> CaseStatus:
        with shell.database.reading() as connection:
            return _answer(shell, _seen(shell.reading(connection), cabinet), case_id)

    @routes.post(STATUS, summary="How a case goes, by its registration number")
    def by_number(cabinet: _Asking, asked: Question) -> CaseStatus:
        with shell.database.reading() as connection:
            reading = _seen(shell.reading(connection), cabinet)
            found = case_of(reading, Asked(asked.number, cabinet.authority, asked.unit, asked.year))
            return _answer(shell, reading, found)

    @routes.post(f"{STATUS}/replay", summary="Send the webhook's letters again")
    def replay(cabinet: _Asking, again: Again) -> ToSend:
        """Every letter made since a moment leaves again, in order, under the id it had."""
        now = shell.clock.now()
        since = again.since.astimezone(UTC)
        return ToSend(letters=outbox.replay(shell.database, cabinet.name, since, now))

    return routes


def _seen(reading: Reading, cabinet: Cabinet) -> Reading:
    return reading._replace(scope=cabinet.scope)


def _answer(shell: Shell, reading: Reading, case_id: str | None) -> CaseStatus:
    found = None if case_id is None else status_of(shell, reading, case_id)
    if found is None or case_id is None:
        raise HTTPException(404)
    return CaseStatus(case_id=case_id, **told(found), known_on=found.known_on)


def told(found: Status) -> dict[str, Any]:
    """What is told of a status, but for how fresh it is: that is no news of the case."""
    return {
        "progress": found.progress,
        "step": found.step,
        "next_due": _due(found.next_due),
        "missed": _due(found.missed),
        "notified_on": found.notified_on,
    }


def _due(one: Due | None) -> dict[str, Any] | None:
    return None if one is None else one._asdict()


def moment(at: datetime) -> str:
    """An instant as the contract writes it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
