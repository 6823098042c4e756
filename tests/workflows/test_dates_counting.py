"""The count shown to people, word for word."""

from __future__ import annotations

from datetime import date

from sroki.workflows.calendar_files import load_calendar
from sroki.workflows.counting import Counting, count
from sroki.workflows.dates import FirstDay, Roll, Term, Unit
from sroki.workflows.zones import load_zone

RU = load_calendar("ru")
KRASNOYARSK = load_zone("Asia/Krasnoyarsk")
EVENT = "день события, в срок не входит (ГК РФ ст. 191)"
WORKING = "рабочий день"


def told(counting: Counting) -> list[str]:
    """One line a day: date, number or dash, reason; rolled days are indented."""
    lines = []
    for day in counting.days + counting.rolled:
        indent = "  " if day in counting.rolled else ""
        lines.append(f"{indent}{day.on:%d.%m} {day.ordinal or '—'} {day.reason}")
    return lines


def test_calendar_days_count_days_off_and_roll_over_them() -> None:
    assert told(count(date(2017, 10, 31), Term(6, Unit.CALENDAR_DAYS), RU, KRASNOYARSK)) == [
        f"31.10 — {EVENT}",
        f"01.11 1 {WORKING}",
        f"02.11 2 {WORKING}",
        f"03.11 3 {WORKING}",
        "04.11 4 праздник: День народного единства (ТК РФ ст. 112)",
        "05.11 5 выходной: воскресенье",
        "06.11 6 выходной перенесён с 04.11.2017 (ТК РФ ст. 112 ч. 2)",
        f"  07.11 — {WORKING}",
    ]


def test_working_days_skip_days_off_and_say_why() -> None:
    assert told(count(date(2024, 10, 31), Term(3, Unit.WORKING_DAYS), RU, KRASNOYARSK)) == [
        f"31.10 — {EVENT}",
        f"01.11 1 {WORKING}",
        (
            "02.11 2 рабочий день, хотя и суббота: выходной перенесён на 30.04.2024 "
            "(ПП РФ от 10.08.2023 № 1314)"
        ),
        "03.11 — выходной: воскресенье",
        "04.11 — праздник: День народного единства (ТК РФ ст. 112)",
        f"05.11 3 {WORKING}",
    ]


def test_a_term_may_count_the_day_of_the_event_and_roll_back() -> None:
    term = Term(3, Unit.CALENDAR_DAYS, FirstDay.SAME, Roll.PRECEDING)
    assert told(count(date(2017, 4, 14), term, RU, KRASNOYARSK)) == [
        f"14.04 1 {WORKING}",
        "15.04 2 выходной: суббота",
        "16.04 3 выходной: воскресенье",
        "  15.04 — выходной: суббота",
        f"  14.04 — {WORKING}",
    ]


def test_months_are_counted_by_their_ends() -> None:
    assert told(count(date(2024, 1, 31), Term(3, Unit.MONTHS), RU, KRASNOYARSK)) == [
        f"31.01 — {EVENT}",
        f"29.02 1 истекает месяц 1: числа 31 в нём нет (ГК РФ ст. 192); {WORKING}",
        "31.03 2 истекает месяц 2; выходной: воскресенье",
        (
            "30.04 3 истекает месяц 3: числа 31 в нём нет (ГК РФ ст. 192); "
            "выходной перенесён с 02.11.2024 (ПП РФ от 10.08.2023 № 1314)"
        ),
        "  01.05 — праздник: Праздник Весны и Труда (ТК РФ ст. 112)",
        f"  02.05 — {WORKING}",
    ]


def test_months_counted_from_the_very_day_end_on_the_eve() -> None:
    term = Term(1, Unit.MONTHS, FirstDay.SAME)
    assert told(count(date(2024, 4, 9), term, RU, KRASNOYARSK)) == [
        f"08.05 1 истекает месяц 1; {WORKING}"
    ]


def test_the_count_speaks_english_too() -> None:
    monday, tuesday = date(2017, 4, 10), Term(1, Unit.CALENDAR_DAYS)
    assert told(count(monday, tuesday, RU, KRASNOYARSK, "en")) == [
        "10.04 — day of the event, not counted (ГК РФ ст. 191)",
        "11.04 1 working day",
    ]
    assert told(count(date(2024, 4, 9), Term(1, Unit.MONTHS), RU, KRASNOYARSK, "en"))[1:] == [
        "09.05 1 month 1 ends; holiday: День Победы (ТК РФ ст. 112)",
        "  10.05 — day off, moved from 2024-01-06 (ПП РФ от 10.08.2023 № 1314)",
        "  11.05 — day off: Saturday",
        "  12.05 — day off: Sunday",
        "  13.05 — working day",
    ]
