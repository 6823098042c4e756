"""A registration number is found however it was typed, and another's is not."""

from __future__ import annotations

import pytest

from sroki.projections.queries.spelling import closest, spellings


@pytest.mark.parametrize(
    "typed",
    [
        "СП-15/с",
        "CП-15/c",  # the first and the last letter are Latin
        "СП–15/с",
        "СП — 15/с",
        "№ СП-15/с",
        "№СП-15/с",
        "СП - 15/с",
        "\u200bСП-15/с\ufeff",
    ],
)
def test_a_number_is_found_as_people_type_it(typed: str) -> None:
    assert "СП-15/с" in spellings(typed)


@pytest.mark.parametrize("typed", ["СП-150/с", "СП15/с", "СР-15/с", "15/с"])
def test_another_number_is_not(typed: str) -> None:
    assert "СП-15/с" not in spellings(typed)


def test_as_written_is_before_alike() -> None:
    both = ["15-С", "15-C"]
    assert closest(both, "15-c", str) == ["15-C"]
    assert closest(both[:1], "15-c", str) == ["15-С"]
    assert closest([], "15-c", str) == []


def test_the_ways_are_not_many() -> None:
    assert len(spellings("№ АВЕ-КМН-12 / 34-с от 2026")) < 300
