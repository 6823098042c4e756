"""An edition of a regulation, as data: what the YAML file of the lawyer must say.

Nothing here counts days or judges a case; these are the dated, cited terms that `monitors` turns
into a plan. Every item that can become a finding carries its clause and its words. Choices that
the act leaves open are `readings`: named, with the options, the chosen one and the reason; any
value in the file may be written `{reading: <id>}` and becomes the chosen option.

`workflows.reader` makes editions of files and checks what a type cannot say: that names lead
somewhere, that milestones do not go round in a circle. `docs/edition-format.md` is for the lawyer.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator
from pydantic_core import PydanticCustomError

from sroki.events.base import Code, Oktmo, Record, ServiceCode
from sroki.workflows.dates import FirstDay, Roll, Term, Unit

Words = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
# A kind of the catalogue, or a type that the edition declares ("52701000.act_drawn").
EventName = Annotated[str, StringConstraints(pattern=r"^([0-9]{8,11}\.)?[a-z][a-z0-9_]{0,59}$")]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
Matches = dict[str, str | int | bool | list[str | int | bool]]


# Milestones that every edition has: whether the filing lies in one of its windows.
BUILT_IN = {"in_window": "подано в период приёма", "out_of_window": "подано вне периода приёма"}
# They rest on one another, so their number is also a depth.
MOST_MILESTONES = 100


def _written_as(value: object) -> str:
    return "name" if isinstance(value, str) else "milestone"


# A milestone spelt out, or the name of one. Which of the two is plain from how it is written, so
# an error in one is not told as an error in the other.
Reached = Annotated[
    Annotated["Milestone", Tag("milestone")] | Annotated[Name, Tag("name")],
    Discriminator(_written_as),
]


class Cited(Record):
    """Something the act says: the clause and its words.

    `to_confirm` says what of it a lawyer has yet to confirm; empty means the words are the act's.
    """

    clause: Words
    words: Words
    to_confirm: str = ""


class Act(Record):
    """The act that made the edition."""

    kind: Words
    number: str
    dated: date | None = None
    issuer: Words
    title: Words


class InForce(Record):
    """From when till when. A date the act does not state stands as a marked assumption."""

    since: date
    until: date | None = None
    assumed: bool = False
    why: str = ""

    def covers(self, on: date) -> bool:
        """Whether `on` lies in the time of force; `until` is the first day no more in force."""
        return self.since <= on and (self.until is None or on < self.until)


class Milestone(Record):
    """Something reached in the life of a case, made of events.

    Exactly one of: `event` (with `where` its fields equal a value or one of several, `pick` the
    first or the last such event), `all` (reached with the last of them), `any` (with the first),
    `ref` (another milestone by name). `when` and `unless` name milestones that must, or must not,
    be reached for this one to count. `title` is how people call it; a name that stands for one
    milestone alone may do without.
    """

    title: Annotated[str, StringConstraints(max_length=200)] = ""
    event: EventName | None = None
    where: Matches = Field(default_factory=dict)
    pick: Literal["first", "last"] = "first"
    all: list[Reached] | None = None
    any: list[Reached] | None = None
    ref: Name | None = None
    when: Name | None = None
    unless: Name | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Milestone:
        given = [key for key in ("event", "all", "any", "ref") if getattr(self, key) is not None]
        if len(given) != 1:
            raise PydanticCustomError("milestone_shape", "exactly one of event, all, any, ref")
        return self


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


class Option(Record):
    """One way to read the act; `available` is false while no part of Sroki can follow it."""

    value: str | int | bool
    means: Words
    available: bool = True


class Reading(Record):
    """A question the act leaves open: what was chosen, and why.

    A reading is in use where the file says `{reading: <id>}`. One that shapes something without
    being a value in the file says so in `used_by`: ids of the edition's items, or one of `USERS`.
    """

    id: Name
    question: Words
    chosen: str | int | bool
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
    """What an edition and a federal file have in common."""

    format: Literal[1]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{2,79}$")]
    title: Words
    act: Act
    milestones: Annotated[dict[Name, Milestone], Field(max_length=MOST_MILESTONES)]
    time_limits: list[TimeLimit] = Field(default_factory=list)
    checks: list[Check] = Field(default_factory=list)
    readings: list[Reading] = Field(default_factory=list)


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

    def reading(self, name: str) -> str | int | bool | None:
        """What was chosen where the act leaves a question open; None if the edition is silent."""
        return next((one.chosen for one in self.readings if one.id == name), None)


def calendar_name(calendar: str, presidential_days: str) -> str:
    """How a rulebook calls a calendar: "ru", or "ru skip" where presidential days are skipped."""
    return calendar if presidential_days == "count" else f"{calendar} {presidential_days}"
