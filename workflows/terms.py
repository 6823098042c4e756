"""A time limit as data: how long, counted in what, from which day, and to which day it may move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from sroki.events.errors import Invalid
from sroki.events.i18n import say


class Unit(StrEnum):
    """What a term is counted in. Hours and minutes are *elapsed*: they know no day off."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    HOURS = "hours"
    MINUTES = "minutes"

    @property
    def elapsed(self) -> bool:
        """Whether the term runs from instant to instant, so that a day-precise start is no use."""
        return self in ELAPSED


class Roll(StrEnum):
    """Where a last day goes that is a day off. Some municipal rules choose the day before."""

    FOLLOWING = "following"
    NONE = "none"
    PRECEDING = "preceding"


class FirstDay(StrEnum):
    """Which day is day one: the next after the event, as the Code has it, or that very day."""

    NEXT = "next"
    SAME = "same"


ELAPSED: Final = {Unit.HOURS: timedelta(hours=1), Unit.MINUTES: timedelta(minutes=1)}
_LONGEST: Final = {
    Unit.CALENDAR_DAYS: 3660,
    Unit.WORKING_DAYS: 3660,
    Unit.MONTHS: 120,
    Unit.HOURS: 3660 * 24,
    Unit.MINUTES: 3660 * 24 * 60,
}


@dataclass(frozen=True, slots=True)
class Term:
    """A time limit: so many units, and how they are counted.

    `closes` is the hour at which the office stops taking papers, for acts that must be done there
    (ст. 194); None is midnight. Raises `Invalid` for a length of none or of more than ten years.
    """

    length: int
    unit: Unit
    first_day: FirstDay = FirstDay.NEXT
    roll: Roll = Roll.FOLLOWING
    closes: time | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.length <= _LONGEST[self.unit]:
            raise Invalid(
                say("срок {length} ({unit}) невозможен", length=self.length, unit=self.unit),
                accepted=say("от 1 до {longest}", longest=_LONGEST[self.unit]),
            )
        if self.closes is not None and (self.unit.elapsed or self.closes.tzinfo is not None):
            raise Invalid(say("час закрытия — местное время и имеет смысл для дней и месяцев"))


class Due(NamedTuple):
    """The answer. `raw_on` is the last day before it was moved off a day off, `due_on` after.

    `due_at` (UTC) is the last instant in time. `preliminary`: the answer leans on a day for which
    there is no official calendar yet.
    """

    raw_on: date
    due_on: date
    due_at: datetime
    preliminary: bool
