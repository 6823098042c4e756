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

from bisect import bisect
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from sroki.events.errors import Invalid
from sroki.workflows.calendars import Calendar
from sroki.workflows.zones import Zone


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
        return self in _ELAPSED


class Roll(StrEnum):
    """Where a last day goes that is a day off. Some municipal rules choose the day before."""

    FOLLOWING = "following"
    NONE = "none"
    PRECEDING = "preceding"


class FirstDay(StrEnum):
    """Which day is day one: the next after the event, as the Code has it, or that very day."""

    NEXT = "next"
    SAME = "same"


_ELAPSED: Final = {Unit.HOURS: timedelta(hours=1), Unit.MINUTES: timedelta(minutes=1)}
_LONGEST: Final = {
    Unit.CALENDAR_DAYS: 3660,
    Unit.WORKING_DAYS: 3660,
    Unit.MONTHS: 120,
    Unit.HOURS: 3660 * 24,
    Unit.MINUTES: 3660 * 24 * 60,
}
_ONE_DAY: Final = timedelta(days=1)
_INSTANT: Final = timedelta(microseconds=1)


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
                f"срок {self.length} ({self.unit}) невозможен",
                accepted=f"от 1 до {_LONGEST[self.unit]}",
            )
        if self.closes is not None and (self.unit.elapsed or self.closes.tzinfo is not None):
            raise Invalid("час закрытия — местное время и имеет смысл для дней и месяцев")


class Due(NamedTuple):
    """The answer. `raw_on` is the last day before it was moved off a day off, `due_on` after.

    `due_at` (UTC) is the last instant in time. `preliminary`: the answer leans on a day for which
    there is no official calendar yet.
    """

    raw_on: date
    due_on: date
    due_at: datetime
    preliminary: bool


def due(start: date, term: Term, calendar: Calendar, zone: Zone) -> Due:
    """When a term of days or months that started on the civil day `start` ends.

    Raises `Invalid` for hours and minutes: they start at an instant, see `due_after`.
    """
    raw = last_day(start, term, calendar)
    on = roll(raw, term.roll, calendar)
    if on < start:
        # No day works between the start and the last day: nothing falls due before it began.
        on = roll(raw, Roll.FOLLOWING, calendar)
    preliminary = _leans_on_guess(start, raw, on, term, calendar)
    return Due(raw, on, last_instant(on, zone, term.closes), preliminary)


def due_after(start: datetime, term: Term, calendar: Calendar, zone: Zone) -> Due:
    """When a term of any unit ends that started at the instant `start` (aware).

    Hours and minutes run on through nights and days off, and are never rolled; for days and
    months only the civil day of the start matters.
    """
    step = _ELAPSED.get(term.unit)
    if step is None:
        return due(civil_date(start, zone), term, calendar, zone)
    end = _aware(start).astimezone(UTC) + term.length * step
    on = civil_date(end, zone)
    return Due(on, on, end, preliminary=False)


def last_day(start: date, term: Term, calendar: Calendar) -> date:
    """The last day of a term, before any roll.

    «Течение срока, определенного периодом времени, начинается на следующий день после
    календарной даты или наступления события, которыми определено его начало.» — ГК РФ ст. 191
    """
    unit, same = term.unit, term.first_day is FirstDay.SAME
    if unit is Unit.CALENDAR_DAYS:
        return date.fromordinal(start.toordinal() + term.length - same)
    if unit is Unit.WORKING_DAYS:
        worked = calendar.working_before(start) if same else calendar.working_through(start)
        return calendar.working_day(worked + term.length - 1)
    if unit is Unit.MONTHS:
        end = add_months(start, term.length)
        # Counted from the very day, a month ends on the eve of its number, if it has the number.
        return end - _ONE_DAY if same and end.day == start.day else end
    raise Invalid("срок в часах и минутах считают от мгновения, а не от дня")


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
    if closes is not None:
        return _instant(datetime.combine(on, closes), zone)
    end = zone.day_ends.get(on)
    if end is None:
        midnight = datetime.combine(on + _ONE_DAY, time.min)
        end = zone.day_ends[on] = _instant(midnight, zone) - _INSTANT
    return end


def first_instant(on: date, zone: Zone) -> datetime:
    """The instant (UTC) the civil day begins."""
    return last_instant(on - _ONE_DAY, zone) + _INSTANT


def civil_date(at: datetime, zone: Zone) -> date:
    """The date on the wall at an instant (aware; a naive one raises `Invalid`)."""
    return _aware(at).astimezone(zone.info).date()


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
        return roll(on - timedelta(days=days), Roll.PRECEDING, calendar)
    if unit is Unit.MONTHS:
        return roll(add_months(on, -days), Roll.PRECEDING, calendar)
    raise Invalid("ступень предупреждения задают днями или месяцами")


def noon_of_last_working_day(on: date, zone: Zone, calendar: Calendar) -> datetime:
    """The rung of a one-day term: noon (UTC instant) of the last working day not after `on`."""
    return _instant(datetime.combine(roll(on, Roll.PRECEDING, calendar), time(12)), zone)


def days_between(first: date, last: date) -> int:
    """Calendar days from one to the other: 0 for one and the same, negative if `last` is before."""
    return (last - first).days


def working_days_between(first: date, last: date, calendar: Calendar) -> int:
    """Working days after `first` up to and including `last`; negative if `last` is before."""
    return calendar.working_through(last) - calendar.working_through(first)


def _leans_on_guess(start: date, raw: date, on: date, term: Term, calendar: Calendar) -> bool:
    """Whether one of the days that decided the answer has no official source."""
    last = max(raw, on)
    if calendar.known_from <= start and last <= calendar.known_through:
        return False
    if term.unit is Unit.WORKING_DAYS:
        first = start if term.first_day is FirstDay.SAME else start + _ONE_DAY
    elif term.roll is Roll.NONE:
        return False
    else:
        first = min(raw, on)
    return not (calendar.known_from <= first and last <= calendar.known_through)


def _instant(wall: datetime, zone: Zone) -> datetime:
    """The instant (UTC) the wall clock of the zone last shows `wall`, to the second.

    An hour shown twice is taken the second time, so that nobody loses it; a time that the clock
    jumped over is taken as the jump.
    """
    first = wall.replace(tzinfo=zone.info).astimezone(UTC)
    last = wall.replace(tzinfo=zone.info, fold=1).astimezone(UTC)
    if first <= last:
        return last
    new = first.astimezone(zone.info).utcoffset()
    gap = range(int((first - last).total_seconds()))
    jumped = bisect(gap, False, key=lambda s: _offset(last + timedelta(seconds=s), zone) == new)
    return last + timedelta(seconds=jumped)


def _offset(at: datetime, zone: Zone) -> timedelta | None:
    return at.astimezone(zone.info).utcoffset()


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise Invalid("время без часового пояса", why="по нему нельзя узнать дату")
    return at
