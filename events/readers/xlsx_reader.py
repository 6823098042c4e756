"""XLSX through the fast reader, with what it would pass over in silence put back.

Excel's habits, and what becomes of them: numbers come as floats and are whole numbers again; an
error value, a formula without its value, a covered part of a merged range are `Broken`; a number of
more than 15 digits is left to the mapping, which refuses it where text was meant.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineSheet, load_workbook

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say
from sroki.events.readers.limits import Limits
from sroki.events.readers.table import MERGED, MERGED_ACROSS, Broken, Cell, Row, folded, letter
from sroki.events.readers.xlsx_scan import SheetScan, scan

# Merged titles are few; more covered cells than this is no office's table.
_MOST_COVERED: Final = 200_000
_NONE: Final[dict[int, Broken]] = {}


class XlsxTable:
    """One sheet of a book. Raises `Invalid` for a file, or a sheet, that cannot be read."""

    def __init__(
        self,
        path: Path,
        *,
        name: str | None = None,
        sheet: str | int | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._name = name or path.name
        self._size = path.stat().st_size
        self._position = 0
        scans = scan(path, self._name, limits or Limits())
        try:
            book = load_workbook(path)
            names = [one for one in book.sheet_names if one in scans]
            self._sheet_name = self._choose(sheet, names)
            self._sheet: CalamineSheet = book.get_sheet_by_name(self._sheet_name)
        except (CalamineError, OSError) as error:
            raise Invalid(
                say("таблица не читается"), place=Place(self._name), why=str(error)
            ) from None
        except BaseException as error:
            # A panic of the reader is no Exception, and nobody outside knows its class.
            if type(error).__name__ != "PanicException":
                raise
            raise Invalid(say("таблица не читается"), place=Place(self._name)) from None
        self._broken = self._by_row(scans[self._sheet_name])
        end_row, end_column = self._sheet.end or (0, 0)
        broken = [column for row in self._broken.values() for column in row]
        self._width = max(end_column, *broken, 0) + 1
        self._height = max(end_row + 1, *self._broken, 1)

    @property
    def about(self) -> str:
        return say("лист «{sheet_name}»", sheet_name=self._sheet_name)

    def address(self, number: int, column: int | str | None) -> str:
        return f"{self._sheet_name}!{letter(column) if isinstance(column, int) else ''}{number}"

    def position(self) -> int:
        return self._position

    def rows(self) -> Generator[Row, None, None]:
        number = 0
        for number, values in enumerate(self._values(), start=1):
            missing = self._width - len(values)
            cells: list[Cell] = [*values, *([None] * missing)] if missing > 0 else values
            for column, cell in self._broken.get(number, _NONE).items():
                cells[column] = cell
            self._position = self._size * number // self._height
            yield Row(number, cells)

    def _values(self) -> Iterator[list[Cell]]:
        """The rows of the reader, each from column A, and those below with broken cells only."""
        before: list[Cell] = [None] * (self._sheet.start or (0, 0))[1]
        count = 0
        for values in self._sheet.iter_rows():
            count += 1
            yield [*before, *values]
        for _ in range(count, max(self._broken, default=0)):
            yield []

    def _choose(self, wanted: str | int | None, names: list[str]) -> str:
        if wanted is None and len(names) == 1:
            return names[0]
        if isinstance(wanted, int) and 1 <= wanted <= len(names):
            return names[wanted - 1]
        found = [
            name for name in names if isinstance(wanted, str) and folded(name) == folded(wanted)
        ]
        if found:
            return found[0]
        raise Invalid(
            say("в книге несколько листов")
            if wanted is None
            else say("листа «{wanted}» нет в книге", wanted=wanted),
            place=Place(self._name),
            why=None if wanted is not None else say("разметка не говорит, какой читать"),
            accepted="sheet: " + ", ".join(names),
        )

    def _by_row(self, found: SheetScan) -> dict[int, dict[int, Broken]]:
        """Broken cells by row; of a merged range, every cell but the one that holds the value."""
        rows: dict[int, dict[int, Broken]] = {}
        covered = 0
        for (top, left), (bottom, right) in self._sheet.merged_cell_ranges or ():
            last_row = min(bottom, found.rows - 1)
            last_column = min(right, found.columns - 1)
            covered += max(last_row - top + 1, 0) * max(last_column - left + 1, 0)
            if covered > _MOST_COVERED:
                raise Invalid(
                    say("в листе слишком много объединённых ячеек"),
                    place=Place(self._name),
                    accepted=say(
                        "не более {most_covered}; разъедините ячейки", most_covered=_MOST_COVERED
                    ),
                )
            covered_as = MERGED_ACROSS if top == bottom else MERGED
            for row in range(top, last_row + 1):
                for column in range(left, last_column + 1):
                    if (row, column) != (top, left):
                        rows.setdefault(row + 1, {})[column] = covered_as
        for (number, column), cell in found.broken.items():
            rows.setdefault(number, {})[column] = cell
        return rows
