"""A register from XLSX: the lines of a unit's table, read, mapped, and taken to durable findings.

The lines are those of a simulated season, repeated under other registration numbers until there
are enough. `read`: to wire events, through the mapping and the comparison with an empty memory,
as `sroki import --dry-run`. `import`: through the intake and the engine into a new store as well.
The yardstick is to read the cells alone, with the library under our reader.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.harness import CACHE, HandClock, Stopwatch, peak_mib, report, side_by_side
from sroki.deploy.collector import relax
from sroki.deploy.embedded import Embedded
from sroki.deploy.importing import import_file, naming_key
from sroki.deploy.settings import Settings
from sroki.deploy.simulate import over, registers
from sroki.deploy.simulate.registers import COLUMNS, NUMBER, Line
from sroki.events.readers.importing import Import
from sroki.events.readers.mapping_file import read_mapping
from sroki.events.readers.plan import ImportPlan

YEAR = 2025
UNIT = "sovetsky"
MAPPING = Path("examples/mappings/register.yaml")


def workbook(rows: int) -> Path:
    """A register of so many lines, made once and kept."""
    path = CACHE / f"register-{over(YEAR):%Y-%m-%d}-{rows}.xlsx"
    if path.exists():
        return path
    CACHE.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, COLUMNS)
    for number, line in zip(range(1, rows + 1), lines(), strict=False):
        for column, name in enumerate(COLUMNS):
            cell = line[name]
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell)
            elif cell is not None:
                sheet.write_string(number, column, cell)
    book.close()
    return path


def lines() -> Iterator[Line]:
    """Lines without end: those of a season, again and again under other numbers."""
    season = registers(1, 10_000, YEAR, unit=UNIT, as_at=[over(YEAR).date()]).lines
    for times in count():
        for line in season:
            yield {**line, NUMBER: f"{line[NUMBER]}/{times}"}


def main() -> None:
    arguments = argparse.ArgumentParser(prog="benchmarks.register", description=__doc__)
    arguments.add_argument("--full", action="store_true", help="100,000 lines, not 5,000")
    arguments.add_argument("--rows", type=int)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    relax()
    rows = given.rows or (100_000 if given.full else 5_000)
    path = workbook(rows)
    plan = ImportPlan(path, read_mapping(MAPPING), over(YEAR), key=b"benchmark")
    told: dict[str, int] = {}

    def cells(watch: Stopwatch) -> int:
        with watch:
            sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
            return sum(1 for _ in sheet.iter_rows())

    def read(watch: Stopwatch) -> int:
        with watch:
            importing = Import(plan)
            told["read"] = sum(len(portion.events) for portion in importing.portions())
        return rows

    def take(watch: Stopwatch) -> int:
        with TemporaryDirectory(dir=CACHE, prefix="register-") as folder:
            settings = Settings(store=Path(folder) / "store.db")
            with Embedded(settings, HandClock(over(YEAR))) as embedded:
                embedded.begin()
                with watch:
                    import_file(embedded, replace(plan, key=naming_key(embedded.database)))
        return rows

    figures = side_by_side({"cells alone": cells, "read": read, "import": take}, given.rounds)
    print(f"{rows:,} lines of {len(COLUMNS)} cells, {told['read']:,} events")
    report("A register from XLSX", figures, "cells alone", 1e6, "µs/line")
    for name, figure in figures.items():
        print(f"  {name:<44} {figure.typical * rows:>9,.1f} s for {rows:,} lines")
    print(f"  peak memory {peak_mib():,.0f} MiB")


if __name__ == "__main__":
    main()
