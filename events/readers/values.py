"""From what the mapping says of a value to a function that takes it out of a row.

Everything that can be decided once is decided here: where the column stands, which conversion the
field needs, what the words of a table are. What is left for a million rows is a look-up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from pydantic import TypeAdapter, ValidationError

from sroki.events.base import Precision
from sroki.events.readers import cells
from sroki.events.readers.formats import compile_format
from sroki.events.readers.mapping import At, Condition, Mapping, Scalar, Take
from sroki.events.readers.moments import Clock, Moment
from sroki.events.readers.rejects import Fault
from sroki.events.readers.table import Cell, folded, tidy

Shape: TypeAlias = Literal["text", "integer", "number", "boolean", "date", "natural"]
Json: TypeAlias = "str | int | float | bool | list[str | int | float | bool]"
# A row of a table is a sequence of cells; a record of a log, a pair (trace, event) of attributes.
Get: TypeAlias = Callable[[Any], Cell]
Read: TypeAlias = "Callable[[Any], Json | None]"
ReadMoment: TypeAlias = "Callable[[Any], Moment | None]"
Test: TypeAlias = Callable[[Any], bool]
Check: TypeAlias = "TypeAdapter[Any]"

_MEMORY: Final = 4096
# Of two digits of a year in a number, such as 1234/17.
_CENTURY: Final = 2000


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
        self._empty = {folded(word) for word in mapping.empty}
        self._dates = mapping.dates
        self.clock = Clock(mapping.zone)
        self.item: list[str | int | float | bool] = [""]
        self._tables = {
            name: {folded(word): value for word, value in table.items()}
            for name, table in mapping.tables.items()
        }

    def value(self, take: Take, shape: Shape = "text", check: Check | None = None) -> Read:
        """A reader of one value; None where the cell is empty. It raises `Fault`."""
        place = self._place(take)
        convert = self._convert(take, take.type or shape, check)
        return _remembering(place, convert)

    def values(self, take: Take, shape: Shape = "text", check: Check | None = None) -> Read:
        """A reader of a list of values that stand in one cell; None where it is empty."""
        one = self._convert(take.model_copy(update={"matches": None}), take.type or shape, None)
        cut = self._items(take)

        def convert(cell: Cell) -> Json | None:
            found = [value for part in cut(cell) if (value := one(part)) is not None]
            _check(found, check)
            return found or None

        return _remembering(self._place(take), convert)

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
        formats = [compile_format(one) for one in at.dates or self._dates]
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

        def timed(on: date | datetime, record: Any) -> date | datetime | None:
            cell = get(record)
            if not blank(cell):
                try:
                    part = cells.time_of_day(cell, times)
                except Fault as fault:
                    fault.column = column
                    raise
                return datetime.combine(on.date() if isinstance(on, datetime) else on, part)
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

    def _is_blank(self, cell: Cell) -> bool:
        if isinstance(cell, str):
            return not cell or folded(cell) in self._empty or not cell.strip()
        return cell is None

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
        formats = [compile_format(one) for one in take.dates or self._dates]
        zone, blank = self.clock.zone, self._is_blank

        def get(record: Any) -> Cell:
            cell = place.get(record)
            if blank(cell):
                return None
            found = cells.moment(cell, formats)
            if isinstance(found, datetime) and found.tzinfo is not None:
                found = found.astimezone(zone)
            return found.year

        return Located(get, place.at)

    def _items(self, take: Take) -> Callable[[Cell], list[Cell]]:
        matches = re.compile(take.matches) if take.matches else None
        split = take.split

        def cut(cell: Cell) -> list[Cell]:
            if self._is_blank(cell):
                return []
            if split is None:
                return [cell]
            said = cells.text(cell)
            if matches is not None:
                said = _matched(matches, said)
            return [part for part in map(tidy, said.split(split)) if part]

        return cut

    def _convert(self, take: Take, shape: Shape, check: Check | None) -> Callable[[Cell], Any]:
        """From a cell to the value: empty or default, pattern, table, type, check."""
        table = self._tables[take.table] if take.table else None
        matches = re.compile(take.matches) if take.matches else None
        to_shape = _SHAPES[shape]
        formats = [compile_format(one) for one in take.dates or self._dates]

        def convert(cell: Cell) -> Any:
            if self._is_blank(cell):
                return take.default
            if matches is not None:
                cell = _matched(matches, cells.text(cell))
            if table is not None:
                word = folded(cells.text(cell))
                if word not in table:
                    raise Fault("not_in_table")
                return take.default if table[word] is None else table[word]
            value = cells.moment(cell, formats) if to_shape is None else to_shape(cell)
            if to_shape is None:
                value = _civil(value, self.clock).isoformat()
            _check(value, check)
            return value

        return convert


_SHAPES: Final[dict[Shape, Callable[[Cell], Any] | None]] = {
    "text": cells.text,
    "integer": cells.integer,
    "number": cells.number,
    "boolean": cells.boolean,
    "natural": cells.natural,
    "date": None,
}


def _civil(value: date | datetime, clock: Clock) -> date:
    if not isinstance(value, datetime):
        return value
    return (value.astimezone(clock.zone) if value.tzinfo else value).date()


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


def _matched(matches: re.Pattern[str], said: str) -> str:
    found = matches.search(said)
    if found is None:
        raise Fault("not_matching")
    return str(found[1] if matches.groups else found[0])


def _check(value: Any, check: Check | None) -> None:
    if check is not None:
        try:
            check.validate_python(value)
        except ValidationError:
            raise Fault("not_allowed") from None


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
