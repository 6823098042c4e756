"""What Excel did to a cell is undone, or refused; never guessed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from sroki.events.readers import cells
from sroki.events.readers.formats import compile_format
from sroki.events.readers.rejects import REASONS, Fault, RowRejected
from sroki.events.readers.table import Broken, Cell
from sroki.events.reasons import SAYS

FORMATS = [compile_format("дд.мм.гггг"), compile_format("дд.мм.гггг чч:мм")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  12 / 34 ", "12 / 34"),
        ("12\u00a0345\n", "12 345"),
        (42.0, "42"),
        (123456789012345.0, "123456789012345"),
        ("00123", "00123"),
        ("12345678901234567890", "12345678901234567890"),
    ],
)
def test_text(cell: Cell, text: str) -> None:
    assert cells.text(cell) == text


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (1234567890123456.0, "number_too_long"),
        (1.2345678901234568e16, "number_too_long"),
        (-1e15, "number_too_long"),
        (12.5, "number_fraction"),
        ("1,23457E+16", "number_scientific"),
        ("1.2E+10", "number_scientific"),
        (date(2017, 12, 5), "text_is_date"),
        (time(9, 30), "text_is_date"),
        (timedelta(hours=30), "text_is_date"),
        (True, "text_is_bool"),
        pytest.param("a\x00b", "cell_unclean", id="NUL"),
        pytest.param("a\x9fb", "cell_unclean", id="C1"),
        pytest.param("\udc98", "not_text", id="half a pair"),
        (Broken("cell_error"), "cell_error"),
    ],
)
def test_what_is_no_text(cell: Cell, reason: str) -> None:
    with pytest.raises(Fault) as raised:
        cells.text(cell)
    assert raised.value.reason == reason


def test_numbers() -> None:
    assert cells.integer(4.0) == 4
    assert cells.integer("1 234") == 1234
    assert cells.number("1 234,5") == 1234.5
    assert cells.number(2.0) == 2
    for cell in ("12a", "", "nan", True, date(2017, 1, 1), float("nan")):
        with pytest.raises(Fault):
            cells.number(cell)
    with pytest.raises(Fault, match="number_fraction"):
        cells.integer(4.5)


def test_yes_and_no() -> None:
    assert [cells.boolean(cell) for cell in ("Да", "нет ", True, "ЛОЖЬ")] == [
        True, False, True, False,
    ]  # fmt: skip
    for cell in ("yes", 1.0, "+", Broken("cell_merged")):
        with pytest.raises(Fault):
            cells.boolean(cell)


def test_dates() -> None:
    assert cells.moment("15.04.2017", FORMATS) == date(2017, 4, 15)
    assert cells.moment("15.04.2017 09:30", FORMATS) == datetime(2017, 4, 15, 9, 30)  # noqa: DTZ001
    assert cells.moment(date(2017, 4, 15), FORMATS) == date(2017, 4, 15)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (42840.0, "date_is_number"),
        ("42840", "not_a_date"),
        ("31.02.2017", "date_impossible"),
        ("15.04.17", "not_a_date"),
        (time(9, 30), "not_a_date"),
        (True, "not_a_date"),
        (timedelta(hours=30), "not_a_date"),
        (Broken("cell_not_counted"), "cell_not_counted"),
    ],
)
def test_what_is_no_date(cell: Cell, reason: str) -> None:
    with pytest.raises(Fault) as raised:
        cells.moment(cell, FORMATS)
    assert raised.value.reason == reason


def test_every_reason_has_its_words() -> None:
    for reason in REASONS:
        assert RowRejected(reason, "Лист1!A1").words()
    assert "{" not in RowRejected("not_json", "a.jsonl:1").words()
    assert not set(REASONS) & set(SAYS), "one code, one meaning"
