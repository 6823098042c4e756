"""From a cell to a value of a simple type: what Excel did to it is undone, or refused.

Each function takes a cell that says something (not blank) and raises `Fault` where it cannot be
that type. None of them guesses: a date in a column of numbers is Excel's doing, not the office's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from sroki.events.readers.formats import Civil, Format, Iso, NotADate
from sroki.events.readers.rejects import Fault
from sroki.events.readers.table import Broken, Cell, tidy

# Excel keeps 15 digits of a number; of a longer one the rest is already lost.
_MOST: Final = 10**15
_SCIENTIFIC: Final = re.compile(r"[0-9][.,][0-9]+[EeЕе]\+[0-9]+")
_UNCLEAN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_FOREIGN: Final = re.compile("[\ud800-\udfff]")
_YES: Final = frozenset({"да", "истина", "true"})
_NO: Final = frozenset({"нет", "ложь", "false"})
_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,15}")

Formats = Sequence[Format | Iso]


def text(cell: Cell) -> str:
    """The text of a cell, tidied; a whole number is its digits."""
    if isinstance(cell, str):
        if not cell.isprintable():
            if _FOREIGN.search(cell):
                raise Fault("not_text")
            if _UNCLEAN.search(cell):
                raise Fault("cell_unclean")
        cell = tidy(cell)
        if "+" in cell and _SCIENTIFIC.fullmatch(cell):
            raise Fault("number_scientific")
        return cell
    if isinstance(cell, bool):
        raise Fault("text_is_bool")
    if isinstance(cell, int | float):
        return str(_whole(cell))
    if isinstance(cell, Broken):
        raise Fault(cell.reason)
    raise Fault("text_is_date")


def _whole(cell: float) -> int:
    if abs(cell) >= _MOST:
        raise Fault("number_too_long")
    if cell != int(cell):
        raise Fault("number_fraction")
    return int(cell)


def integer(cell: Cell) -> int:
    """A whole number, from a number or its digits."""
    if isinstance(cell, str):
        digits = text(cell).replace(" ", "")
        if not _INTEGER.fullmatch(digits):
            raise Fault("not_number")
        return int(digits)
    _no_other(cell, "not_number")
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise Fault("not_number")
    return _whole(cell)


def number(cell: Cell) -> int | float:
    """A number; in text, with a decimal comma or point."""
    if isinstance(cell, str):
        try:
            cell = float(text(cell).replace(" ", "").replace(",", "."))
        except ValueError:
            raise Fault("not_number") from None
    _no_other(cell, "not_number")
    if isinstance(cell, bool) or not isinstance(cell, int | float) or cell != cell:  # noqa: PLR0124 - NaN
        raise Fault("not_number")
    if abs(cell) >= _MOST:
        raise Fault("number_too_long")
    return int(cell) if cell == int(cell) else cell


def boolean(cell: Cell) -> bool:
    """Yes or no; other words need a table of values."""
    if isinstance(cell, bool):
        return cell
    _no_other(cell, "not_yes_or_no")
    word = cell.strip().casefold() if isinstance(cell, str) else ""
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Fault("not_yes_or_no")


def natural(cell: Cell) -> str | int | float | bool:
    """What the cell itself is: text, a number, yes or no; a date as its ISO text."""
    if isinstance(cell, str):
        return text(cell)
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        return number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    _no_other(cell, "not_a_date")
    raise Fault("not_a_date")


def moment(cell: Cell, formats: Formats) -> date | datetime:
    """A date, a local date and time, or an instant with its own zone."""
    if isinstance(cell, date):  # a datetime is one too
        return cell
    if isinstance(cell, str):
        said = _read(text(cell), formats, "not_a_date")
        if isinstance(said, datetime):
            return said
        if said.on is None:
            raise Fault("not_a_date")
        return said.on if said.at is None else datetime.combine(said.on, said.at)
    _no_other(cell, "not_a_date")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        raise Fault("date_is_number")
    raise Fault("not_a_date")


def time_of_day(cell: Cell, formats: Formats) -> time:
    """A time of day."""
    if isinstance(cell, time):
        return cell
    if isinstance(cell, str):
        said = _read(text(cell), formats, "not_a_time")
        at = said.timetz() if isinstance(said, datetime) else said.at
        if at is not None and at.tzinfo is None:
            return at
    _no_other(cell, "not_a_time")
    raise Fault("not_a_time")


def _read(said: str, formats: Formats, reason: str) -> datetime | Civil:
    impossible = False
    for one in formats:
        try:
            return one.read(said)
        except NotADate as error:
            impossible = impossible or error.impossible
    raise Fault("date_impossible" if impossible else reason)


def _no_other(cell: Cell, reason: str) -> None:
    """Refuse what is broken for its own reason, and durations for the one given."""
    if isinstance(cell, Broken):
        raise Fault(cell.reason)
    if isinstance(cell, timedelta):
        raise Fault(reason)
