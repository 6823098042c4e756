"""The dossier of a survey, and that of each of its sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, NamedTuple

from sroki.events import amounts
from sroki.events.acts.base import HumanAct
from sroki.events.acts.surveys import (
    AboutSheet,
    AboutSurvey,
    Answers,
    From,
    SheetAnswered,
    SheetEntered,
    SheetExcluded,
    SurveyClosed,
    SurveyExtended,
    SurveyForm,
    SurveyOpened,
)
from sroki.events.acts.users import Role
from sroki.events.i18n import Lang, mark
from sroki.workflows.dossiers import DossierType
from sroki.workflows.phrases import t
from sroki.workflows.refusals import ALREADY_THERE, NOTHING_THERE, Refusal

CLOSED: Final = mark("Опрос закрыт.")
BACKWARDS: Final = mark("Последний день опроса раньше первого.")
EXCLUDED: Final = mark("Лист уже не учитывается.")
NO_PLACE: Final = mark("У листа опроса должно быть подразделение.")
CAME: Final[dict[From | None, str]] = {
    None: mark("с телефона"),
    From.PAPER: mark("с бумаги"),
    From.FILE: mark("из файла"),
}


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey: its form, where and till when it is asked."""

    opened: SurveyOpened
    last_on: date
    closed: str | None = None

    @property
    def form(self) -> SurveyForm:
        return self.opened.form

    def asks_on(self, today: date) -> bool:
        """Whether people may answer on a day."""
        return self.closed is None and self.opened.first_on <= today <= self.last_on


def step(state: Survey | None, act: HumanAct) -> Survey | Refusal:
    """What an act makes of a survey."""
    if isinstance(act, SurveyOpened):
        if act.last_on < act.first_on:
            return Refusal(BACKWARDS)
        return Survey(act, act.last_on) if state is None else Refusal(ALREADY_THERE)
    if state is not None and isinstance(act, (SurveyExtended, SurveyClosed)):
        return _ended(state, act)
    return Refusal(NOTHING_THERE)


def _ended(state: Survey, act: SurveyExtended | SurveyClosed) -> Survey | Refusal:
    if isinstance(act, SurveyClosed):
        return Refusal(CLOSED) if state.closed is not None else replace(state, closed=act.reason)
    if act.last_on < state.opened.first_on:
        return Refusal(BACKWARDS)
    # Another last day opens a closed survey again.
    return replace(state, last_on=act.last_on, closed=None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that came at `at`; `came` is None of one that was filled in on a phone."""

    unit: str
    answers: Answers
    at: datetime
    came: From | None = None
    excluded: str | None = None


def step_sheet(state: Sheet | None, act: HumanAct) -> Sheet | Refusal:
    """What an act makes of a sheet."""
    if isinstance(act, (SheetAnswered, SheetEntered)):
        if state is not None:
            return Refusal(ALREADY_THERE)
        if act.unit is None:
            return Refusal(NO_PLACE)
        came = act.came if isinstance(act, SheetEntered) else None
        return Sheet(act.unit, act.answers, act.recorded_at, came)
    if state is None or not isinstance(act, SheetExcluded):
        return Refusal(NOTHING_THERE)
    return Refusal(EXCLUDED) if state.excluded else replace(state, excluded=act.reason)


class Counted(NamedTuple):
    """The answers to one question: how many sheets chose each option, how many left it out."""

    question: str
    options: tuple[tuple[str, int], ...]
    answered: int
    missing: int


def count(form: SurveyForm, sheets: Iterable[Sheet]) -> tuple[int, list[Counted]]:
    """How many sheets count, and what they say. A share is of those who answered the question."""
    counted = [one for one in sheets if one.excluded is None]
    found = []
    for question in form.questions:
        chosen: Counter[str] = Counter()
        answered = 0
        for sheet in counted:
            for said in sheet.answers:
                if said.question == question.id:
                    answered += 1
                    chosen.update(set(said.options))
        options = tuple((one.code, chosen[one.code]) for one in question.options)
        found.append(Counted(question.id, options, answered, len(counted) - answered))
    return len(counted), found


def fault(form: SurveyForm, answers: Answers) -> str | None:
    """The question of a sheet that is answered as the form does not allow."""
    known = {one.id: one for one in form.questions}
    seen: set[str] = set()
    for said in answers:
        question = known.get(said.question)
        if question is None or said.question in seen:
            return said.question
        seen.add(said.question)
        options = {one.code for one in question.options}
        if not set(said.options) <= options or (len(said.options) > 1 and not question.many):
            return said.question
    return None


def _say(act: HumanAct, lang: Lang) -> str:
    if isinstance(act, SurveyOpened):
        first, last = amounts.on(act.first_on, lang), amounts.on(act.last_on, lang)
        return t("Открыт опрос с {first} по {last}", lang, first=first, last=last)
    if isinstance(act, SurveyExtended):
        on = amounts.on(act.last_on, lang)
        return t("Опрос идёт по {on}: {why}", lang, on=on, why=act.reason)
    if isinstance(act, SurveyClosed):
        return t("Опрос закрыт: {why}", lang, why=act.reason)
    return act.kind


def _say_sheet(act: HumanAct, lang: Lang) -> str:
    if isinstance(act, SheetAnswered):
        return t("Заполнен лист, ответов: {n}", lang, n=len(act.answers))
    if isinstance(act, SheetEntered):
        came = t(CAME[act.came], lang)
        return t("Внесён лист {came}, ответов: {n}", lang, came=came, n=len(act.answers))
    if isinstance(act, SheetExcluded):
        return t("Лист не учитывается: {why}", lang, why=act.reason)
    return act.kind


_OFFICE: Final = frozenset({Role.OFFICE})
_UNITS: Final = frozenset({Role.OPERATOR, Role.OFFICE})

SURVEY: Final[DossierType[Survey]] = DossierType(
    name=AboutSurvey.of,
    step=step,
    roles={"survey_opened": _OFFICE, "survey_extended": _OFFICE, "survey_closed": _OFFICE},
    stage=lambda state: "open" if state.closed is None else "closed",
    say=_say,
    shared=True,
)
SHEET: Final[DossierType[Sheet]] = DossierType(
    name=AboutSheet.of,
    step=step_sheet,
    roles={"sheet_entered": _UNITS, "sheet_excluded": _OFFICE},
    stage=lambda state: "counted" if state.excluded is None else "excluded",
    say=_say_sheet,
    open=frozenset({"sheet_answered"}),
)
