"""Due dates from the frozen table: looked up, never counted.

`due_table.csv` holds, for every day of the simulated years, the day by which a term started on it
ends. It was made once by an independent count and reviewed, so what the simulator expects does not
rest on the date function it helps to prove. Calendar terms are rolled to a working day (ГК РФ
ст. 193); terms in working days need no roll. Days of 2027 rest on a preliminary calendar.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("due_table.csv")
YEARS = (2025, 2026)


class Term(StrEnum):
    """A column of the table: calendar days rolled (`c`), or working days (`w`)."""

    C1 = "c1"
    C5 = "c5"
    C6 = "c6"
    C23 = "c23"
    C30 = "c30"
    W1 = "w1"
    W5 = "w5"
    W15 = "w15"


class Row(NamedTuple):
    """One day of the table."""

    works: bool
    due: Mapping[Term, date]


@cache
def table() -> Mapping[date, Row]:
    """The whole table, read once."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            date.fromisoformat(row["on"]): Row(
                row["working"] == "1", {term: date.fromisoformat(row[term.value]) for term in Term}
            )
            for row in csv.DictReader(file)
        }


def due(start: date, term: Term) -> date:
    """The last day of a term that started on `start`. KeyError outside the table."""
    return table()[start].due[term]


def working(on: date) -> bool:
    """Whether the offices work on `on`. KeyError outside the table."""
    return table()[on].works


def working_from(on: date) -> date:
    """`on`, or the first working day after it."""
    while not working(on):
        on += timedelta(days=1)
    return on


def after(on: date, working_days: int) -> date:
    """The day so many working days after `on`; with 0, `working_from(on)`."""
    if working_days == 0:
        return working_from(on)
    for _ in range(working_days):
        on = due(on, Term.W1)
    return on
