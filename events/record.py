"""Events about the record itself: what an edition declares, corrections, annulments, watermarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, Strict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sroki.events.base import (
    CaseEvent,
    CaseId,
    Code,
    Event,
    EventId,
    EventRef,
    Flag,
    Moment,
    Period,
    Text,
    UnitCode,
    audit_key,
    group_key,
    visit_key,
)

if TYPE_CHECKING:
    from sroki.events.catalogue import Fact

# An edition's own event types, namespaced by authority: "04701000.site_inspected".
DeclaredName = Annotated[str, StringConstraints(pattern=r"^[0-9]{8,11}\.[a-z][a-z0-9_]{0,59}$")]
# Beyond 2^53 a number is not the same one in every reader of JSON.
LARGEST = 2**53
Whole = Annotated[int, Strict(), Field(ge=-LARGEST, le=LARGEST)]
Real = Annotated[float, Strict(), Field(allow_inf_nan=False)]
# A date travels as its ISO text.
Scalar = Flag | Whole | Real | Text


class Declared(CaseEvent):
    """A fact of a type that an edition declares, for services whose steps are not in the catalogue.

    Which names and fields exist, and of what simple type, is checked against the edition.
    """

    kind: Literal["declared"] = "declared"
    version: Literal[1] = 1
    name: DeclaredName
    fields: dict[Code, Scalar] = Field(default_factory=dict)


class Amendment(Event):
    """An event about another event of the same subject, which it names by `target`.

    The subject is given as the target's is: by case, by ticket, by audit, or by
    the period of a group.
    `reason` is a code of the source's own; free words would invite names.
    """

    target: EventRef
    case_id: CaseId | None = None
    ticket: EventId | None = None
    period: Period | None = None
    audit: EventId | None = None
    reason: Code | None = None

    @model_validator(mode="after")
    def _one_subject(self) -> Amendment:
        if [self.case_id, self.ticket, self.period, self.audit].count(None) != 3:
            raise PydanticCustomError(
                "one_subject", "exactly one of case_id, ticket, period, audit"
            )
        return self

    @property
    def subject(self) -> str:
        if self.case_id is not None:
            return self.case_id
        if self.ticket is not None:
            return visit_key(self.authority, self.unit, self.ticket)
        if self.audit is not None:
            return audit_key(self.authority, self.service, self.unit, self.audit)
        return group_key(self.authority, self.service, self.unit, self.period or "")


class Corrected(Amendment):
    """Puts `replacement` in the place of the target.

    Corrections of one target form a tree: the greatest (`recorded_at`, `source`, `id`) stands.
    """

    kind: Literal["corrected"] = "corrected"
    version: Literal[1] = 1
    replacement: Fact

    @model_validator(mode="after")
    def _of_the_same_subject(self) -> Corrected:
        # Moving to another case is annulling there and a new event here.
        if self.replacement.subject != self.subject:
            raise PydanticCustomError("moves_subject", "the replacement is of another subject")
        return self


class Annulled(Amendment):
    """Takes the target out of the record; beats every correction of it."""

    kind: Literal["annulled"] = "annulled"
    version: Literal[1] = 1


class SourceWatermark(Event):
    """A source's word that all its actions with `occurred_at` ≤ `complete_to` have been sent.

    It concerns the units named, or all of them. It joins no subject: it becomes a control in the
    journal of every partition, after the events sent before it.
    """

    kind: Literal["source_watermark"] = "source_watermark"
    version: Literal[1] = 1
    complete_to: Moment
    role: Code
    units: tuple[UnitCode, ...] = ()

    @property
    def subject(self) -> str:
        return f"source/{self.authority}/{self.source}"
