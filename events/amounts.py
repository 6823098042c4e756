"""Amounts and dates in words, for every page, message and document."""

from __future__ import annotations

from datetime import date
from typing import Final

from sroki.events.i18n import DEFAULT, Lang, n

_ON: Final[dict[Lang, str]] = {"ru": "%d.%m.%Y", "en": "%Y-%m-%d"}


def days(count: int, lang: Lang = DEFAULT) -> str:
    """«1 день», «2 дня», «5 дней»."""
    return n("{n} день", "{n} дней", count, lang)


def calendar_days(count: int, lang: Lang = DEFAULT) -> str:
    """«1 календарный день», «2 календарных дня»."""
    return n("{n} календарный день", "{n} календарных дней", count, lang)


def working_days(count: int, lang: Lang = DEFAULT) -> str:
    """«1 рабочий день», «2 рабочих дня»."""
    return n("{n} рабочий день", "{n} рабочих дней", count, lang)


def months(count: int, lang: Lang = DEFAULT) -> str:
    """«1 месяц», «2 месяца»."""
    return n("{n} месяц", "{n} месяцев", count, lang)


def hours(count: int, lang: Lang = DEFAULT) -> str:
    """«1 час», «2 часа»."""
    return n("{n} час", "{n} часов", count, lang)


def minutes(count: int, lang: Lang = DEFAULT) -> str:
    """«1 минута», «2 минуты»."""
    return n("{n} минута", "{n} минут", count, lang)


def applications(count: int, lang: Lang = DEFAULT) -> str:
    """«1 заявление», «2 заявления»."""
    return n("{n} заявление", "{n} заявлений", count, lang)


def events(count: int, lang: Lang = DEFAULT) -> str:
    """«1 событие», «2 события»."""
    return n("{n} событие", "{n} событий", count, lang)


def on(day: date, lang: Lang = DEFAULT) -> str:
    """A civil date: «17.04.2017», in English 2017-04-17. A datetime gives its own civil date."""
    return day.strftime(_ON[lang])
