"""Sheets as a district office makes them: titles above, a header of two rows, and so on."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter

Value = str | int | float | bool | date | None
Row = Mapping[str, Value]

# The header: the upper cell, and the lower one where the upper is merged over several columns.
HEADER: tuple[tuple[str, str], ...] = (
    ("№ п/п", ""),
    ("Рег. номер", ""),
    ("Дата подачи", ""),
    ("Управление", ""),
    ("Способ\nподачи", ""),
    ("Категория", ""),
    ("ФИО заявителя", ""),
    ("Адрес", ""),
    ("Документы", ""),
    ("Дата регистрации", ""),
    ("Расписка выдана", ""),
    ("Дело сформировано", ""),
    ("Дата списка", ""),
    ("№ списка", ""),
    ("Полугодие", ""),
    ("Итог", ""),
    ("Основание отказа", ""),
    ("Уведомление", "дата"),
    ("Уведомление", "способ"),
)
NAMES = tuple(
    " / ".join(part for part in (upper.replace("\n", " "), lower) if part)
    for upper, lower in HEADER
)


def write_journal(path: Path, rows: Sequence[Row], as_at: date, *, total: bool = False) -> Path:
    """The journal of registration as XLSX, with real dates, titles and merged cells."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": False})
    book.set_properties({"created": datetime(2017, 1, 1)})  # noqa: DTZ001 - the same bytes
    sheet = book.add_worksheet("Журнал")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.merge_range(0, 0, 0, len(HEADER) - 1, "Журнал регистрации заявлений")
    sheet.write_string(1, 0, f"по состоянию на {as_at:%d.%m.%Y}")
    _write_header(sheet)
    sheet.write_row(4, 0, range(1, len(HEADER) + 1))
    for number, row in enumerate(rows, start=5):
        for column, name in enumerate(NAMES):
            value = row.get(name)
            if isinstance(value, date):
                sheet.write_datetime(number, column, datetime.combine(value, time()), day)
            elif isinstance(value, str):
                sheet.write_string(number, column, value)
            elif value is not None:
                sheet.write(number, column, value)
    if total:
        sheet.write_string(len(rows) + 6, 0, "Итого")
        sheet.write_number(len(rows) + 6, 1, len(rows))
    book.close()
    return path


def _write_header(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    for column, (upper, lower) in enumerate(HEADER):
        if not lower:
            sheet.merge_range(2, column, 3, column, upper)
    first = next(column for column, (_, lower) in enumerate(HEADER) if lower)
    sheet.merge_range(2, first, 2, first + 1, HEADER[first][0])
    sheet.write_string(3, first, HEADER[first][1])
    sheet.write_string(3, first + 1, HEADER[first + 1][1])


def write_csv(
    path: Path, rows: Sequence[Sequence[str]], *, encoding: str = "cp1251", delimiter: str = ";"
) -> Path:
    """A CSV as Excel saves it."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return path
