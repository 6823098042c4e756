"""The rows of a unit as a spreadsheet to be filled in, and what the filled one answers.

What the file is of, draft and unit, stands in it: the answers of one draft are not taken for
another's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sroki.events.acts.snapshots import Answer
from sroki.events.errors import Invalid
from sroki.events.i18n import DEFAULT, Lang, mark, say
from sroki.events.readers.table import folded
from sroki.projections.cycle import form_sheet
from sroki.projections.cycle.form_sheet import Column, Filled, each_once, short
from sroki.projections.names import Names
from sroki.projections.queries.checks import Draft
from sroki.projections.snapshots.check import CheckRow
from sroki.projections.web.check_words import line
from sroki.projections.web.days import day_of
from sroki.projections.words import t
from sroki.workflows.period_names import in_words
from sroki.workflows.phrases import t as phrase
from sroki.workflows.snapshot_dossier import ANSWERS

ROWS: Final = mark("Сверка")
_DRAFT: Final = mark("Проект")
_UNIT: Final = mark("Код подразделения")
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
_WIDTHS: Final = (20, 34, 14, 18, 15, 11, 11, 8, 9, 11, 15, 26, 12, 30)
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
    choices = {_ANSWER: tuple(phrase(one, lang) for one in ANSWERS.values())}
    columns = [
        Column(one, width, one in _FILLED, choices.get(one, ()), one == _DOCUMENT_ON)
        for one, width in zip((*_FIXED, *_FILLED), _WIDTHS, strict=True)
    ]
    cells = [_cells(found, unit, one, numbers, names, lang) for one in rows]
    about = _about(found, unit, names, lang)
    return form_sheet.written(columns, cells, about, title=ROWS, lang=lang)


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


def _about(found: Draft, unit: str, names: Names, lang: Lang) -> dict[str, str]:
    draft = found.notes.draft
    return {
        _DRAFT: found.name,
        _UNIT: unit,
        mark("Подразделение"): names.unit(found.authority, unit),
        mark("Период"): in_words(draft.period, lang),
        mark("Ответить до"): "" if draft.answer_by is None else f"{draft.answer_by:%d.%m.%Y}",
        mark("Как заполнять"): t(
            mark(
                "Заполните жёлтые столбцы. Ответ: верно, ошибка данных или не согласны; на два "
                "последних нужны документ и его дата. Столбцы можно двигать и скрывать, строк "
                "можно не заполнять все сразу."
            ),
            lang,
        ),
    }


def read(content: bytes, name: str, found: Draft, unit: str, asked: Collection[str]) -> Told:
    """The answers of a filled sheet; rows without one are passed over.

    Raises `Invalid` where the file cannot be read at all, or is of another draft or unit.
    """
    wanted = (_ROW, *_FILLED)
    about = {_DRAFT: found.name, _UNIT: unit}
    rows, faults = form_sheet.read(content, name, wanted, about, ROWS)
    known, seen = frozenset(asked), set[str]()
    told = [_row(one, known, seen, faults) for one in rows]
    return Told([one for one in told if one is not None], each_once(faults))


def _row(
    row: Filled, known: Collection[str], seen: set[str], faults: list[Invalid]
) -> dict[str, Any] | None:
    """The answer that a row gives; None where it gives none, or something is wrong."""
    name, said, document, words = (row.texts[one] for one in (_ROW, _ANSWER, _DOCUMENT, _WORDS))
    if not said:
        if document or words or row.texts[_DOCUMENT_ON]:
            what = say("ответа нет, а документ или пояснение есть")
            faults.append(row.fault(_ANSWER, what, _accepted()))
        return None
    before = len(faults)
    if name not in known:
        faults.append(row.fault(_ROW, say("строки «{row}» в этом проекте нет", row=short(name))))
    elif name in seen:
        faults.append(row.fault(_ROW, say("строка «{row}» есть дважды", row=short(name))))
    answer = _answer_of(said)
    if answer is None:
        faults.append(
            row.fault(_ANSWER, say("ответ «{said}» не понят", said=short(said)), _accepted())
        )
    on = _documented(row, answer, faults)
    faults += [
        row.fault(one, say("от 3 до 500 знаков"))
        for one in (_DOCUMENT, _WORDS)
        if row.texts[one] and not 3 <= len(row.texts[one]) <= _LONGEST
    ]
    if len(faults) > before:
        return None
    seen.add(name)
    found: dict[str, Any] = {"row": name, "answer": answer, "document": document}
    found |= {"document_on": on, "words": words}
    return {key: value for key, value in found.items() if value}


def _documented(row: Filled, answer: Answer | None, faults: list[Invalid]) -> date | None:
    """The day of the document; an answer that objects needs one, and its day."""
    said = row.texts[_DOCUMENT_ON]
    on = day_of(said) if said else None
    needed = answer not in (None, Answer.CONFIRMED)
    if needed and not row.texts[_DOCUMENT]:
        what = say("нужен документ: на что ссылается ответ")
        faults.append(row.fault(_DOCUMENT, what))
    if said and on is None:
        faults.append(row.fault(_DOCUMENT_ON, say("это не дата"), "08.07.2025"))
    elif needed and not said:
        faults.append(row.fault(_DOCUMENT_ON, say("нужна дата документа"), "08.07.2025"))
    return on


def _answer_of(said: str) -> Answer | None:
    forms: Iterator[tuple[str, Answer]] = (
        (form, one)
        for one, text in ANSWERS.items()
        for form in (one.value, folded(phrase(text, "ru")), folded(phrase(text, "en")))
    )
    return dict(forms).get(folded(said))


def _accepted() -> str:
    return ", ".join(phrase(one, DEFAULT) for one in ANSWERS.values())
