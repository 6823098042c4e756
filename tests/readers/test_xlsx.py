"""XLSX: Excel's habits, and files that mean harm."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from sroki.events.errors import Invalid
from sroki.events.readers.limits import Limits
from sroki.events.readers.table import MERGED, MERGED_ACROSS, Broken
from sroki.events.readers.xlsx_reader import XlsxTable


def _book(path: Path, cells: dict[str, Any]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Лист1"
    for address, value in cells.items():
        sheet[address] = value
    book.save(path)
    return path


def _cells(path: Path, **options: Any) -> dict[str, Any]:
    table = XlsxTable(path, **options)
    found = {}
    for row in table.rows():
        for column, cell in enumerate(row.cells):
            if cell not in {None, ""}:
                found[table.address(row.number, column).partition("!")[2]] = cell
    return found


def test_values_come_with_their_addresses(tmp_path: Path) -> None:
    said = {
        "C5": "текст",
        "D6": 42,
        "E6": date(2017, 4, 15),
        "F6": datetime(2017, 4, 15, 9, 30),  # noqa: DTZ001 - Excel knows no zones
        "G6": time(9, 30),
        "AB7": True,
    }
    assert _cells(_book(tmp_path / "a.xlsx", said)) == said


def test_an_error_value_is_not_an_empty_cell(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", {"A1": "#N/A", "B2": "=1/0", "C3": 1})
    assert _cells(path) == {
        "A1": Broken("cell_error"), "B2": Broken("cell_not_counted"), "C3": 1.0,
    }  # fmt: skip


def test_a_formula_that_gave_nothing_is_empty_and_one_nobody_counted_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    gave_nothing = '<c r="A1" t="str"><f>IF(1,"","x")</f><v></v></c>'
    row = f'<row r="1">{gave_nothing}<c r="B1"><f>C1</f></c></row>'
    _raw(path, f"<sheetData>{row}</sheetData>")
    assert _cells(path) == {"B1": Broken("cell_not_counted")}


def test_merged_cells_are_not_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Лист1")
    sheet.merge_range("A1:C1", "Заголовок")
    sheet.merge_range("A2:A3", "Советский")
    sheet.write("C3", "x")
    book.close()
    assert _cells(path) == {
        "A1": "Заголовок", "B1": MERGED_ACROSS, "C1": MERGED_ACROSS,
        "A2": "Советский", "A3": MERGED, "C3": "x",
    }  # fmt: skip


def test_a_sheet_is_chosen_by_name_or_number(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    for name in ("Один", "Два"):
        book.create_sheet(name)["A1"] = name
    book.save(path)
    assert _cells(path, sheet=" два ") == {"A1": "Два"}
    assert _cells(path, sheet=2) == {"A1": "Один"}
    for sheet in (None, 9, "Три"):
        with pytest.raises(Invalid, match="лист") as raised:
            XlsxTable(path, sheet=sheet)
        assert "Один" in str(raised.value)


def _raw(path: Path, inner: str, *, part: str = "xl/worksheets/sheet1.xml") -> None:
    """A book of one sheet, its XML written by hand."""
    book = openpyxl.Workbook()
    book.save(path)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts[part] = f'<worksheet xmlns="{main}">{inner}</worksheet>'.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)


@pytest.mark.parametrize(
    "cell",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="30000"><c r="XFD30000"><v>1</v></c></row>',
        "<row r='1'><c r='A1'/></row><row r='1048576'><c s='1' r='CV1048576'/></row>",
        '<row r="1"><c r="&#88;FD30000"><v>1</v></c></row>',
    ],
)
def test_a_far_cell_is_refused_before_it_takes_the_memory(tmp_path: Path, cell: str) -> None:
    _raw(tmp_path / "a.xlsx", f"<sheetData>{cell}</sheetData>")
    with pytest.raises(Invalid):
        XlsxTable(tmp_path / "a.xlsx")


def test_a_far_merged_range_is_cut_to_the_table(tmp_path: Path) -> None:
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    _raw(tmp_path / "a.xlsx", f"<sheetData>{row}</sheetData>{merged}")
    assert _cells(tmp_path / "a.xlsx") == {"A1": 1.0}


def test_bombs_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    _raw(path, "<sheetData>" + "<row/>" * 3_000_000 + "</sheetData>")
    with pytest.raises(Invalid, match="неправдоподобно"):
        XlsxTable(path)
    with pytest.raises(Invalid, match="объём"):
        XlsxTable(path, limits=Limits(unpacked_bytes=1_000_000))


def test_the_size_that_an_archive_states_of_itself_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    _raw(path, "<sheetData>" + "<row/>" * 3_000_000 + "</sheetData>")
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    packed = path.read_bytes().replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    path.write_bytes(packed)
    with pytest.raises(Invalid, match="неправдоподобно"):
        XlsxTable(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 500, b"hello"],
    ids=["empty", "signature", "zeros", "text"],
)
def test_what_is_no_book_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(Invalid, match="не таблица"):
        XlsxTable(path)


def test_a_book_without_its_table_of_contents(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(Invalid, match="не таблица"):
        XlsxTable(path)


def test_entities_in_the_table_of_contents_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    _raw(path, "", part="xl/worksheets/sheet1.xml")
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/workbook.xml"] = b'<!DOCTYPE a [<!ENTITY b "c">]><workbook/>'
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    with pytest.raises(Invalid):
        XlsxTable(path)


def test_a_panic_of_the_reader_is_a_file_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panic = type("PanicException", (BaseException,), {})

    def load(_: Path) -> None:
        raise panic

    monkeypatch.setattr("sroki.events.readers.xlsx_reader.load_workbook", load)
    with pytest.raises(Invalid, match="не читается"):
        XlsxTable(_book(tmp_path / "a.xlsx", {"A1": 1}))
