"""The lines of a plan as rows: of a page's form, of a spreadsheet out and back, of a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sroki.events.acts.evidence import Parameter
from sroki.events.acts.plans import Means, PlanLine
from sroki.events.errors import Invalid
from sroki.events.i18n import Lang, mark, say
from sroki.events.readers.table import folded
from sroki.projections.cycle.form_sheet import (
    Column,
    Filled,
    Value,
    each_once,
    read,
    short,
    written,
)
from sroki.projections.names import Names
from sroki.projections.web.days import day_of
from sroki.workflows.period_names import in_words
from sroki.workflows.period_words import parse_span
from sroki.workflows.phrases import t as phrase
from sroki.workflows.plan_dossier import LETTERS, MEANS

LINE: Final = mark("№")
TITLE: Final = mark("Что делается")
SERVICES: Final = mark("Услуги")
PARAMETERS: Final = mark("Показатели")
HOW: Final = mark("Чем смотрим")
UNIT: Final = mark("Кто")
DUE: Final = mark("Срок")
PERIOD: Final = mark("Период снимка")
HEADINGS: Final = (LINE, TITLE, SERVICES, PARAMETERS, HOW, UNIT, DUE, PERIOD)
YEAR: Final = mark("Год плана")
OFFICE: Final = mark("управление делами")
_WIDTHS: Final = (5, 42, 14, 13, 26, 36, 12, 16)
_LONGEST: Final = 200


def sheet(authority: str, year: int, lines: Sequence[PlanLine], names: Names) -> bytes:
    """The plan as a spreadsheet; it can be sent back as a new version."""
    units = units_of(names, authority)
    choices = {HOW: tuple(MEANS.values()), UNIT: (OFFICE, *units.values())}
    columns = [
        Column(heading, width, filled=True, choices=choices.get(heading, ()))
        for heading, width in zip(HEADINGS, _WIDTHS, strict=True)
    ]
    rows = [row_of(one, authority, names) for one in lines]
    rows += [[None] * len(HEADINGS)] * 10
    about = {
        YEAR: str(year),
        mark("Орган"): names.authority(authority),
        mark("Как заполнять"): mark(
            "Строка — одно дело плана. Показатели — буквы а–е через запятую. Услуги — номера "
            "реестра через запятую. Срок — ДД.ММ.ГГГГ. Период — только у снимка "
            "показателей: I полугодие 2025. Столбцы можно двигать."
        ),
    }
    return written(columns, rows, about)


def row_of(one: PlanLine, authority: str, names: Names, lang: Lang = "ru") -> list[Value]:
    """A line as cells."""
    unit = phrase(OFFICE, lang) if one.unit is None else names.unit(authority, one.unit)
    return [
        one.line,
        one.title,
        ", ".join(one.services),
        letters(one.parameters),
        phrase(MEANS[one.means], lang),
        unit,
        one.due_on,
        in_words(one.period, lang),
    ]


def letters(parameters: Iterable[Parameter]) -> str:
    """«а, г»."""
    return ", ".join(LETTERS[one] for one in parameters)


def units_of(names: Names, authority: str) -> dict[str, str]:
    """The units of an authority: title by code, in the order of titles."""
    found = ((code, title) for (of, code), title in names.units.items() if of == authority)
    return dict(sorted(found, key=lambda one: one[1]))


def read_sheet(
    content: bytes, name: str, authority: str, year: int, names: Names
) -> tuple[list[dict[str, Any]], list[Invalid]]:
    """The lines of a spreadsheet, and what is wrong with it. Raises `Invalid`."""
    rows, faults = read(content, name, HEADINGS, {YEAR: str(year)})
    lines, more = lines_of(rows, authority, year, names)
    return lines, each_once([*faults, *more])


def lines_of(
    rows: Iterable[Filled], authority: str, year: int, names: Names
) -> tuple[list[dict[str, Any]], list[Invalid]]:
    """Fields of lines, and what is wrong, each with its place."""
    faults: list[Invalid] = []
    units = units_of(names, authority)
    lines = [
        _line(one, authority, units, names, faults) | {"period": _period(one, year, faults)}
        for one in rows
    ]
    return lines, faults


def _line(
    row: Filled,
    authority: str,
    units: Mapping[str, str],
    names: Names,
    faults: list[Invalid],
) -> dict[str, Any]:
    texts = row.texts
    if not 1 <= len(texts[LINE]) <= 10 or not texts[LINE].isalnum():
        faults.append(row.fault(LINE, say("у строки плана нет номера"), "1"))
    if not 3 <= len(texts[TITLE]) <= _LONGEST:
        faults.append(row.fault(TITLE, say("скажите, что делается: от 3 до 200 знаков")))
    services = [one.strip() for one in texts[SERVICES].replace(";", ",").split(",") if one.strip()]
    known = sorted(number for of, number in names.services if of == authority)
    for one in services or [""]:
        if one not in known:
            what = say("услуги «{service}» нет", service=short(one))
            faults.append(row.fault(SERVICES, what, ", ".join(known)))
    unit = _unit(texts[UNIT], units)
    if unit == "":
        what = say("подразделения «{unit}» нет", unit=short(texts[UNIT]))
        faults.append(row.fault(UNIT, what, ", ".join((OFFICE, *units.values()))))
    means = _means(texts[HOW])
    if means is None:
        what = say("не понято, чем смотрим: «{said}»", said=short(texts[HOW]))
        faults.append(row.fault(HOW, what, ", ".join(MEANS.values())))
    due_on = day_of(texts[DUE])
    if due_on is None:
        faults.append(
            row.fault(DUE, say("это не дата: «{said}»", said=short(texts[DUE])), "15.07.2025")
        )
    parameters = _parameters(texts[PARAMETERS])
    if not parameters:
        what = say("не поняты показатели: «{said}»", said=short(texts[PARAMETERS]))
        faults.append(row.fault(PARAMETERS, what, say("буквы а–е через запятую")))
    return {
        "line": texts[LINE].lower(),
        "title": texts[TITLE],
        "services": services,
        "parameters": parameters,
        "means": means,
        "unit": unit,
        "due_on": due_on,
    }


def _period(row: Filled, year: int, faults: list[Invalid]) -> str:
    """The name of the period of a snapshot; "" of any other line."""
    said, figures = row.texts[PERIOD], _means(row.texts[HOW]) is Means.FIGURES
    if not figures:
        if said:
            faults.append(row.fault(PERIOD, say("период нужен только снимку показателей")))
        return ""
    try:
        return parse_span(said, date(year, 1, 1)).name
    except Invalid as error:
        faults.append(row.fault(PERIOD, error.what, error.accepted))
        return ""


def _unit(said: str, units: Mapping[str, str]) -> str | None:
    """The code of a unit by its code or title; None for the office, "" where there is none."""
    if folded(said) in ("", folded(OFFICE)):
        return None
    for code, title in units.items():
        if folded(said) in (code, folded(title)):
            return code
    return ""


def _means(said: str) -> Means | None:
    for one, words in MEANS.items():
        if folded(said) in (one.value, folded(words), folded(phrase(words, "en"))):
            return one
    return None


def _parameters(said: str) -> list[Parameter]:
    """The parameters of letters, Russian ones or those of the record; [] where one is neither."""
    forms = {letter: one for one, letter in LETTERS.items()} | {one.value: one for one in Parameter}
    # а, е and с are drawn alike in both alphabets: whoever types a row means the Russian ones.
    found = [forms.get(one) for one in said.lower().replace(")", "") if one not in " ,;."]
    if None in found:
        return []
    return [one for one in Parameter if one in found]
