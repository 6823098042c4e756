"""What is said aloud of something that the inbox brought and the intake did not take.

It tells where it lies, what is wrong and in which field, and nothing of what was sent: that is kept
sealed in the store.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sroki.events.base import Moment, Record


class Place(Record):
    """A place in a topic; `index` counts the events of one record, from 0."""

    topic: str
    partition: Annotated[int, Field(ge=0)]
    offset: Annotated[int, Field(ge=0)]
    index: Annotated[int, Field(ge=0)] = 0


class Fault(Record):
    """One thing wrong: a code, where (a JSON pointer), its parameters, and words."""

    code: str
    where: str
    params: dict[str, str | int]
    what: str
    accepted: str


class Rejection(Record):
    """Something not taken: `rejected` for good, `held` until it can be read, or `unlinked`.

    `id` is the same however often it is told. `source`, `authority` and `unit` are given as far as
    they are in due form.
    """

    id: str
    state: Literal["rejected", "held", "unlinked"]
    place: Place
    source: str | None = None
    authority: str | None = None
    unit: str | None = None
    received_at: Moment
    reasons: tuple[Fault, ...]
