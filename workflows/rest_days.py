"""How a year of Russian working days comes about: rest days that move, and holidays.

A week has two rest days, and nobody takes them away: the Labour Code and the Government only
*move* them. So a year is its Saturdays and Sundays, less the days a move takes rest from, plus
the days it takes rest to; a day is off when it is a rest day or a holiday (ТК РФ ст. 111, 112).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say
from sroki.workflows.calendar_sheets import Holidays, Year
from sroki.workflows.calendars import Day, DayKind
from sroki.workflows.dates import add_days, days_between


class Moved(NamedTuple):
    """One rest day's move, and the act that moves it."""

    source: date
    target: date
    cite: str


def official_year(year: Year, holidays: Holidays, place: Place, *, skip: bool) -> dict[date, Day]:
    """The days of a decreed year that differ from the plain week.

    `skip` makes days off of those the President declared non-working. Raises `Invalid` for a move
    from a day that has no rest or to a day that is off already, and for a year whose working days
    are not as many as its sheet says: a slip of the pen does not add up.
    """
    moves = [Moved(move.from_, move.to, act.cite) for act in year.act for move in act.moved]
    days = _moved(year.year, holidays, moves, place)
    count = sum(_works(on, days) for on in _dates(year.year))
    if count != year.working_days:
        raise Invalid(
            say(
                "рабочих дней {count}, а указано {working_days}",
                count=count,
                working_days=year.working_days,
            ),
            place=place,
        )
    for decree in year.presidential:
        day = Day(DayKind.PRESIDENTIAL, works=not skip, cite=decree.cite)
        for on in _dates(year.year):
            if decree.from_ <= on <= decree.through and _works(on, days):
                days[on] = day
    return days


def guessed_year(year: int, holidays: Holidays) -> dict[date, Day]:
    """The days of a year nobody has decreed, as the Labour Code alone makes them."""
    return _moved(year, holidays, carried(year, holidays), Place(str(year)))


def carried(year: int, holidays: Holidays) -> list[Moved]:
    """The moves the Labour Code makes by itself; January it leaves to the Government.

    «При совпадении выходного и нерабочего праздничного дней выходной день переносится на
    следующий после праздничного рабочий день» — ТК РФ ст. 112 ч. 2
    """
    off = _weekends(year) | _named(year, holidays).keys()
    moves = []
    for holiday in holidays.holiday:
        for source in (date(year, holiday.month, number) for number in holiday.days):
            if holiday.carried and source.weekday() >= 5:
                target = add_days(source, 1)
                while target in off:
                    target = add_days(target, 1)
                off.add(target)
                moves.append(Moved(source, target, holidays.carried_by))
    return moves


def _moved(year: int, holidays: Holidays, moves: Iterable[Moved], place: Place) -> dict[date, Day]:
    rest, named = _weekends(year), _named(year, holidays)
    days: dict[date, Day] = {}
    for source, target, cite in moves:
        if source not in rest:
            raise Invalid(
                say("{source} — не выходной, переносить нечего", source=source), place=place
            )
        if target in rest or target in named or target.year != year:
            raise Invalid(
                say("на {target} перенести нельзя: это не рабочий день", target=target), place=place
            )
        rest ^= {source, target}
        days[target] = Day(DayKind.TRANSFERRED_OFF, works=False, other=source, cite=cite)
        if source.weekday() >= 5:
            days[source] = Day(DayKind.WORKING_WEEKEND, works=True, other=target, cite=cite)
        else:
            del days[source]  # rest that had come here goes on: an ordinary working day again
    return days | named


def _named(year: int, holidays: Holidays) -> dict[date, Day]:
    return {
        date(year, h.month, number): Day(DayKind.HOLIDAY, False, title=h.title, cite=holidays.cite)
        for h in holidays.holiday
        for number in h.days
    }


def _weekends(year: int) -> set[date]:
    return {on for on in _dates(year) if on.weekday() >= 5}


def _works(on: date, days: Mapping[date, Day]) -> bool:
    return days[on].works if on in days else on.weekday() < 5


def _dates(year: int) -> Iterable[date]:
    first = date(year, 1, 1)
    return (add_days(first, n) for n in range(days_between(first, date(year + 1, 1, 1))))
