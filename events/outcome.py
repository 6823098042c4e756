"""Procedure 3 and the end: refusals, lists, notices, quotas (п. 12, 23 KRSK)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from sroki.events.base import CaseEvent, CaseId, Code, EventId, GroupEvent, Period, Record
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


class Considered(Record):
    """One who was considered for a list and not included, with the ground."""

    case_id: CaseId
    ground: Code | None = None


class ListApproved(GroupEvent):
    """A list of a unit and half-year was approved: the included in order, and the others.

    A list too long for one message comes in parts: `part` of `parts`, order counted through.
    """

    kind: Literal["list_approved"] = "list_approved"
    version: Literal[1] = 1
    number: EventId
    included: tuple[CaseId, ...] = ()
    considered: tuple[Considered, ...] = ()
    part: Annotated[int, Field(ge=1, le=10_000)] = 1
    parts: Annotated[int, Field(ge=1, le=10_000)] = 1
    signed: bool | None = None
    sealed: bool | None = None


class Listed(CaseEvent):
    """What an approved list says of one case; made by the intake from `list_approved`."""

    kind: Literal["listed"] = "listed"
    version: Literal[1] = 1
    period: Period
    number: EventId
    outcome: Outcome
    position: Annotated[int, Field(ge=1)] | None = None
    ground: Code | None = None


class NoticeSent(CaseEvent):
    """The applicant was told. Content flags are `None` where the source does not know."""

    kind: Literal["notice_sent"] = "notice_sent"
    version: Literal[1] = 1
    outcome: Outcome
    channel: Channel | None = None
    reason_given: bool | None = None
    appeal_order: bool | None = None
    signed: bool | None = None
    dated: bool | None = None


class QuotaSet(GroupEvent):
    """How many can be included for the period: the budget's decision, from outside."""

    kind: Literal["quota_set"] = "quota_set"
    version: Literal[1] = 1
    places: Annotated[int, Field(ge=0)]


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
    corrected: bool
