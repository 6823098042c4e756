"""Periods as people say them, turned into a span of civil days.

A month, a quarter, a half-year, a year, a run of months, nine months, a campaign of intake, any two
days; in words, in the short form of reports ("I полугодие"), or in the form of programs (2026-H1).
Without a year it is that of `today`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, NamedTuple, Protocol

from sroki.events.errors import Invalid
from sroki.events.i18n import mark, say
from sroki.workflows.dates import YearlyWindow, add_days, add_months
from sroki.workflows.periods import Period as Part
from sroki.workflows.periods import PeriodKind


class Span(NamedTuple):
    """Civil days, both ends inclusive; `name` is short and the same in every language."""

    first_on: date
    last_on: date
    name: str


class NamedWindow(YearlyWindow, Protocol):
    """A campaign of intake, as an edition names it."""

    @property
    def id(self) -> str: ...


ACCEPTED: Final = mark(
    "2026-H1, 2026-Q2, 2026-M09, 2026; «I полугодие 2026», «2 квартал 2026», «сентябрь 2026», "
    "«январь–сентябрь 2026», «9 месяцев 2026», «2026 год», «приёмная кампания весна 2026», "
    "«01.01.2026–15.03.2026», «2026-01-01..2026-03-15»"
)

_MONTHS: Final = (
    *("январ", "феврал", "март", "апрел", "ма[йя]", "июн"),
    *("июл", "август", "сентябр", "октябр", "ноябр", "декабр"),
)
_MONTH: Final = "|".join(f"(?:{stem}[а-я]*)" for stem in _MONTHS)
_ORDINALS: Final = {
    "1": 1,
    "i": 1,
    "перв": 1,
    "2": 2,
    "ii": 2,
    "втор": 2,
    "3": 3,
    "iii": 3,
    "трет": 3,
    "4": 4,
    "iv": 4,
    "четв": 4,
}
_ORDINAL: Final = r"([1-4]|iv|i{1,3}|(?:перв|втор|трет|четв)[а-я]*)(?:-?[а-я]{1,2})?"
_YEAR: Final = r"(?:\s*,?\s*([0-9]{4})\s*(?:г\.?|год[а-я]*)?)?"
_DAY: Final = r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})"
_DASH: Final = r"\s*(?:-|–|—|\.\.)\s*"
_SEASONS: Final = {
    "весн": "spring",
    "весен": "spring",
    "лет": "summer",
    "осен": "autumn",
    "зим": "winter",
}

_Made = Callable[[re.Match[str], date], Span | None]


def parse_span(text: str, today: date, windows: Iterable[NamedWindow] = ()) -> Span:
    """The span of days that `text` means; `windows` are the campaigns that may be named.

    Raises `Invalid`, which says what is accepted.
    """
    said = " ".join(text.strip().lower().replace("ё", "е").split())
    for pattern, make in _FORMS:
        found = pattern.fullmatch(said)
        made = make(found, today) if found is not None else None
        if made is not None:
            return _checked(text, made)
    campaign = _campaign(said, today, list(windows))
    if campaign is not None:
        return _checked(text, campaign)
    raise Invalid(say("период «{text}» непонятен", text=text), accepted=say(ACCEPTED))


def _checked(text: str, span: Span) -> Span:
    if span.last_on < span.first_on:
        raise Invalid(
            say("период «{text}» кончается раньше, чем начинается", text=text),
            why=say(
                "{last:%d.%m.%Y} раньше {first:%d.%m.%Y}", last=span.last_on, first=span.first_on
            ),
            accepted=say(ACCEPTED),
        )
    return span


def _part(year: int, kind: PeriodKind, number: int) -> Span | None:
    try:
        part = Part(year, kind, number)
        span = Span(part.first_on, part.last_on, str(part))
    except ValueError:
        return None
    return span if span.first_on.year == year else None


def _year(said: str | None, today: date) -> int:
    return int(said) if said else today.year


def _code(found: re.Match[str], _today: date) -> Span | None:
    year, letter, number = found.groups()
    kind = PeriodKind((letter or "y").upper())
    most = {PeriodKind.HALF_YEAR: 2, PeriodKind.QUARTER: 4, PeriodKind.MONTH: 12}.get(kind, 1)
    place = int(number or 1)
    return _part(int(year), kind, place) if 1 <= place <= most else None


def _half(found: re.Match[str], today: date) -> Span | None:
    number = _ordinal(found[1])
    return _part(_year(found[2], today), PeriodKind.HALF_YEAR, number) if number <= 2 else None


def _quarter(found: re.Match[str], today: date) -> Span | None:
    return _part(_year(found[2], today), PeriodKind.QUARTER, _ordinal(found[1]))


def _ordinal(said: str) -> int:
    return next(n for stem, n in sorted(_ORDINALS.items(), reverse=True) if said.startswith(stem))


def _month_no(said: str) -> int:
    return next(n for n, stem in enumerate(_MONTHS, 1) if re.match(stem, said))


def _one_month(found: re.Match[str], today: date) -> Span | None:
    return _part(_year(found[2], today), PeriodKind.MONTH, _month_no(found[1]))


def _run(found: re.Match[str], today: date) -> Span:
    year = _year(found[3], today)
    return _months(year, _month_no(found[1]), _month_no(found[2]))


def _run_code(found: re.Match[str], _today: date) -> Span | None:
    year, first, last = (int(one) for one in found.groups())
    return _months(year, first, last) if 1 <= first <= 12 and 1 <= last <= 12 else None


def _first_months(found: re.Match[str], today: date) -> Span | None:
    count = int(found[1])
    return _months(_year(found[2], today), 1, count) if 1 <= count <= 12 else None


def _months(year: int, first: int, last: int) -> Span:
    begin, end = date(year, first, 1), add_days(add_months(date(year, last, 1), 1), -1)
    return Span(begin, end, f"{year}-M{first:02}..M{last:02}")


def _two_days(found: re.Match[str], _today: date) -> Span | None:
    try:
        first, last = (_day(one) for one in found.groups())
    except ValueError:
        return None
    return Span(first, last, f"{first}..{last}")


def _day(said: str) -> date:
    if "." not in said:
        return date.fromisoformat(said)
    day, month, year = (int(one) for one in said.split("."))
    return date(year, month, day)


_FORMS: Final[tuple[tuple[re.Pattern[str], _Made], ...]] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (r"([0-9]{4})(?:-([hqm])([0-9]{1,2})|-y)?", _code),
        (r"([0-9]{4})-m([0-9]{2})\.\.m([0-9]{2})", _run_code),
        (r"([0-9]{4})()()\s*(?:г\.?|год[а-я]*)", _code),
        (rf"{_ORDINAL} полугоди[а-я]*{_YEAR}", _half),
        (rf"{_ORDINAL} квартал[а-я]*{_YEAR}", _quarter),
        (rf"({_MONTH}){_YEAR}", _one_month),
        (rf"({_MONTH}){_DASH}({_MONTH}){_YEAR}", _run),
        (rf"([0-9]{{1,2}}) месяц[а-я]*{_YEAR}", _first_months),
        (rf"(?:с )?{_DAY}(?:{_DASH}| по ){_DAY}", _two_days),
    )
)
_CAMPAIGN_CODE: Final = re.compile(r"([0-9]{4})-([a-z][a-z0-9_]*)")
_CAMPAIGN: Final = re.compile(
    rf"(?:(?:приемная )?кампания )?([a-zа-я][a-zа-я0-9_]*?)(?: кампания)?{_YEAR}"
)


def _campaign(said: str, today: date, windows: list[NamedWindow]) -> Span | None:
    code, found = _CAMPAIGN_CODE.fullmatch(said), _CAMPAIGN.fullmatch(said)
    if code is not None:
        told, name = code.groups()
    elif found is not None:
        season = [name for stem, name in _SEASONS.items() if found[1].startswith(stem)]
        name, told = season[0] if season else found[1], found[2]
    else:
        return None
    for window in windows:
        if window.id == name:
            year = _year(told, today)
            first = date.fromisoformat(f"{year}-{window.first}")
            ends = year if window.first <= window.last else year + 1
            return Span(first, date.fromisoformat(f"{ends}-{window.last}"), f"{year}-{name}")
    return None
