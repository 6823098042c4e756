"""The few spans of civil days that a page needs, each asked of the one date function.

Nothing here decides a deadline: these are the edges of "in three days", the marks of an axis, the
days that a term is overrun by today.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from sroki.workflows import dates
from sroki.workflows.calendars import Calendar, every_day


@cache
def _every_day() -> Calendar:
    return every_day()


def days_after(on: date, days: int) -> date:
    """The civil day so many calendar days after `on`, or before it if negative."""
    if days > 0:
        term = dates.Term(days, dates.Unit.CALENDAR_DAYS, roll=dates.Roll.NONE)
        return dates.last_day(on, term, _every_day())
    return dates.shift_back(on, -days, dates.Unit.CALENDAR_DAYS, _every_day())


def days_until(on: date, then: date) -> int:
    """Calendar days from `on` to `then`; negative if `then` is before."""
    return dates.days_between(on, then)


def month_starts(first: date, last: date, at_most: int) -> list[date]:
    """First days of months inside the span, thinned evenly to `at_most`."""
    start = dates.add_months(first.replace(day=1), 1)
    months = 12 * (last.year - start.year) + last.month - start.month
    step = max(1, -(-(months + 1) // at_most))
    return [dates.add_months(start, number) for number in range(0, months + 1, step)]
