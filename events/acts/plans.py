"""Acts about the annual plan of monitoring (the Order, item 5)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from sroki.events.acts.base import Grounds
from sroki.events.acts.evidence import (
    AmendingEntry,
    Approval,
    Entry,
    Heading,
    Parameter,
    ServiceNumber,
    Year,
)
from sroki.events.base import Code, Record, UnitCode


class Means(StrEnum):
    """What a line of the plan is carried out by."""

    INFORMATION = "information"
    SURVEY = "survey"
    PREMISES = "premises"
    SITE = "site"
    CASE_FILES = "case_files"
    FIGURES = "figures"
    COMPLAINTS = "complaints"


# As spans of days are named: "2025-H1", "2025", "2025-01-01..2025-03-15"; "" where none is asked.
PeriodName = Annotated[str, StringConstraints(max_length=60, pattern=r"^[0-9A-Za-z_.-]*$")]


class PlanLine(Record):
    """What is looked at, how, by whom and by when. `unit` is None where the office does it;
    `period` is what a snapshot of figures is to be of.

    An object is one service or a set of services (item 3).
    """

    line: Code
    title: Heading
    services: Annotated[tuple[ServiceNumber, ...], Field(min_length=1, max_length=100)]
    parameters: Annotated[tuple[Parameter, ...], Field(min_length=1, max_length=len(Parameter))]
    means: Means
    unit: UnitCode | None = None
    due_on: date
    period: PeriodName = ""


Lines = Annotated[tuple[PlanLine, ...], Field(min_length=1, max_length=300)]


class AboutPlan(Entry):
    """An act about the plan of a year."""

    of: ClassVar[str] = "plan"

    year: Year

    @property
    def dossier(self) -> str:
        return str(self.year)


class PlanDrafted(AboutPlan):
    """The first version of a plan; it counts once it is approved."""

    kind: Literal["plan_drafted"] = "plan_drafted"
    version: Literal[1] = 1
    basis: Grounds
    lines: Lines


class PlanAmended(AboutPlan, AmendingEntry):
    """Another version of the plan, whole. The one in force stays so until this one is approved."""

    kind: Literal["plan_amended"] = "plan_amended"
    version: Literal[1] = 1
    basis: Grounds
    lines: Lines


class PlanApproved(AboutPlan):
    """The plan of this number is approved (item 5: by the Mayor)."""

    kind: Literal["plan_approved"] = "plan_approved"
    version: Literal[1] = 1
    plan: Annotated[int, Field(ge=1)]
    approval: Approval
