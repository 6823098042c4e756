"""An edition of a regulation, as data: what the YAML file of the lawyer must say.

Nothing here counts days or judges a case; these are the dated, cited terms that `monitors` turns
into a plan. Every item that can become a finding carries its clause and its words. Choices that
the act leaves open are `readings`: named, with the options, the chosen one and the reason; any
value in the file may be written `{reading: <id>}` and becomes the chosen option.

`workflows.reader` makes editions of files and checks what a type cannot say: that names lead
somewhere, that milestones do not go round in a circle. `docs/edition-format.md` is for the lawyer.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sroki.events.base import Code, Oktmo, Record, ServiceCode
from sroki.workflows.citation import Act, Cited, InForce, Name, Words
from sroki.workflows.indicator import Indicator, Measure
from sroki.workflows.milestone import (
    BUILT_IN,
    MOST_MILESTONES,
    EventName,
    Matches,
    Milestone,
)
from sroki.workflows.time_limit import Needs, Rung, TimeLimit

__all__ = [
    "BUILT_IN",
    "USERS",
    "Act",
    "Check",
    "Cited",
    "DeclaredField",
    "DeclaredType",
    "Document",
    "Edition",
    "EditionFile",
    "FederalRules",
    "Ground",
    "InForce",
    "Indicator",
    "Matches",
    "Measure",
    "Milestone",
    "MonthDay",
    "Name",
    "Needs",
    "Option",
    "Procedure",
    "Queue",
    "Reading",
    "Rules",
    "Rung",
    "SourceRole",
    "TimeLimit",
    "Window",
    "Words",
    "calendar_name",
]

MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class Window(Cited):
    """A period of the year in which applications are taken, both ends inclusive (п. 20)."""

    id: Name
    first: MonthDay
    last: MonthDay
    serves: Literal["following_half_year"] = "following_half_year"


class Ground(Cited):
    """A ground of refusal of the closed list (п. 12)."""

    code: Code
    number: int
    ends_in: Literal["list", "notice"] = "list"


class Document(Cited):
    """A paper of the case, and who must obtain it; `category`: asked of that category alone."""

    code: Code
    title: Words
    obtained_by: Literal["applicant", "office"]
    category: Code | None = None


class Check(Cited):
    """A rule of order, content or lawfulness that the edition asks to be checked.

    `check` names one of the checks that `monitors` knows; `params` are its own.
    """

    id: Name
    title: Words
    check: Name
    params: dict[str, str | int | bool | list[str] | dict[str, list[str]]] = Field(
        default_factory=dict
    )


class Queue(Cited):
    """How the places of a list are given: by civil date of filing, within unit and period."""

    quota_of: Literal["unit", "authority"] = "unit"


class SourceRole(Record):
    """Which source knows which events, and how long it may be silent.

    `lag_days` (calendar) is the declared reporting lag of a source that sends no watermark.
    """

    role: Code
    title: Words
    knows: list[EventName]
    reports: Literal["watermark", "lag"] = "watermark"
    lag_days: Annotated[int, Field(ge=0, le=60)] = 0


Choice = str | int | bool | list[str | int]


class Option(Record):
    """One way to read the act; `available` is false while no part of Sroki can follow it."""

    value: Choice
    means: Words
    available: bool = True


class Reading(Record):
    """A question the act leaves open: what was chosen, and why.

    A reading is in use where the file says `{reading: <id>}`. One that shapes something without
    being a value in the file says so in `used_by`: ids of the edition's items, or one of `USERS`.
    """

    id: Name
    question: Words
    chosen: Choice
    why: Words
    options: Annotated[list[Option], Field(min_length=1)]
    clause: str = ""
    used_by: list[Name] = Field(default_factory=list)

    @model_validator(mode="after")
    def _chosen_is_an_option(self) -> Reading:
        # True is 1 to Python, but not to the lawyer.
        chosen = [
            one
            for one in self.options
            if one.value == self.chosen and type(one.value) is type(self.chosen)
        ]
        if not chosen:
            raise PydanticCustomError("reading_chosen", "chosen is none of the options")
        if not chosen[0].available:
            raise PydanticCustomError("reading_unavailable", "the chosen option is not available")
        return self


# Who may use a reading that is no value in the file: the figures of a period, the record of
# events and its corrections, the pages.
USERS = frozenset({"figures", "record", "pages"})


class DeclaredField(Record):
    """A field of an event type that the edition declares."""

    name: Code
    type: Literal["text", "integer", "number", "boolean", "date"]
    required: bool = False


class DeclaredType(Record):
    """An event type of the edition's own: written `<authority>.<name>` in events."""

    name: Name
    title: Words
    fields: list[DeclaredField] = Field(default_factory=list)


class Procedure(Record):
    """An administrative procedure, in order; steps are milestones shown to people."""

    id: Name
    title: Words
    clause: Words
    completed_by: Name | None = None


class Rules(Record):
    """What an edition and a federal file have in common.

    `complaint` is how an applicant complains of a missed term, as the acts put it.
    """

    format: Literal[1]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{2,79}$")]
    title: Words
    act: Act
    milestones: Annotated[dict[Name, Milestone], Field(max_length=MOST_MILESTONES)]
    time_limits: list[TimeLimit] = Field(default_factory=list)
    checks: list[Check] = Field(default_factory=list)
    readings: list[Reading] = Field(default_factory=list)
    complaint: list[Cited] = Field(default_factory=list)


class FederalRules(Rules):
    """Rules of a federal act that any edition may take in by `includes`."""


class EditionFile(Rules):
    """What the file of an edition says.

    `governed_by` is the milestone whose day decides which edition governs a case; `done_when` the
    one after which nothing more is done. `official` names, for a term of the act that is assessed
    in several ways, the time limit that counts as it. `includes` names federal rules.
    """

    service: ServiceCode
    authority: Oktmo
    in_force: InForce
    governed_by: Name = "filed"
    done_when: Name | None = None
    zone: str
    calendar: str
    presidential_days: Literal["count", "skip"] = "count"
    includes: list[str] = Field(default_factory=list)
    declares: list[DeclaredType] = Field(default_factory=list)
    sources: list[SourceRole] = Field(default_factory=list)
    procedures: list[Procedure] = Field(default_factory=list)
    official: dict[Code, Name] = Field(default_factory=dict)
    windows: list[Window] = Field(default_factory=list)
    grounds: list[Ground] = Field(default_factory=list)
    documents: list[Document] = Field(default_factory=list)
    queue: Queue | None = None
    measures: list[Measure] = Field(default_factory=list)
    indicators: list[Indicator] = Field(default_factory=list)


class Edition(EditionFile):
    """One edition of one regulation, with the federal rules it includes.

    `sha256` is of the content after readings and includes were resolved; comments, order of keys
    and layout do not matter to it.
    """

    sha256: str

    @property
    def calendar_name(self) -> str:
        """The calendar of the rulebook that counts for this edition."""
        return calendar_name(self.calendar, self.presidential_days)

    def milestone_title(self, name: str) -> str:
        """How people call a milestone; its name, where the edition gives it no title."""
        milestone = self.milestones.get(name)
        return (milestone.title if milestone is not None else "") or BUILT_IN.get(name, name)

    def reading(self, name: str) -> Choice | None:
        """What was chosen where the act leaves a question open; None if the edition is silent."""
        return next((one.chosen for one in self.readings if one.id == name), None)


def calendar_name(calendar: str, presidential_days: str) -> str:
    """How a rulebook calls a calendar: "ru", or "ru skip" where presidential days are skipped."""
    return calendar if presidential_days == "count" else f"{calendar} {presidential_days}"
