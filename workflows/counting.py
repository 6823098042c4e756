"""The count shown: every day of a term, what it is, and why it was counted, skipped or passed.

This explains an answer of `workflows.dates`; it never makes one of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Final, NamedTuple

from sroki.events.i18n import DEFAULT, Catalogue, Lang, mark
from sroki.workflows.calendars import Calendar, DayKind
from sroki.workflows.dates import add_days, civil_date, days_between, due, due_after, last_day
from sroki.workflows.terms import Due, FirstDay, Term, Unit
from sroki.workflows.zones import Zone

_SAID: Final = Catalogue("sroki.workflows")
_EVENT: Final = mark("день события, в срок не входит (ГК РФ ст. 191)")
_MONTH: Final = mark("истекает месяц {number}; {reason}")
_SHORT: Final = mark("истекает месяц {number}: числа {day} в нём нет (ГК РФ ст. 192); {reason}")


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


def count(
    start: date, term: Term, calendar: Calendar, zone: Zone, lang: Lang = DEFAULT
) -> Counting:
    """`dates.due`, told day by day in `lang`. Raises what it raises."""
    answer = due(start, term, calendar, zone)
    if term.unit is Unit.MONTHS:
        days = _months(start, term, calendar, lang)
    else:
        days = _days(start, answer.raw_on, term, calendar, lang)
    event = [] if term.first_day is FirstDay.SAME else [_event(start, calendar, lang)]
    return Counting((*event, *days), tuple(_rolled(answer, calendar, lang)), answer)


def count_after(
    start: datetime, term: Term, calendar: Calendar, zone: Zone, lang: Lang = DEFAULT
) -> Counting:
    """`dates.due_after`, told day by day in `lang`. Raises what it raises."""
    if term.unit.elapsed:
        return Counting((), (), due_after(start, term, calendar, zone))
    return count(civil_date(start, zone), term, calendar, zone, lang)


def _event(start: date, calendar: Calendar, lang: Lang) -> CountedDay:
    return CountedDay(start, None, calendar.kind_of(start), _SAID.t(_EVENT, lang))


def _days(
    start: date, raw: date, term: Term, calendar: Calendar, lang: Lang
) -> Iterator[CountedDay]:
    ordinal = 0
    first = 0 if term.first_day is FirstDay.SAME else 1
    for on in (add_days(start, n) for n in range(first, days_between(start, raw) + 1)):
        counts = term.unit is Unit.CALENDAR_DAYS or calendar.is_working(on)
        ordinal += counts
        yield _plain(on, ordinal if counts else None, calendar, lang)


def _months(start: date, term: Term, calendar: Calendar, lang: Lang) -> Iterator[CountedDay]:
    for month in range(1, term.length + 1):
        on = last_day(start, replace(term, length=month), calendar)
        short = term.first_day is FirstDay.NEXT and on.day != start.day
        reason = _SAID.t(
            _SHORT if short else _MONTH,
            lang,
            number=month,
            day=start.day,
            reason=calendar.why(on, lang),
        )
        yield CountedDay(on, month, calendar.kind_of(on), reason)


def _rolled(answer: Due, calendar: Calendar, lang: Lang) -> Iterator[CountedDay]:
    way = 1 if answer.due_on > answer.raw_on else -1
    for number in range(1, abs(days_between(answer.raw_on, answer.due_on)) + 1):
        yield _plain(add_days(answer.raw_on, way * number), None, calendar, lang)


def _plain(on: date, ordinal: int | None, calendar: Calendar, lang: Lang) -> CountedDay:
    return CountedDay(on, ordinal, calendar.kind_of(on), calendar.why(on, lang))
