"""The form of what a unit tells, made of the edition's requirements, and its spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sroki.events.acts.information import Conforms, Told
from sroki.events.errors import Invalid
from sroki.events.i18n import mark, say
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
from sroki.projections.queries.kept import Kept
from sroki.workflows.edition import Check, Edition, TimeLimit
from sroki.workflows.information_dossier import CONFORMS
from sroki.workflows.phrases import t as phrase
from sroki.workflows.requirements import Requirements

ROW: Final = mark("Строка")
WHAT: Final = mark("Требование")
CLAUSE: Final = mark("Пункт")
WORDS: Final = mark("Слова акта")
CASES: Final = mark("Дел (посчитано)")
BROKEN: Final = mark("Из них с нарушением (посчитано)")
CONFORMS_: Final = mark("Соблюдается (пишет подразделение)")
EVIDENCE: Final = mark("Чем подтверждается (пишет подразделение)")
ABOUT: Final = (mark("Год плана"), mark("Строка плана"), mark("Подразделение"), mark("Услуга"))


class Required(NamedTuple):
    """A row of the form. `computed` is None where events tell nothing of it."""

    row: str
    title: str
    clause: str
    words: str
    computed: Kept | None = None


def required(
    edition: Edition, requirements: Requirements | None, counts: Mapping[str, Kept]
) -> list[Required]:
    """Terms, then rules, then what no event can tell; of the papers of cases the units' checks
    are drawn apart."""
    rules: list[TimeLimit | Check] = [*edition.time_limits, *edition.checks]
    found = [
        Required(one.id, one.title, one.clause, one.words, counts.get(one.id, Kept(0, 0)))
        for one in rules
    ]
    for checklist in requirements.checklists if requirements else ():
        found += [
            Required(f"{checklist.id}.{one.code}", one.title, one.clause, one.words)
            for one in checklist.positions
        ]
    return found


def sheet(rows: Iterable[Required], told: Mapping[str, Told], about: Sequence[str]) -> bytes:
    """The form as a spreadsheet, with what was told so far. `about`: year, line, unit, service."""
    choices = tuple(CONFORMS.values())
    columns = [
        Column(ROW, 20),
        Column(WHAT, 34),
        Column(CLAUSE, 14),
        Column(WORDS, 46),
        Column(CASES, 12),
        Column(BROKEN, 14),
        Column(CONFORMS_, 16, filled=True, choices=choices),
        Column(EVIDENCE, 34, filled=True),
    ]
    cells: list[list[Value]] = []
    for one in rows:
        said = told.get(one.row)
        counted: list[Value] = [*one.computed] if one.computed else [None, None]
        typed: list[Value] = [CONFORMS[said.conforms], said.evidence] if said else [None, None]
        cells.append([one.row, one.title, one.clause, one.words, *counted, *typed])
    return written(columns, cells, dict(zip(ABOUT, about, strict=True)))


def read_sheet(
    content: bytes, name: str, rows: Iterable[Required], about: Sequence[str]
) -> tuple[list[dict[str, Any]], list[Invalid]]:
    """What a filled spreadsheet tells, and what is wrong with it. Raises `Invalid`."""
    found, faults = read(
        content, name, (ROW, CONFORMS_, EVIDENCE), dict(zip(ABOUT, about, strict=True))
    )
    known = {one.row for one in rows}
    told = [*_told(found, known, faults)]
    return told, each_once(faults)


def _told(
    rows: Iterable[Filled], known: set[str], faults: list[Invalid]
) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for one in rows:
        row, said, evidence = (one.texts[name] for name in (ROW, CONFORMS_, EVIDENCE))
        if not said and not evidence:
            continue
        conforms = _conforms(said)
        if row not in known:
            faults.append(one.fault(ROW, say("требования «{row}» в форме нет", row=short(row))))
        elif row in seen:
            faults.append(one.fault(ROW, say("строка «{row}» есть дважды", row=short(row))))
        elif conforms is None:
            what = say("не понято: «{said}»", said=short(said) or "—")
            faults.append(one.fault(CONFORMS_, what, ", ".join(CONFORMS.values())))
        elif conforms is Conforms.NO and not evidence:
            faults.append(one.fault(EVIDENCE, say("скажите, чем подтверждается")))
        else:
            seen.add(row)
            yield {"row": row, "conforms": conforms, "evidence": evidence}


def _conforms(said: str) -> Conforms | None:
    for one, words in CONFORMS.items():
        if folded(said) in (one.value, folded(words), folded(phrase(words, "en"))):
            return one
    return None
