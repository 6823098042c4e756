"""The plan as a document of Word, for the signature of who approves it."""

from __future__ import annotations

from typing import Final

from sroki.events.i18n import DEFAULT, Lang, mark
from sroki.projections.cycle.approvals import approved
from sroki.projections.cycle.document import Cell, Part, Table, document
from sroki.projections.cycle.plan_file import HEADINGS, row_of
from sroki.projections.names import Names
from sroki.projections.words import t
from sroki.workflows.phrases import t as phrase
from sroki.workflows.plan_dossier import PARAMETERS, Plan, PlanVersion

_WIDTHS: Final = (1.2, 5.8, 2.8, 2.6, 4.0, 5.2, 2.4, 2.2)


def plan_document(authority: str, plan: Plan, names: Names, lang: Lang = DEFAULT) -> bytes:
    """The last version of the plan."""
    one = plan.last
    rows: list[list[Cell]] = [[*row_of(line, authority, names, lang)] for line in one.lines]
    return document(
        t(mark("План мониторинга на {year} год"), lang, year=plan.year),
        [
            Part(
                "",
                [
                    names.authority(authority),
                    *_approval(one, lang),
                    t(mark("Основание: {basis}"), lang, basis=one.basis),
                ],
                Table([t(heading, lang) for heading in HEADINGS], _WIDTHS, rows),
            ),
            Part(
                t(mark("Показатели"), lang), [phrase(words, lang) for words in PARAMETERS.values()]
            ),
        ],
        lang,
        landscape=True,
    )


def _approval(one: PlanVersion, lang: Lang) -> list[str]:
    told = [t(mark("Версия № {number}"), lang, number=one.number)]
    if one.reason is not None:
        told.append(t(mark("Причина изменения: {why}"), lang, why=one.reason))
    if one.approval is None:
        told.append(
            t(mark("Проект: не утверждён. Утвердил: ____________ «___» ________ 20__ г."), lang)
        )
        return told
    told.append(t(mark("Утверждён: {how}"), lang, how=approved(one.approval, lang)))
    return told
