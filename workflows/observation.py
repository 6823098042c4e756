"""What was observed of a case or an audit: the raw material of figures, one row each.

`monitors` makes observations of the effective record, as the measures of the edition ask; a
projection keeps them. They follow from the accepted set and the rulebook alone: time changes none.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Observed(StrEnum):
    """Where an observation stands.

    `reversed`: a span that by the record ends before it starts; it has no length.
    """

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"
    REVERSED = "reversed"


MET = "met"
UNMET = "unmet"


class Observation(NamedTuple):
    """One observation of a measure. Days are civil days of the edition's zone.

    `instance` tells apart several of one measure: an event's id, a position's code; else "".
    Of a span: `ended_on` is the day of its end, or of its cancellation; `days` its length in the
    measure's unit, `norm` the length allowed, `due_on` the day it had to end by. Of an event:
    `ended_on` is its day, and `gap` how many days lie between it and the one before it of the same
    measure and case (None: it is the first), so that cases are counted once in any period. Of a
    position of an audit: `code` is "met" or "unmet".
    """

    measure: str
    instance: str
    state: Observed
    started_on: date | None = None
    ended_on: date | None = None
    days: int | None = None
    norm: int | None = None
    due_on: date | None = None
    gap: int | None = None
    code: str | None = None
