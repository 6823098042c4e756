"""The date function: all counting of days is here, and nowhere else.

    «Установленный законом, иными правовыми актами, сделкой или назначаемый судом срок
    определяется календарной датой или истечением периода времени, который исчисляется годами,
    месяцами, неделями, днями или часами.» — ГК РФ ст. 190

A term is data (`Term`); `due` turns a start into the day and the last instant. Each step of it
stands under the clause it obeys. Dates are civil dates of a zone, `due_on` is the truth and
`due_at` follows from it: two records of one civil day are never early or late to one another.

Everything is pure and total for what the intake lets in (1990–2099) and terms up to ten years;
further off is a slip of the pen and raises `Invalid`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Protocol, TypeVar

from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.workflows.calendars import FIRST_DAY, LAST_DAY, Calendar, outside
from sroki.workflows.terms import ELAPSED, Due, FirstDay, Roll, Term, Unit
from sroki.workflows.zones import Zone

__all__ = [
    "Due",
    "FirstDay",
    "Roll",
    "Term",
    "Unit",
    "YearlyWindow",
    "add_days",
    "add_months",
    "civil_date",
    "days_between",
    "due",
    "due_after",
    "first_instant",
    "in_any_window",
    "is_working",
    "just_after",
    "last_day",
    "last_instant",
    "next_working_day",
    "noon_of_last_working_day",
    "previous_working_day",
    "roll",
    "shift_back",
    "window_containing",
    "window_just_closed",
    "working_days_between",
]

_INSTANT: Final = timedelta(microseconds=1)


class YearlyWindow(Protocol):
    """A period of every year, both ends inclusive, as month and day: "03-15" to "04-15"."""

    @property
    def first(self) -> str: ...
    @property
    def last(self) -> str: ...


_Window = TypeVar("_Window", bound=YearlyWindow)


def due(start: date, term: Term, calendar: Calendar, zone: Zone) -> Due:
    """When a term of days or months that started on the civil day `start` ends.

    Raises `Invalid` for hours and minutes: they start at an instant, see `due_after`.
    """
    if not FIRST_DAY <= start <= LAST_DAY:
        raise outside(start.isoformat())
    raw = last_day(start, term, calendar)
    on = roll(raw, term.roll, calendar)
    if on < start or (on == start and term.first_day is FirstDay.NEXT):
        # Rolled back out of a term in which no day works: nothing falls due before it began.
        on = roll(raw, Roll.FOLLOWING, calendar)
    preliminary = _leans_on_guess(start, raw, on, term, calendar)
    return Due(raw, on, last_instant(on, zone, term.closes), preliminary)


def due_after(start: datetime, term: Term, calendar: Calendar, zone: Zone) -> Due:
    """When a term of any unit ends that started at the instant `start` (aware).

    Hours and minutes run on through nights and days off, and are never rolled; for days and
    months only the civil day of the start matters.
    """
    step = ELAPSED.get(term.unit)
    if step is None:
        return due(civil_date(start, zone), term, calendar, zone)
    end = zone.wall(start).astimezone(UTC) + term.length * step
    on = civil_date(end, zone)
    return Due(on, on, end, preliminary=False)


def last_day(start: date, term: Term, calendar: Calendar) -> date:
    """The last day of a term, before any roll.

    «Течение срока, определенного периодом времени, начинается на следующий день после
    календарной даты или наступления события, которыми определено его начало.» — ГК РФ ст. 191
    """
    unit, same = term.unit, term.first_day is FirstDay.SAME
    if unit is Unit.CALENDAR_DAYS:
        return add_days(start, term.length - same)
    if unit is Unit.WORKING_DAYS:
        worked = calendar.working_before(start) if same else calendar.working_through(start)
        return calendar.working_day(worked + term.length - 1)
    if unit is Unit.MONTHS:
        end = add_months(start, term.length)
        # Counted from the very day, a month ends on the eve of its number, if it has the number.
        return add_days(end, -1) if same and end.day == start.day else end
    raise Invalid(say("срок в часах и минутах считают от мгновения, а не от дня"))


def add_days(on: date, days: int) -> date:
    """So many calendar days later, or earlier if negative."""
    return date.fromordinal(on.toordinal() + days)


def add_months(on: date, months: int) -> date:
    """The same number so many months later (or earlier, if negative).

    «Срок, исчисляемый месяцами, истекает в соответствующее число последнего месяца срока. …
    Если окончание срока, исчисляемого месяцами, приходится на такой месяц, в котором нет
    соответствующего числа, то срок истекает в последний день этого месяца.» — ГК РФ ст. 192 п. 3
    """
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    try:
        return date(year, month + 1, on.day)
    except ValueError:  # this month has no such number
        return date(year, month + 1, monthrange(year, month + 1)[1])


def roll(on: date, way: Roll, calendar: Calendar) -> date:
    """Where the last day of a term goes if it is a day off; a working day stays.

    «Если последний день срока приходится на нерабочий день, днем окончания срока считается
    ближайший следующий за ним рабочий день.» — ГК РФ ст. 193

    Only the last day moves: days off inside a term count, and one roll is enough.
    """
    if calendar.is_working(on) or way is Roll.NONE:
        return on
    if way is Roll.FOLLOWING:
        return calendar.working_day(calendar.working_before(on))
    return calendar.working_day(calendar.working_through(on) - 1)


def last_instant(on: date, zone: Zone, closes: time | None = None) -> datetime:
    """The last instant (UTC) of the civil day, or the moment the office closes on it.

    «Если срок установлен для совершения какого-либо действия, оно может быть выполнено до
    двадцати четырех часов последнего дня срока. Однако если это действие должно быть совершено
    в организации, то срок истекает в тот час, когда в этой организации по установленным правилам
    прекращаются соответствующие операции.» — ГК РФ ст. 194 п. 1

    24:00 is already the next date, so the day ends a microsecond before; the closing moment
    itself is still in time.
    """
    if closes is None:
        return zone.day_end(on)
    return zone.instant(datetime.combine(on, closes))


def first_instant(on: date, zone: Zone) -> datetime:
    """The instant (UTC) the civil day begins."""
    return just_after(last_instant(add_days(on, -1), zone))


def just_after(at: datetime) -> datetime:
    """The first instant after `at`: the moment something due `at` is overdue."""
    return at + _INSTANT


def civil_date(at: datetime, zone: Zone) -> date:
    """The date on the wall at an instant (aware; a naive one raises `Invalid`)."""
    return zone.date_of(at)


def is_working(on: date, calendar: Calendar) -> bool:
    """Whether the day works."""
    return calendar.is_working(on)


def next_working_day(on: date, calendar: Calendar) -> date:
    """The first working day after `on`."""
    return calendar.working_day(calendar.working_through(on))


def previous_working_day(on: date, calendar: Calendar) -> date:
    """The last working day before `on`."""
    return calendar.working_day(calendar.working_before(on) - 1)


def shift_back(on: date, days: int, unit: Unit, calendar: Calendar) -> date:
    """A rung of a warning ladder: so many days or months before `on`.

    A rung on a day off moves to the working day before it, when there is still time to act.
    """
    if unit is Unit.WORKING_DAYS:
        return calendar.working_day(calendar.working_before(on) - days)
    if unit is Unit.CALENDAR_DAYS:
        return roll(add_days(on, -days), Roll.PRECEDING, calendar)
    if unit is Unit.MONTHS:
        return roll(add_months(on, -days), Roll.PRECEDING, calendar)
    raise Invalid(say("ступень предупреждения задают днями или месяцами"))


def noon_of_last_working_day(on: date, zone: Zone, calendar: Calendar) -> datetime:
    """The rung of a one-day term: noon (UTC instant) of the last working day not after `on`."""
    return zone.instant(datetime.combine(roll(on, Roll.PRECEDING, calendar), time(12)))


def days_between(first: date, last: date) -> int:
    """Calendar days from one to the other: 0 for one and the same, negative if `last` is before."""
    return (last - first).days


def working_days_between(first: date, last: date, calendar: Calendar) -> int:
    """Working days after `first` up to and including `last`; negative if `last` is before."""
    return calendar.working_through(last) - calendar.working_through(first)


def window_containing(on: date, windows: Iterable[_Window]) -> _Window | None:
    """The first window that takes applications on `on`, both ends inclusive.

    «…в период с 15 марта текущего календарного года по 15 апреля текущего календарного года
    включительно… только в указанные периоды.» — регламент 01/01/021, п. 20

    A window whose last day is a day off is not extended, since ст. 193 is about terms; see
    `window_just_closed`. A window may span New Year.
    """
    day = on.isoformat()[5:]
    for window in windows:
        first, last = window.first, window.last
        if first <= day <= last if first <= last else not last < day < first:
            return window
    return None


def in_any_window(on: date, windows: Iterable[YearlyWindow]) -> bool:
    """Whether some window takes applications on `on`."""
    return window_containing(on, windows) is not None


def window_just_closed(on: date, windows: Iterable[_Window], calendar: Calendar) -> _Window | None:
    """The window that would still take `on`, were its last day moved off a day off.

    Such a filing is out of the window, but ст. 193 may be argued: people should be told.
    """
    if in_any_window(on, windows := tuple(windows)):
        return None
    eve = previous_working_day(on, calendar)
    days_off = (add_days(eve, n) for n in range(1, days_between(eve, on)))
    return next((w for day in days_off if (w := window_containing(day, windows))), None)


def _leans_on_guess(start: date, raw: date, on: date, term: Term, calendar: Calendar) -> bool:
    """Whether one of the days that decided the answer has no official source."""
    last = max(raw, on)
    if calendar.known_from <= start and last <= calendar.known_through:
        return False
    rolled_out = term.roll is Roll.PRECEDING and on > raw
    if term.unit is Unit.WORKING_DAYS or rolled_out:
        first = start if term.first_day is FirstDay.SAME else add_days(start, 1)
    elif term.roll is Roll.NONE:
        return False
    else:
        first = min(raw, on)
    return not (calendar.known_from <= first and last <= calendar.known_through)
