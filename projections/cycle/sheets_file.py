"""The sheets of a survey as a spreadsheet: a row a sheet, a column a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sroki.events.acts.surveys import Question, SurveyForm
from sroki.events.errors import Invalid
from sroki.events.i18n import mark, say
from sroki.events.readers.table import folded
from sroki.projections.cycle.form_sheet import Column, Filled, each_once, read, short, written

UNIT: Final = mark("Подразделение")
SURVEY: Final = mark("Опрос")
SEPARATOR: Final = ";"


def sheet(survey: str, form: SurveyForm, units: Mapping[str, str]) -> bytes:
    """The empty spreadsheet."""
    columns = [Column(UNIT, 40, filled=True, choices=tuple(units.values()))]
    for one in form.questions:
        choices = () if one.many else tuple(option.text for option in one.options)
        columns.append(Column(one.text, 34, filled=True, choices=choices))
    many = ", ".join(one.text for one in form.questions if one.many)
    about = {
        SURVEY: survey,
        mark("Как заполнять"): mark(
            "Строка — один лист. Пропущенный вопрос оставьте пустым. Имён и адресов не пишите."
        ),
        mark("Несколько ответов через точку с запятой"): many,
    }
    return written(columns, [[None] * len(columns)] * 200, about)


def read_sheet(
    content: bytes, name: str, survey: str, form: SurveyForm, units: Mapping[str, str]
) -> tuple[list[tuple[str, list[dict[str, Any]]]], list[Invalid]]:
    """Unit and answers of each row, and what is wrong, cell by cell. Raises `Invalid`."""
    headings = [UNIT, *(one.text for one in form.questions)]
    rows, faults = read(content, name, headings, {SURVEY: survey})
    found = [_row(one, form.questions, units, faults) for one in rows]
    return found, each_once(faults)


def _row(
    row: Filled, questions: Sequence[Question], units: Mapping[str, str], faults: list[Invalid]
) -> tuple[str, list[dict[str, Any]]]:
    said = folded(row.texts[UNIT])
    unit = next((code for code, title in units.items() if said in (code, folded(title))), "")
    if not unit:
        what = say("подразделения «{unit}» нет", unit=short(row.texts[UNIT]))
        faults.append(row.fault(UNIT, what, ", ".join(units.values())))
    answers = []
    for one in questions:
        options = {folded(option.text): option.code for option in one.options}
        options |= {option.code: option.code for option in one.options}
        text = row.texts[one.text]
        # An option may hold a semicolon itself.
        whole = folded(text) in options or not one.many
        texts = [text] if whole else text.split(SEPARATOR)
        chosen = [options.get(folded(part), "") for part in texts if part.strip()]
        if "" in chosen:
            what = say("такого ответа нет: «{said}»", said=short(text))
            accepted = "; ".join(option.text for option in one.options)
            faults.append(row.fault(one.text, what, accepted))
        elif chosen:
            answers.append({"question": one.id, "options": sorted(set(chosen))})
    return unit, answers
