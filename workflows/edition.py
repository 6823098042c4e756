"""An edition of a regulation, as data: what the YAML file of the lawyer must say.

Nothing here counts days or judges a case; these are the dated, cited terms that `monitors` turns
into a plan. Every item that can become a finding carries its clause and its words. Choices that
the act leaves open are `readings`: named, with the options, the chosen one and the reason; any
value in the file may be written `{reading: <id>}` and becomes the chosen option.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from sroki.events.base import Code, Oktmo, Record, ServiceCode
from sroki.workflows.dates import FirstDay, Roll, Term, Unit

Words = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
Matches = dict[str, str | int | bool | list[str | int | bool]]


class Cited(Record):
    """Something the act says: the clause and its words."""

    clause: Words
    words: Words


class Act(Record):
    """The act that made the edition."""

    kind: Words
    number: str
    date: date | None = None
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
    be reached for this one to count.
    """

    event: str | None = None
    where: Matches = Field(default_factory=dict)
    pick: Literal["first", "last"] = "first"
    all: list[Milestone | Name] | None = None
    any: list[Milestone | Name] | None = None
    ref: Name | None = None
    when: Name | None = None
    unless: Name | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Milestone:
        given = [key for key in ("event", "all", "any", "ref") if getattr(self, key) is not None]
        if len(given) != 1:
            raise ValueError("exactly one of event, all, any, ref")
        return self


class Rung(Record):
    """One step of a warning ladder: days before the due day, or noon of its last working day."""

    days_before: Annotated[int, Field(ge=1, le=365)] | None = None
    noon_of_last_working_day: bool = False


class Needs(Record):
    """What must still fit before the due day while `until` is not reached (calendar days)."""

    until: Name
    days: Annotated[int, Field(ge=1, le=365)]
    why: Words


class TimeLimit(Cited):
    """A term of the act: from one milestone to another, so long at most."""

    id: Name
    title: Words
    start: Milestone | Name
    end: Milestone | Name
    length: Annotated[int, Field(ge=1, le=3660)]
    unit: Unit
    first_day: FirstDay = FirstDay.NEXT
    roll: Roll = Roll.FOLLOWING
    closes: time | None = None
    cancelled_by: list[Milestone | Name] = Field(default_factory=list)
    when: Name | None = None
    unless: Name | None = None
    per: Name | None = None
    subject: Literal["case", "visit"] = "case"
    in_force: InForce | None = None
    warn: list[Rung] = Field(default_factory=list)
    needs: list[Needs] = Field(default_factory=list)
    knows: list[Name] = Field(default_factory=list)
    official_for: Code | None = None
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
    """A paper of the case, and who must obtain it."""

    code: Code
    title: Words
    obtained_by: Literal["applicant", "office"]


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
    knows: list[str]
    reports: Literal["watermark", "lag"] = "watermark"
    lag_days: Annotated[int, Field(ge=0, le=60)] = 0


class Option(Record):
    """One way to read the act."""

    value: str | int | bool
    means: Words


class Reading(Record):
    """A question the act leaves open: what was chosen, and why."""

    id: Name
    question: Words
    chosen: str | int | bool
    why: Words
    options: list[Option]
    clause: str = ""

    @model_validator(mode="after")
    def _chosen_is_an_option(self) -> Reading:
        if self.chosen not in [option.value for option in self.options]:
            raise ValueError("chosen is none of the options")
        return self


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


class Edition(Record):
    """One edition of one regulation."""

    format: Literal[1]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{2,79}$")]
    service: ServiceCode
    authority: Oktmo
    title: Words
    act: Act
    in_force: InForce
    governed_by: Name = "filed"
    zone: str
    calendar: str
    presidential_days: Literal["count", "skip"] = "count"
    includes: list[str] = Field(default_factory=list)
    declares: list[DeclaredType] = Field(default_factory=list)
    sources: list[SourceRole] = Field(default_factory=list)
    milestones: dict[Name, Milestone]
    procedures: list[Procedure] = Field(default_factory=list)
    time_limits: list[TimeLimit] = Field(default_factory=list)
    windows: list[Window] = Field(default_factory=list)
    grounds: list[Ground] = Field(default_factory=list)
    documents: list[Document] = Field(default_factory=list)
    queue: Queue | None = None
    checks: list[Check] = Field(default_factory=list)
    readings: list[Reading] = Field(default_factory=list)
    sha256: str = ""
