"""Milestones: what is reached in the life of a case, made of events.

The whole grammar of an edition is here: *event*, *all*, *any*, *ref*, *when*, *unless*. What needs
more is a named check.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator
from pydantic_core import PydanticCustomError

from sroki.events.base import Record
from sroki.workflows.citation import Name

# A kind of the catalogue, or a type that the edition declares ("52701000.act_drawn").
EventName = Annotated[str, StringConstraints(pattern=r"^([0-9]{8,11}\.)?[a-z][a-z0-9_]{0,59}$")]
Matches = dict[str, str | int | bool | list[str | int | bool]]


# Milestones that every edition has: whether the filing lies in one of its windows.
BUILT_IN = {"in_window": "подано в период приёма", "out_of_window": "подано вне периода приёма"}
# They rest on one another, so their number is also a depth.
MOST_MILESTONES = 100


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
    all: Annotated[list[Reached], Field(min_length=1)] | None = None
    any: Annotated[list[Reached], Field(min_length=1)] | None = None
    ref: Name | None = None
    when: Name | None = None
    unless: Name | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Milestone:
        given = [key for key in ("event", "all", "any", "ref") if getattr(self, key) is not None]
        if len(given) != 1:
            raise PydanticCustomError("milestone_shape", "exactly one of event, all, any, ref")
        return self


def _written_as(value: object) -> str:
    return "name" if isinstance(value, str) else "milestone"


# A milestone spelt out, or the name of one. Which of the two is plain from how it is written, so
# an error in one is not told as an error in the other.
Reached = Annotated[
    Annotated[Milestone, Tag("milestone")] | Annotated[Name, Tag("name")],
    Discriminator(_written_as),
]

Milestone.model_rebuild()
