"""The rows of a check in words: what a figure came to, what a case is late with."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sroki.events.acts.snapshots import Answer, RowAnswer
from sroki.events.findings import FindingKind
from sroki.events.i18n import Lang, mark
from sroki.projections import figure_words
from sroki.projections.names import Names
from sroki.projections.snapshots.check import CASE, FINDING, CheckRow
from sroki.projections.snapshots.words import value_in
from sroki.projections.words import t
from sroki.workflows.assessment import Proof
from sroki.workflows.figures import Verdict
from sroki.workflows.indicator import Indicator
from sroki.workflows.snapshot_dossier import Answered

# What a unit is shown is a sign that was computed; whether it is a breach people have yet to say.
COMPUTED = mark("признак нарушения (расчётный)")
PRESUMED = mark("признак нарушения (предположительный)")
DEVIATION = mark("отклонение от порядка (расчётное)")
_TONES = {Answer.CONFIRMED: "is-met", Answer.DATA_ERROR: "is-presumed"}


class Line(NamedTuple):
    """A row as it is shown. `case_id` is None of a figure, and of what is found of a group as such;
    `said` is what the unit answered."""

    row: str
    title: str
    case_id: str | None
    value: str
    parts: str
    verdict: Verdict | None
    started_on: date | None
    ended_on: date | None
    days: int | None
    norm: int | None
    due_on: date | None
    said: Answered | None


def line(one: CheckRow, said: Answered | None, authority: str, names: Names, lang: Lang) -> Line:
    """A row in words."""
    told = one.told
    if one.kind == FINDING:
        return _finding(one, said, authority, names, lang)
    if one.kind == CASE:
        return Line(
            row=one.row,
            title=_measure(names, authority, told),
            case_id=told["case_id"],
            value=t(COMPUTED, lang),
            parts="",
            verdict=None,
            started_on=_day(told["started_on"]),
            ended_on=_day(told["ended_on"]),
            days=told["days"],
            norm=told["norm"],
            due_on=_day(told["due_on"]),
            said=said,
        )
    indicator = Indicator.model_validate(told["indicator"])
    value = value_in(told)
    title = f"{indicator.number}. {indicator.title}" if indicator.number else indicator.title
    return Line(
        row=one.row,
        title=title,
        case_id=None,
        value=figure_words.shown(indicator, value, lang),
        parts=figure_words.fraction(indicator, value, lang),
        verdict=value.verdict,
        started_on=None,
        ended_on=None,
        days=None,
        norm=None,
        due_on=None,
        said=said,
    )


def _finding(
    one: CheckRow, said: Answered | None, authority: str, names: Names, lang: Lang
) -> Line:
    told = one.told
    title = names.rule(authority, told["service"], told["rule"])
    on, term = _day(told["on"]), told["kind"] == FindingKind.BREACH
    presumed = told["proof"] == Proof.PRESUMED
    return Line(
        row=one.row,
        title=f"{title} ({told['clause']})" if told["clause"] else title,
        case_id=None if "/" in told["case_id"] else told["case_id"],
        value=t((PRESUMED if presumed else COMPUTED) if term else DEVIATION, lang),
        parts="",
        verdict=None,
        started_on=None if term else on,
        ended_on=_day(told["ended_on"]) if term else on,
        days=None,
        norm=None,
        due_on=on if term else None,
        said=said,
    )


def tone(said: RowAnswer) -> str:
    """The colour of an answer's tag."""
    return _TONES.get(said.answer, "is-overdue")


def _measure(names: Names, authority: str, told: dict[str, Any]) -> str:
    """What was observed, by its title in the newest edition that has it."""
    editions = sorted(names.editions.values(), key=lambda one: one.in_force.since, reverse=True)
    for edition in editions:
        if (edition.authority, edition.service) == (authority, told["service"]):
            for measure in edition.measures:
                if measure.id == told["measure"]:
                    return measure.title
    return str(told["measure"])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
