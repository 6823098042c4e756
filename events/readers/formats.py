"""Dates and times as people write them, by a format in their own words: «дд.мм.гггг чч:мм».

    гггг год · гг год из двух цифр (70–99 — прошлый век) · мм месяц · дд день
    м, д — месяц и день одной или двумя цифрами · месяц — его имя в родительном падеже
    чч, ч час · мм после часа — минуты · сс секунды
    iso — любая запись ISO 8601

Everything else stands for itself. A text is read whole or not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final, NamedTuple

from sroki.events.errors import Invalid
from sroki.events.i18n import say

_MONTHS: Final = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
_TOKEN: Final = re.compile(r"гггг|гг|месяц|дд|мм|чч|сс|д|м|ч", re.IGNORECASE)
_DIGITS: Final = {
    "гггг": ("year", r"\d{4}"),
    "гг": ("short_year", r"\d{2}"),
    "месяц": ("month_name", "|".join(_MONTHS)),
    "дд": ("day", r"\d{2}"),
    "д": ("day", r"\d{1,2}"),
    "мм": ("month", r"\d{2}"),
    "м": ("month", r"\d{1,2}"),
    "чч": ("hour", r"\d{2}"),
    "ч": ("hour", r"\d{1,2}"),
    "сс": ("second", r"\d{2}"),
}
_MEMORY: Final = 4096


class NotADate(ValueError):
    """The text is not written in the format; `impossible` where it is, but no such day exists."""

    def __init__(self, *, impossible: bool = False) -> None:
        super().__init__()
        self.impossible = impossible


class Civil(NamedTuple):
    """What a text says: a date, a time of day, or both."""

    on: date | None
    at: time | None


@dataclass(slots=True)
class Format:
    """One format, compiled. Raises `Invalid` for a format that names no date and no time."""

    text: str
    _pattern: re.Pattern[str] = field(init=False)
    _memory: dict[str, Civil] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._pattern = re.compile(pattern(self.text), re.IGNORECASE)

    def read(self, text: str) -> Civil:
        """Read a whole text. Raises `NotADate`."""
        found = self._memory.get(text)
        if found is None:
            match = self._pattern.fullmatch(text)
            if match is None:
                raise NotADate
            found = civil(match)
            # Registers repeat their dates; a few thousand are worth remembering, not millions.
            if len(self._memory) >= _MEMORY:
                self._memory.clear()
            self._memory[text] = found
        return found


@dataclass(frozen=True, slots=True)
class Iso:
    """The format `iso`."""

    text: str = "iso"

    def read(self, text: str) -> datetime | Civil:
        """A moment with its zone, or what a civil notation says. Raises `NotADate`."""
        try:
            if len(text) <= 10:
                return Civil(date.fromisoformat(text), None)
            at = datetime.fromisoformat(text)
        except ValueError:
            raise NotADate from None
        return at if at.tzinfo else Civil(at.date(), at.time())


def compile_format(text: str) -> Format | Iso:
    """A format by its text. Raises `Invalid`."""
    return Iso() if text == "iso" else Format(text)


def pattern(text: str) -> str:
    """The regular expression of a format. Raises `Invalid`."""
    parts: list[str] = []
    names: set[str] = set()
    at = 0
    for token in _TOKEN.finditer(text):
        name, digits = _DIGITS[token[0].lower()]
        if name == "month" and "hour" in names:
            name = "minute"
        if name in names:
            raise Invalid(
                say("в формате «{text}» дважды сказано «{token}»", text=text, token=token[0]),
                accepted=say("дд.мм.гггг"),
            )
        names.add(name)
        parts += [re.escape(text[at : token.start()]), f"(?P<{name}>{digits})"]
        at = token.end()
    parts.append(re.escape(text[at:]))
    years = names & {"year", "short_year"}
    months = names & {"month", "month_name"}
    whole_date = len(years) == 1 and len(months) == 1 and "day" in names
    no_date = not (years or months or "day" in names)
    if not (whole_date or (no_date and "hour" in names and "minute" in names)):
        raise Invalid(
            say("формат «{text}» не называет ни полной даты, ни времени", text=text),
            accepted=say("дд.мм.гггг, дд.мм.гггг чч:мм, д месяц гггг, гггг-мм-дд, чч:мм, iso"),
        )
    return "".join(parts)


def civil(match: re.Match[str]) -> Civil:
    """What a match of `pattern` says. Raises `NotADate`."""
    said = match.groupdict()
    try:
        at = None
        if "hour" in said:
            at = time(int(said["hour"]), int(said["minute"]), int(said.get("second") or 0))
        if "day" not in said:
            return Civil(None, at)
        if "short_year" in said:
            short = int(said["short_year"])
            year = short + (1900 if short >= 70 else 2000)
        else:
            year = int(said["year"])
        name = said.get("month_name")
        month = _MONTHS.index(name.lower()) + 1 if name else int(said["month"])
        return Civil(date(year, month, int(said["day"])), at)
    except ValueError:
        raise NotADate(impossible=True) from None
