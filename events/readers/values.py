"""From what the mapping says of a value to a function that takes it out of a row.

Everything that can be decided once is decided here: where the column stands, which conversion the
field needs, what the words of a table are. What is left for a million rows is a look-up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final, NamedTuple, TypeAlias

from sroki.events.base import Precision
from sroki.events.readers import cells
from sroki.events.readers.conversion import Check, Conversion, Shape
from sroki.events.readers.formats import compile_format
from sroki.events.readers.mapping import At, Condition, Mapping, Scalar, Take
from sroki.events.readers.moments import Moment
from sroki.events.readers.rejects import Fault
from sroki.events.readers.table import Cell, folded

Json: TypeAlias = "str | int | float | bool | list[str | int | float | bool]"
# A row of a table is a sequence of cells; a record of a log, a pair (trace, event) of attributes.
Get: TypeAlias = Callable[[Any], Cell]
Read: TypeAlias = "Callable[[Any], Json | None]"
ReadMoment: TypeAlias = "Callable[[Any], Moment | None]"
Test: TypeAlias = Callable[[Any], bool]

_MEMORY: Final = 4096


class Located(NamedTuple):
    """How to take a cell out of a record, and what its column is called in an address."""

    get: Get
    at: int | str | None


# Finds the column or attribute that the mapping names.
Locate: TypeAlias = Callable[[Take | Condition], Located]


class Compiler:
    """Makes readers of values for one file. Its `item` is what `each` is at."""

    def __init__(self, mapping: Mapping, locate: Locate) -> None:
        self._mapping = mapping
        self._locate = locate
        self._conversion = Conversion(mapping)
        self._is_blank = self._conversion.is_blank
        self.clock = self._conversion.clock
        self.item: list[str | int | float | bool] = [""]

    def value(self, take: Take, shape: Shape = "text", check: Check | None = None) -> Read:
        """A reader of one value; None where the cell is empty. It raises `Fault`."""
        return _remembering(self._place(take), self._conversion.one(take, shape, check))

    def values(self, take: Take, shape: Shape = "text", check: Check | None = None) -> Read:
        """A reader of a list of values that stand in one cell; None where it is empty."""
        return _remembering(self._place(take), self._conversion.many(take, shape, check))

    def items(self, take: Take) -> Callable[[Any], Iterator[str | int | float | bool]]:
        """A reader of the values that `each` goes through, refused where one is named twice."""
        read = self.values(take)

        def items(record: Any) -> Iterator[str | int | float | bool]:
            found = read(record) or []
            assert isinstance(found, list)  # noqa: S101 - `values` gives lists
            if len(set(found)) < len(found):
                raise Fault("item_repeated", self._place(take).at)
            yield from found

        return items

    def moment(self, at: At, precision: Precision) -> ReadMoment:
        """A reader of an event's moment; None where the cell is empty."""
        get, column = self._place(at)
        formats = [compile_format(one) for one in at.dates or self._mapping.dates]
        clock, blank = self.clock, self._is_blank
        with_time = self._timed(at) if at.time is not None else None

        def read(record: Any) -> Moment | None:
            cell = get(record)
            if blank(cell):
                return None
            try:
                on: date | datetime | None = cells.moment(cell, formats)
                if with_time is not None and on is not None:
                    on = with_time(on, record)
                return None if on is None else clock.moment(on, precision)
            except Fault as fault:
                fault.column = column if fault.column is None else fault.column
                raise

        return read

    def _timed(self, at: At) -> Callable[[date | datetime, Any], date | datetime | None]:
        """Puts the time of day, which stands in a cell of its own, to the date."""
        assert at.time is not None  # noqa: S101 - the caller has looked
        get, column = self._place(at.time)
        times = [compile_format(one) for one in at.times or self._mapping.times]
        blank, untimed = self._is_blank, at.untimed
        civil = self._conversion.civil

        def timed(on: date | datetime, record: Any) -> date | datetime | None:
            cell = get(record)
            if not blank(cell):
                try:
                    part = cells.time_of_day(cell, times)
                except Fault as fault:
                    fault.column = column
                    raise
                return datetime.combine(civil(on), part)
            if untimed == "reject":
                raise Fault("missing", column)
            return on if untimed == "day" else None

        return timed

    def filled(self, take: Take) -> Test:
        """Whether the cell says anything; a broken one does."""
        get, blank = self._place(take).get, self._is_blank
        return lambda record: not blank(get(record))

    def test(self, condition: Condition) -> Test:
        """A condition of `when` or `skip`. It raises `Fault` for a cell that cannot be compared."""
        get, at = self._locate(condition)
        blank = self._is_blank
        if condition.filled is not None:
            wanted = condition.filled
            return lambda record: blank(get(record)) is not wanted
        if condition.matches is not None:
            search = re.compile(condition.matches).search
            return lambda record: (
                not blank(cell := get(record)) and search(_worded(cell, at)) is not None
            )
        scalars = condition.one_of if condition.one_of is not None else [condition.equals]
        words = frozenset(_word(one) for one in scalars)
        return lambda record: not blank(cell := get(record)) and _worded(cell, at) in words

    def column(self, take: Take) -> int | str | None:
        """Where a value is looked for, as an address names it; None for a constant."""
        if take.join:
            columns = [self.column(one) for one in take.join]
            return next((column for column in columns if column is not None), None)
        if take.year_of:
            return self.column(take.year_of)
        named = (take.column, take.letter, take.event, take.trace)
        return self._locate(take).at if any(one is not None for one in named) else None

    def _place(self, take: Take) -> Located:
        if take.constant is not None:
            constant = take.constant
            return Located(lambda _: constant, None)
        if take.item:
            item = self.item
            return Located(lambda _: item[0], None)
        if take.join is not None:
            return self._joined(take.join, take.separator)
        if take.year_of is not None:
            return self._year(take.year_of)
        return self._locate(take)

    def _joined(self, takes: list[Take], separator: str) -> Located:
        parts = [self.value(one) for one in takes]

        def get(record: Any) -> Cell:
            found = [part(record) for part in parts]
            return None if None in found else separator.join(map(str, found))

        return Located(get, self._place(takes[0]).at)

    def _year(self, take: Take) -> Located:
        place = self._place(take)
        formats = [compile_format(one) for one in take.dates or self._mapping.dates]
        blank, civil = self._is_blank, self._conversion.civil

        def get(record: Any) -> Cell:
            cell = place.get(record)
            return None if blank(cell) else civil(cells.moment(cell, formats)).year

        return Located(get, place.at)


def _remembering(place: Located, convert: Callable[[Cell], Any]) -> Read:
    """A reader that converts each text once; columns of words repeat themselves."""
    get, at = place
    memory: dict[str, Any] = {}

    def read(record: Any) -> Json | None:
        try:
            cell = get(record)
            if type(cell) is not str:
                return convert(cell)  # type: ignore[no-any-return]  # as the shape says
            if cell in memory:
                return memory[cell]  # type: ignore[no-any-return]  # the same
            if len(memory) >= _MEMORY:
                memory.clear()
            memory[cell] = convert(cell)
        except Fault as fault:
            fault.column = at if fault.column is None else fault.column
            raise
        return memory[cell]  # type: ignore[no-any-return]  # the same

    return read


def _word(value: Scalar | None) -> str:
    """A constant of the mapping as `_worded` gives a cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return folded(str(value))


def _worded(cell: Cell, at: int | str | None) -> str:
    try:
        return _word(cells.natural(cell))
    except Fault as fault:
        fault.column = at
        raise
