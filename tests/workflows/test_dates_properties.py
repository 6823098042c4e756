"""What holds of every term, from every day, under every calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from hypothesis import example, given
from hypothesis import strategies as st

from sroki.events.base import EARLIEST, LATEST
from sroki.workflows import calendars, dates
from sroki.workflows.calendar_files import load_calendar
from sroki.workflows.calendars import Calendar, Day, DayKind
from sroki.workflows.counting import count, count_after
from sroki.workflows.dates import FirstDay, Roll, Term, Unit
from sroki.workflows.zones import load_zone
from tests.workflows.date_oracle import library_works, slow_due

RU = load_calendar("ru")
KRASNOYARSK = load_zone("Asia/Krasnoyarsk")
DAY_UNITS = [Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS]
LONGEST = dict.fromkeys(DAY_UNITS, 3660) | {
    Unit.MONTHS: 120,
    Unit.HOURS: 3660 * 24,
    Unit.MINUTES: 3660 * 24 * 60,
}


@cache
def torn_calendar(seed: int) -> Calendar:
    """A calendar as no government makes them: long runs of days off, known for a few weeks."""
    first, days = date(2020, 1, 1), {}
    for number in range(400):
        on = first + timedelta(days=number)
        run, cycle = 3 + seed % 7, 11 + seed % 5
        works = (number * (seed + 1)) % cycle > run
        days[on] = Day(DayKind.LOCAL_WORKING if works else DayKind.LOCAL_OFF, works, "", None, "")
    known = first + timedelta(days=40 + seed)
    return calendars.make(
        f"torn {seed}", days=days, known_from=known, known_through=known + timedelta(days=60)
    )


def terms(longest: int = 60, units: list[Unit] = DAY_UNITS) -> st.SearchStrategy[Term]:
    return st.builds(
        Term,
        st.integers(1, longest),
        st.sampled_from(units),
        st.sampled_from(FirstDay),
        st.sampled_from(Roll),
        st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    )


seeds = st.integers(0, 40)
official = st.dates(date(2013, 1, 1), date(2026, 9, 1))
torn = st.dates(date(2020, 1, 1), date(2020, 10, 1))
anywhere = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(official, terms())
@example(date(2014, 2, 8), Term(30, Unit.CALENDAR_DAYS))
def test_equals_a_walk_over_another_calendar_of_russia(start: date, term: Term) -> None:
    if term.unit is Unit.MONTHS:
        term = Term(term.length % 3 + 1, term.unit, term.first_day, term.roll)
    found = dates.due(start, term, RU, KRASNOYARSK)
    slow = slow_due(start, term, library_works)
    assert (found.raw_on, found.due_on) == (slow.raw_on, slow.due_on)
    assert not found.preliminary or max(slow.asked) > date(2026, 12, 31)


@given(seeds, torn, terms(40, [Unit.CALENDAR_DAYS, Unit.WORKING_DAYS]))
def test_equals_a_walk_over_a_torn_calendar_and_knows_what_it_leant_on(
    seed: int, start: date, term: Term
) -> None:
    calendar = torn_calendar(seed)
    found = dates.due(start, term, calendar, KRASNOYARSK)
    slow = slow_due(start, term, calendar.is_working)
    assert (found.raw_on, found.due_on) == (slow.raw_on, slow.due_on)
    assert found.preliminary is not all(calendar.is_known(on) for on in slow.asked)


@given(anywhere, st.sampled_from(DAY_UNITS), st.data())
def test_answers_for_every_day_and_term_the_project_lets_in(
    start: date, unit: Unit, data: st.DataObject
) -> None:
    term = data.draw(terms(LONGEST[unit], [unit]))
    found = dates.due(start, term, RU, KRASNOYARSK)
    first = start if term.first_day is FirstDay.SAME else start + timedelta(days=1)
    assert first <= min(found.raw_on, found.due_on)
    assert dates.civil_date(found.due_at, KRASNOYARSK) == found.due_on
    assert dates.shift_back(found.due_on, 3660, Unit.WORKING_DAYS, RU) < found.due_on


@given(
    st.datetimes(
        EARLIEST.replace(tzinfo=None), LATEST.replace(tzinfo=None), timezones=st.just(UTC)
    ),
    st.sampled_from([Unit.HOURS, Unit.MINUTES]),
    st.data(),
)
def test_hours_answer_for_every_instant_the_project_lets_in(
    start: datetime, unit: Unit, data: st.DataObject
) -> None:
    term = Term(data.draw(st.integers(1, LONGEST[unit])), unit)
    found = dates.due_after(start, term, RU, KRASNOYARSK)
    assert found.due_at - start == term.length * timedelta(minutes=60 if unit is Unit.HOURS else 1)
    assert found.raw_on == found.due_on == dates.civil_date(found.due_at, KRASNOYARSK)
    assert count_after(start, term, RU, KRASNOYARSK) == ((), (), found)


@given(seeds, torn, st.integers(0, 20), terms(40))
def test_never_earlier_for_a_later_start(seed: int, start: date, later: int, term: Term) -> None:
    calendar = torn_calendar(seed)
    one = dates.due(start, term, calendar, KRASNOYARSK)
    two = dates.due(start + timedelta(days=later), term, calendar, KRASNOYARSK)
    assert one.raw_on <= two.raw_on
    assert one.due_on <= two.due_on
    assert one.due_at <= two.due_at


@given(seeds, torn, st.integers(0, 20), terms(40))
def test_never_earlier_for_a_longer_term(seed: int, start: date, more: int, term: Term) -> None:
    calendar = torn_calendar(seed)
    longer = Term(term.length + more, term.unit, term.first_day, term.roll, term.closes)
    one = dates.due(start, term, calendar, KRASNOYARSK)
    two = dates.due(start, longer, calendar, KRASNOYARSK)
    assert one.raw_on <= two.raw_on
    assert one.due_on <= two.due_on
    assert one.due_at <= two.due_at


@given(seeds, torn)
def test_a_roll_lands_on_the_nearest_working_day(seed: int, on: date) -> None:
    calendar = torn_calendar(seed)
    back = dates.roll(on, Roll.PRECEDING, calendar)
    forward = dates.roll(on, Roll.FOLLOWING, calendar)
    assert back <= on == dates.roll(on, Roll.NONE, calendar) <= forward
    assert calendar.is_working(back)
    assert calendar.is_working(forward)
    between = dates.days_between(back, forward)
    passed = [dates.add_days(back, number) for number in range(1, between)]
    assert not any(calendar.is_working(day) for day in passed)
    assert (back == forward) is calendar.is_working(on)


@given(seeds, torn, terms(40))
def test_the_count_tells_the_answer(seed: int, start: date, term: Term) -> None:
    calendar = torn_calendar(seed)
    counted = count(start, term, calendar, KRASNOYARSK)
    assert counted.due == dates.due(start, term, calendar, KRASNOYARSK)
    assert (
        count_after(dates.first_instant(start, KRASNOYARSK), term, calendar, KRASNOYARSK) == counted
    )
    numbers = [day.ordinal for day in counted.days if day.ordinal is not None]
    assert numbers == list(range(1, term.length + 1))
    assert counted.days[-1].on == counted.due.raw_on
    assert counted.days[-1].ordinal == term.length
    assert [day.on for day in counted.rolled][-1:] == (
        [] if counted.due.raw_on == counted.due.due_on else [counted.due.due_on]
    )
    for day in counted.days + counted.rolled:
        assert day.kind is calendar.kind_of(day.on)
        assert day.reason


@given(seeds, torn, st.integers(1, 60))
def test_as_many_working_days_are_counted_as_the_term_has(
    seed: int, start: date, length: int
) -> None:
    calendar = torn_calendar(seed)
    due = dates.due(start, Term(length, Unit.WORKING_DAYS), calendar, KRASNOYARSK)
    assert dates.working_days_between(start, due.due_on, calendar) == length
    assert dates.working_days_between(due.due_on, start, calendar) == -length
    assert dates.shift_back(due.due_on, length, Unit.WORKING_DAYS, calendar) <= start


@given(seeds, torn, torn)
def test_working_days_between_are_counted_one_by_one(seed: int, one: date, two: date) -> None:
    calendar = torn_calendar(seed)
    first, last = min(one, two), max(one, two)
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    expected = sum(calendar.is_working(day) for day in days)
    assert dates.working_days_between(first, last, calendar) == expected


@given(seeds, torn, st.integers(1, 30), st.sampled_from(DAY_UNITS))
def test_a_rung_is_a_working_day_before(seed: int, on: date, days: int, unit: Unit) -> None:
    calendar = torn_calendar(seed)
    rung = dates.shift_back(on, days, unit, calendar)
    assert calendar.is_working(rung)
    assert rung < on


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(-120, 120))
def test_months_land_in_the_right_month(on: date, months: int) -> None:
    found = dates.add_months(on, months)
    assert (found.year - on.year) * 12 + found.month - on.month == months
    assert found.day == on.day or (found.day < on.day and (found + timedelta(days=1)).day == 1)


@given(official, st.integers(1, 60))
def test_a_term_counted_from_its_very_day_is_the_term_from_the_eve(start: date, days: int) -> None:
    for unit in (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS):
        same = dates.due(start, Term(days, unit, FirstDay.SAME), RU, KRASNOYARSK)
        eve = dates.due(start - timedelta(days=1), Term(days, unit), RU, KRASNOYARSK)
        assert same == eve


@given(official, st.times())
def test_an_office_closes_before_the_day_ends(on: date, closes: time) -> None:
    closes = closes.replace(second=0, microsecond=0)
    end = dates.last_instant(on, KRASNOYARSK)
    assert dates.first_instant(on, KRASNOYARSK) <= dates.last_instant(on, KRASNOYARSK, closes) < end
