"""Procedure 3 and the end: refusals, lists, notices, quotas (п. 12, 23 KRSK)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, Strict, model_validator
from pydantic_core import PydanticCustomError

from sroki.events.base import CaseEvent, CaseId, Code, EventId, Flag, GroupEvent, Period, Record
from sroki.events.filing import Channel


class Outcome(StrEnum):
    """Both are results of the service (п. 7): non-inclusion is not an abort."""

    INCLUDED = "included"
    NOT_INCLUDED = "not_included"


class Refused(CaseEvent):
    """The service was refused on a ground, by its code in the edition."""

    kind: Literal["refused"] = "refused"
    version: Literal[1] = 1
    ground: Code


Position = Annotated[int, Strict(), Field(ge=1, le=10_000_000)]
Part = Annotated[int, Strict(), Field(ge=1, le=10_000)]


class Considered(Record):
    """One who was considered for a list and not included, with the ground."""

    case_id: CaseId
    ground: Code | None = None


class ListApproved(GroupEvent):
    """A list of a unit and half-year was approved: the included in order, and the others.

    A list too long for one message comes in parts: `part` of `parts`, each an event of its own;
    order is counted through, `first` being the place of the first of `included` here.
    """

    kind: Literal["list_approved"] = "list_approved"
    version: Literal[1] = 1
    number: EventId
    included: tuple[CaseId, ...] = ()
    considered: tuple[Considered, ...] = ()
    first: Position = 1
    part: Part = 1
    parts: Part = 1
    signed: Flag | None = None
    sealed: Flag | None = None

    @model_validator(mode="after")
    def _each_once(self) -> ListApproved:
        named = [*self.included, *(one.case_id for one in self.considered)]
        if len(set(named)) < len(named):
            raise PydanticCustomError("listed_twice", "a case stands in the list twice")
        if self.part > self.parts:
            raise PydanticCustomError("part_of_parts", "the part's number exceeds their count")
        return self


class Listed(CaseEvent):
    """What an approved list says of one case; made by the intake from `list_approved`.

    `outcome` is None where a correction of the list took the case off it: the list, as it now
    stands, does not name the case, and the event tells no fact.
    """

    kind: Literal["listed"] = "listed"
    version: Literal[1] = 1
    period: Period
    number: EventId
    outcome: Outcome | None = None
    position: Position | None = None
    ground: Code | None = None


class NoticeSent(CaseEvent):
    """The applicant was told. Content flags are `None` where the source does not know."""

    kind: Literal["notice_sent"] = "notice_sent"
    version: Literal[1] = 1
    outcome: Outcome
    channel: Channel | None = None
    reason_given: Flag | None = None
    appeal_order: Flag | None = None
    signed: Flag | None = None
    dated: Flag | None = None


class QuotaSet(GroupEvent):
    """How many can be included for the period: the budget's decision, from outside."""

    kind: Literal["quota_set"] = "quota_set"
    version: Literal[1] = 1
    places: Annotated[int, Strict(), Field(ge=0, le=10_000_000)]


class Withdrawn(CaseEvent):
    """The applicant took the application back (the act does not regulate it)."""

    kind: Literal["withdrawn"] = "withdrawn"
    version: Literal[1] = 1


class ErrorCorrectionRequested(CaseEvent):
    """The applicant asked to mend a misprint in the result."""

    kind: Literal["error_correction_requested"] = "error_correction_requested"
    version: Literal[1] = 1
    request: EventId


class ErrorCorrectionDecided(CaseEvent):
    """The office mended it, or refused to."""

    kind: Literal["error_correction_decided"] = "error_correction_decided"
    version: Literal[1] = 1
    request: EventId
    corrected: Flag
