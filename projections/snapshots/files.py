"""A snapshot as files of people: CSV with its dictionary, XLSX, DOCX, PDF.

The same snapshot gives the same tables in each. Nothing here reads a clock: a file bears the day of
the act, so that it comes out the same whenever it is made.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from importlib.resources import files
from io import BytesIO
from itertools import groupby, islice
from math import ceil
from typing import Any, Final, NamedTuple

import xlsxwriter

from sroki.events import amounts
from sroki.events.i18n import DEFAULT, Lang, mark
from sroki.projections import printing
from sroki.projections.names import Names
from sroki.projections.snapshots.body import Body
from sroki.projections.snapshots.canonical import Json, canonical
from sroki.projections.snapshots.kinds import INTERNAL, PAGE, PUBLIC
from sroki.projections.snapshots.public import THRESHOLD, public, public_record
from sroki.projections.snapshots.shelf import Frozen
from sroki.projections.snapshots.tables import Cell, Column, Table, tables
from sroki.projections.web.sheets import Sheet, cell, lines
from sroki.projections.words import t
from sroki.projections.zips import put

# What a sheet of a spreadsheet holds, below its headings.
_ROWS: Final = 1_048_575
_NAME: Final = 31
_A4: Final = 9
# What is wider than this is wrapped, into lines of this height, in points.
_LINE: Final = 24
_HEIGHT: Final = 15
# Sheets of these tables are printed; those of cases are in the spreadsheets alone.
_PRINTED: Final = 4
_DICTIONARY: Final = (
    Column(mark("Таблица"), mark("Имя файла")),
    Column(mark("Столбец"), mark("Заголовок")),
    Column(mark("Что в нём"), mark("Смысл столбца")),
)


# Files that hold every case are long in the making: they are made when they are first asked for.
LONG: Final = ((INTERNAL, "csv"), (INTERNAL, "xlsx"))
# What of a body the page of a snapshot does without.
_BEHIND: Final = frozenset(
    {"audits", "finding_kinds", "kinds", "lists"}
    | {"of_finding", "of_finding_kind", "of_kind", "of_row"}
)


def every_file(
    frozen: Frozen, names: Names, threshold: int = THRESHOLD
) -> Iterator[tuple[str, str, bytes]]:
    """Bundle, format and content of the files that are made with a snapshot.

    All but the `LONG`, and the internal JSON, which is what the shelf keeps. The public JSON cannot
    be recounted: it has no lists.
    """
    record, outer_body = public_record(frozen.record), public(frozen.body.head, threshold)
    page = {name: one for name, one in frozen.body.head.items() if name not in _BEHIND}
    yield PAGE, "json", canonical({"record": frozen.record, "body": page, "hash": frozen.hash})
    yield PUBLIC, "json", canonical({"record": record, "body": outer_body, "hash": frozen.hash})
    # What is printed of a snapshot is without its cases in either form.
    inner = Document(frozen.record, page, frozen.hash, names, DEFAULT)
    outer = Document(record, outer_body, frozen.hash, names, DEFAULT)
    yield INTERNAL, "docx", inner.docx()
    yield INTERNAL, "pdf", inner.pdf()
    yield PUBLIC, "csv", outer.csv()
    yield PUBLIC, "xlsx", outer.xlsx()
    yield PUBLIC, "docx", outer.docx()
    yield PUBLIC, "pdf", outer.pdf()


def long_file(frozen: Frozen, kind: str, names: Names) -> bytes:
    """One of the `LONG`: with every case."""
    document = whole_document(frozen, names)
    return document.csv() if kind == "csv" else document.xlsx()


def whole_document(frozen: Frozen, names: Names) -> Document:
    """A snapshot with all its cases."""
    record, body = frozen.record, frozen.body
    return Document(record, body.head, frozen.hash, names, DEFAULT, body)


class Document:
    """A snapshot, its words and its tables, from which each file is made.

    `body` is the head of it, or its public form; with `cases` there are tables of its cases too.
    """

    def __init__(
        self,
        record: Mapping[str, Json],
        body: Mapping[str, Json],
        digest: str,
        names: Names,
        lang: Lang,
        cases: Body | None = None,
    ) -> None:
        self._lang = lang
        self.names = names
        self.dated = date.fromisoformat(record["dated"])
        self.tables = tables(record, body, names, lang, cases)
        on = amounts.on(self.dated, lang)
        number = record["number"]
        self.fields: dict[str, str] = {
            "title": t(mark("Снимок показателей № {number} от {on}"), lang, number=number, on=on),
            "number": str(number),
            "dated": on,
            "act": record["act"],
            "authority": names.authority(body["authority"]),
            "period": _period(body, lang),
            "as_of": body["as_of"],
            "silent": ", ".join(names.unit(body["authority"], one) for one in record["silent"]),
            "restates": "" if record["restates"] is None else str(record["restates"]),
            "reason": record["reason"] or "",
            "hash": digest,
        }

    def csv(self) -> bytes:
        """An archive of a file for each table, and a dictionary of all columns."""
        found = BytesIO()
        with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in (*self.tables, self._dictionary()):
                headings = [t(one.heading, self._lang) for one in table.columns]
                rows = ([_plain(one) for one in row] for row in table.rows)
                text = "".join(lines(Sheet(table.name, headings, rows)))
                put(archive, f"{table.name}.csv", text, self.dated)
        return found.getvalue()

    def _dictionary(self) -> Table:
        from_tables = [
            (
                f"{table.name} {table.of}".strip(),
                t(one.heading, self._lang),
                t(one.means, self._lang),
            )
            for table in self.tables
            for one in table.columns
        ]
        return Table(t(mark("Словарь"), self._lang), _DICTIONARY, from_tables)

    def xlsx(self) -> bytes:
        """A workbook: contents with counts of rows, then a sheet for each table."""
        return workbook(self.tables, self.fields, self.dated, self._lang)

    def docx(self, template: bytes | None = None) -> bytes:
        """A document of Word by a template, which anybody may edit.

        Raises `Invalid` where the template cannot be filled in.
        """
        content = template if template is not None else _packaged("snapshot.docx")
        return printing.docx(content, self._context(), self.dated)

    def pdf(self) -> bytes:
        """A document to print and to keep: tagged, PDF/A-2a, the same bytes whenever it is made."""
        return printing.pdf(_packaged("snapshot.typ"), self._context(), self.dated, self._lang)

    def _context(self) -> dict[str, Any]:
        printed = [_as_printed(one, self._lang) for one in self.tables[:_PRINTED]]
        names = ("figures", "parts", "readings", "clauses")
        return {**self.fields, **dict(zip(names, printed, strict=True))}


def _as_printed(of: Table, lang: Lang) -> dict[str, Any]:
    """A table as templates take it: texts, without what is for machines alone."""
    at = [number for number, one in enumerate(of.columns) if not one.coded]
    return {
        "name": of.name,
        "columns": [t(of.columns[number].heading, lang) for number in at],
        "rows": [[shown(row[number], lang) for number in at] for row in of.rows],
    }


def workbook(found: Sequence[Table], fields: Mapping[str, str], dated: date, lang: Lang) -> bytes:
    """A workbook of tables. Rows are written as they come and none is kept."""
    out = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {"title": fields.get("title", ""), "created": datetime.combine(dated, time())}
        )
        formats = {
            "bold": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "dd.mm.yyyy", "valign": "top"}),
            "decimal": book.add_format({"num_format": "0.00", "valign": "top"}),
            "top": book.add_format({"valign": "top"}),
            "long": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        sheets = list(_cut(found))
        _contents(book, formats, sheets, fields, lang)
        for _, parts in groupby(sheets, key=lambda one: id(one.table)):
            rows: Iterator[Sequence[Cell]] | None = None
            for one in parts:
                rows = iter(one.table.rows) if rows is None else rows
                _sheet(book.add_worksheet(one.name), formats, one, rows, lang)
    return out.getvalue()


def _contents(
    book: Any,
    formats: Mapping[str, Any],
    sheets: Sequence[_Part],
    fields: Mapping[str, str],
    lang: Lang,
) -> None:
    sheet = book.add_worksheet(t(mark("Содержание"), lang))
    _printed(sheet)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 60)
    row = 0
    for name in ("title", "authority", "period", "act", "hash"):
        sheet.write_string(row, 0, str(cell(fields.get(name, ""))))
        row += 1
    for one in sheets:
        row += 1
        # A row once passed by is written already: its cells go from left to right.
        sheet.write_string(row, 0, one.name, formats["bold"])
        sheet.write_number(row, 1, one.rows)
        sheet.write_string(row, 2, one.table.of)


def _printed(sheet: Any) -> None:
    """A4 on its side, as wide as the sheet is, however long."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _sheet(
    sheet: Any, formats: Mapping[str, Any], part: _Part, rows: Iterator[Sequence[Cell]], lang: Lang
) -> None:
    table = part.table
    _printed(sheet)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width)
    sheet.autofilter(0, 0, max(1, part.rows), len(table.columns) - 1)
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, t(column.heading, lang), formats["bold"])
    long = [at for at, column in enumerate(table.columns) if column.width > _LINE]
    for number, row in enumerate(islice(rows, part.rows), start=1):
        lines = max(
            (ceil(len(str(row[at] or "")) / table.columns[at].width) for at in long), default=1
        )
        if lines > 1:
            sheet.set_row(number, _HEIGHT * lines)
        for at, value in enumerate(row):
            if isinstance(value, date):
                day = datetime.combine(value, time())
                sheet.write_datetime(number, at, day, formats["date"])
            elif isinstance(value, Decimal):
                sheet.write_number(number, at, float(value), formats["decimal"])
            elif isinstance(value, int):
                sheet.write_number(number, at, value, formats["top"])
            elif value is not None:
                sheet.write_string(
                    number, at, str(cell(value)), formats["long" if at in long else "top"]
                )


def shown(value: Cell, lang: Lang) -> str:
    """A cell as it is printed."""
    if value is None:
        return ""
    if isinstance(value, date):
        return amounts.on(value, lang)
    text = str(value)
    return text.replace(".", ",") if isinstance(value, Decimal) and lang == "ru" else text


def _period(body: Mapping[str, Json], lang: Lang) -> str:
    first, last = (date.fromisoformat(body["period"][name]) for name in ("first_on", "last_on"))
    return f"{amounts.on(first, lang)} – {amounts.on(last, lang)}"


def _plain(value: Cell) -> Any:
    return str(value).replace(".", ",") if isinstance(value, Decimal) else value


class _Part(NamedTuple):
    """A sheet: so many rows of a table."""

    name: str
    table: Table
    rows: int


def _cut(found: Iterable[Table]) -> Iterator[_Part]:
    """Tables as sheets: one longer than a sheet goes on in the next, and nothing is left out."""
    for table in found:
        every = len(table.rows)
        for number, start in enumerate(range(0, max(1, every), _ROWS), start=1):
            name = table.name if number == 1 else f"{table.name} ({number})"
            yield _Part(name[:_NAME], table, min(_ROWS, every - start))


def _packaged(name: str) -> bytes:
    return files("sroki.projections.snapshots").joinpath("templates", name).read_bytes()
