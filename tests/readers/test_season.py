"""Ten exports of a season's register, with slips, empties and lines lost for an evening.

What stands in the end is what the table truly says: counted here from the table itself, by a
resolver of its own and, beside it, by that of the engine.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from sroki.deploy.simulate import Book, Register, registers
from sroki.deploy.simulate.registers import CATEGORIES, CHANNELS, CHOICES, GROUNDS, OUTCOMES
from sroki.events.aliases import Alias
from sroki.events.readers.mapping_file import read_mapping
from tests.readers.keeping import take
from tests.readers.office import IMPORTED, Fact, Office, facts_of, noon

REGISTER = read_mapping(Path(__file__).parents[2] / "examples/mappings/register.yaml")


@pytest.fixture(scope="module")
def book() -> Book:
    return registers(7, 900, 2025, unit="sovetsky")


def _export(folder: Path, register: Register) -> Path:
    path = folder / f"реестр {register.as_at:%Y-%m-%d}.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet()
    day = workbook.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_row(0, 0, register.columns)
    for number, row in enumerate(register.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, datetime.combine(cell, time()), day)
            elif cell is not None:
                sheet.write_string(number, column, cell)
    workbook.close()
    return path


def _truth(book: Book) -> Counter[Fact]:
    """The facts of the table as it is in the end."""
    facts: Counter[Fact] = Counter()
    for line in book.lines:
        of = f"{line['Рег. №']}"

        def fact(kind: str, column: str, *fields: Any, of: str = of, line: Any = line) -> None:
            if line[column] is not None:
                facts[(of, kind, noon(line[column]), *fields)] += 1

        channel = CHANNELS[str(line["Способ подачи"])]
        fact(
            *("submitted", "Дата подачи", channel),
            *(CATEGORIES[str(line["Категория"])], CHOICES.get(str(line["Уведомить"]))),
        )
        fact("registered", "Дата регистрации")
        told = "receipt_issued" if channel in {"in_person", "post"} else "cabinet_info_sent"
        fact(told, "Расписка (сведения в ЛК)")
        fact("file_formed", "Дело", "paper")
        fact("file_formed", "Карточка АСП", "asp_card")
        ground = GROUNDS.get(str(line["Основание отказа"]))
        outcome = OUTCOMES.get(str(line["Решение"]))
        if line["Список №"] is None:
            fact("refused", "Дата решения", ground)
        else:
            filed = line["Дата подачи"]
            assert isinstance(filed, date)
            period = "2025-H2" if filed.month < 7 else "2026-H1"
            fact("listed", "Дата решения", period, line["Список №"], outcome, ground)
        fact("notice_sent", "Уведомление", outcome, CHANNELS.get(str(line["Способ отправки"])))
        fact("withdrawn", "Отозвано")
    return facts


def test_ten_exports_of_a_season_equal_the_true_history(book: Book, tmp_path: Path) -> None:
    office = Office()
    vanished, unread = 0, Counter[str]()
    for register in book.exports:
        imported = take(_export(tmp_path, register), REGISTER, office.memory, now=IMPORTED)
        office.take(imported.wires)
        vanished += imported.report.vanished.count
        unread.update({reason: one.count for reason, one in imported.report.rejected.items()})
        assert imported.report.unmapped == {}
    numbers = {}
    for line in book.lines:
        link = office.intake.aliases.find(_alias(line["Рег. №"]))
        assert link is not None
        assert link.case_id is not None
        numbers[link.case_id] = str(line["Рег. №"])
    assert facts_of(office.stands(), numbers) == _truth(book)

    kinds = Counter(event.kind for event in office.events)
    edits = Counter(edit.kind for edit in book.edits)
    assert edits.keys() == {"changed", "emptied", "vanished"}
    # A slip and its mending are told; a lost line is only reported; a notice of a decision not yet
    # made cannot be told, and a cell emptied by mistake is an annulment of what was.
    assert vanished == edits["vanished"]
    assert kinds["corrected"] >= edits["changed"]
    assert kinds["annulled"] + unread["missing"] == edits["emptied"]
    assert unread.keys() <= {"missing"}


def _alias(number: object) -> Alias:
    return Alias(REGISTER.authority, REGISTER.source, "registration", str(number), 2025)
