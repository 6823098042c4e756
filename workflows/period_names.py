"""The name of a span of days, in words: "2025-H1" is «I полугодие 2025».

Names are short and the same in every language, for addresses, files and acts; people are shown
these. A name that is none of ours is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from sroki.events.i18n import DEFAULT, Lang, mark, say
from sroki.workflows.phrases import WORDS

_MONTHS: Final = (
    *(mark("январь"), mark("февраль"), mark("март"), mark("апрель"), mark("май"), mark("июнь")),
    *(mark("июль"), mark("август"), mark("сентябрь"), mark("октябрь"), mark("ноябрь")),
    mark("декабрь"),
)
_ROMAN: Final = ("I", "II", "III", "IV")
_SEASONS: Final = {
    "spring": mark("приёмная кампания весна {year}"),
    "summer": mark("приёмная кампания лето {year}"),
    "autumn": mark("приёмная кампания осень {year}"),
    "winter": mark("приёмная кампания зима {year}"),
}


def in_words(name: str, lang: Lang = DEFAULT) -> str:
    """The `name` of a `Span`, in words."""
    for pattern, words in _NAMES:
        found = pattern.fullmatch(name)
        if found is not None:
            return WORDS.said(words(*found.groups()), lang)
    return name


def _month(number: str) -> str:
    return say(_MONTHS[int(number) - 1])


def _half(year: str, number: str) -> str:
    return say("{number} полугодие {year}", number=_ROMAN[int(number) - 1], year=year)


def _quarter(year: str, number: str) -> str:
    return say("{number} квартал {year}", number=_ROMAN[int(number) - 1], year=year)


def _one_month(year: str, number: str) -> str:
    return say("{month} {year}", month=_month(number), year=year)


def _months(year: str, first: str, last: str) -> str:
    return say("{first}–{last} {year}", first=_month(first), last=_month(last), year=year)


def _days(first: str, last: str) -> str:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return say("{first:%d.%m.%Y}–{last:%d.%m.%Y}", first=begin, last=end)


def _year(year: str) -> str:
    return say("{year} год", year=year)


def _season(year: str, season: str) -> str:
    return say(_SEASONS[season], year=year)


_DAY: Final = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_OF_A_YEAR: Final = r"(0[1-9]|1[0-2])"
_NAMES: Final[tuple[tuple[re.Pattern[str], Callable[..., str]], ...]] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"([0-9]{4})(?:-Y)?", _year),
        (r"([0-9]{4})-H([12])", _half),
        (r"([0-9]{4})-Q([1-4])", _quarter),
        (rf"([0-9]{{4}})-M{_OF_A_YEAR}", _one_month),
        (rf"([0-9]{{4}})-M{_OF_A_YEAR}\.\.M{_OF_A_YEAR}", _months),
        (rf"([0-9]{{4}})-({'|'.join(_SEASONS)})", _season),
        (rf"{_DAY}\.\.{_DAY}", _days),
    )
)
