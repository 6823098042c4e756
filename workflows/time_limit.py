"""A time limit of the act: from where to where, how long, who is warned and when."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sroki.events.base import Record
from sroki.workflows.citation import Cited, InForce, Name, Words
from sroki.workflows.milestone import EventName, Reached
from sroki.workflows.terms import FirstDay, Roll, Term, Unit


class Rung(Record):
    """One step of a warning ladder: days before the due day, or noon of its last working day."""

    days_before: Annotated[int, Field(ge=1, le=365)] | None = None
    noon_of_last_working_day: bool = False

    @model_validator(mode="after")
    def _one_of(self) -> Rung:
        if (self.days_before is not None) is self.noon_of_last_working_day:
            raise PydanticCustomError("rung_shape", "days_before or noon_of_last_working_day")
        return self


class Needs(Record):
    """What must still fit before the due day while `until` is not reached (calendar days)."""

    until: Name
    days: Annotated[int, Field(ge=1, le=365)]
    why: Words


class TimeLimit(Cited):
    """A term of the act: from one milestone to another, so long at most.

    `when` and `unless` are milestones without which, or with which, the term does not apply. `per`
    is the event field that tells several apart (each complaint has its own term). `knows` names the
    events whose absence proves that the end was not reached, where that is not the end itself.
    `cause_when_waiting` is a milestone that, if reached when the term breaks, names its cause.
    """

    id: Name
    title: Words
    start: Reached
    end: Reached
    length: Annotated[int, Field(ge=1, le=3660)]
    unit: Unit
    first_day: FirstDay = FirstDay.NEXT
    roll: Roll = Roll.FOLLOWING
    closes: time | None = None
    cancelled_by: list[Reached] = Field(default_factory=list)
    when: Name | None = None
    unless: Name | None = None
    per: Name | None = None
    subject: Literal["case", "visit"] = "case"
    in_force: InForce | None = None
    warn: list[Rung] = Field(default_factory=list)
    needs: list[Needs] = Field(default_factory=list)
    knows: list[EventName] = Field(default_factory=list)
    procedure: Name | None = None
    cause_when_waiting: Name | None = None

    @property
    def term(self) -> Term:
        return Term(
            length=self.length,
            unit=self.unit,
            first_day=self.first_day,
            roll=self.roll,
            closes=self.closes,
        )
