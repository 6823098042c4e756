"""The slow oracle behind `deploy/simulate/due_table.csv`: due dates counted day by day.

It shares nothing with the project's date function or calendar files: its days off are written out
below as people read them in the production calendar, and it walks one day at a time. The table was
made by it once (`python -m tests.simulate.slow_due`), read through, and is committed.

ГК РФ ст. 191: a term runs from the next day. Ст. 193: when its last day is a day off, it ends on
the working day that follows. A term in working days counts only those and needs no roll.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "deploy" / "simulate" / "due_table.csv"
FIRST, LAST = date(2025, 1, 1), date(2027, 1, 31)
CALENDAR_TERMS = (1, 5, 6, 23, 30)
WORKING_TERMS = (1, 5, 15)
COLUMNS = (
    "on",
    "working",
    *(f"c{n}" for n in CALENDAR_TERMS),
    *(f"w{n}" for n in WORKING_TERMS),
    "preliminary",
)

# Monday to Friday that nobody works, "month-day".
OFF = {
    2025: "1-1 1-2 1-3 1-6 1-7 1-8 5-1 5-2 5-8 5-9 6-12 6-13 11-3 11-4 12-31",
    2026: "1-1 1-2 1-5 1-6 1-7 1-8 1-9 2-23 3-9 5-1 5-11 6-12 11-4 12-31",
    2027: "1-1 1-4 1-5 1-6 1-7 1-8 2-22 2-23 3-8 5-3 5-10 6-14 11-4 11-5 12-31",
}
# Saturdays that everybody works.
ON = {2025: "11-1", 2026: "", 2027: "2-20"}


def _days(years: dict[int, str]) -> set[date]:
    found = set()
    for year, days in years.items():
        for day in days.split():
            month, number = day.split("-")
            found.add(date(year, int(month), int(number)))
    return found


WEEKDAYS_OFF = _days(OFF)
SATURDAYS_ON = _days(ON)


def works(day: date) -> bool:
    """Whether the offices work on `day`."""
    if day in SATURDAYS_ON:
        return True
    return day.weekday() < 5 and day not in WEEKDAYS_OFF


def calendar_due(start: date, length: int) -> date:
    """The last day of a term of calendar days, rolled to a working day."""
    day = start
    for _ in range(length):
        day += timedelta(days=1)
    while not works(day):
        day += timedelta(days=1)
    return day


def working_due(start: date, length: int) -> date:
    """The last day of a term of working days."""
    day, left = start, length
    while left:
        day += timedelta(days=1)
        if works(day):
            left -= 1
    return day


def rows() -> Iterator[tuple[str, ...]]:
    """The table: a line a day, ISO dates; `preliminary` where a count needed a day of 2027."""
    day = FIRST
    while day <= LAST:
        due = [calendar_due(day, n) for n in CALENDAR_TERMS]
        due += [working_due(day, n) for n in WORKING_TERMS]
        preliminary = any(one.year == 2027 for one in due)
        yield (
            day.isoformat(),
            "1" if works(day) else "0",
            *(one.isoformat() for one in due),
            "1" if preliminary else "0",
        )
        day += timedelta(days=1)


def text() -> str:
    """The table as it is committed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows())
    return out.getvalue()


if __name__ == "__main__":
    sys.stdout.write(text())
