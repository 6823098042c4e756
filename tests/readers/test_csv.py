"""CSV as offices write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sroki.events.errors import Invalid
from sroki.events.readers.csv_reader import CsvTable
from sroki.events.readers.table import Broken
from tests.readers.sheets import write_csv

ROWS = [
    ["№", "Способ подачи", "Примечание"],
    ["1", "лично", 'ООО "Ромашка"; филиал'],
    ["2", "сайт", ""],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encoding_and_delimiter_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = write_csv(tmp_path / "a.csv", ROWS, encoding=encoding, delimiter=delimiter)
    assert [list(row.cells) for row in CsvTable(path).rows()] == ROWS


def test_the_delimiter_is_the_one_that_cuts_evenly(tmp_path: Path) -> None:
    rows = [["№", "Адрес"], *([str(n), f"г. Красноярск, ул. Ленина, {n}, кв. 1"] for n in range(9))]
    path = write_csv(tmp_path / "a.csv", rows)
    assert [list(row.cells) for row in CsvTable(path).rows()] == rows


def test_utf8_is_found_even_where_russian_begins_late(tmp_path: Path) -> None:
    rows = [["id", "name"], *([["1", "a" * 500]] * 5000), ["2", "Ёлка"]]
    path = write_csv(tmp_path / "a.csv", rows, encoding="utf-8")
    assert list(CsvTable(path).rows())[-1].cells == ["2", "Ёлка"]


def test_rows_know_the_line_they_begin_on(tmp_path: Path) -> None:
    path = tmp_path / "реестр.csv"
    path.write_bytes('№;Текст\r\n1;"две\r\nстроки"\r\n2;одна\r\n'.encode())
    table = CsvTable(path)
    assert [row.number for row in table.rows()] == [1, 2, 4]
    assert table.address(4, 1) == "реестр.csv:4:2"
    assert table.address(4, None) == "реестр.csv:4"


def test_a_byte_that_the_encoding_does_not_know_breaks_its_cell_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("№;Имя\r\n1;".encode("cp1251") + b"\x98\r\n" + "2;да\r\n".encode("cp1251"))
    rows = [list(row.cells) for row in CsvTable(path).rows()]
    assert rows[1] == ["1", "\udc98"]
    assert rows[2] == ["2", "да"]


def test_quotes_that_do_not_match_break_their_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('№;Имя\r\n1;"a"b\r\n2;c\r\n'.encode())
    rows = [list(row.cells) for row in CsvTable(path, delimiter=";").rows()]
    assert rows[1:] == [[Broken("row_quotes")], ["2", "c"]]


@pytest.mark.parametrize("tail", ["\r\n2;c\r\n", "x" * 200_000])
def test_a_quote_never_closed_is_told_by_its_line(tmp_path: Path, tail: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f'№;Имя\r\n1;"a{tail}'.encode())
    with pytest.raises(Invalid, match="кавычка") as raised:
        list(CsvTable(path, delimiter=";").rows())
    assert raised.value.place is not None
    assert raised.value.place.line == 2


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a" * 1_100_000)
    with pytest.raises(Invalid, match="слишком длинная"):
        list(CsvTable(path).rows())


def test_position_moves_to_the_end(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["1", "2"]] * 50_000)
    table = CsvTable(path)
    rows = table.rows()
    assert table.position() == 0
    next(rows)
    assert 0 < table.position() < path.stat().st_size
    list(rows)
    assert table.position() == path.stat().st_size
