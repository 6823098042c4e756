"""Periods as people say them."""

from __future__ import annotations

from datetime import date

import pytest

from sroki.events.errors import Invalid
from sroki.workflows.load import bundled
from sroki.workflows.period_names import in_words
from sroki.workflows.period_words import ACCEPTED, parse_span

TODAY = date(2026, 7, 1)
WINDOWS = bundled("krsk-010121-97r").windows


@pytest.mark.parametrize(
    ("said", "first", "last", "name"),
    [
        ("2026-H1", "2026-01-01", "2026-06-30", "2026-H1"),
        ("2026-h2", "2026-07-01", "2026-12-31", "2026-H2"),
        ("2026-Q2", "2026-04-01", "2026-06-30", "2026-Q2"),
        ("2024-M02", "2024-02-01", "2024-02-29", "2024-M02"),
        ("2026-M9", "2026-09-01", "2026-09-30", "2026-M09"),
        ("2026", "2026-01-01", "2026-12-31", "2026-Y"),
        ("2026-Y", "2026-01-01", "2026-12-31", "2026-Y"),
        ("2025 год", "2025-01-01", "2025-12-31", "2025-Y"),
        ("I полугодие", "2026-01-01", "2026-06-30", "2026-H1"),
        ("II полугодие 2025", "2025-07-01", "2025-12-31", "2025-H2"),
        ("второе полугодие 2025 года", "2025-07-01", "2025-12-31", "2025-H2"),
        ("2-е полугодие 2025", "2025-07-01", "2025-12-31", "2025-H2"),
        ("IV квартал 2025", "2025-10-01", "2025-12-31", "2025-Q4"),
        ("третий квартал", "2026-07-01", "2026-09-30", "2026-Q3"),
        ("Март 2025 г.", "2025-03-01", "2025-03-31", "2025-M03"),
        ("май", "2026-05-01", "2026-05-31", "2026-M05"),
        ("январь–сентябрь", "2026-01-01", "2026-09-30", "2026-M01..M09"),
        ("январь - март 2025", "2025-01-01", "2025-03-31", "2025-M01..M03"),
        ("9 месяцев 2025", "2025-01-01", "2025-09-30", "2025-M01..M09"),
        ("приёмная кампания весна 2026", "2026-03-15", "2026-04-15", "2026-spring"),
        ("осень 2025", "2025-10-15", "2025-11-15", "2025-autumn"),
        ("весенняя кампания 2025", "2025-03-15", "2025-04-15", "2025-spring"),
        ("spring 2025", "2025-03-15", "2025-04-15", "2025-spring"),
        ("01.02.2026–15.03.2026", "2026-02-01", "2026-03-15", "2026-02-01..2026-03-15"),
        ("с 1.2.2026 по 15.3.2026", "2026-02-01", "2026-03-15", "2026-02-01..2026-03-15"),
        ("2026-02-01..2026-03-15", "2026-02-01", "2026-03-15", "2026-02-01..2026-03-15"),
    ],
)
def test_a_period_as_people_say_it(said: str, first: str, last: str, name: str) -> None:
    span = parse_span(said, TODAY, WINDOWS)
    assert (span.first_on.isoformat(), span.last_on.isoformat(), span.name) == (first, last, name)


@pytest.mark.parametrize(
    ("name", "russian", "english"),
    [
        ("2026-Y", "2026 год", "the year 2026"),
        ("2026-H1", "I полугодие 2026", "half-year I of 2026"),
        ("2025-Q4", "IV квартал 2025", "quarter IV of 2025"),
        ("2025-M03", "март 2025", "March 2025"),
        ("2025-M01..M10", "январь–октябрь 2025", "January–October 2025"),
        ("2026-spring", "приёмная кампания весна 2026", "intake of spring 2026"),
        ("2026-02-01..2026-03-15", "01.02.2026–15.03.2026", "2026-02-01 to 2026-03-15"),
    ],
)
def test_a_name_in_words_is_the_same_period(name: str, russian: str, english: str) -> None:
    words = in_words(name)
    assert words == russian
    assert in_words(name, "en") == english
    assert parse_span(name, TODAY, WINDOWS).name == name
    assert parse_span(words, TODAY, WINDOWS) == parse_span(name, TODAY, WINDOWS)


def test_a_name_of_another_is_shown_as_it_is() -> None:
    assert in_words("сезон") == "сезон"


@pytest.mark.parametrize(
    "said",
    [
        *("", "вчера", "2026-H3", "2026-Q0", "2026-M13", "5 квартал", "III полугодие"),
        *("13 месяцев", "31.02.2026–01.03.2026", "весна", "лето 2026", "2026-01-01"),
    ],
)
def test_what_is_accepted_is_told(said: str) -> None:
    windows = () if said == "весна" else WINDOWS
    with pytest.raises(Invalid) as caught:
        parse_span(said, TODAY, windows)
    assert caught.value.accepted == ACCEPTED


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(Invalid, match="раньше, чем начинается"):
        parse_span("декабрь–январь 2026", TODAY)
