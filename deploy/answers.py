"""What the intake says to a sender: for each event what became of it, why, and what follows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, Literal

from pydantic import BaseModel, Field

from sroki.deploy.taking import Answer
from sroki.events.base import CaseEvent
from sroki.events.i18n import Lang
from sroki.events.inquiries import Inquiry
from sroki.events.outcomes import Accepted
from sroki.events.reasons import Reason
from sroki.events.strict import Item
from sroki.projections.names import RuleName
from sroki.projections.queries.cases import Standing
from sroki.workflows.assessment import State

_LONE: Final = re.compile("[\\ud800-\\udfff]")


class ReasonAnswer(BaseModel):
    """Why an event was not taken: a code, the place as a JSON pointer, and words."""

    code: str
    where: str
    params: dict[str, str | int]
    what: str
    accepted: str


class DeadlineAnswer(BaseModel):
    """A time limit that runs for the case: the day, its last instant, the clause and its words."""

    rule: str
    title: str
    clause: str
    words: str
    due_on: date
    due_at: datetime
    state: Literal["running", "overdue"]
    preliminary: bool = Field(description="No official calendar yet for some of the days counted")


class EventAnswer(BaseModel):
    """What became of one event.

    `accepted` means kept: `taken` now, a `duplicate` of what was taken, in `conflict` with it
    (another content under the same id; the first stands), `held` until it can be read, or
    `unlinked` until its number is known; the outcome `accepted` says that it is in the log, and
    `result` will tell which of the first three it came to. What was rejected is to be mended and
    sent again.
    """

    id: str | None = None
    source: str | None = None
    answer: Literal["accepted", "rejected"]
    outcome: Literal["accepted", "taken", "duplicate", "conflict", "held", "unlinked", "rejected"]
    result: str | None = Field(
        default=None, description="Where to ask what the journal made of it; for `accepted`"
    )
    case_id: str | None = None
    reasons: list[ReasonAnswer] = Field(default_factory=list)
    dropped: list[str] = Field(
        default_factory=list, description="Pointers to fields that nobody here knows"
    )
    deadlines: list[DeadlineAnswer] | None = Field(
        default=None, description="With deadlines=1: what runs for the case now"
    )


class ResultAnswer(BaseModel):
    """What the journal made of an event: `pending` while none has it."""

    outcome: Literal["pending", "taken", "duplicate", "conflict"]


class BatchAnswer(BaseModel):
    """What became of each event of a batch, in order."""

    accepted: int
    rejected: int
    results: list[EventAnswer]


class Refusal(BaseModel):
    """Why a request was refused whole."""

    error: ReasonAnswer


def reason_answer(reason: Reason, lang: Lang) -> ReasonAnswer:
    """A reason in words."""
    return ReasonAnswer.model_validate(reason.as_json(lang))


def event_answer(
    item: Item, answer: Answer, lang: Lang, deadlines: Mapping[str, list[DeadlineAnswer]] | None
) -> EventAnswer:
    """The answer for one event; `deadlines` by case, where they were asked for."""
    outcome = answer.outcome
    case_id = case_of(answer)
    reasons = () if isinstance(outcome, Accepted) else outcome.reasons
    return EventAnswer.model_validate(
        {
            "id": _echo(item, "id"),
            "source": _echo(item, "source"),
            "answer": "rejected" if answer.name == "rejected" else "accepted",
            "outcome": answer.name,
            "result": result_of(answer),
            "case_id": case_id,
            "reasons": [one.as_json(lang) for one in reasons],
            "dropped": outcome.dropped if isinstance(outcome, Accepted) else (),
            "deadlines": None if deadlines is None else deadlines.get(case_id or "", []),
        }
    )


def batch_answer(results: Sequence[EventAnswer]) -> BatchAnswer:
    """The answer for a batch."""
    rejected = sum(one.answer == "rejected" for one in results)
    return BatchAnswer(accepted=len(results) - rejected, rejected=rejected, results=list(results))


def result_of(answer: Answer) -> str | None:
    """Where to ask what became of an event that the log keeps and no journal has yet."""
    if answer.name != "accepted" or not isinstance(answer.outcome, Accepted):
        return None
    return f"/events/{Inquiry.for_event(answer.outcome.events[0])}"


def case_of(answer: Answer) -> str | None:
    """The case that an accepted event is about."""
    if not isinstance(answer.outcome, Accepted):
        return None
    event = answer.outcome.events[0]
    return event.case_id if isinstance(event, CaseEvent) else getattr(event, "case_id", None)


def running(standing: Standing, rule: RuleName | None) -> DeadlineAnswer | None:
    """A deadline for the sender, with the words of its rule; None unless it runs."""
    if standing.state not in (State.RUNNING, State.OVERDUE) or standing.due_on is None:
        return None
    return DeadlineAnswer.model_validate(
        {
            "rule": standing.rule,
            "title": rule.title if rule else standing.rule,
            "clause": standing.clause,
            "words": rule.words if rule else "",
            "due_on": standing.due_on,
            "due_at": standing.due_at,
            "state": standing.state.value,
            "preliminary": standing.preliminary,
        }
    )


def _echo(item: Item, key: str) -> str | None:
    """The identity as it was sent, so that a sender finds its event again.

    Half a surrogate pair is no character and has no bytes to be sent back as.
    """
    said = item.fields.get(key)
    if not isinstance(said, str) or len(said) > 200:
        return None
    return None if _LONE.search(said) else said
