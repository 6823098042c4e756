"""The register of a unit as its ten exports show it, with the edits people make between them."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from sroki.deploy.simulate import Book, Register, registers
from sroki.deploy.simulate.registers import COLUMNS, NOTICE, NUMBER, REGISTERED, Cell, Edit


@pytest.fixture(scope="module")
def book() -> Book:
    """The register of the largest unit."""
    return registers(1, 2000, 2025, unit="sovetsky")


def _rows(export: Register) -> dict[str, dict[str, Cell]]:
    return {str(row[0]): dict(zip(export.columns, row, strict=True)) for row in export.rows}


def test_ten_exports_grow_to_the_whole_table(book: Book) -> None:
    assert len(book.exports) == 10
    assert [one.as_at for one in book.exports] == sorted({one.as_at for one in book.exports})
    assert [len(one.rows) for one in book.exports[:3]] < [
        len(one.rows) for one in book.exports[3:6]
    ]
    last = book.exports[-1]
    assert last.columns == COLUMNS
    assert last.rows == tuple(tuple(line[name] for name in COLUMNS) for line in book.lines)


def test_no_export_knows_the_future(book: Book) -> None:
    for export in book.exports:
        for row in export.rows:
            assert all(cell <= export.as_at for cell in row if isinstance(cell, date))


def test_between_exports_cells_only_fill_but_for_the_edits(book: Book) -> None:
    edited = Counter[str]()
    for number, (before, after) in enumerate(zip(book.exports, book.exports[1:], strict=False)):
        now = _rows(after)
        for name, row in _rows(before).items():
            if name not in now:
                assert _edit(book, "vanished", name).first == number + 1
                edited["vanished"] += 1
                continue
            for column, cell in row.items():
                if cell is not None and now[name][column] != cell:
                    kind = "emptied" if now[name][column] is None else "changed"
                    edit = _edit(book, kind, name)
                    assert (edit.column, edit.shown, edit.until) == (column, cell, number + 1)
                    edited[kind] += 1
    assert edited == Counter(edit.kind for edit in book.edits)
    assert edited.keys() == {"changed", "emptied", "vanished"}


def _edit(book: Book, kind: str, number: str) -> Edit:
    (found,) = (one for one in book.edits if (one.kind, one.number) == (kind, number))
    return found


def test_what_was_emptied_by_mistake_is_the_notice(book: Book) -> None:
    assert {one.column for one in book.edits if one.kind == "emptied"} == {NOTICE}


def test_the_days_of_export_are_the_callers_to_choose() -> None:
    days = (date(2026, 3, 20), date(2026, 5, 20))
    chosen = registers(2, 300, 2026, unit="kirovsky", as_at=days)
    assert tuple(one.as_at for one in chosen.exports) == days
    assert all(line[REGISTERED] is not None for line in chosen.lines)
    assert len({line[NUMBER] for line in chosen.lines}) == len(chosen.lines)


def test_the_same_arguments_give_the_same_register() -> None:
    assert registers(3, 200) == registers(3, 200)
