"""A form as a spreadsheet to be filled in, and the filled one read back, with errors by cell.

Columns are known by their headings in either language, wherever somebody has moved them. What it
is of stands on a sheet of its own: the form of one year, unit, survey or draft is not taken for
another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple, TypeAlias

import xlsxwriter

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import DEFAULT, LANGUAGES, Lang, mark, say
from sroki.events.readers.limits import Limits
from sroki.events.readers.table import Broken, Cell, Row, folded, is_blank, letter, tidy
from sroki.events.readers.xlsx_reader import XlsxTable
from sroki.events.readers.xlsx_scan import scan
from sroki.projections.web.sheets import cell
from sroki.projections.words import t

ROWS: Final = mark("Форма")
ABOUT: Final = mark("О файле")
LISTS: Final = mark("Списки")

Value: TypeAlias = str | int | date | None


class Column(NamedTuple):
    """A column: its heading, how wide it is, whether it is to be filled in, out of what; `is_day`
    where days are written in it."""

    heading: str
    width: int
    filled: bool = False
    choices: tuple[str, ...] = ()
    is_day: bool = False


class Filled(NamedTuple):
    """A row that was filled in: text by heading, and where each cell stands."""

    texts: Mapping[str, str]
    places: Mapping[str, Place]

    def fault(self, heading: str, what: str, accepted: str | None = None) -> Invalid:
        return Invalid(what, place=self.places.get(heading), accepted=accepted)


def written(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    about: Mapping[str, str],
    *,
    title: str = ROWS,
    lang: Lang = DEFAULT,
) -> bytes:
    """The workbook: rows under their columns on a sheet `title`, and what the form is of."""
    out = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        # The same form is the same file, whenever it is asked for.
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - a file has no zone
        wrap = {"text_wrap": True, "valign": "top"}
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#e8edf4", **wrap})
        plain = {"border": 1, "border_color": "#c9d1db", **wrap}
        fixed, fixed_day = book.add_format(plain), book.add_format({**plain, "num_format": _DAY})
        free = {"bg_color": "#fdf6e3", "border": 1, **wrap}
        open_, open_day = book.add_format(free), book.add_format({**free, "num_format": _DAY})
        sheet = book.add_worksheet(t(title, lang))
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&C&P / &N")
        sheet.set_row(0, _height([t(one.heading, lang) for one in columns], columns))
        for at, one in enumerate(columns):
            sheet.set_column(at, at, one.width)
            sheet.write_string(0, at, t(one.heading, lang), head)
        for number, row in enumerate(rows, start=1):
            if any(value is not None for value in row):
                sheet.set_row(number, _height(row, columns))
            for at, (one, value) in enumerate(zip(columns, row, strict=True)):
                day = open_day if one.filled else fixed_day
                is_day = one.is_day or isinstance(value, date)
                style = day if is_day else open_ if one.filled else fixed
                put(sheet, number, at, value, style)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        told = book.add_worksheet(t(ABOUT, lang))
        told.set_paper(9)
        told.fit_to_pages(1, 0)
        told.set_column(0, 0, 26)
        told.set_column(1, 1, 80, book.add_format(wrap))
        for number, (heading, text) in enumerate(about.items()):
            told.write_string(number, 0, t(heading, lang))
            told.write_string(number, 1, str(cell(text)))
        _choices(book, sheet, columns, len(rows))
    return out.getvalue()


def _height(row: Sequence[Value], columns: Sequence[Column]) -> float:
    """How high a row must be for its longest cell: not every program works that out itself."""
    lines = (
        sum(-(-len(part) // max(1, int(one.width * _WRAPPED))) or 1 for part in value.split("\n"))
        for one, value in zip(columns, row, strict=True)
        if isinstance(value, str)
    )
    return min(_HIGHEST, _LINE * max(lines, default=1))


def _choices(book: Any, sheet: Any, columns: Sequence[Column], rows: int) -> None:
    """What may be chosen stands on a sheet of its own: a list in a rule holds 255 letters only."""
    if not any(one.choices for one in columns):
        return
    lists = book.add_worksheet(LISTS)
    lists.hide()
    for at, one in enumerate(columns):
        if one.choices:
            lists.write_column(0, at, one.choices)
            source = f"={LISTS}!${letter(at)}$1:${letter(at)}${len(one.choices)}"
            rule = {"validate": "list", "source": source, "ignore_blank": True}
            sheet.data_validation(1, at, max(rows, 1), at, rule)


_DAY: Final = "dd.mm.yyyy"
# Points of a line, and of the highest row there may be; how much of its width a wrapped line fills.
_LINE: Final = 15
_HIGHEST: Final = 409
_WRAPPED: Final = 0.85


def put(sheet: Any, row: int, at: int, value: Value, style: Any) -> None:
    """Write a cell as what it is; an empty one only where it has a style."""
    if value is None:
        if style is not None:
            sheet.write_blank(row, at, None, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, at, datetime.combine(value, time()), style)
    elif isinstance(value, int):
        sheet.write_number(row, at, value, style)
    else:
        sheet.write_string(row, at, str(cell(value)), style)


def read(
    content: bytes,
    name: str,
    headings: Sequence[str],
    about: Mapping[str, str],
    title: str = ROWS,
) -> tuple[list[Filled], list[Invalid]]:
    """Rows that are not blank, and what is wrong, cell by cell. `about` is what must be told of the
    form, by heading; `title` is what its sheet is called.

    Raises `Invalid` where the file is no such form at all.
    """
    with TemporaryDirectory(prefix="sroki-form-") as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(content)
        _same(_sheet(path, name, ABOUT), name, about)
        table = _sheet(path, name, title)
        rows = table.rows()
        columns = _columns(_header(rows, headings), name, table, headings)
        faults: list[Invalid] = []
        found = [_filled(row, columns, table, faults) for row in rows]
        return [one for one in found if any(one.texts.values())], faults


def each_once(faults: Iterable[Invalid]) -> list[Invalid]:
    """The first fault of each cell: what cannot be read is not blamed for being empty too."""
    found: dict[str, Invalid] = {}
    for number, one in enumerate(faults):
        found.setdefault(str(number) if one.place is None else str(one.place), one)
    return list(found.values())


def short(text: str) -> str:
    """What was written in a cell, as much of it as an error needs."""
    return text if len(text) <= _LONGEST_SAID else text[:_LONGEST_SAID].rstrip() + "…"


_LONGEST_SAID: Final = 60
# Under what people write above a form its header still has to be found.
_TITLES: Final = 10


def _sheet(path: Path, name: str, title: str) -> XlsxTable:
    """A sheet of the form, named in either language. Raises `Invalid` where it is not there."""
    there = {folded(one): one for one in scan(path, name, Limits())}
    found = next((one for one in _forms(title) if one in there), None)
    if found is None:
        raise Invalid(
            say("это не форма: листа «{title}» нет", title=title),
            place=Place(name),
            accepted=say("форма, скачанная со страницы, со всеми её листами"),
        )
    return XlsxTable(path, name=name, sheet=there[found])


def _header(rows: Iterator[Row], headings: Sequence[str]) -> Row:
    """The first row that has every heading; else the one of the first rows that has most."""
    forms = {form: one for one in headings for form in _forms(one)}
    best, most = Row(1, []), -1
    for row in islice(rows, _TITLES):
        said = (folded(one) for one in row.cells if isinstance(one, str))
        known = {forms[one] for one in said if one in forms}
        if len(known) > most:
            best, most = row, len(known)
        if len(known) == len(headings):
            break
    return best


def _forms(text: str) -> tuple[str, ...]:
    """A marked text as a cell may hold it, in each language."""
    return tuple(folded(t(text, lang)) for lang in LANGUAGES)


def _same(table: XlsxTable, name: str, about: Mapping[str, str]) -> None:
    told = {
        folded(str(row.cells[0])): (row.number, tidy(str(row.cells[1] or "")))
        for row in table.rows()
        if len(row.cells) > 1 and not is_blank(row.cells[0])
    }
    for heading, wanted in about.items():
        english = told.get(folded(t(heading, "en")), (1, ""))
        number, said = told.get(folded(heading), english)
        # A number in the cell is as good as its text.
        if said.removesuffix(".0").removeprefix("'") != wanted:
            raise Invalid(
                say("это другая форма"),
                place=Place(name, cell=table.address(number, 1)),
                why=say("в ней {heading}: {said}", heading=heading, said=said or "—"),
                accepted=wanted,
            )


def _columns(header: Row, name: str, table: XlsxTable, headings: Sequence[str]) -> dict[str, int]:
    """Where each column stands. Raises `Invalid` where one is missing, or there twice."""
    forms = {form: one for one in headings for form in _forms(one)}
    found: dict[str, int] = {}
    for at, value in enumerate(header.cells):
        heading = forms.get(folded(value)) if isinstance(value, str) else None
        if heading is None:
            continue
        if heading in found:
            place = Place(name, cell=table.address(header.number, at))
            raise Invalid(say("столбец «{heading}» есть дважды", heading=heading), place=place)
        found[heading] = at
    missing = [one for one in headings if one not in found]
    if missing:
        merged = [
            table.address(header.number, at)
            for at, value in enumerate(header.cells)
            if isinstance(value, Broken)
        ]
        why = say("в шапке объединены ячейки: {cells}", cells=", ".join(merged))
        raise Invalid(
            say("нет столбцов: {names}", names=", ".join(missing)),
            place=Place(name, cell=table.address(header.number, None)),
            why=why if merged else None,
            accepted=", ".join(headings),
        )
    return found


def _filled(
    row: Row, columns: Mapping[str, int], table: XlsxTable, faults: list[Invalid]
) -> Filled:
    texts: dict[str, str] = {}
    places: dict[str, Place] = {}
    for heading, at in columns.items():
        value = row.cells[at] if at < len(row.cells) else None
        places[heading] = Place(table.address(row.number, at))
        texts[heading] = ""
        if isinstance(value, Broken):
            faults.append(
                Invalid(
                    say("ячейка не читается: объединена, с ошибкой или формула без значения"),
                    place=places[heading],
                )
            )
        elif not is_blank(value):
            texts[heading] = _text(value)
    return Filled(texts, places)


def _text(value: Cell) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # The mark by which a spreadsheet was kept from running a text.
    return tidy(str(value)).removeprefix("'")


def from_form(fields: Mapping[str, Sequence[str]]) -> Iterator[Filled]:
    """The rows of a form of a page, whose fields come as columns; blank ones are left out."""
    height = max((len(one) for one in fields.values()), default=0)
    for at in range(height):
        texts = {name: one[at].strip() if at < len(one) else "" for name, one in fields.items()}
        yield Filled(texts, {name: Place(f"№ {at + 1}") for name in fields})
