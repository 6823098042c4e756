"""From a cell to the value that a field needs: empty or default, pattern, table, type, check."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final, Literal, TypeAlias

from pydantic import TypeAdapter, ValidationError

from sroki.events.readers import cells
from sroki.events.readers.formats import compile_format
from sroki.events.readers.mapping import Mapping, Take
from sroki.events.readers.moments import Clock
from sroki.events.readers.rejects import Fault
from sroki.events.readers.table import Cell, folded, tidy

Shape: TypeAlias = Literal["text", "integer", "number", "boolean", "date", "natural"]
Check: TypeAlias = "TypeAdapter[Any]"
Convert: TypeAlias = Callable[[Cell], Any]

_SIMPLE: Final[dict[Shape, Convert]] = {
    "text": cells.text,
    "integer": cells.integer,
    "number": cells.number,
    "boolean": cells.boolean,
    "natural": cells.natural,
}


class Conversion:
    """The conversions of one mapping. All of them give None for an empty cell, or raise `Fault`."""

    def __init__(self, mapping: Mapping) -> None:
        self.clock = Clock(mapping.zone)
        self._dates = mapping.dates
        self._empty = {folded(word) for word in mapping.empty}
        self._tables = {
            name: {folded(word): value for word, value in table.items()}
            for name, table in mapping.tables.items()
        }

    def is_blank(self, cell: Cell) -> bool:
        """Whether a cell says nothing: it is empty, or holds a word that stands for empty."""
        if isinstance(cell, str):
            return not cell or folded(cell) in self._empty or not cell.strip()
        return cell is None

    def one(self, take: Take, shape: Shape, check: Check | None) -> Convert:
        """A single value."""
        matched = _matcher(take.matches)
        convert = self._bare(take, take.type or shape)

        def one(cell: Cell) -> Any:
            if self.is_blank(cell):
                return take.default
            value = convert(cell if matched is None else matched(cell))
            _hold(value, check)
            return value

        return one

    def many(self, take: Take, shape: Shape, check: Check | None) -> Convert:
        """A list of values; each part goes through the table and the type."""
        matched, split = _matcher(take.matches), take.split
        convert = self._bare(take, take.type or shape)

        def many(cell: Cell) -> Any:
            if self.is_blank(cell):
                return take.default if take.default is None else [take.default]
            whole = cell if matched is None else matched(cell)
            parts: list[Cell] = [whole]
            if split is not None:
                parts = [part for part in map(tidy, cells.text(whole).split(split)) if part]
            found = [value for part in parts if (value := convert(part)) is not None]
            _hold(found, check)
            return found or None

        return many

    def _bare(self, take: Take, shape: Shape) -> Convert:
        """From a cell that says something, by the table or by the type."""
        if take.table is not None:
            return self._by_table(self._tables[take.table], take.default)
        return self._day(take) if shape == "date" else _SIMPLE[shape]

    def _by_table(self, table: dict[str, Any], default: Any) -> Convert:
        def look_up(cell: Cell) -> Any:
            word = folded(cells.text(cell))
            if word not in table:
                raise Fault("not_in_table")
            return default if table[word] is None else table[word]

        return look_up

    def _day(self, take: Take) -> Convert:
        formats = [compile_format(one) for one in take.dates or self._dates]

        def day(cell: Cell) -> str:
            return self.civil(cells.moment(cell, formats)).isoformat()

        return day

    def civil(self, value: date | datetime) -> date:
        """The civil day of a moment, in the zone of the office."""
        if not isinstance(value, datetime):
            return value
        return (value.astimezone(self.clock.zone) if value.tzinfo else value).date()


def _matcher(pattern: str | None) -> Callable[[Cell], str] | None:
    """What a pattern takes out of a text: its group, or all that it matches."""
    if pattern is None:
        return None
    compiled = re.compile(pattern)

    def matched(cell: Cell) -> str:
        found = compiled.search(cells.text(cell))
        if found is None:
            raise Fault("not_matching")
        return str(found[1] if compiled.groups else found[0])

    return matched


def _hold(value: Any, check: Check | None) -> None:
    if check is not None and value is not None:
        try:
            check.validate_python(value)
        except ValidationError:
            raise Fault("not_allowed") from None
