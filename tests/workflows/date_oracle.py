"""Due dates the slow way: one day at a time, sharing nothing with the date function.

What works is a plain question here: of the `holidays` library for the years it knows, or of any
set of days off a test makes up.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import holidays

from sroki.workflows.dates import FirstDay, Roll, Term, Unit

Works = Callable[[date], bool]
ONE_DAY = timedelta(days=1)

# 8 March 2014 was a Saturday, so its rest day moved to Monday: the library misses it.
LIBRARY_ERRORS = {date(2014, 3, 10)}


class Slow(NamedTuple):
    """The answer, and the days that were asked whether they work."""

    raw_on: date
    due_on: date
    asked: frozenset[date]


@cache
def _library() -> holidays.HolidayBase:
    return holidays.country_holidays("RU", years=range(2012, 2029))


@cache
def library_works(on: date) -> bool:
    """Whether a day works in Russia, by the library and its one known error."""
    return on not in LIBRARY_ERRORS and _library().is_working_day(on)


def slow_due(start: date, term: Term, works: Works) -> Slow:
    """Walk the term and then the roll, day by day."""
    asked: set[date] = set()

    def off(on: date) -> bool:
        asked.add(on)
        return not works(on)

    first = start if term.first_day is FirstDay.SAME else start + ONE_DAY
    raw = _walk(start, first, term, off)
    due = raw
    if term.unit is not Unit.WORKING_DAYS and term.roll is not Roll.NONE and off(raw):
        if term.roll is Roll.PRECEDING:
            while due >= first and off(due):
                due -= ONE_DAY
        if term.roll is Roll.FOLLOWING or due < first:
            due = raw
            while off(due):
                due += ONE_DAY
    elif term.roll is not Roll.NONE:
        off(raw)
    return Slow(raw, due, frozenset(asked))


def _walk(start: date, first: date, term: Term, off: Works) -> date:
    if term.unit is Unit.MONTHS:
        return _months(start, term)
    day, left = first, term.length
    while True:
        if term.unit is Unit.CALENDAR_DAYS or not off(day):
            left -= 1
        if left == 0:
            return day
        day += ONE_DAY


def _months(start: date, term: Term) -> date:
    """Day by day to the first of the wanted month, then to the number or the month's end."""
    day = start
    for _ in range(term.length):
        day = day.replace(day=28) + 4 * ONE_DAY
        day = day.replace(day=1)
    month = day.month
    while day.day != start.day and (day + ONE_DAY).month == month:
        day += ONE_DAY
    if term.first_day is FirstDay.SAME and day.day == start.day:
        day -= ONE_DAY
    return day
