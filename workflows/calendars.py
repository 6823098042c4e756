"""Which days work: the calendar as a value, and the two questions counting asks of it.

A calendar answers for every civil day of its span, 1975–2115: whatever moment the intake takes
(1990–2099), no term, forwards or back, leads out of it. Days without an official source are
answered too, as a guess, and whoever asks can see that it is one: the official days are those
from `known_from` to `known_through`.

Counting needs two look-ups, both of constant time: how many working days lie before a day
(*rank*), and which is the n-th working day (*select*). `workflows.dates` is made of them;
`workflows.calendar_files` makes calendars.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final, NamedTuple

from sroki.events import amounts
from sroki.events.errors import Invalid
from sroki.events.i18n import DEFAULT, Catalogue, Lang, mark, say

FIRST_YEAR: Final = 1975
LAST_YEAR: Final = 2115
FIRST_DAY: Final = date(FIRST_YEAR, 1, 1)
LAST_DAY: Final = date(LAST_YEAR, 12, 31)

_ORIGIN: Final = FIRST_DAY.toordinal()
_SPAN: Final = LAST_DAY.toordinal() - _ORIGIN + 1


class DayKind(StrEnum):
    """What a day is. Whether it works is another question: see `Day.works`."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    TRANSFERRED_OFF = "transferred_off"
    WORKING_WEEKEND = "working_weekend"
    PRESIDENTIAL = "presidential"
    LOCAL_OFF = "local_off"
    LOCAL_WORKING = "local_working"


class Day(NamedTuple):
    """One civil day: what it is, whether it works, and by which act.

    `title` names a holiday; `other` is the day a rest day was moved from (for a day off) or to
    (for a working weekend); `cite` is the act, as people cite it.
    """

    kind: DayKind
    works: bool
    title: str = ""
    other: date | None = None
    cite: str = ""


_WORKING = Day(DayKind.WORKING, works=True)
_WEEKEND = Day(DayKind.WEEKEND, works=False)

_SAID: Final = Catalogue("sroki.workflows")
_WEEKDAYS: Final = (
    mark("понедельник"),
    mark("вторник"),
    mark("среда"),
    mark("четверг"),
    mark("пятница"),
    mark("суббота"),
    mark("воскресенье"),
)
_WORDS: Final[Mapping[DayKind, str]] = {
    DayKind.WORKING: mark("рабочий день"),
    DayKind.WEEKEND: mark("выходной: {weekday}"),
    DayKind.HOLIDAY: mark("праздник: {title} ({cite})"),
    DayKind.TRANSFERRED_OFF: mark("выходной перенесён с {other} ({cite})"),
    DayKind.WORKING_WEEKEND: mark(
        "рабочий день, хотя и {weekday}: выходной перенесён на {other} ({cite})"
    ),
    DayKind.PRESIDENTIAL: mark("объявлен нерабочим ({cite})"),
    DayKind.LOCAL_OFF: mark("нерабочий день: {title} ({cite})"),
    DayKind.LOCAL_WORKING: mark("рабочий день: {title} ({cite})"),
}
# Days the President declared non-working are neither rest days nor holidays of the Labour Code,
# hence not days off in the sense of ст. 193: the Supreme Court, Review No. 1 of 21.04.2020.
_COUNTED: Final = mark("{reason}, но для сроков рабочий (Обзор ВС РФ № 1 от 21.04.2020)")
_GUESSED: Final = mark("{reason} — предварительно: официального календаря на {year} год нет")


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar. Two calendars are equal when their `digest`, the hash of what they say, is."""

    digest: str
    name: str = field(compare=False)
    known_from: date = field(compare=False)
    known_through: date = field(compare=False)
    _weekend: frozenset[int] = field(compare=False, repr=False)
    _days: Mapping[date, Day] = field(compare=False, repr=False)
    _ranks: array[int] = field(compare=False, repr=False)
    _working: array[int] = field(compare=False, repr=False)

    def working_before(self, on: date) -> int:
        """How many working days of the span lie before `on`."""
        return self._ranks[_index(on)]

    def working_through(self, on: date) -> int:
        """How many working days of the span lie before `on` or are `on`."""
        return self._ranks[_index(on) + 1]

    def working_day(self, number: int) -> date:
        """The working day with so many working days before it.

        Raises `Invalid` where the span has no such day.
        """
        if 0 <= number < len(self._working):
            return date.fromordinal(self._working[number])
        raise outside(say("рабочий день № {number}", number=number))

    def is_working(self, on: date) -> bool:
        """Whether the day counts as a working day for terms."""
        index = _index(on)
        return self._ranks[index] != self._ranks[index + 1]

    def is_known(self, on: date) -> bool:
        """Whether an official source answers for this day."""
        return self.known_from <= on <= self.known_through

    def kind_of(self, on: date) -> DayKind:
        """What the day is."""
        return self.day(on).kind

    def day(self, on: date) -> Day:
        """All that is known of the day."""
        plain = _WEEKEND if on.weekday() in self._weekend else _WORKING
        return self._days.get(on, plain)

    def overlaid(self, name: str, days: Mapping[date, Day]) -> Calendar:
        """This calendar, but for the days that a region or a city decides for itself."""
        return make(
            f"{self.name} + {name}",
            days={**self._days, **days},
            weekend=self._weekend,
            known_from=self.known_from,
            known_through=self.known_through,
        )

    def why(self, on: date, lang: Lang = DEFAULT) -> str:
        """Why the day works or does not, in words, with the act that made it so."""
        day = self.day(on)
        reason = _SAID.t(
            _WORDS[day.kind],
            lang,
            weekday=_SAID.t(_WEEKDAYS[on.weekday()], lang),
            title=day.title,
            other=amounts.on(day.other, lang) if day.other else "",
            cite=day.cite,
        )
        if day.kind is DayKind.PRESIDENTIAL and day.works:
            reason = _SAID.t(_COUNTED, lang, reason=reason)
        return reason if self.is_known(on) else _SAID.t(_GUESSED, lang, reason=reason, year=on.year)


def make(
    name: str,
    *,
    days: Mapping[date, Day],
    weekend: frozenset[int] = frozenset((5, 6)),
    known_from: date = FIRST_DAY,
    known_through: date = LAST_DAY,
) -> Calendar:
    """A calendar of the days that differ from the plain week; `weekend` as in `date.weekday`."""
    works = {on.toordinal(): day.works for on, day in days.items()}
    ranks, working = array("i", [0]), array("i")
    for ordinal in range(_ORIGIN, _ORIGIN + _SPAN):
        if works.get(ordinal, (ordinal - 1) % 7 not in weekend):  # 0001-01-01 was a Monday
            working.append(ordinal)
        ranks.append(len(working))
    said = [f"{name} {known_from} {known_through} {sorted(weekend)}"]
    said += [f"{on} {'|'.join(map(str, day))}" for on, day in sorted(days.items())]
    digest = sha256("\n".join(said).encode()).hexdigest()
    return Calendar(digest, name, known_from, known_through, weekend, dict(days), ranks, working)


def weekends_only() -> Calendar:
    """Monday to Friday work, and no holiday is known: nothing in it is a guess."""
    return make("weekends_only", days={})


def every_day() -> Calendar:
    """Every day works: for services whose terms know no day off."""
    return make("every_day", days={}, weekend=frozenset())


def outside(what: str) -> Invalid:
    """The error for a day (or a working day) that no calendar answers for."""
    return Invalid(
        say("{what} вне календаря", what=what),
        why=say("столь далёкая дата бывает только опиской"),
        accepted=say("{first_year}–{last_year} годы", first_year=FIRST_YEAR, last_year=LAST_YEAR),
    )


def _index(on: date) -> int:
    index = on.toordinal() - _ORIGIN
    if 0 <= index < _SPAN:
        return index
    raise outside(on.isoformat())
