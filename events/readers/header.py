"""Finding the header of a table: titles may stand above it, and its cells may be merged.

The header is the first row that holds every name the mapping uses. Names are compared without
regard to case, spaces and line breaks. In a header of several rows a merged upper cell stands over
all its columns, and names are joined: «Уведомление / дата».
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any, Final, NamedTuple

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say
from sroki.events.readers.mapping import Condition, Mapping, Take
from sroki.events.readers.mapping_walk import places
from sroki.events.readers.table import (
    MERGED,
    MERGED_ACROSS,
    Cell,
    Row,
    Table,
    column_of,
    folded,
    letter,
    tidy,
)
from sroki.events.readers.values import Located
from sroki.events.shape_problems import closest

_SEARCHED: Final = 60
_JOINT: Final = " / "
_COVERED: Final = frozenset({MERGED, MERGED_ACROSS})


@dataclass(frozen=True, slots=True)
class Columns:
    """The name of every column, empty where it has none; none at all without a header."""

    names: tuple[str, ...]

    def locate(self, one: Take | Condition) -> Located:
        """The column that the mapping names; `find` has seen that it is there."""
        if one.letter is not None:
            column = column_of(one.letter)
        else:
            column = [folded(name) for name in self.names].index(folded(one.column or ""))
        return Located(self._getter(column), column)

    def _getter(self, column: int) -> Callable[[Any], Cell]:
        if column < len(self.names):
            return itemgetter(column)
        return lambda cells: cells[column] if column < len(cells) else None


class Found(NamedTuple):
    """The header, all rows down to it (titles too), and the rows below."""

    columns: Columns
    head: tuple[Row, ...]
    rows: Generator[Row, None, None]


def find(table: Table, mapping: Mapping, file: str) -> Found:
    """Find the header. Raises `Invalid` where a column that the mapping uses is not there."""
    rows = table.rows()
    if mapping.header.absent:
        return Found(Columns(()), (), rows)
    try:
        return _search(rows, mapping, file)
    except Invalid:
        rows.close()
        raise


def _search(rows: Generator[Row, None, None], mapping: Mapping, file: str) -> Found:
    wanted = dict.fromkeys(tidy(one.column) for one in places(mapping) if one.column)
    head: list[Row] = []
    best: tuple[int, tuple[str, ...]] = (-1, ())
    height = mapping.header.rows
    for row in rows:
        head.append(row)
        first = head[-height].number if len(head) >= height else None
        if first is not None and mapping.header.row in {None, first}:
            names = _names(head[-height:])
            known = {folded(name) for name in names}
            hits = sum(folded(name) in known for name in wanted)
            best = max(best, (hits, names), key=itemgetter(0))
            if hits == len(wanted):
                _once_each(wanted, names, file)
                return Found(Columns(names), tuple(head), rows)
        if len(head) > max(_SEARCHED, (mapping.header.row or 0) + height):
            break
    raise _missing(list(wanted), best[1], file)


def _names(rows: Sequence[Row]) -> tuple[str, ...]:
    """The names of a header: of several rows, joined downwards."""
    width = max(len(row.cells) for row in rows)
    texts = [_spread(row.cells, width, last=row is rows[-1]) for row in rows]
    names = []
    for parts in zip(*texts, strict=True):
        said = [part for index, part in enumerate(parts) if part and part not in parts[:index]]
        names.append(_JOINT.join(said))
    return tuple(names)


def _spread(cells: Sequence[Cell], width: int, *, last: bool) -> list[str]:
    """A row of a header as text; an upper cell is spread over the columns it is merged with."""
    has_merged = not _COVERED.isdisjoint(cells)
    texts: list[str] = []
    for cell in chain(cells, [None] * (width - len(cells))):
        said = tidy(str(cell)) if isinstance(cell, str | int | float) else ""
        covered = cell in _COVERED if has_merged else not said
        if covered and not said and not last and texts:
            said = texts[-1]
        texts.append(said)
    return texts


def _once_each(wanted: Sequence[str] | dict[str, None], names: tuple[str, ...], file: str) -> None:
    for name in wanted:
        columns = [letter(at) for at, one in enumerate(names) if folded(one) == folded(name)]
        if len(columns) > 1:
            raise Invalid(
                say("столбец «{name}» в таблице не один", name=name),
                place=Place(file),
                why=say("так названы {columns}", columns=", ".join(columns)),
                accepted=say("letter: буква столбца"),
            )


def _missing(wanted: list[str], names: tuple[str, ...], file: str) -> Invalid:
    known = {folded(name) for name in names}
    absent = [name for name in wanted if folded(name) not in known]
    near = closest(absent[0], [name for name in names if name]) if absent else None
    lacking = ", ".join(f"«{name}»" for name in absent)
    there = ", ".join(name for name in names if name)
    return Invalid(
        say("в таблице нет столбца {lacking}", lacking=lacking)
        if absent
        else say("в таблице не найдена строка заголовка"),
        place=Place(file),
        why=near,
        accepted=say("столбцы таблицы: {there}", there=there or say("нет")),
    )


def is_title(cells: Sequence[Cell]) -> bool:
    """Whether a row is a title in the middle of the table: one merged cell and nothing else."""
    if MERGED_ACROSS not in cells or MERGED in cells:
        return False
    return sum(cell not in {None, "", MERGED_ACROSS} for cell in cells) <= 1


def is_numbering(cells: Sequence[Cell]) -> bool:
    """Whether a row only numbers the columns, as the forms of offices do: 1, 2, 3, ..."""
    said = [tidy(str(cell)).removesuffix(".0") for cell in cells if cell not in {None, ""}]
    return len(said) > 1 and said == [str(number) for number in range(1, len(said) + 1)]
