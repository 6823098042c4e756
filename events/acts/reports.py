"""Acts about the annual report of monitoring (the Order, items 6, 7 and 9).

A report is statements, each with an id and with what shows it, and what the office concludes in its
own words. The statements are in the act as they were read: what was approved stays provable from
the journal alone, and `report/2025/1/6.3` names one of them for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from sroki.events.acts.audits import Paper
from sroki.events.acts.evidence import (
    AmendingEntry,
    Approval,
    Entry,
    Heading,
    Prose,
    Ref,
    ServiceNumber,
    Year,
)
from sroki.events.acts.proposals import Origin
from sroki.events.base import CLEAN, Code, Moment, Record, UnitCode


class Part(StrEnum):
    """What of the year a statement is about, in the order of the report."""

    PLAN = "plan"
    INFORMATION = "information"
    SURVEYS = "surveys"
    AUDITS = "audits"
    CASE_FILES = "case_files"
    DEVIATIONS = "deviations"
    COMPLAINTS = "complaints"
    SNAPSHOTS = "snapshots"
    EVALUATION = "evaluation"
    PROPOSALS = "proposals"


class Reach(StrEnum):
    """Who reads a statement: `open` anybody; `counted` anybody, unless it counts few people;
    `withheld` anybody reads that it is withheld; `internal` the office and its units."""

    OPEN = "open"
    COUNTED = "counted"
    WITHHELD = "withheld"
    INTERNAL = "internal"


class Statement(Record):
    """One statement. `number` is what was counted, of `whole` where it is a part of something;
    statements of one `sums` add up to a total that may be known otherwise."""

    id: Code
    part: Part
    service: ServiceNumber | None = None
    unit: UnitCode | None = None
    title: Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=rf"^{CLEAN}+$")]
    says: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
    number: Annotated[int, Field(ge=0)] | None = None
    whole: Annotated[int, Field(ge=0)] | None = None
    origin: Origin
    reach: Reach
    sums: str = ""
    shown_by: Annotated[tuple[Ref, ...], Field(max_length=100_000)] = ()


Statements = Annotated[tuple[Statement, ...], Field(min_length=1, max_length=20_000)]


class AboutReport(Entry):
    """An act about the report of a year."""

    of: ClassVar[str] = "report"

    year: Year

    @property
    def dossier(self) -> str:
        return str(self.year)


class _Version(AboutReport):
    """A version, whole: the statements as of a moment, and what the office concludes of them."""

    as_of: Moment
    words: Prose
    statements: Statements

    def leads_to(self) -> Iterable[str]:
        """Dossiers and snapshots; the cases behind a statement are found from the statement."""
        every = dict.fromkeys(ref for one in self.statements for ref in one.shown_by)
        return [*self.rests_on, *(one for one in every if not one.startswith("case/"))]


class ReportDrafted(_Version):
    """The first version of a report; it counts once it is approved."""

    kind: Literal["report_drafted"] = "report_drafted"
    version: Literal[1] = 1


class ReportAmended(_Version, AmendingEntry):
    """Another version. The one in force stays so until this one is approved."""

    kind: Literal["report_amended"] = "report_amended"
    version: Literal[1] = 1


class ReportApproved(AboutReport):
    """The version of this number is approved; `files` are what was made of it then."""

    kind: Literal["report_approved"] = "report_approved"
    version: Literal[1] = 1
    report: Annotated[int, Field(ge=1)]
    approval: Approval
    files: Annotated[tuple[Paper, ...], Field(max_length=10)] = ()


class ReportPlaced(AboutReport):
    """The approved version is placed on the official site (item 9)."""

    kind: Literal["report_placed"] = "report_placed"
    version: Literal[1] = 1
    report: Annotated[int, Field(ge=1)]
    address: Heading
    placed_on: date
