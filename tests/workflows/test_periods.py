"""Named parts of a year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sroki.events.errors import Invalid
from sroki.workflows.dates import add_days
from sroki.workflows.periods import (
    Period,
    PeriodKind,
    parse_period,
    period_containing,
    period_following,
)


@pytest.mark.parametrize(
    ("name", "first_on", "last_on", "following"),
    [
        ("2017-Y", date(2017, 1, 1), date(2017, 12, 31), "2018-Y"),
        ("2017-H1", date(2017, 1, 1), date(2017, 6, 30), "2017-H2"),
        ("2017-H2", date(2017, 7, 1), date(2017, 12, 31), "2018-H1"),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31), "2024-Q2"),
        ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31), "2025-Q1"),
        ("2024-M02", date(2024, 2, 1), date(2024, 2, 29), "2024-M03"),
        ("2024-M12", date(2024, 12, 1), date(2024, 12, 31), "2025-M01"),
    ],
)
def test_a_period_has_bounds_and_a_successor(
    name: str, first_on: date, last_on: date, following: str
) -> None:
    period = parse_period(name)
    assert (str(period), period.first_on, period.last_on) == (name, first_on, last_on)
    assert str(period.following) == following
    assert first_on in period
    assert last_on in period
    assert add_days(first_on, -1) not in period
    assert add_days(last_on, 1) not in period


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(PeriodKind))
def test_every_day_lies_in_one_period_of_a_kind(on: date, kind: PeriodKind) -> None:
    period = period_containing(on, kind)
    assert on in period
    assert parse_period(str(period)) == period
    assert period.following.first_on == add_days(period.last_on, 1)
    assert period_following(on, kind) == period.following


def test_spring_filings_serve_the_second_half_and_autumn_filings_the_next_year() -> None:
    assert period_following(date(2017, 4, 15)) == Period(2017, PeriodKind.HALF_YEAR, 2)
    assert period_following(date(2017, 10, 15)) == Period(2018, PeriodKind.HALF_YEAR, 1)


@pytest.mark.parametrize(
    "name",
    ["", "2017", "2017-H3", "2017-Q0", "2017-M13", "2017-M1", "2017-Y1", "17-H1", "2017-H2 "],
)
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="непонятен"):
        parse_period(name)
