"""The register that a unit keeps in Excel: the same table, exported again and again as it fills.

An export is the state of a table, not a log: a line per registered application, a cell per step,
filled by the day of the step. Between exports people mend slips, empty cells filled by mistake,
and lose a line for an evening; `Edit` names each, and
`Book.lines` is the table as it truly is in the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sroki.deploy.simulate import city
from sroki.deploy.simulate.dice import Dice
from sroki.deploy.simulate.filing import BEFORE
from sroki.deploy.simulate.life import Life
from sroki.deploy.simulate.moments import DAY, midnight
from sroki.deploy.simulate.population import Population
from sroki.deploy.simulate.season import DEFAULT_SHARE, check, over

Cell = str | date | None
Line = dict[str, Cell]

NUMBER, REGISTERED, RECEIPT = "Рег. №", "Дата регистрации", "Расписка (сведения в ЛК)"
FILED, ASP, PAPER, CARD = "Дата подачи", "Проверка в АСП", "Дело", "Карточка АСП"
LIST, DECIDED, OUTCOME, GROUND = "Список №", "Дата решения", "Решение", "Основание отказа"
NOTICE, NOTICE_BY, WITHDRAWN = "Уведомление", "Способ отправки", "Отозвано"
COLUMNS = (
    *(NUMBER, FILED, "Способ подачи", "Категория", "Уведомить", REGISTERED, RECEIPT),
    *(ASP, PAPER, CARD, LIST, DECIDED, OUTCOME, GROUND, NOTICE, NOTICE_BY, WITHDRAWN),
)
# A cell is filled on the day that stands in another; the rest on their own, or with the line.
_WITH = {LIST: DECIDED, OUTCOME: DECIDED, GROUND: DECIDED, NOTICE_BY: NOTICE}
# What the words of the table mean, for a mapping.
CHANNELS = {
    "лично": "in_person",
    "сайт": "site",
    "ЕПГУ": "epgu",
    "рег. портал": "regional_portal",
    "ЛК": "cabinet",
    "почта": "post",
}
CATEGORIES = {
    "пенсионер": "old_age_pensioner",
    "инвалид": "disabled",
    "малоимущий": city.LOW_INCOME,
}
CHOICES = {"электронно": "electronic", "почтой": "post"}
OUTCOMES = {"включён": "included", "не включён": "not_included"}
GROUNDS = {
    "п. 12(1)": city.NO_RIGHT,
    "п. 12(2)": city.NOT_IN_CATEGORY,
    "п. 12(3)": city.DOCS_MISSING,
    "п. 12(4)": city.DOCS_DEFECTIVE,
    "п. 12(5)": city.OUT_OF_WINDOW,
    "п. 12(6)": city.BUDGET_EXHAUSTED,
    "иное": city.UNLISTED_GROUND,
}
# The days that a slip of the pen may befall.
_DATED = (RECEIPT, PAPER, CARD, NOTICE)


class Edit(NamedTuple):
    """What people changed between two exports: `changed`, `emptied`, or a line `vanished`.

    `shown` stood in the exports from `first` until before `until` (numbers of exports from 0).
    """

    kind: str
    number: str
    column: str | None
    shown: Cell
    first: int
    until: int


class Register(NamedTuple):
    """One export: everything up to the end of the day `as_at`."""

    as_at: date
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Book(NamedTuple):
    """A unit's register over a season. `lines` are the table as it truly is in the end."""

    unit: str
    exports: tuple[Register, ...]
    edits: tuple[Edit, ...]
    lines: tuple[Line, ...]


def registers(
    seed: int,
    applications: int = 2000,
    year: int = 2025,
    *,
    unit: str = "tsentralny",
    as_at: Sequence[date] | None = None,
    pathologies: float = DEFAULT_SHARE,
) -> Book:
    """The exports of a unit's register at the days `as_at`; by default ten over the season.

    It holds the people of `season` with the same arguments, by what truly happened to them,
    whatever the sources told. Raises Invalid.
    """
    check(applications, year, city.SERVICE, pathologies)
    days = tuple(as_at) if as_at is not None else ten_days(year)
    people = Population(seed, applications, year, pathologies)
    lines = tuple(line for line in _lines(people, year, unit) if line[REGISTERED] is not None)
    dice = Dice("register", seed, year, unit)
    edits = tuple(edit for line in lines for edit in _edits(line, days, dice))
    exports = tuple(
        Register(day, COLUMNS, tuple(_rows(lines, edits, index, day)))
        for index, day in enumerate(days)
    )
    return Book(unit, exports, edits, lines)


def ten_days(year: int) -> tuple[date, ...]:
    """Ten evenings over the season of `year`, the last when it is over."""
    spring, autumn = city.windows(year)
    first = (spring.first + DAY * (2 + 9 * step) for step in range(6))
    second = (autumn.first + DAY * (5 + 16 * step) for step in range(3))
    return (*first, *second, over(year).date())


def _lines(people: Population, year: int, unit: str) -> Iterator[Line]:
    on = city.windows(year)[0].first - DAY * BEFORE
    while on <= over(year).date():
        for office in people.offices:
            for tale in people.file(office, on):
                if office.unit.code == unit:
                    yield _line(tale.life)
        on += DAY


def _line(life: Life) -> Line:
    """The line of an application as it is in the end."""
    sent = life.notices[-1] if life.notices else None
    decided = midnight(life.listed_on) if life.listed_on else life.refused
    days = {
        FILED: life.filed,
        REGISTERED: life.registered,
        RECEIPT: life.told,
        ASP: life.asp_checked,
        PAPER: life.paper,
        CARD: life.card,
        DECIDED: decided,
        NOTICE: sent.at if sent else None,
        WITHDRAWN: life.withdrawn,
    }
    outcome = "included" if life.included else "not_included"
    return {
        NUMBER: life.number,
        "Способ подачи": _word(CHANNELS, life.channel),
        "Категория": _word(CATEGORIES, life.category.code),
        "Уведомить": _word(CHOICES, life.choice),
        **{column: moment.date() if moment else None for column, moment in days.items()},
        LIST: f"{life.listed_on:%d%m}" if life.listed_on else None,
        OUTCOME: _word(OUTCOMES, outcome) if decided else None,
        GROUND: _word(GROUNDS, life.ground) if decided else None,
        NOTICE_BY: _word(CHANNELS, sent.channel) if sent else None,
    }


def _word(words: dict[str, str], code: str | None) -> str | None:
    return next((word for word, meant in words.items() if meant == code), None)


def _day(line: Line, column: str) -> date | None:
    found = line[column]
    return found if isinstance(found, date) else None


def _shown(line: Line, column: str, as_at: date) -> Cell:
    """The cell as the unit has it on the evening of `as_at`."""
    filled = _day(line, _WITH.get(column, column))
    if filled is not None and filled > as_at:
        return None
    return line[column]


def _stands(line: Line, as_at: date) -> bool:
    registered = _day(line, REGISTERED)
    return registered is not None and registered <= as_at


def _edits(line: Line, days: Sequence[date], dice: Dice) -> Iterator[Edit]:
    """What befalls a line: one in eight has a slip, one in thirty each of the others."""
    number = str(line[NUMBER])
    throw = dice.below(120)
    standing = [index for index, day in enumerate(days[:-1]) if _stands(line, day)]
    if throw < 15:
        yield from _slip(line, dice.pick(_DATED), days, dice)
    elif throw < 19 and len(standing) > 1:
        index = standing[0]
        notice = _day(line, NOTICE)
        if notice is None or notice > days[index + 1]:
            yield Edit("emptied", number, NOTICE, days[index], index, index + 1)
    elif throw < 23 and len(standing) > 2:
        index = standing[1]
        yield Edit("vanished", number, None, None, index, index + 1)


def _slip(line: Line, column: str, days: Sequence[date], dice: Dice) -> Iterator[Edit]:
    """A day written two to five days too early, and mended an export or two later."""
    true = _day(line, column)
    if true is None:
        return
    first = next((at for at, day in enumerate(days) if day >= true and _stands(line, day)), None)
    if first is not None and first < len(days) - 1:
        until = min(first + dice.between(1, 2), len(days) - 1)
        shown = true - DAY * dice.between(2, 5)
        yield Edit("changed", str(line[NUMBER]), column, shown, first, until)


def _rows(
    lines: Sequence[Line], edits: Sequence[Edit], index: int, as_at: date
) -> Iterator[tuple[Cell, ...]]:
    now = {(edit.number, edit.column): edit for edit in edits if edit.first <= index < edit.until}
    for line in lines:
        number = str(line[NUMBER])
        if not _stands(line, as_at) or (number, None) in now:
            continue
        yield tuple(
            now[number, column].shown if (number, column) in now else _shown(line, column, as_at)
            for column in COLUMNS
        )
