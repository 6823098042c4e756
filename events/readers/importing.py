"""From a file to wire events, streaming: portions for the intake, counts for people.

    file -> records -> (mapping) what they tell -> (register) what is new -> portions

A portion is what one transaction should hold: events, and what to remember of the register once
they are durable. An import that was cut short is begun again: it tells what it told, under the same
names, and the intake knows it for repetition. Nothing is held but one portion, one trace of a log,
the sheet of an XLSX, and the keys of the rows of a register.

    importing = Import(plan, memory)
    for portion in importing.portions():
        ...                                    # events to the intake, outcomes to report.settle
        if portion.export:
            memory.write(source, portion.export, portion.rows_without(ids_rejected))
    importing.report
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say
from sroki.events.readers.csv_reader import CsvTable
from sroki.events.readers.jsonl_reader import JsonLines
from sroki.events.readers.log_import import LogImport
from sroki.events.readers.mapping import Mapping
from sroki.events.readers.plan import ImportPlan, Portion
from sroki.events.readers.register import RegisterMemory
from sroki.events.readers.report import ImportReport
from sroki.events.readers.table import Table
from sroki.events.readers.table_import import TableImport
from sroki.events.readers.wire import WireEvent
from sroki.events.readers.xes_reader import XesLog
from sroki.events.readers.xlsx_reader import XlsxTable

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"


class Import:
    """One import. Opening it finds the header and the date, and raises `Invalid` or `Refused`.

    `memory` is what is remembered of registers; without one, every row is new.
    """

    def __init__(self, plan: ImportPlan, memory: RegisterMemory | None = None) -> None:
        self.plan = plan
        self.report = ImportReport(plan.file)
        self._reader: TableImport | LogImport | None = None
        mapping = plan.mapping
        if mapping is None:
            self._lines = JsonLines(plan.path, name=plan.file, limits=plan.limits)
            self.report.about = self._lines.about
        elif mapping.reads == "xes":
            log = XesLog(plan.path, name=plan.file, limits=plan.limits)
            self.report.about = log.about
            self._reader = LogImport(plan, mapping, log, self.report)
        else:
            table = _open_table(plan, mapping)
            self.report.about = table.about
            self._reader = TableImport(plan, mapping, table, self.report, memory)

    def portions(self) -> Iterator[Portion]:
        """Everything the file tells, once. Raises `Invalid` where the file stops being readable."""
        return self._line_portions() if self._reader is None else self._reader.portions()

    def _line_portions(self) -> Iterator[Portion]:
        size = self.plan.path.stat().st_size
        portion = Portion([], [])
        for item in self._lines.events():
            self.report.records += 1
            if isinstance(item, WireEvent):
                self.report.told[item.kind] += 1
                portion.events.append(item)
            else:
                self.report.reject(item)
                portion.rejected.append(item)
            if len(portion.events) + len(portion.rejected) >= self.plan.portion:
                yield portion
                portion = Portion([], [])
                if self.plan.progress:
                    self.plan.progress(self._lines.position(), size)
        if portion.events or portion.rejected:
            yield portion
        if self.plan.progress:
            self.plan.progress(size, size)


def _open_table(plan: ImportPlan, mapping: Mapping) -> Table:
    start = _start(plan.path)
    if start == _OLE:
        raise Invalid(
            say("это старый формат Excel или книга с паролем"),
            place=Place(plan.file),
            accepted=say("книга без пароля, сохранённая в Excel как .xlsx"),
        )
    if start == _ZIP:
        return XlsxTable(plan.path, name=plan.file, sheet=mapping.sheet, limits=plan.limits)
    return CsvTable(
        plan.path,
        name=plan.file,
        encoding=mapping.encoding,
        delimiter=mapping.delimiter,
        limits=plan.limits,
    )


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)
