"""The date function: the vectors, and the rules one by one."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import NamedTuple

import pytest

from sroki.events.errors import Invalid
from sroki.workflows import calendars, dates
from sroki.workflows.calendar_files import Presidential, load_calendar
from sroki.workflows.calendars import Calendar
from sroki.workflows.dates import Due, FirstDay, Roll, Term, Unit
from sroki.workflows.periods import period_following
from sroki.workflows.zones import Zone, load_zone

RU = load_calendar("ru")
CALENDARS: dict[str, Calendar] = {"count": RU, "skip": load_calendar("ru", presidential="skip")}
KRASNOYARSK = load_zone("Asia/Krasnoyarsk")
MOSCOW = load_zone("Europe/Moscow")


class Window(NamedTuple):
    first: str
    last: str


SPRING, AUTUMN = Window("03-15", "04-15"), Window("10-15", "11-15")
WINDOWS = (SPRING, AUTUMN)

with (Path(__file__).parent / "date_vectors.csv").open(encoding="utf-8") as file:
    VECTORS = list(csv.DictReader(file))


def answer(vector: dict[str, str], zone: Zone) -> tuple[str, str, str]:
    """What the date function says to a vector: the raw day, the answer, whether preliminary."""
    given, rule = vector["given"], vector["rule"]
    at = datetime.fromisoformat(given) if "T" in given else None
    on = dates.civil_date(at, zone) if at else date.fromisoformat(given)
    match rule.split(" "):
        case [amount, unit] if amount.startswith("+"):
            term = Term(int(amount), Unit(unit))
            due = dates.due(on, term, CALENDARS[vector["presidential"]], zone)
            preliminary = "yes" if due.preliminary else "no"
            return due.raw_on.isoformat(), due.due_on.isoformat(), preliminary
        case ["window"]:
            said = "in" if dates.in_any_window(on, WINDOWS) else "out"
        case ["wall"]:
            assert at is not None
            said = zone.wall(at).isoformat()
        case ["days", "to", last]:
            said = str(dates.days_between(on, date.fromisoformat(last)))
        case ["period", "following"]:
            said = str(period_following(on))
        case ["last", "instant"]:
            said = dates.last_instant(on, zone).isoformat().replace("+00:00", "Z")
        case ["in", "time", "by", last]:
            said = "yes" if on <= date.fromisoformat(last) else "no"
        case _:
            pytest.fail(f"no such rule: {rule}")
    return "", said, "no"


@pytest.mark.parametrize(
    "vector", VECTORS, ids=lambda v: f"{v['vector']}: {v['given']} {v['rule']}"
)
def test_vector(vector: dict[str, str]) -> None:
    expected = (vector["raw"], vector["expected"], vector["preliminary"])
    assert answer(vector, load_zone(vector["zone"])) == expected, vector["reason"]


def test_all_forty_vectors_are_there() -> None:
    assert {int(vector["vector"]) for vector in VECTORS} == set(range(1, 41))


# The first day (ст. 191)


@pytest.mark.parametrize(
    ("term", "last"),
    [
        (Term(1, Unit.CALENDAR_DAYS), date(2017, 4, 12)),
        (Term(1, Unit.CALENDAR_DAYS, FirstDay.SAME), date(2017, 4, 11)),
        (Term(5, Unit.WORKING_DAYS), date(2017, 4, 18)),
        (Term(5, Unit.WORKING_DAYS, FirstDay.SAME), date(2017, 4, 17)),
        (Term(1, Unit.MONTHS), date(2017, 5, 11)),
        (Term(1, Unit.MONTHS, FirstDay.SAME), date(2017, 5, 10)),
        (Term(12, Unit.MONTHS), date(2018, 4, 11)),
    ],
)
def test_the_first_day_is_the_next_unless_the_act_counts_the_day_itself(
    term: Term, last: date
) -> None:
    assert dates.last_day(date(2017, 4, 11), term, RU) == last


def test_a_term_of_working_days_that_starts_on_a_day_off_counts_from_the_first_working_day() -> (
    None
):
    saturday, monday = date(2017, 4, 15), date(2017, 4, 17)
    for first_day in FirstDay:
        assert dates.last_day(saturday, Term(1, Unit.WORKING_DAYS, first_day), RU) == monday


# Months (ст. 192)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 13, date(2025, 2, 28)),
        (date(2023, 1, 31), 2, date(2023, 3, 31)),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 1), -1, date(2023, 12, 1)),
        (date(2024, 1, 1), -12, date(2023, 1, 1)),
        (date(2024, 5, 5), 0, date(2024, 5, 5)),
    ],
)
def test_months_keep_the_number_or_end_with_the_month(start: date, months: int, end: date) -> None:
    assert dates.add_months(start, months) == end


@pytest.mark.parametrize("day", [29, 30, 31])
def test_a_month_counted_from_its_very_day_has_no_eve_of_a_number_it_lacks(day: int) -> None:
    term = Term(1, Unit.MONTHS, FirstDay.SAME)
    assert dates.last_day(date(2023, 1, day), term, RU) == date(2023, 2, 28)
    assert dates.last_day(date(2023, 1, 28), term, RU) == date(2023, 2, 27)


# Days off (ст. 193)


@pytest.mark.parametrize(
    ("way", "due_on"),
    [
        (Roll.FOLLOWING, date(2017, 5, 10)),
        (Roll.NONE, date(2017, 5, 8)),
        (Roll.PRECEDING, date(2017, 5, 5)),
    ],
)
def test_the_last_day_rolls_as_the_act_says(way: Roll, due_on: date) -> None:
    term = Term(30, Unit.CALENDAR_DAYS, roll=way)
    found = dates.due(date(2017, 4, 8), term, RU, KRASNOYARSK)
    assert (found.raw_on, found.due_on) == (date(2017, 5, 8), due_on)


@pytest.mark.parametrize(
    ("start", "first_day", "due_on"),
    [
        # Saturday, raw Sunday: Friday is before the start.
        (date(2017, 4, 15), FirstDay.NEXT, date(2017, 4, 17)),
        # Friday, raw Saturday: the term begins only on Saturday.
        (date(2017, 4, 14), FirstDay.NEXT, date(2017, 4, 17)),
        # Saturday, raw the same Saturday.
        (date(2017, 4, 15), FirstDay.SAME, date(2017, 4, 17)),
        # Friday, raw the same Friday: a working day stays.
        (date(2017, 4, 14), FirstDay.SAME, date(2017, 4, 14)),
    ],
)
def test_a_roll_back_never_leaves_the_term(start: date, first_day: FirstDay, due_on: date) -> None:
    term = Term(1, Unit.CALENDAR_DAYS, first_day, Roll.PRECEDING)
    assert dates.due(start, term, RU, KRASNOYARSK).due_on == due_on


def test_a_roll_back_may_reach_the_first_day_that_counts() -> None:
    friday = date(2017, 4, 14)
    term = Term(2, Unit.CALENDAR_DAYS, FirstDay.SAME, Roll.PRECEDING)
    assert dates.due(friday, term, RU, KRASNOYARSK).due_on == friday


# Preliminary answers


@pytest.mark.parametrize(
    ("start", "term", "preliminary"),
    [
        # A calendar-day term leans on its last day alone, and on the days it rolls over.
        (date(2012, 12, 20), Term(30, Unit.CALENDAR_DAYS), False),
        (date(2012, 12, 1), Term(20, Unit.CALENDAR_DAYS), True),
        (date(2012, 12, 1), Term(20, Unit.CALENDAR_DAYS, roll=Roll.NONE), False),
        (date(2012, 12, 20), Term(14, Unit.CALENDAR_DAYS, roll=Roll.PRECEDING), True),
        (date(2026, 12, 1), Term(29, Unit.CALENDAR_DAYS), False),
        (date(2026, 12, 1), Term(30, Unit.CALENDAR_DAYS), True),
        (date(2026, 12, 1), Term(30, Unit.CALENDAR_DAYS, roll=Roll.NONE), False),
        (date(2026, 12, 1), Term(30, Unit.CALENDAR_DAYS, roll=Roll.PRECEDING), False),
        (date(2026, 12, 1), Term(2, Unit.MONTHS), True),
        # A term of working days leans on each of its days; the event's own is not one of them.
        (date(2012, 12, 31), Term(1, Unit.WORKING_DAYS), False),
        (date(2012, 12, 30), Term(1, Unit.WORKING_DAYS), True),
        (date(2012, 12, 31), Term(1, Unit.WORKING_DAYS, FirstDay.SAME), True),
        (date(2026, 12, 29), Term(1, Unit.WORKING_DAYS), False),
        (date(2026, 12, 29), Term(2, Unit.WORKING_DAYS), True),
        (date(2035, 6, 1), Term(6, Unit.CALENDAR_DAYS), True),
    ],
)
def test_an_answer_that_leans_on_a_guessed_day_is_preliminary(
    start: date, term: Term, preliminary: bool
) -> None:
    assert dates.due(start, term, RU, KRASNOYARSK).preliminary is preliminary


def test_the_first_and_the_last_known_day_are_known() -> None:
    february = calendars.make(
        "february", days={}, known_from=date(2020, 2, 1), known_through=date(2020, 2, 28)
    )
    last_day_of_january = date(2020, 1, 31)
    for days, preliminary in [(3, False), (28, False), (31, True)]:
        term = Term(days, Unit.CALENDAR_DAYS)
        due = dates.due(last_day_of_january, term, february, KRASNOYARSK)
        assert due.preliminary is preliminary
    assert dates.due(date(2020, 1, 30), Term(2, Unit.CALENDAR_DAYS), february, KRASNOYARSK) == (
        date(2020, 2, 1),
        date(2020, 2, 3),
        dates.last_instant(date(2020, 2, 3), KRASNOYARSK),
        False,
    )


# The end of the day (ст. 194)


def test_the_office_may_close_before_midnight() -> None:
    term = Term(1, Unit.CALENDAR_DAYS, closes=time(18))
    found = dates.due(date(2017, 4, 10), term, RU, KRASNOYARSK)
    assert found.due_at == datetime(2017, 4, 11, 11, tzinfo=UTC)


def test_what_is_due_at_an_instant_is_overdue_right_after_it() -> None:
    end = dates.last_instant(date(2017, 4, 17), KRASNOYARSK)
    assert dates.just_after(end) == datetime(2017, 4, 17, 17, tzinfo=UTC)
    assert dates.just_after(end) == dates.first_instant(date(2017, 4, 18), KRASNOYARSK)


def test_a_date_without_a_zone_is_refused() -> None:
    with pytest.raises(Invalid, match="без часового пояса"):
        dates.civil_date(datetime(2017, 4, 17), KRASNOYARSK)  # noqa: DTZ001  (what is refused)


# Hours and minutes


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        # Friday evening and 48 hours: Sunday evening, never rolled.
        ("2024-05-03T12:00:00+00:00", Term(48, Unit.HOURS), "2024-05-05T12:00:00+00:00"),
        ("2024-05-03T19:00:00+07:00", Term(15, Unit.MINUTES), "2024-05-03T12:15:00+00:00"),
        # The night of 26.10.2014 had one hour more: the term has not.
        ("2014-10-25T23:00:00+08:00", Term(5, Unit.HOURS), "2014-10-26T03:00:00+07:00"),
    ],
)
def test_hours_and_minutes_elapse(start: str, term: Term, end: str) -> None:
    found = dates.due_after(datetime.fromisoformat(start), term, RU, KRASNOYARSK)
    at = datetime.fromisoformat(end)
    on = dates.civil_date(at, KRASNOYARSK)
    assert found == Due(on, on, at, preliminary=False)
    assert found.due_at.tzinfo is UTC


def test_a_term_of_days_from_an_instant_starts_on_its_civil_day() -> None:
    at = datetime(2017, 4, 15, 17, tzinfo=UTC)  # 16 April in Krasnoyarsk, 15 April in Moscow
    term = Term(3, Unit.CALENDAR_DAYS)
    assert dates.due_after(at, term, RU, KRASNOYARSK).due_on == date(2017, 4, 19)
    assert dates.due_after(at, term, RU, MOSCOW).due_on == date(2017, 4, 18)


def test_hours_have_no_start_day_and_warn_by_no_days() -> None:
    with pytest.raises(Invalid, match="от мгновения"):
        dates.due(date(2024, 5, 3), Term(48, Unit.HOURS), RU, KRASNOYARSK)
    with pytest.raises(Invalid, match="днями или месяцами"):
        dates.shift_back(date(2024, 5, 3), 1, Unit.MINUTES, RU)


@pytest.mark.parametrize("unit", Unit)
def test_only_hours_and_minutes_are_elapsed(unit: Unit) -> None:
    assert unit.elapsed is (unit in {Unit.HOURS, Unit.MINUTES})


# What no term can be


@pytest.mark.parametrize(
    ("unit", "longest"),
    [
        (Unit.CALENDAR_DAYS, 3660),
        (Unit.WORKING_DAYS, 3660),
        (Unit.MONTHS, 120),
        (Unit.HOURS, 87_840),
        (Unit.MINUTES, 5_270_400),
    ],
)
def test_a_term_lasts_something_and_at_most_ten_years(unit: Unit, longest: int) -> None:
    assert Term(1, unit).length == 1
    assert Term(longest, unit).length == longest
    for length in (0, -1, longest + 1):
        with pytest.raises(Invalid, match="невозможен"):
            Term(length, unit)


def test_hours_have_no_closing_time_and_closing_times_no_zone() -> None:
    for unit, closes in [(Unit.HOURS, time(18)), (Unit.MONTHS, time(18, tzinfo=UTC))]:
        with pytest.raises(Invalid, match="час закрытия"):
            Term(1, unit, closes=closes)


@pytest.mark.parametrize(
    "start", [date.min, date(1974, 12, 31), date(2115, 12, 1), date(2116, 1, 1), date.max]
)
def test_a_slip_of_the_pen_is_refused(start: date) -> None:
    with pytest.raises(Invalid, match="вне календаря"):
        dates.due(start, Term(31, Unit.CALENDAR_DAYS), RU, KRASNOYARSK)


def test_the_ends_of_the_span_are_answered() -> None:
    first, last = date(1975, 1, 1), date(2115, 12, 31)
    one_day = Term(1, Unit.CALENDAR_DAYS, FirstDay.SAME, Roll.NONE)
    for on in (first, last):
        assert dates.due(on, one_day, RU, KRASNOYARSK).due_on == on


# Warning ladders


@pytest.mark.parametrize(
    ("on", "days", "unit", "rung"),
    [
        (date(2017, 4, 24), 1, Unit.CALENDAR_DAYS, date(2017, 4, 21)),
        (date(2017, 4, 24), 3, Unit.CALENDAR_DAYS, date(2017, 4, 21)),
        (date(2017, 4, 21), 1, Unit.CALENDAR_DAYS, date(2017, 4, 20)),
        (date(2017, 5, 10), 1, Unit.CALENDAR_DAYS, date(2017, 5, 5)),
        (date(2017, 5, 10), 2, Unit.WORKING_DAYS, date(2017, 5, 4)),
        (date(2017, 5, 9), 1, Unit.WORKING_DAYS, date(2017, 5, 5)),
        (date(2017, 5, 30), 1, Unit.MONTHS, date(2017, 4, 28)),
    ],
)
def test_a_rung_on_a_day_off_moves_to_the_working_day_before(
    on: date, days: int, unit: Unit, rung: date
) -> None:
    assert dates.shift_back(on, days, unit, RU) == rung


def test_the_rung_of_a_one_day_term_is_noon_of_the_last_working_day() -> None:
    noon = datetime(2017, 4, 17, 5, tzinfo=UTC)
    assert dates.noon_of_last_working_day(date(2017, 4, 17), KRASNOYARSK, RU) == noon
    friday = datetime(2017, 4, 14, 5, tzinfo=UTC)
    assert dates.noon_of_last_working_day(date(2017, 4, 16), KRASNOYARSK, RU) == friday


def test_working_days_around_a_long_weekend() -> None:
    assert dates.next_working_day(date(2017, 5, 5), RU) == date(2017, 5, 10)
    assert dates.next_working_day(date(2017, 5, 8), RU) == date(2017, 5, 10)
    assert dates.previous_working_day(date(2017, 5, 10), RU) == date(2017, 5, 5)
    assert dates.previous_working_day(date(2017, 5, 8), RU) == date(2017, 5, 5)
    assert not dates.is_working(date(2017, 5, 8), RU)
    assert dates.is_working(date(2017, 5, 10), RU)
    assert dates.working_days_between(date(2017, 5, 5), date(2017, 5, 10), RU) == 1
    assert dates.working_days_between(date(2017, 5, 10), date(2017, 5, 5), RU) == -1
    assert dates.days_between(date(2017, 5, 10), date(2017, 5, 5)) == -5


# Windows


@pytest.mark.parametrize(
    ("on", "window"),
    [
        (date(2017, 3, 14), None),
        (date(2017, 3, 15), SPRING),
        (date(2017, 4, 15), SPRING),
        (date(2017, 4, 16), None),
        (date(2024, 10, 14), None),
        (date(2024, 10, 15), AUTUMN),
        (date(2024, 11, 15), AUTUMN),
        (date(2024, 11, 16), None),
    ],
)
def test_a_window_takes_both_its_ends(on: date, window: Window | None) -> None:
    assert dates.window_containing(on, WINDOWS) == window
    assert dates.in_any_window(on, WINDOWS) is (window is not None)


def test_a_window_may_be_one_day() -> None:
    days = [date(2024, 4, 30), date(2024, 5, 1), date(2024, 5, 2)]
    one_day = Window("05-01", "05-01")
    assert [on for on in days if dates.in_any_window(on, [one_day])] == [date(2024, 5, 1)]


def test_a_window_may_span_new_year() -> None:
    winter = Window("12-15", "01-15")
    inside = [date(2024, 12, 15), date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 15)]
    outside = [date(2024, 12, 14), date(2025, 1, 16), date(2025, 7, 1)]
    assert [on for on in inside + outside if dates.in_any_window(on, [winter])] == inside


@pytest.mark.parametrize(
    ("last", "following"),
    [
        (date(2014, 11, 15), date(2014, 11, 17)),
        (date(2015, 11, 15), date(2015, 11, 16)),
        (date(2017, 4, 15), date(2017, 4, 17)),
        (date(2018, 4, 15), date(2018, 4, 16)),
        (date(2020, 11, 15), date(2020, 11, 16)),
        (date(2023, 4, 15), date(2023, 4, 17)),
        (date(2025, 11, 15), date(2025, 11, 17)),
        (date(2026, 11, 15), date(2026, 11, 16)),
    ],
)
def test_a_window_that_ends_on_a_day_off_is_not_extended_but_people_are_told(
    last: date, following: date
) -> None:
    window = SPRING if last.month == 4 else AUTUMN
    assert dates.window_just_closed(last, WINDOWS, RU) is None
    assert not dates.in_any_window(following, WINDOWS)
    for gone in range(1, dates.days_between(last, following) + 1):
        assert dates.window_just_closed(dates.add_days(last, gone), WINDOWS, RU) == window
    assert dates.window_just_closed(dates.add_days(following, 1), WINDOWS, RU) is None


def test_a_window_that_ends_on_a_working_day_is_simply_over() -> None:
    monday = date(2024, 4, 15)
    assert dates.window_just_closed(dates.add_days(monday, 1), WINDOWS, RU) is None


def test_the_switch_of_presidential_days_is_part_of_the_calendar() -> None:
    policies: list[Presidential] = ["count", "skip"]
    assert len({load_calendar("ru", presidential=policy).digest for policy in policies}) == 2
