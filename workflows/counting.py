"""The count shown: every day of a term, what it is, and why it was counted, skipped or passed.

This explains an answer of `workflows.dates`; it never makes one of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from sroki.workflows.calendars import Calendar, DayKind
from sroki.workflows.dates import add_days, civil_date, days_between, due, due_after, last_day
from sroki.workflows.terms import Due, FirstDay, Term, Unit
from sroki.workflows.zones import Zone


class CountedDay(NamedTuple):
    """One day of a count. `ordinal` is its number (for months: the month's); None: not counted."""

    on: date
    ordinal: int | None
    kind: DayKind
    reason: str


class Counting(NamedTuple):
    """A count: the days up to the raw last day, then those it was moved over, and the answer.

    The first day is the event's own, uncounted (ст. 191), unless the term counts it. `rolled` is
    empty when nothing moved; its last day is then the due day. Hours and minutes count no days.
    """

    days: tuple[CountedDay, ...]
    rolled: tuple[CountedDay, ...]
    due: Due


def count(start: date, term: Term, calendar: Calendar, zone: Zone) -> Counting:
    """`dates.due`, told day by day. Raises what it raises."""
    answer = due(start, term, calendar, zone)
    walk = _months if term.unit is Unit.MONTHS else _days
    days = tuple(walk(start, answer.raw_on, term, calendar))
    return Counting(days, tuple(_rolled(answer, calendar)), answer)


def count_after(start: datetime, term: Term, calendar: Calendar, zone: Zone) -> Counting:
    """`dates.due_after`, told day by day. Raises what it raises."""
    if term.unit.elapsed:
        return Counting((), (), due_after(start, term, calendar, zone))
    return count(civil_date(start, zone), term, calendar, zone)


def _days(start: date, raw: date, term: Term, calendar: Calendar) -> Iterator[CountedDay]:
    if term.first_day is FirstDay.NEXT:
        yield _event(start, calendar)
    ordinal = 0
    for on in _after(start, raw, skip=term.first_day is FirstDay.NEXT):
        counts = term.unit is Unit.CALENDAR_DAYS or calendar.is_working(on)
        ordinal += counts
        yield _day(on, ordinal if counts else None, calendar)


def _months(start: date, _raw: date, term: Term, calendar: Calendar) -> Iterator[CountedDay]:
    yield _event(start, calendar)
    for month in range(1, term.length + 1):
        on = last_day(start, replace(term, length=month), calendar)
        words = f"истекает {month}-й месяц"
        if term.first_day is FirstDay.NEXT and on.day != start.day:
            words += f", числа {start.day} в нём нет (ГК РФ ст. 192)"
        yield CountedDay(on, month, calendar.kind_of(on), f"{words}; {calendar.why(on)}")


def _rolled(answer: Due, calendar: Calendar) -> Iterator[CountedDay]:
    step = 1 if answer.due_on > answer.raw_on else -1
    for number in range(1, abs(days_between(answer.raw_on, answer.due_on)) + 1):
        yield _day(add_days(answer.raw_on, step * number), None, calendar)


def _event(start: date, calendar: Calendar) -> CountedDay:
    reason = "день события, в срок не входит (ГК РФ ст. 191)"
    return CountedDay(start, None, calendar.kind_of(start), reason)


def _day(on: date, ordinal: int | None, calendar: Calendar) -> CountedDay:
    return CountedDay(on, ordinal, calendar.kind_of(on), calendar.why(on))


def _after(start: date, last: date, *, skip: bool) -> Iterator[date]:
    return (add_days(start, n) for n in range(int(skip), days_between(start, last) + 1))
