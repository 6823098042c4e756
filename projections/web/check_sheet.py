"""The rows of a unit as a spreadsheet to be filled in, and the filled one read back.

Columns are known by their headings, wherever somebody has moved them. What the file is of, draft
and unit, stands on a sheet of its own: the answers of one draft are not taken for another's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import xlsxwriter

from sroki.events.acts.snapshots import Answer
from sroki.events.errors import Invalid, Place
from sroki.events.i18n import DEFAULT, Lang, mark, say
from sroki.events.readers.table import Broken, Cell, Row, folded, is_blank, tidy
from sroki.events.readers.xlsx_reader import XlsxTable
from sroki.projections.cycle.form_sheet import put
from sroki.projections.names import Names
from sroki.projections.queries.checks import Draft
from sroki.projections.snapshots.check import CheckRow
from sroki.projections.web.check_words import line
from sroki.projections.web.days import day_of
from sroki.projections.web.sheets import cell
from sroki.projections.words import t
from sroki.workflows.period_names import in_words
from sroki.workflows.phrases import WORDS as PHRASES
from sroki.workflows.phrases import t as phrase
from sroki.workflows.snapshot_dossier import ANSWERS

ROWS: Final = mark("Сверка")
ABOUT: Final = mark("О файле")
_FIXED: Final = (
    mark("Строка"),
    mark("Что проверяется"),
    mark("Номер заявления"),
    mark("Дело"),
    mark("Значение"),
    mark("Начало"),
    mark("Конец"),
    mark("Дней"),
    mark("Дано дней"),
    mark("Срок"),
)
_ROW: Final = _FIXED[0]
_ANSWER: Final = mark("Ответ")
_DOCUMENT: Final = mark("Документ и номер")
_DOCUMENT_ON: Final = mark("Дата документа")
_WORDS: Final = mark("Пояснение")
_FILLED: Final = (_ANSWER, _DOCUMENT, _DOCUMENT_ON, _WORDS)
_WIDTHS: Final = (26, 42, 16, 26, 18, 12, 12, 8, 10, 12, 16, 30, 14, 40)
_LONGEST: Final = 500


class Told(NamedTuple):
    """What a filled sheet says: fields of answers, and what is wrong with it, cell by cell."""

    rows: list[dict[str, Any]]
    faults: list[Invalid]


def written(
    found: Draft,
    unit: str,
    rows: Sequence[CheckRow],
    numbers: Mapping[str, str],
    names: Names,
    lang: Lang,
) -> bytes:
    """The workbook: rows with what was answered so far, and what the file is of."""
    out = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        free = book.add_format({"bg_color": "#fdf6e3", "border": 1})
        free_day = book.add_format({"bg_color": "#fdf6e3", "border": 1, "num_format": "dd.mm.yyyy"})
        sheet = book.add_worksheet(t(ROWS, lang))
        sheet.freeze_panes(1, 2)
        for at, (heading, width) in enumerate(zip((*_FIXED, *_FILLED), _WIDTHS, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, t(heading, lang), head)
        for number, one in enumerate(rows, start=1):
            for at, value in enumerate(_cells(found, unit, one, numbers, names, lang)):
                filled = at >= len(_FIXED)
                style = (free_day if at == len(_FIXED) + 2 else free) if filled else None
                put(
                    sheet,
                    number,
                    at,
                    value,
                    day if isinstance(value, date) and not filled else style,
                )
        if rows:
            sheet.data_validation(
                1,
                len(_FIXED),
                len(rows),
                len(_FIXED),
                {"validate": "list", "source": [phrase(one, lang) for one in ANSWERS.values()]},
            )
            sheet.autofilter(0, 0, len(rows), len(_FIXED) + len(_FILLED) - 1)
        _about(book.add_worksheet(t(ABOUT, lang)), found, unit, names, lang)
    return out.getvalue()


def _cells(
    found: Draft,
    unit: str,
    one: CheckRow,
    numbers: Mapping[str, str],
    names: Names,
    lang: Lang,
) -> list[Any]:
    told = line(one, found.notes.answers.get((unit, one.row)), found.authority, names, lang)
    said = None if told.said is None else told.said.said
    return [
        told.row,
        told.title,
        numbers.get(told.case_id or ""),
        told.case_id,
        told.value,
        told.started_on,
        told.ended_on,
        told.days,
        told.norm,
        told.due_on,
        None if said is None else phrase(ANSWERS[said.answer], lang),
        None if said is None else said.document,
        None if said is None else said.document_on,
        None if said is None else said.words,
    ]


def _about(sheet: Any, found: Draft, unit: str, names: Names, lang: Lang) -> None:
    draft = found.notes.draft
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 70)
    told = (
        (mark("Проект"), found.name),
        (mark("Код подразделения"), unit),
        (mark("Подразделение"), names.unit(found.authority, unit)),
        (mark("Период"), PHRASES.said(in_words(draft.period), lang)),
        (
            mark("Ответить до"),
            "" if draft.answer_by is None else f"{draft.answer_by:%d.%m.%Y}",
        ),
        (
            mark("Как заполнять"),
            t(
                mark(
                    "Заполните жёлтые столбцы. Ответ: верно, ошибка данных или не согласны; на два "
                    "последних нужны документ и его дата. Столбцы можно двигать и скрывать, строк "
                    "можно не заполнять все сразу."
                ),
                lang,
            ),
        ),
    )
    for number, (heading, value) in enumerate(told):
        sheet.write_string(number, 0, t(heading, lang))
        sheet.write_string(number, 1, str(cell(value)))


def read(content: bytes, name: str, found: Draft, unit: str, asked: Collection[str]) -> Told:
    """The answers of a filled sheet; rows without one are passed over.

    Raises `Invalid` where the file cannot be read at all, or is of another draft or unit.
    """
    with TemporaryDirectory(prefix="sroki-check-") as folder:
        path = Path(folder) / "check.xlsx"
        path.write_bytes(content)
        _same(_sheet(path, name, ABOUT), name, found, unit)
        table = _sheet(path, name, ROWS)
        rows = table.rows()
        columns = _columns(next(rows, Row(1, [])), name, table)
        faults: list[Invalid] = []
        told: list[dict[str, Any]] = []
        known, seen = frozenset(asked), set[str]()
        for row in rows:
            reader = _Reader(row, columns, table, faults)
            answer = reader.row(known, seen)
            if answer is not None:
                told.append(answer)
        return Told(told, faults)


def _sheet(path: Path, name: str, wanted: str) -> XlsxTable:
    """A sheet by its name in either language."""
    try:
        return XlsxTable(path, name=name, sheet=wanted)
    except Invalid as error:
        english = t(wanted, "en")
        try:
            return XlsxTable(path, name=name, sheet=english)
        except Invalid:
            raise error from None


def _same(table: XlsxTable, name: str, found: Draft, unit: str) -> None:
    values = [str(row.cells[1]) if len(row.cells) > 1 else "" for row in table.rows()][:2]
    if values != [found.name, unit]:
        raise Invalid(
            say("это файл другой сверки"),
            place=Place(name),
            why=say("в нём проект и подразделение: {what}", what=", ".join(values)),
            accepted=f"{found.name}, {unit}",
        )


def _columns(header: Row, name: str, table: XlsxTable) -> dict[str, int]:
    """Where each column stands. Raises `Invalid` where one is missing, or there twice."""
    found: dict[str, int] = {}
    wanted = (_ROW, *_FILLED)
    forms = {folded(t(one, lang)): one for one in wanted for lang in ("ru", "en")}
    for at, value in enumerate(header.cells):
        heading = forms.get(folded(value)) if isinstance(value, str) else None
        if heading is None:
            continue
        if heading in found:
            raise Invalid(
                say("столбец «{heading}» есть дважды", heading=heading),
                place=Place(table.address(header.number, at)),
            )
        found[heading] = at
    missing = [one for one in wanted if one not in found]
    if missing:
        raise Invalid(
            say("нет столбцов: {names}", names=", ".join(missing)),
            place=Place(name),
            accepted=", ".join(wanted),
        )
    return found


class _Reader:
    """One row of a filled sheet."""

    def __init__(
        self, row: Row, columns: Mapping[str, int], table: XlsxTable, faults: list[Invalid]
    ) -> None:
        self._row, self._columns, self._table, self._faults = row, columns, table, faults

    def row(self, known: Collection[str], seen: set[str]) -> dict[str, Any] | None:
        """The answer that it gives; None where it gives none, or something is wrong."""
        before = len(self._faults)
        texts = {one: self._text(one) for one in (_ROW, _ANSWER, _DOCUMENT, _WORDS)}
        on = self._day(_DOCUMENT_ON)
        name, said = texts[_ROW], texts[_ANSWER]
        if said is None:
            if texts[_DOCUMENT] or texts[_WORDS] or on:
                self._fault(_ANSWER, say("ответа нет, а документ или пояснение есть"), _accepted())
            return None
        if name not in known:
            self._fault(_ROW, say("строки «{row}» в этом проекте нет", row=name or ""))
        elif name in seen:
            self._fault(_ROW, say("строка «{row}» есть дважды", row=name))
        answer = _answer_of(said)
        if answer is None:
            self._fault(_ANSWER, say("ответ «{said}» не понят", said=said), _accepted())
        elif answer is not Answer.CONFIRMED:
            self._documented(texts[_DOCUMENT], on)
        for one in (_DOCUMENT, _WORDS):
            text = texts[one]
            if text is not None and not 3 <= len(text) <= _LONGEST:
                self._fault(one, say("от 3 до 500 знаков"))
        if len(self._faults) > before or answer is None or name is None:
            return None
        seen.add(name)
        found: dict[str, Any] = {"row": name, "answer": answer, "document": texts[_DOCUMENT]}
        found |= {"document_on": on, "words": texts[_WORDS]}
        return {key: value for key, value in found.items() if value is not None}

    def _documented(self, document: str | None, on: date | None) -> None:
        if document is None:
            self._fault(_DOCUMENT, say("нужен документ: на что ссылается ответ"))
        if on is None and is_blank(self._cell(_DOCUMENT_ON)):
            self._fault(_DOCUMENT_ON, say("нужна дата документа"), "08.07.2025")

    def _cell(self, heading: str) -> Cell:
        at = self._columns[heading]
        return self._row.cells[at] if at < len(self._row.cells) else None

    def _text(self, heading: str) -> str | None:
        value = self._cell(heading)
        if isinstance(value, Broken):
            self._fault(heading, say("ячейка не читается"))
            return None
        if is_blank(value):
            return None
        text = tidy(str(value))
        # The mark by which a spreadsheet was kept from running a text.
        return text.removeprefix("'")

    def _day(self, heading: str) -> date | None:
        value = self._cell(heading)
        if is_blank(value):
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        found = day_of(value) if isinstance(value, str) else None
        if found is None:
            self._fault(heading, say("это не дата"), "08.07.2025")
        return found

    def _fault(self, heading: str, what: str, accepted: str | None = None) -> None:
        place = Place(self._table.address(self._row.number, self._columns[heading]))
        self._faults.append(Invalid(what, place=place, accepted=accepted))


def _answer_of(said: str) -> Answer | None:
    forms: Iterator[tuple[str, Answer]] = (
        (form, one)
        for one, text in ANSWERS.items()
        for form in (one.value, folded(phrase(text, "ru")), folded(phrase(text, "en")))
    )
    return dict(forms).get(folded(said))


def _accepted() -> str:
    return ", ".join(phrase(one, DEFAULT) for one in ANSWERS.values())


def too_large(name: str, most: int) -> Invalid:
    """A file of more than `most` megabytes."""
    return Invalid(say("файл больше {most} МБ", most=most), place=Place(name))
