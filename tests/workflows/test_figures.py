"""Figures by the method of Appendix 4, worked by hand; and what holds of all of them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sroki.workflows import hidden
from sroki.workflows.figures import (
    Length,
    Material,
    Score,
    Verdict,
    bottom,
    rounded,
    value_of,
)
from sroki.workflows.hidden import Slice
from sroki.workflows.indicator import Indicator
from sroki.workflows.load import bundled

KRSK = {one.id: one for one in bundled("krsk-010121-97r").indicators}
ALL_MET = Score(Fraction(7), Fraction(7))
OMSK = {one.id: one for one in bundled("example-omsk-archive").indicators}


def spans(*days: int, norm: int = 30) -> Material:
    """Spans of so many days, late beyond the norm."""
    lengths = (Length(one, norm, "timely" if one <= norm else "late") for one in days)
    return Material(Counter(lengths))


@pytest.mark.parametrize(
    ("name", "material", "shown", "verdict"),
    [
        ("p2", spans(10, 25, 40), "83.33", Verdict.KEPT),
        ("p2", spans(*[10] * 9, 60), "50.00", Verdict.KEPT),
        ("p2", spans(30, 30), "100.00", Verdict.KEPT),
        # Lawful in every step, and late by the formula: approval on day 29, notice on day 34.
        ("p2", spans(34), "113.33", Verdict.BROKEN),
        # A hair beyond the norm is beyond it, whatever is shown.
        ("p2", spans(*[30] * 9999, 31), "100.00", Verdict.BROKEN),
        ("p5", spans(0, 0, 1, 2, norm=1), "75.00", Verdict.KEPT),
        ("p5", spans(2, norm=1), "200.00", Verdict.BROKEN),
        ("p3", Material(part=3, whole=200), "1.50", Verdict.BROKEN),
        ("p3", Material(part=0, whole=200), "0.00", Verdict.KEPT),
        # Complaints of the period about applications of an earlier one: never clamped.
        ("p3", Material(part=3, whole=2), "150.00", Verdict.BROKEN),
        ("p4", Material(part=1, whole=400), "0.25", Verdict.BROKEN),
        ("p1", Material(scores=(Score(Fraction(4, 5), Fraction(1)),)), "80.00", Verdict.BROKEN),
        ("p1", Material(scores=(Score(Fraction(1), Fraction(1)),)), "100.00", Verdict.KEPT),
        ("timely_share", spans(10, 25, 40), "66.67", Verdict.NO_NORM),
        ("median_days", spans(10, 25, 40), "25.00", Verdict.NO_NORM),
        ("p90_days", spans(*range(1, 11)), "9.00", Verdict.NO_NORM),
        ("open_overdue", Material(open=5, overdue=2), "2.00", Verdict.NO_NORM),
        (
            "accessibility",
            Material(scores=(Score(Fraction(7), Fraction(7)),)),
            "1.00",
            Verdict.KEPT,
        ),
        (
            "accessibility",
            Material(scores=(ALL_MET, Score(Fraction(6), Fraction(7)))),
            "0.00",
            Verdict.BROKEN,
        ),
    ],
)
def test_worked_by_hand(name: str, material: Material, shown: str, verdict: Verdict) -> None:
    value = value_of(KRSK[name], material)
    assert value.exact is not None
    assert rounded(value.exact) == Decimal(shown)
    assert value.verdict is verdict


@pytest.mark.parametrize("name", [name for name, one in KRSK.items() if one.unit != "cases"])
def test_of_nothing_there_is_no_figure(name: str) -> None:
    value = value_of(KRSK[name], Material())
    assert value.exact is None
    assert value.verdict is Verdict.NOT_APPLICABLE


def test_a_share_of_nothing_is_nought_where_the_edition_reads_it_so() -> None:
    read = KRSK["p3"].model_copy(update={"empty": "zero"})
    assert value_of(read, Material()).exact == 0
    assert value_of(read, Material()).verdict is Verdict.KEPT


def test_of_several_services_it_is_the_ratio_of_sums_not_the_mean_of_ratios() -> None:
    busy, rare = spans(*[3] * 10, norm=10), spans(30)
    assert value_of(KRSK["p2"], busy).exact == 30
    assert value_of(KRSK["p2"], rare).exact == 100
    assert value_of(KRSK["p2"], busy + rare).exact == Fraction(60 * 100, 130)


def test_another_regulation_brings_its_own() -> None:
    assert value_of(OMSK["speed"], spans(15, 33)).exact == 80
    assert value_of(OMSK["speed"], spans(15, 33)).verdict is Verdict.KEPT
    assert value_of(OMSK["found_share"], Material(part=1, whole=3)).verdict is Verdict.BROKEN
    one_of_two = Material(scores=(Score(Fraction(7, 10), Fraction(1)),))
    assert value_of(OMSK["page"], one_of_two).exact == 70


def test_weights_are_exact() -> None:
    formula = KRSK["p1"].formula.points
    assert formula is not None
    assert sum(map(Fraction, formula.weights.values()), Fraction(0)) == 1


# -- what it hides -----------------------------------------------------------------------------


def notes(indicator: Indicator, material: Material, *slices: Slice) -> dict[str, object]:
    value = value_of(indicator, material)
    return {one.code: one.params for one in hidden.hidden(indicator, material, value, slices)}


def test_nine_at_ten_days_and_one_at_sixty() -> None:
    material = spans(*[10] * 9, 60)
    found = notes(KRSK["p2"], material)
    assert found[hidden.MASKED] == {"late": 1, "of": 10, "longest": 60, "timely": Fraction(90)}
    assert found[hidden.TAIL] == {"median": 10, "p90": 10, "longest": 60}


def test_what_never_ends_has_no_length() -> None:
    found = notes(KRSK["p2"], spans(10) + Material(open=3, overdue=2, withdrawn=1))
    assert found[hidden.OPEN_OVERDUE] == {"overdue": 2, "open": 3}
    assert found[hidden.EXCLUDED] == {"withdrawn": 1, "reversed": 0}


def test_filed_on_saturday_registered_on_monday_is_two_hundred_percent_and_in_time() -> None:
    material = Material(Counter({Length(2, 1, "timely"): 1}))
    assert value_of(KRSK["p5"], material).exact == 200
    assert notes(KRSK["p5"], material)[hidden.LAWFUL] == {"of": 1, "timely": Fraction(100)}


def test_an_edition_may_ask_for_the_literal_value_alone() -> None:
    literal = KRSK["p2"].model_copy(update={"beside": "literal"})
    assert notes(literal, spans(10, 60)) == {}


def test_the_worst_unit_is_named_where_units_differ() -> None:
    slices = [
        Slice("unit", unit, material, value_of(KRSK["p2"], material))
        for unit, material in (("sov", spans(10)), ("len", spans(33)))
    ]
    found = notes(KRSK["p2"], spans(10, 33), *slices)
    assert found[hidden.WORST] == {
        "dimension": "unit",
        "code": "len",
        "value": Fraction(110),
        "late": 1,
    }


# -- properties --------------------------------------------------------------------------------

lengths = st.lists(st.integers(0, 400), min_size=1, max_size=60)


@given(lengths, lengths)
def test_material_of_disjoint_cases_adds_up(one: list[int], other: list[int]) -> None:
    assert spans(*one) + spans(*other) == spans(*one, *other)


@given(lengths, st.integers(1, 100))
def test_a_percentile_is_what_so_many_do_not_exceed(days: list[int], percent: int) -> None:
    found = spans(*days).percentile(percent)
    assert found in days
    assert sum(one <= found for one in days) * 100 >= percent * len(days)
    assert sum(one < found for one in days) * 100 < percent * len(days)


@given(st.fractions(min_value=0, max_value=10**6))
def test_rounding_is_half_up_and_never_off_by_more_than_half_a_cent(exact: Fraction) -> None:
    off = Fraction(rounded(exact)) - exact
    assert Fraction(-1, 200) < off <= Fraction(1, 200)


cases = st.sets(st.text("abcdef0123456789", min_size=1, max_size=8), min_size=1, max_size=80)


@given(cases, st.integers(1, 30), st.randoms())
def test_a_sample_does_not_depend_on_the_order_of_the_cases(
    every: set[str], size: int, dice: object
) -> None:
    shuffled = sorted(every)
    dice.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis' random
    assert bottom(every, size, "seed") == bottom(shuffled, size, "seed")
    assert len(bottom(every, size, "seed")) == min(size, len(every))


@given(cases, st.text("xyz", min_size=1, max_size=8), st.integers(1, 30))
def test_one_case_more_changes_at_most_one_member(every: set[str], new: str, size: int) -> None:
    before, after = set(bottom(every, size, "seed")), set(bottom({*every, new}, size, "seed"))
    assert len(before - after) <= 1
    assert after - before <= {new}


@given(cases, st.integers(1, 10))
def test_another_seed_draws_another_sample_of_the_same_size(every: set[str], size: int) -> None:
    assert len(bottom(every, size, "2025")) == len(bottom(every, size, "2026"))
