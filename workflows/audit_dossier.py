"""The dossier of an audit, as it was recorded and amended; and of a sample of cases to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from sroki.events.acts.audits import (
    AboutAudit,
    AuditAmended,
    AuditRecorded,
    Met,
    Papers,
    Positions,
    SampleDrawn,
)
from sroki.events.acts.base import HumanAct
from sroki.events.acts.plans import Means
from sroki.events.acts.users import Role
from sroki.events.i18n import Lang, mark
from sroki.workflows.dossiers import DossierType
from sroki.workflows.figures import bottom
from sroki.workflows.phrases import t
from sroki.workflows.plan_dossier import MEANS
from sroki.workflows.refusals import ALREADY_THERE, NOTHING_THERE, Refusal

POSITION_TWICE: Final = mark("Позиция {code} отмечена дважды.")

MET: Final[dict[Met, str]] = {
    Met.YES: mark("есть"),
    Met.NO: mark("нет"),
    Met.NOT_APPLICABLE: mark("не применяется"),
}


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit as it stands; `told` is the id of the act that said so last."""

    recorded: AuditRecorded
    positions: Positions
    papers: Papers
    told: str


def step(state: Audit | None, act: HumanAct) -> Audit | Refusal:
    """What an act makes of an audit."""
    if isinstance(act, AuditRecorded):
        if state is not None:
            return Refusal(ALREADY_THERE)
        return _fault(act.positions) or Audit(act, act.positions, act.papers, act.id)
    if state is None:
        return Refusal(NOTHING_THERE)
    if isinstance(act, AuditAmended):
        amended = replace(state, positions=act.positions, papers=act.papers, told=act.id)
        return _fault(act.positions) or amended
    return Refusal(NOTHING_THERE)


def _fault(positions: Positions) -> Refusal | None:
    seen: set[str] = set()
    for one in positions:
        if one.code in seen:
            return Refusal(POSITION_TWICE, {"code": one.code})
        seen.add(one.code)
    return None


def draw(cases: Iterable[str], key: str, size: int) -> tuple[str, ...]:
    """The `size` cases whose hash under the key is least, in order of name: a sample that anybody
    can draw again, as an indicator draws its own (`figures.bottom`)."""
    return tuple(sorted(bottom(cases, size, key)))


def _step_sample(state: SampleDrawn | None, act: HumanAct) -> SampleDrawn | Refusal:
    if isinstance(act, SampleDrawn):
        return act if state is None else Refusal(ALREADY_THERE)
    return Refusal(NOTHING_THERE)


def _say(act: HumanAct, lang: Lang) -> str:
    if isinstance(act, AuditRecorded):
        unmet = sum(one.met is Met.NO for one in act.positions)
        known = act.checklist in set(Means)
        what = t(MEANS[Means(act.checklist)], lang) if known else act.checklist
        return t("Записано: {what}; не выполнено позиций: {n}", lang, what=what, n=unmet)
    if isinstance(act, AuditAmended):
        return t("Проверка исправлена: {why}", lang, why=act.reason)
    return act.kind


def _say_sample(act: HumanAct, lang: Lang) -> str:
    if isinstance(act, SampleDrawn):
        return t("Отобрано дел: {n} из {frame}", lang, n=len(act.cases), frame=act.frame)
    return act.kind


# Whoever answers for a unit records what he saw there; the office what it saw anywhere.
_WHO: Final = frozenset({Role.OFFICE, Role.OPERATOR})
_OFFICE: Final = frozenset({Role.OFFICE})

AUDIT: Final[DossierType[Audit]] = DossierType(
    name=AboutAudit.of,
    step=step,
    roles={"audit_recorded": _WHO, "audit_amended": _WHO},
    stage=lambda state: "unmet" if any(one.met is Met.NO for one in state.positions) else "met",
    say=_say,
)
SAMPLE: Final[DossierType[SampleDrawn]] = DossierType(
    name=SampleDrawn.of,
    step=_step_sample,
    roles={"sample_drawn": _OFFICE},
    stage=lambda _state: "drawn",
    say=_say_sample,
)
