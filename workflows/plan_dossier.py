"""The dossier of a year's plan: versions, of which the last approved one is in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sroki.events import amounts
from sroki.events.acts.base import HumanAct
from sroki.events.acts.evidence import Approval, Parameter
from sroki.events.acts.plans import (
    AboutPlan,
    Means,
    PlanAmended,
    PlanApproved,
    PlanDrafted,
    PlanLine,
)
from sroki.events.acts.users import Role
from sroki.events.i18n import Lang, mark
from sroki.workflows.dossiers import DossierType
from sroki.workflows.phrases import t
from sroki.workflows.refusals import ALREADY_THERE, NOTHING_THERE, Refusal

LINE_TWICE: Final = mark("Строка {line} стоит в плане дважды.")
NEEDS_UNIT: Final = mark("Строка {line}: скажите, какое подразделение представляет сведения.")
NEEDS_PERIOD: Final = mark("Строка {line}: скажите, за какой период снимок показателей.")
ANOTHER_YEAR: Final = mark("Строка {line}: срок {on} раньше года плана или позже следующего.")
NOT_THE_LAST: Final = mark("Утверждается последняя версия плана: № {number}.")
APPROVED_ALREADY: Final = mark("Эта версия плана уже утверждена.")

# Item 6, subparagraph 2, in its order.
PARAMETERS: Final[dict[Parameter, str]] = {
    Parameter.PREMISES: mark("а) помещения, места ожидания и заполнения, стенды, доступность"),
    Parameter.ELECTRONIC_FORMS: mark("б) доступность электронных форм документов"),
    Parameter.ELECTRONIC_FILING: mark("в) подача запроса и документов в электронной форме"),
    Parameter.TIMELINESS: mark("г) своевременность, в том числе в ГИСОГД"),
    Parameter.INFORMING: mark("д) удобство информирования и получения результата"),
    Parameter.ADDITIONAL: mark("е) дополнительные параметры, с учётом жалоб"),
}
LETTERS: Final[dict[Parameter, str]] = dict(zip(Parameter, "абвгде", strict=True))
MEANS: Final[dict[Means, str]] = {
    Means.INFORMATION: mark("сведения подразделения"),
    Means.SURVEY: mark("опрос в местах предоставления"),
    Means.PREMISES: mark("осмотр помещений"),
    Means.SITE: mark("проверка Сайта и электронной услуги"),
    Means.CASE_FILES: mark("проверка дел"),
    Means.FIGURES: mark("снимок показателей"),
    Means.COMPLAINTS: mark("жалобы и суд"),
}


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One version; `act` is the id of the act that drew it up."""

    number: int
    act: str
    basis: str
    lines: tuple[PlanLine, ...]
    reason: str | None = None
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a year, in all its versions."""

    year: int
    versions: tuple[PlanVersion, ...]

    @property
    def last(self) -> PlanVersion:
        return self.versions[-1]

    @property
    def in_force(self) -> PlanVersion | None:
        """The last version that was approved."""
        approved = [one for one in self.versions if one.approval is not None]
        return approved[-1] if approved else None


def step(state: Plan | None, act: HumanAct) -> Plan | Refusal:
    """What an act makes of a plan."""
    if isinstance(act, PlanDrafted):
        if state is not None:
            return Refusal(ALREADY_THERE)
        return _fault(act) or Plan(act.year, (PlanVersion(1, act.id, act.basis, act.lines),))
    if state is None:
        return Refusal(NOTHING_THERE)
    if isinstance(act, PlanAmended):
        number = state.last.number + 1
        made = PlanVersion(number, act.id, act.basis, act.lines, act.reason)
        return _fault(act) or replace(state, versions=(*state.versions, made))
    if isinstance(act, PlanApproved):
        return _approved(state, act)
    return Refusal(NOTHING_THERE)


def _approved(state: Plan, act: PlanApproved) -> Plan | Refusal:
    if act.plan != state.last.number:
        return Refusal(NOT_THE_LAST, {"number": state.last.number})
    if state.last.approval is not None:
        return Refusal(APPROVED_ALREADY)
    approved = replace(state.last, approval=act.approval)
    return replace(state, versions=(*state.versions[:-1], approved))


def _fault(act: PlanDrafted | PlanAmended) -> Refusal | None:
    seen: set[str] = set()
    for one in act.lines:
        if one.line in seen:
            return Refusal(LINE_TWICE, {"line": one.line})
        seen.add(one.line)
        if one.means is Means.INFORMATION and one.unit is None:
            return Refusal(NEEDS_UNIT, {"line": one.line})
        if one.means is Means.FIGURES and not one.period:
            return Refusal(NEEDS_PERIOD, {"line": one.line})
        # What is due for a year may be told early in the next.
        if one.due_on.year not in (act.year, act.year + 1):
            return Refusal(ANOTHER_YEAR, {"line": one.line, "on": amounts.on(one.due_on)})
    return None


def _stage(plan: Plan) -> str:
    if plan.last.approval is not None:
        return "approved"
    return "draft" if plan.in_force is None else "amending"


def _say(act: HumanAct, lang: Lang) -> str:
    if isinstance(act, PlanDrafted):
        return t("Составлен план на {year} год: строк {n}", lang, year=act.year, n=len(act.lines))
    if isinstance(act, PlanAmended):
        return t("Составлена новая версия плана: {why}", lang, why=act.reason)
    if isinstance(act, PlanApproved):
        one = act.approval
        return t(
            "Утверждена версия № {number}: {by}, {act}",
            lang,
            number=act.plan,
            by=one.by,
            act=one.act,
        )
    return act.kind


_OFFICE: Final = frozenset({Role.OFFICE})

PLAN: Final[DossierType[Plan]] = DossierType(
    name=AboutPlan.of,
    step=step,
    roles={"plan_drafted": _OFFICE, "plan_amended": _OFFICE, "plan_approved": _OFFICE},
    stage=_stage,
    say=_say,
    shared=True,
)
