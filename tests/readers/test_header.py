"""Finding the header, whatever stands above it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sroki.events.errors import Invalid
from tests.readers.keeping import Imported, mapping_of, take
from tests.readers.sheets import write_csv

MAPPING = """
format: 1
title: Проба
reads: table
keeps: log
source: test/table
authority: "04701000"
service: 01/01/021
unit: sov
zone: Asia/Krasnoyarsk
header: {header}
case: {{hash: {{{number}}}}}
events:
  - event: registered
    at: {{{date}}}
"""


def _take(
    path: Path,
    *,
    header: str = "{}",
    number: str = "column: Рег. номер",
    date: str = "column: Дата",
) -> Imported:
    return take(path, mapping_of(MAPPING.format(header=header, number=number, date=date)))


def _days(imported: Imported) -> list[str]:
    return [wire["time"][:10] for wire in imported.of("registered")]


def test_titles_blank_rows_and_numbering_tell_nothing(tmp_path: Path) -> None:
    rows = [
        ["ЖУРНАЛ"],
        [],
        ["Дата", "", ""],
        ["№", "рег.  НОМЕР", "Дата"],
        ["1", "2", "3"],
        ["", "", ""],
        ["1", "15", "17.04.2017"],
        [],
        ["2", "16", "18.04.2017"],
    ]
    imported = _take(write_csv(tmp_path / "a.csv", rows))
    assert _days(imported) == ["2017-04-17", "2017-04-18"]
    assert (imported.report.blank, imported.report.titles) == (2, 1)
    assert imported.report.unmapped == {"№": 2}


def test_a_row_numbered_like_the_columns_is_data_further_down(tmp_path: Path) -> None:
    rows = [["Рег. номер", "Дата"], ["15", "17.04.2017"], ["1", "2"]]
    assert _take(write_csv(tmp_path / "a.csv", rows)).rejected == {"not_a_date": ["a.csv:3:2"]}


def test_a_header_of_two_rows_joins_its_names(tmp_path: Path) -> None:
    rows = [
        ["Рег. номер", "Решение", "", "Уведомление", ""],
        ["", "дата", "номер", "дата", "способ"],
        ["15", "17.04.2017", "1", "19.04.2017", "почта"],
    ]
    path = write_csv(tmp_path / "a.csv", rows)
    assert _days(_take(path, header="{rows: 2}", date="column: Уведомление / дата")) == [
        "2017-04-19"
    ]
    assert _days(_take(path, header="{rows: 2}", date="column: решение / дата")) == ["2017-04-17"]


def test_columns_by_letter_need_no_names(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["15", "x", "17.04.2017"], ["16", "y"]])
    by_letter = {"number": "letter: A", "date": "letter: C"}
    assert _days(_take(path, header="{absent: true}", **by_letter)) == ["2017-04-17"]
    assert _days(_take(path, header="{row: 1}", **by_letter)) == []


def test_a_name_that_stands_twice_must_be_a_letter(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["Рег. номер", "Дата", "Дата"], ["15", "17.04.2017", ""]])
    with pytest.raises(Invalid, match="не один") as raised:
        _take(path)
    assert "B, C" in str(raised.value)
    assert _days(_take(path, date="letter: B")) == ["2017-04-17"]


@pytest.mark.parametrize("header", ["{}", "{row: 2}"])
def test_a_missing_column_is_named_with_those_that_are_there(tmp_path: Path, header: str) -> None:
    rows = [["", ""], ["Рег. номера", "Дата"], ["15", "17.04.2017"]]
    with pytest.raises(Invalid, match=r"нет столбца «Рег\. номер»") as raised:
        _take(write_csv(tmp_path / "a.csv", rows), header=header)
    assert "Рег. номера" in str(raised.value)


def test_an_empty_file_has_no_header(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(Invalid, match="нет столбца"):
        _take(tmp_path / "a.csv")


def test_ragged_rows_are_rejected(tmp_path: Path) -> None:
    rows = [
        ["Рег. номер", "Дата"],
        ["15", "17.04.2017", ""],
        ["16", "17.04.2017", "лишнее"],
        ["17"],
        ["18", "17.04.2017"],
    ]
    imported = _take(write_csv(tmp_path / "a.csv", rows))
    assert len(imported.wires) == 2
    assert imported.rejected == {"row_ragged": ["a.csv:3", "a.csv:4"]}
