"""What every spreadsheet-like file is to the mapping: rows of cells that know their address.

A cell is what the file says, not yet what it means: text, a number, yes or no, a date. A cell that
cannot be taken (an error value, a formula nobody counted, a part of a merged range) is `Broken`:
it is an answer with a reason, never an empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final, NamedTuple, Protocol, TypeAlias


class Broken(NamedTuple):
    """A cell that holds something, but nothing to read; `reason` is a code of `rejects`."""

    reason: str


# Cells that a merged range covers: within one row, or over several.
MERGED_ACROSS: Final = Broken("cell_merged_across")
MERGED: Final = Broken("cell_merged")

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | Broken | None


class Row(NamedTuple):
    """A row by its number in the file, counted from 1 as people see it (for CSV, the line)."""

    number: int
    cells: Sequence[Cell]


class Table(Protocol):
    """A file with rows. Opening it checked what can be checked at once."""

    @property
    def about(self) -> str:
        """What was found, for people: the sheet, or the encoding and the delimiter."""
        ...

    def rows(self) -> Generator[Row, None, None]:
        """All rows from the first, title and blank ones too. May be called once; then closed."""
        ...

    def address(self, number: int, column: int | str | None) -> str:
        """How people find a cell: `Лист1!C17`, `file.csv:17:3`; `column` counts from 0.

        Without a column, the row: `Лист1!17`, `file.csv:17`.
        """
        ...

    def position(self) -> int:
        """Bytes read so far, for the progress bar."""
        ...


@cache
def letter(column: int) -> str:
    """The letters of a column that counts from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_of(letters: str) -> int:
    """The column, counted from 0, of its letters."""
    column = 0
    for one in letters.upper():
        column = column * 26 + ord(one) - 64
    return column - 1


_CELL = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")


def place_of(address: str) -> tuple[int, int] | None:
    """(row number from 1, column from 0) of an address such as `C17`; None where it is not one."""
    found = _CELL.fullmatch(address)
    return (int(found[2]), column_of(found[1])) if found else None


def tidy(text: str) -> str:
    """Text as people mean it: no outer or double spaces, hard spaces and line breaks are spaces."""
    return " ".join(text.split())


def folded(text: str) -> str:
    """What two spellings of one header or word have in common."""
    return tidy(text).casefold()


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
