"""Acts about what a unit tells of a service: does it conform to the regulation (the Order, item 4).

One dossier is one demand of the plan: a year, a line, a unit, a service.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sroki.events.acts.evidence import AmendingEntry, Entry, Line, ServiceNumber, Year
from sroki.events.acts.snapshots import RowName
from sroki.events.base import Code, Moment, Record


class Conforms(StrEnum):
    """What is said of a requirement."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class Told(Record):
    """What the unit typed of one requirement, and what shows it."""

    row: RowName
    conforms: Conforms
    evidence: Line = ""


class Computed(Record):
    """What was counted of one requirement: cases, and how many of them were late or otherwise."""

    row: RowName
    cases: Annotated[int, Field(ge=0)]
    broken: Annotated[int, Field(ge=0)]


Typed = Annotated[tuple[Told, ...], Field(min_length=1, max_length=500)]
Counted = Annotated[tuple[Computed, ...], Field(max_length=500)]


class AboutInformation(Entry):
    """An act about the information of a unit on a service, asked for by a line of a plan."""

    of: ClassVar[str] = "information"

    year: Year
    line: Code
    service: ServiceNumber

    @property
    def dossier(self) -> str:
        return information_name(self.year, self.line, self.unit or "", self.service)


def information_name(year: int, line: str, unit: str, service: str) -> str:
    """`2026/3/sovetsky/01/01/021`."""
    return f"{year}/{line}/{unit}/{service}"


class _Form(AboutInformation):
    """The form, filled in. `edition` is whose requirements it lists, `computed` is ours, as of a
    moment; everything else was typed."""

    edition: RowName
    first_on: date
    last_on: date
    typed: Typed
    computed: Counted = ()
    as_of: Moment


class InformationSubmitted(_Form):
    """A unit tells."""

    kind: Literal["information_submitted"] = "information_submitted"
    version: Literal[1] = 1


class InformationAmended(_Form, AmendingEntry):
    """The unit tells otherwise; what it told first stays in the record."""

    kind: Literal["information_amended"] = "information_amended"
    version: Literal[1] = 1


class InformationReturned(AboutInformation, AmendingEntry):
    """It is sent back to the unit, to be told again."""

    kind: Literal["information_returned"] = "information_returned"
    version: Literal[1] = 1


class InformationAccepted(AboutInformation):
    """The office has looked at it (item 7, subparagraph 1)."""

    kind: Literal["information_accepted"] = "information_accepted"
    version: Literal[1] = 1
