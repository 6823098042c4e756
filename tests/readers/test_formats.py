"""Dates as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from sroki.events.errors import Invalid
from sroki.events.readers.formats import Civil, NotADate, compile_format


@pytest.mark.parametrize(
    ("text", "said", "means"),
    [
        ("дд.мм.гггг", "15.04.2017", Civil(date(2017, 4, 15), None)),
        ("д.м.гггг", "5.4.2017", Civil(date(2017, 4, 5), None)),
        ("дд.мм.гг", "15.04.17", Civil(date(2017, 4, 15), None)),
        ("дд.мм.гг", "15.04.98", Civil(date(1998, 4, 15), None)),
        ("дд.мм.гггг г.", "15.04.2017 г.", Civil(date(2017, 4, 15), None)),
        ("д месяц гггг", "5 Апреля 2017", Civil(date(2017, 4, 5), None)),
        ("«дд» месяц гггг г.", "«05» мая 2017 г.", Civil(date(2017, 5, 5), None)),
        ("гггг-мм-дд", "2017-04-15", Civil(date(2017, 4, 15), None)),
        ("дд.мм.гггг чч:мм", "15.04.2017 23:59", Civil(date(2017, 4, 15), time(23, 59))),
        ("дд.мм.гггг ч:мм:сс", "15.04.2017 9:05:07", Civil(date(2017, 4, 15), time(9, 5, 7))),
        ("чч:мм", "09:30", Civil(None, time(9, 30))),
        ("iso", "2017-04-15", Civil(date(2017, 4, 15), None)),
        ("iso", "2017-04-15 09:30:00", Civil(date(2017, 4, 15), time(9, 30))),
        ("iso", "2017-04-15T09:30:00Z", datetime(2017, 4, 15, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_text_is_read_by_its_format(text: str, said: str, means: object) -> None:
    assert compile_format(text).read(said) == means


@pytest.mark.parametrize(
    ("text", "said", "impossible"),
    [
        ("дд.мм.гггг", "15.04.17", False),
        ("дд.мм.гггг", "15.04.2017 и позже", False),
        ("дд.мм.гггг", "15/04/2017", False),
        ("дд.мм.гггг", "31.04.2017", True),
        ("дд.мм.гггг", "29.02.2017", True),
        ("дд.мм.гггг чч:мм", "15.04.2017 24:00", True),
        ("iso", "вчера", False),
    ],
)
def test_what_is_not_a_date_is_told_from_what_cannot_be(
    text: str, said: str, impossible: bool
) -> None:
    with pytest.raises(NotADate) as raised:
        compile_format(text).read(said)
    assert raised.value.impossible is impossible


@pytest.mark.parametrize(
    "text", ["", "мм.гггг", "дд.мм", "дд.дд.гггг", "чч", "гггг-гг-дд", "dd.mm.yyyy", "дд чч:мм"]
)
def test_a_format_names_a_whole_date_or_a_time(text: str) -> None:
    with pytest.raises(Invalid):
        compile_format(text)
