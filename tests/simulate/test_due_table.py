"""The frozen table of due dates is what the slow oracle counts, and the oracle's days are right."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import holidays
import pytest

from sroki.deploy.simulate.due import Term, due, working
from tests.simulate import slow_due

# Counted by hand with the production calendar in view.
BY_HAND = [
    ("2025-10-26", Term.C6, "2025-11-01"),  # a Sunday; the Saturday is worked
    ("2025-10-27", Term.C5, "2025-11-01"),
    ("2025-10-28", Term.C5, "2025-11-05"),  # 2 Sunday, 3 moved, 4 holiday
    ("2025-04-08", Term.C30, "2025-05-12"),  # 8 and 9 May off, then a weekend
    ("2026-12-01", Term.C30, "2027-01-11"),  # 31 December off, holidays, a weekend
    ("2025-12-22", Term.W15, "2026-01-22"),
    ("2025-04-28", Term.W15, "2025-05-23"),
    ("2025-03-21", Term.C1, "2025-03-24"),  # a Friday
    ("2025-03-24", Term.C6, "2025-03-31"),  # raw Sunday
    ("2025-03-31", Term.C23, "2025-04-23"),
    ("2025-03-21", Term.C30, "2025-04-21"),  # raw Sunday; two days before the step above
    ("2026-12-31", Term.C1, "2027-01-11"),
    ("2025-10-31", Term.W1, "2025-11-01"),
    ("2025-11-01", Term.W1, "2025-11-05"),
]


def test_the_committed_table_is_what_the_slow_oracle_counts() -> None:
    assert slow_due.TABLE.read_text(encoding="utf-8") == slow_due.text()


@pytest.mark.parametrize(("start", "term", "expected"), BY_HAND)
def test_hand_counted_days(start: str, term: Term, expected: str) -> None:
    assert due(date.fromisoformat(start), term) == date.fromisoformat(expected)


def test_days_off_agree_with_an_independent_library() -> None:
    russia = holidays.country_holidays("RU", years=range(2025, 2028))
    day = date(2025, 1, 1)
    while day < date(2028, 1, 1):
        assert slow_due.works(day) == russia.is_working_day(day), day
        day += timedelta(days=1)


def test_every_due_date_agrees_with_an_independent_count() -> None:
    """Calendar terms rolled, and working terms, by the library's own working days."""
    russia = holidays.country_holidays("RU", years=range(2025, 2028))
    with slow_due.TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            start = date.fromisoformat(row["on"])
            for term in Term:
                length = int(term.value[1:])
                if term.value.startswith("c"):
                    expected = start + timedelta(days=length)
                    if not russia.is_working_day(expected):
                        expected = russia.get_nth_working_day(expected, 1)
                else:
                    expected = russia.get_nth_working_day(start, length)
                assert row[term.value] == expected.isoformat(), (start, term)


def test_lookup_knows_working_days_and_refuses_what_it_does_not_hold() -> None:
    assert working(date(2025, 11, 1))
    assert not working(date(2025, 11, 3))
    with pytest.raises(KeyError):
        due(date(2024, 12, 31), Term.C1)


def test_what_touches_2027_is_marked_preliminary() -> None:
    with slow_due.TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            touches = any(row[term.value] >= "2027" for term in Term)
            assert row["preliminary"] == ("1" if touches else "0"), row["on"]
