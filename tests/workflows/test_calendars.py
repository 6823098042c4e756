"""The calendars: Russia year by year, the guess beyond, local days, and slips of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest

from sroki.events.errors import Invalid, Place
from sroki.workflows import calendars
from sroki.workflows.calendar_files import load_calendar, read_overlay
from sroki.workflows.calendar_sheets import Holidays, LocalDay, Overlay, Year, parse
from sroki.workflows.calendars import FIRST_DAY, LAST_DAY, Calendar, DayKind
from sroki.workflows.rest_days import carried, guessed_year, official_year
from tests.workflows.date_oracle import LIBRARY_ERRORS, library_works

RU = load_calendar("ru")
FILES = resources.files("sroki.workflows") / "calendar_data"
DATA = FILES / "ru"
OFFICIAL = range(2013, 2027)
WORKING_DAYS = dict.fromkeys(OFFICIAL, 247) | {2020: 248, 2024: 248, 2027: 247}
HERE = Place("test.toml")


def days_of(year: int) -> Iterator[date]:
    on = date(year, 1, 1)
    while on.year == year:
        yield on
        on += timedelta(days=1)


def shipped(year: int) -> str:
    return (DATA / f"{year}.toml").read_text(encoding="utf-8")


def holidays() -> Holidays:
    return parse(Holidays, (DATA / "holidays.toml").read_text(encoding="utf-8"), HERE)


# Russia


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_each_year_has_its_working_days(year: int) -> None:
    assert sum(RU.is_working(on) for on in days_of(year)) == WORKING_DAYS[year]


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_each_day_is_what_an_independent_library_says(year: int) -> None:
    assert {on for on in days_of(year) if RU.is_working(on) is not library_works(on)} == set()


def test_the_library_errs_once_and_only_once() -> None:
    import holidays as library  # noqa: PLC0415  (its name is ours above)

    theirs = library.country_holidays("RU", years=WORKING_DAYS)
    wrong = {
        on
        for year in WORKING_DAYS
        for on in days_of(year)
        if RU.is_working(on) is not theirs.is_working_day(on)
    }
    assert wrong == LIBRARY_ERRORS == {date(2014, 3, 10)}


def test_the_official_years_are_known_and_no_others() -> None:
    first, last = date(2013, 1, 1), date(2026, 12, 31)
    assert (RU.known_from, RU.known_through) == (first, last)
    assert RU.is_known(first)
    assert RU.is_known(last)
    assert not RU.is_known(first - timedelta(days=1))
    assert not RU.is_known(last + timedelta(days=1))


def test_a_day_knows_whether_it_works() -> None:
    for year in (*WORKING_DAYS, 1999, 2050):
        assert all(RU.day(on).works is RU.is_working(on) for on in days_of(year))


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_moves_by_the_code_are_those_the_code_makes(year: int) -> None:
    """A holiday on a weekend moves its rest day by itself, unless a decree moves it elsewhere."""
    sheet = parse(Year, shipped(year), HERE)
    code = holidays().carried_by
    moves = [(move.from_, move.to, act.cite) for act in sheet.act for move in act.moved]
    by_decree = {source for source, _, cite in moves if cite != code}
    by_code = {(source, target) for source, target, cite in moves if cite == code}
    expected = {(m.source, m.target) for m in carried(year, holidays())}
    assert by_code == {move for move in expected if move[0] not in by_decree}


@pytest.mark.parametrize(
    ("on", "kind", "why"),
    [
        (date(2017, 4, 17), DayKind.WORKING, "рабочий день"),
        (date(2017, 4, 15), DayKind.WEEKEND, "выходной: суббота"),
        (date(2017, 4, 16), DayKind.WEEKEND, "выходной: воскресенье"),
        (date(2017, 5, 9), DayKind.HOLIDAY, "праздник: День Победы (ТК РФ ст. 112)"),
        (date(2017, 1, 1), DayKind.HOLIDAY, "праздник: Новогодние каникулы (ТК РФ ст. 112)"),
        (
            date(2017, 5, 8),
            DayKind.TRANSFERRED_OFF,
            "выходной перенесён с 07.01.2017 (ПП РФ от 04.08.2016 № 756)",
        ),
        (
            date(2014, 3, 10),
            DayKind.TRANSFERRED_OFF,
            "выходной перенесён с 08.03.2014 (ТК РФ ст. 112 ч. 2)",
        ),
        (
            date(2016, 2, 20),
            DayKind.WORKING_WEEKEND,
            (
                "рабочий день, хотя и суббота: выходной перенесён на 22.02.2016 "
                "(ПП РФ от 24.09.2015 № 1017)"
            ),
        ),
        # Rest of 23 February 2013 came to the 25th by the Code and left it by decree.
        (date(2013, 2, 25), DayKind.WORKING, "рабочий день"),
        (
            date(2013, 5, 10),
            DayKind.TRANSFERRED_OFF,
            "выходной перенесён с 25.02.2013 (ПП РФ от 15.10.2012 № 1048)",
        ),
        (
            date(2027, 11, 5),
            DayKind.TRANSFERRED_OFF,
            (
                "выходной перенесён с 02.01.2027 (по одному источнику, не сверено)"
                " — предварительно: официального календаря на 2027 год нет"
            ),
        ),
        (
            date(2031, 5, 9),
            DayKind.HOLIDAY,
            (
                "праздник: День Победы (ТК РФ ст. 112)"
                " — предварительно: официального календаря на 2031 год нет"
            ),
        ),
    ],
)
def test_a_day_says_what_it_is_and_why(on: date, kind: DayKind, why: str) -> None:
    assert (RU.kind_of(on), RU.why(on)) == (kind, why)


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (date(2017, 4, 15), "day off: Saturday"),
        (date(2017, 5, 8), "day off, moved from 2017-01-07 (ПП РФ от 04.08.2016 № 756)"),
        (
            date(2031, 5, 12),
            "working day — preliminary: 2031 has no official calendar yet",
        ),
    ],
)
def test_a_day_speaks_english_too_but_acts_keep_their_names(on: date, why: str) -> None:
    assert RU.why(on, "en") == why


def test_beyond_the_decrees_the_code_alone_moves_rest_days() -> None:
    guessed = guessed_year(2032, holidays())  # 1 and 9 May 2032 are a Saturday and a Sunday
    moved = {on: day.other for on, day in guessed.items() if day.kind is DayKind.TRANSFERRED_OFF}
    assert moved == {
        date(2032, 5, 3): date(2032, 5, 1),
        date(2032, 5, 10): date(2032, 5, 9),
        date(2032, 6, 14): date(2032, 6, 12),
    }
    assert not RU.is_working(date(2032, 5, 3))


# Days the President declared non-working

DECLARED = [
    *(date(2020, 3, 30) + timedelta(days=n) for n in range(32)),
    *(date(2020, 5, day) for day in (6, 7, 8)),
    date(2020, 6, 24),
    date(2020, 7, 1),
    *(date(2021, 5, day) for day in (4, 5, 6, 7)),
    *(date(2021, 10, 30) + timedelta(days=n) for n in range(9)),
]


def test_declared_days_are_skipped_by_the_switch_alone() -> None:
    skipping = load_calendar("ru", presidential="skip")
    differ = {
        on
        for year in OFFICIAL
        for on in days_of(year)
        if RU.is_working(on) is not skipping.is_working(on)
    }
    declared = {on for on in DECLARED if library_works(on)}
    assert differ == declared
    assert {on for on in DECLARED if RU.kind_of(on) is DayKind.PRESIDENTIAL} == declared
    assert RU.digest != skipping.digest


def test_a_declared_day_says_whether_it_counts() -> None:
    declared = "объявлен нерабочим (Указ Президента РФ от 25.03.2020 № 206)"
    on = date(2020, 3, 31)
    assert load_calendar("ru", presidential="skip").why(on) == declared
    counted = f"{declared}, но для сроков рабочий (Обзор ВС РФ № 1 от 21.04.2020)"
    assert RU.why(on) == counted


# Other calendars


def test_weekends_only_knows_no_holiday() -> None:
    calendar = load_calendar("weekends_only")
    for on in days_of(2024):
        assert calendar.is_working(on) is (on.weekday() < 5)
        assert calendar.is_known(on)
    assert calendar.why(date(2024, 5, 9)) == "рабочий день"


def test_every_day_knows_no_day_off() -> None:
    calendar = load_calendar("every_day")
    assert all(calendar.is_working(on) and calendar.is_known(on) for on in days_of(2024))
    assert calendar.kind_of(date(2024, 5, 12)) is DayKind.WORKING


def test_an_unknown_calendar_is_refused() -> None:
    with pytest.raises(Invalid, match="«kz» неизвестен"):
        load_calendar("kz")


def test_equal_words_equal_calendars() -> None:
    names = ["ru", "weekends_only", "every_day"]
    assert [load_calendar(name) for name in names] == [load_calendar(name) for name in names]
    assert len({load_calendar(name).digest for name in names}) == 3
    assert len({hash(load_calendar(name)) for name in names}) == 3


# Rank and select


@pytest.mark.parametrize("calendar", [RU, load_calendar("every_day")], ids=lambda c: str(c.name))
def test_the_n_th_working_day_has_n_before_it(calendar: Calendar) -> None:
    working = [on for year in (2016, 2017) for on in days_of(year) if calendar.is_working(on)]
    before = calendar.working_before(date(2016, 1, 1))
    for number, on in enumerate(working, start=before):
        assert calendar.working_before(on) == number
        assert calendar.working_through(on) == number + 1
        assert calendar.working_day(number) == on


def test_the_span_has_an_end_on_both_sides() -> None:
    assert (date(1975, 1, 1), date(2115, 12, 31)) == (FIRST_DAY, LAST_DAY)
    calendar = calendars.every_day()
    last = calendar.working_before(LAST_DAY)
    assert calendar.working_day(0) == FIRST_DAY
    assert calendar.working_day(last) == LAST_DAY
    for number in (-1, last + 1):
        with pytest.raises(Invalid, match="вне календаря"):
            calendar.working_day(number)
    for on in (FIRST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=1)):
        with pytest.raises(Invalid, match="вне календаря"):
            calendar.is_working(on)
    assert calendar.is_working(FIRST_DAY)
    assert calendar.is_working(LAST_DAY)


# Region and city

REPUBLIC_DAY = date(2024, 8, 30)
REGION = """
name = "Республика Татарстан"

[[day]]
on = 2024-08-30
works = false
title = "День Республики Татарстан"
cite = "закон РТ от 19.02.1992 № 1448-XII"
"""


def test_a_region_adds_its_days_and_a_city_has_the_last_word(tmp_path: Path) -> None:
    file = tmp_path / "tatarstan.toml"
    file.write_text(REGION, encoding="utf-8")
    region = read_overlay(file)
    works = LocalDay(on=REPUBLIC_DAY, works=True, title="приём в ярмарку", cite="распоряжение № 1")
    city = Overlay(name="Казань", day=[works])

    regional = load_calendar("ru", overlays=[region])
    assert regional.name == "ru + Республика Татарстан"
    assert regional.kind_of(REPUBLIC_DAY) is DayKind.LOCAL_OFF
    assert not regional.is_working(REPUBLIC_DAY)
    assert regional.why(REPUBLIC_DAY) == (
        "нерабочий день: День Республики Татарстан (закон РТ от 19.02.1992 № 1448-XII)"
    )
    assert (regional.known_from, regional.known_through) == (RU.known_from, RU.known_through)

    local = load_calendar("ru", overlays=[region, city])
    assert local.kind_of(REPUBLIC_DAY) is DayKind.LOCAL_WORKING
    assert local.is_working(REPUBLIC_DAY)
    assert local.why(REPUBLIC_DAY) == "рабочий день: приём в ярмарку (распоряжение № 1)"

    assert len({RU, regional, local}) == 3
    assert RU.is_working(REPUBLIC_DAY)


def test_local_days_lie_over_any_calendar(tmp_path: Path) -> None:
    file = tmp_path / "tatarstan.toml"
    file.write_text(REGION, encoding="utf-8")
    calendar = load_calendar("every_day", overlays=[read_overlay(file)])
    assert [on for on in days_of(2024) if not calendar.is_working(on)] == [REPUBLIC_DAY]


# An office's own year files


def test_a_new_decree_need_not_wait_for_a_release(tmp_path: Path) -> None:
    confirmed = shipped(2027).replace("preliminary = true\n", "")
    (tmp_path / "2027.toml").write_text(confirmed, encoding="utf-8")
    calendar = load_calendar("ru", years=tmp_path)
    assert calendar.known_through == date(2027, 12, 31)
    assert calendar.kind_of(date(2024, 11, 2)) is RU.kind_of(date(2024, 11, 2))


def test_beyond_a_hole_nothing_is_official(tmp_path: Path) -> None:
    (tmp_path / "2028.toml").write_text(
        'year = 2028\nworking_days = 250\n[[act]]\ncite = "пример"\nmoved = []\n', encoding="utf-8"
    )
    assert load_calendar("ru", years=tmp_path).known_through == date(2026, 12, 31)


def test_a_file_must_be_of_the_year_it_is_named_after(tmp_path: Path) -> None:
    (tmp_path / "2028.toml").write_text(shipped(2027), encoding="utf-8")
    with pytest.raises(Invalid, match=r"2028\.toml: в файле записан 2027 год"):
        load_calendar("ru", years=tmp_path)


def test_the_examples_of_the_page_are_files_one_can_use(tmp_path: Path) -> None:
    page = (FILES / "README.md").read_text(encoding="utf-8")
    year, overlay = re.findall(r"^```toml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    (tmp_path / "2028.toml").write_text(year, encoding="utf-8")
    (tmp_path / "region.toml").write_text(overlay, encoding="utf-8")
    region = read_overlay(tmp_path / "region.toml")
    calendar = load_calendar("ru", years=tmp_path, overlays=[region])
    assert calendar.kind_of(date(2028, 11, 6)) is DayKind.TRANSFERRED_OFF
    assert calendar.kind_of(date(2026, 8, 30)) is DayKind.LOCAL_OFF


# Slips of the pen


@pytest.mark.parametrize(
    ("was", "became", "said"),
    [
        ("working_days = 247", "working_days = 248", "рабочих дней 247, а указано 248"),
        ("from = 2017-01-07", "from = 2017-01-09", "2017-01-09 — не выходной"),
        ("to = 2017-05-08", "to = 2017-05-09", "на 2017-05-09 перенести нельзя"),
        ("to = 2017-05-08", "to = 2017-05-07", "на 2017-05-07 перенести нельзя"),
        ("to = 2017-05-08", "to = 2018-05-08", "на 2018-05-08 перенести нельзя"),
        ("to = 2017-05-08", "to = 2017-02-24", "на 2017-02-24 перенести нельзя"),
        ("from = 2017-01-07", "from = 2017-01-01", "2017-01-01 — не выходной"),
        ("working_days = 247", "work_days = 247", "ошибка в «working_days»"),
        ("to = 2017-05-08", "to = 2017-05-32", "это не TOML"),
    ],
)
def test_a_slip_of_the_pen_is_refused(was: str, became: str, said: str) -> None:
    text = shipped(2017)
    assert text.count(was) == 1
    with pytest.raises(Invalid, match=f"test.toml: {said}"):
        official_year(parse(Year, text.replace(was, became), HERE), holidays(), HERE, skip=False)


def test_a_bad_overlay_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "city.toml"
    file.write_text(REGION.replace("works = false", "works = 'иногда'"), encoding="utf-8")
    with pytest.raises(Invalid, match=r"city\.toml: ошибка в «day\.0\.works»"):
        read_overlay(file)
