"""What every event has in common.

An event is one fact about one subject, immutable, told by a *source*. Its identity is
(`source`, `id`). `occurred_at` is the legal moment (CloudEvents `time`), `recorded_at` the moment
it was entered in the source's system, `received_at` the stamp of our own intake.

An office's register knows days, not hours: a `day`-precise event carries any instant of its civil
day (readers write local noon) and is compared by civil date only.

There is no field for a name, an address, a document number or a registration number: numbers live
in the alias register alone, and a case is an opaque `case_id`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Protocol

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

# C0 and C1 controls and the NUL that PostgreSQL text refuses: nothing a legal fact needs.
CLEAN = r"[^\x00-\x1f\x7f-\x9f]"

EventId = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=rf"^{CLEAN}+$")]
Source = Annotated[
    str,
    # The mark of byte order is white space in some dialects of patterns and none in others.
    StringConstraints(min_length=1, max_length=200, pattern=r"^[^\s\ufeff\x00-\x1f\x7f-\x9f]+$"),
]
CaseId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Oktmo = Annotated[str, StringConstraints(pattern=r"^([0-9]{8}|[0-9]{11})$")]
ServiceCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9./_-]{0,39}$")]
UnitCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,59}$")]
Performer = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
# What the period a list serves is called: "2017-H2".
Period = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(H[12]|Q[1-4]|Y|M(0[1-9]|1[0-2]))$")]
# `"no"` and `1` are not answers to a question of law: true, false, or nothing.
Flag = Annotated[bool, Strict()]
Text = Annotated[str, StringConstraints(max_length=500, pattern=rf"^{CLEAN}*$")]

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def _sane(at: datetime) -> datetime:
    """Bring to UTC; refuse dates that only a slip of the pen makes (0207, 20177)."""
    at = at.astimezone(UTC)
    if not EARLIEST <= at < LATEST:
        raise PydanticCustomError("absurd_moment", "the moment lies outside 1990–2099")
    return at


Moment = Annotated[AwareDatetime, AfterValidator(_sane)]


class Precision(StrEnum):
    """How exactly the source knows the moment."""

    INSTANT = "instant"
    DAY = "day"


class Record(BaseModel):
    """Base of every frozen model of the contract: unknown fields are an error, not a guess."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_enum_values=False)


class Named(Protocol):
    """What has an identity: (`source`, `id`) within a subject."""

    @property
    def source(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def subject(self) -> str: ...


class EventRef(Record):
    """Names another event by its identity."""

    source: Source
    id: EventId


class Event(Record):
    """One fact. Subclasses fix `kind` and `version` and add their own fields."""

    kind: str
    version: int = 1
    id: EventId
    source: Source
    occurred_at: Moment
    precision: Precision = Precision.INSTANT
    recorded_at: Moment | None = None
    received_at: Moment | None = None
    authority: Oktmo
    service: ServiceCode
    unit: UnitCode
    performer: Performer | None = None
    historical: bool = Field(
        default=False,
        description="Told about a time before the source went live: findings and figures, no alert",
    )

    @property
    def subject(self) -> str:
        """The key of the subject whose set this event joins (the Kafka key)."""
        raise NotImplementedError


class CaseEvent(Event):
    """A fact about one application."""

    case_id: CaseId

    @property
    def subject(self) -> str:
        return self.case_id


class GroupEvent(Event):
    """A fact about what concerns several cases: a list, a quota, of one unit and period."""

    period: Period

    @property
    def subject(self) -> str:
        return group_key(self.authority, self.service, self.unit, self.period)


def group_key(authority: str, service: str, unit: str, period: str) -> str:
    """The key of a group; `unit` is `all` where the quota is the authority's as a whole."""
    return f"group/{authority}/{service}/{unit}/{period}"


def audit_key(authority: str, service: str, unit: str, audit: str) -> str:
    """The key of one audit of a service; `unit` is `all` where it is of the authority's as a whole.

    An audit is known by its number within the unit.
    """
    return f"audit/{authority}/{service}/{unit}/{audit}"


def visit_key(authority: str, unit: str, ticket: str) -> str:
    """The key of one visit to the filing queue."""
    return f"visit/{authority}/{unit}/{ticket}"
