"""Named parts of a year: "2017-Y", "2017-H2", "2017-Q3", "2017-M09".

Lists serve a half-year, quotas are given for one, figures are taken over any of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.workflows.dates import add_days, add_months


class PeriodKind(StrEnum):
    """The letter of a period's name."""

    YEAR = "Y"
    HALF_YEAR = "H"
    QUARTER = "Q"
    MONTH = "M"


_MONTHS: Final = {
    PeriodKind.YEAR: 12,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.QUARTER: 3,
    PeriodKind.MONTH: 1,
}
_NAME: Final = re.compile(r"([0-9]{4})-(?:(Y)|(H)([12])|(Q)([1-4])|(M)(0[1-9]|1[0-2]))")


@dataclass(frozen=True, slots=True)
class Period:
    """A part of a calendar year; `number` counts from 1 within the year. `str` is its name."""

    year: int
    kind: PeriodKind
    number: int

    def __str__(self) -> str:
        if self.kind is PeriodKind.YEAR:
            return f"{self.year}-Y"
        width = 2 if self.kind is PeriodKind.MONTH else 1
        return f"{self.year}-{self.kind}{self.number:0{width}}"

    @property
    def first_on(self) -> date:
        """Its first civil day."""
        return date(self.year, (self.number - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def last_on(self) -> date:
        """Its last civil day, inclusive."""
        return add_days(add_months(self.first_on, _MONTHS[self.kind]), -1)

    @property
    def following(self) -> Period:
        """The next one of its kind."""
        return period_containing(add_days(self.last_on, 1), self.kind)

    def __contains__(self, on: date) -> bool:
        return self.first_on <= on <= self.last_on


def period_containing(on: date, kind: PeriodKind) -> Period:
    """The period of a kind that a civil day lies in."""
    return Period(on.year, kind, (on.month - 1) // _MONTHS[kind] + 1)


def period_following(on: date, kind: PeriodKind = PeriodKind.HALF_YEAR) -> Period:
    """The period after the one that `on` lies in.

    Applications are taken «на полугодие, следующее за обращением» (регламент 01/01/021, п. 20):
    in spring for the second half of the year, in autumn for the first half of the next.
    """
    return period_containing(on, kind).following


def parse_period(name: str) -> Period:
    """The period of this name. Raises `Invalid` for anything else."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise Invalid(
            say("период «{name}» непонятен", name=name),
            accepted="2017-Y, 2017-H2, 2017-Q3, 2017-M09",
        )
    year, letter, *number = (part for part in found.groups() if part is not None)
    return Period(int(year), PeriodKind(letter), int(number[0]) if number else 1)
