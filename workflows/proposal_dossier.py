"""The dossiers of an evaluated parameter, and of a proposal from its making to its doing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sroki.events.acts.base import HumanAct
from sroki.events.acts.proposals import (
    AboutEvaluation,
    AboutProposal,
    Decision,
    ParameterEvaluated,
    ParameterReevaluated,
    ProposalAmended,
    ProposalDecided,
    ProposalFulfilled,
    ProposalMade,
    ProposalRedecided,
)
from sroki.events.acts.users import Role
from sroki.events.i18n import Lang, mark
from sroki.workflows.dossiers import DossierType
from sroki.workflows.phrases import t
from sroki.workflows.plan_dossier import LETTERS
from sroki.workflows.refusals import ALREADY_THERE, NOTHING_THERE, Refusal

NEEDS_SCALE: Final = mark("Оценка ставится по шкале: назовите документ, которым она дана.")
DECIDED: Final = mark("Решение по предложению уже принято.")
NOT_DECIDED: Final = mark("Решения по предложению ещё нет: менять нечего.")
NOT_ACCEPTED: Final = mark("Исполнять нечего: предложение не принято.")

DECISIONS: Final[dict[Decision, str]] = {
    Decision.ACCEPTED: mark("принято"),
    Decision.PARTLY: mark("принято частью"),
    Decision.REJECTED: mark("отклонено"),
}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was found of a parameter last."""

    found: ParameterEvaluated | ParameterReevaluated


def step_evaluation(state: Evaluation | None, act: HumanAct) -> Evaluation | Refusal:
    """What an act makes of an evaluation. The Order has no scale, so a grade names whose it is."""
    if isinstance(act, (ParameterEvaluated, ParameterReevaluated)):
        first = isinstance(act, ParameterEvaluated)
        if first != (state is None):
            return Refusal(ALREADY_THERE if first else NOTHING_THERE)
        if act.grade and not act.scale:
            return Refusal(NEEDS_SCALE)
        return Evaluation(act)
    return Refusal(NOTHING_THERE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it stands."""

    made: ProposalMade
    clause: str
    words: str
    decided: ProposalDecided | ProposalRedecided | None = None
    fulfilled: ProposalFulfilled | None = None


def step(state: Proposal | None, act: HumanAct) -> Proposal | Refusal:
    """What an act makes of a proposal."""
    if isinstance(act, ProposalMade):
        return Proposal(act, act.clause, act.words) if state is None else Refusal(ALREADY_THERE)
    if state is None:
        return Refusal(NOTHING_THERE)
    if isinstance(act, (ProposalAmended, ProposalDecided)):
        return Refusal(DECIDED) if state.decided is not None else _undecided(state, act)
    if isinstance(act, ProposalRedecided):
        return Refusal(NOT_DECIDED) if state.decided is None else replace(state, decided=act)
    if isinstance(act, ProposalFulfilled):
        accepted = state.decided is not None and state.decided.decision is not Decision.REJECTED
        return replace(state, fulfilled=act) if accepted else Refusal(NOT_ACCEPTED)
    return Refusal(NOTHING_THERE)


def _undecided(state: Proposal, act: ProposalAmended | ProposalDecided) -> Proposal:
    if isinstance(act, ProposalDecided):
        return replace(state, decided=act)
    return replace(state, clause=act.clause, words=act.words)


def _stage(state: Proposal) -> str:
    if state.decided is None:
        return "made"
    rejected = state.decided.decision is Decision.REJECTED
    done = state.fulfilled is not None and not rejected
    return "fulfilled" if done else state.decided.decision.value


def _say_evaluation(act: HumanAct, lang: Lang) -> str:
    if isinstance(act, ParameterReevaluated):
        return t("Оценка изменена: {why}", lang, why=act.reason)
    if isinstance(act, ParameterEvaluated):
        letter = LETTERS[act.parameter]
        return t(
            "Оценён показатель {letter}), услуга {service}",
            lang,
            letter=letter,
            service=act.service,
        )
    return act.kind


def _say(act: HumanAct, lang: Lang) -> str:
    if isinstance(act, ProposalMade):
        return t("Внесено предложение, {clause}", lang, clause=act.clause)
    if isinstance(act, ProposalAmended):
        return t("Предложение изменено: {why}", lang, why=act.reason)
    if isinstance(act, ProposalDecided):
        told = t(DECISIONS[act.decision], lang)
        return t("Решение: {told}; {act}", lang, told=told, act=act.approval.act)
    if isinstance(act, ProposalRedecided):
        told = t(DECISIONS[act.decision], lang)
        return t(
            "Решение изменено: {told}; {act} ({why})",
            lang,
            told=told,
            act=act.approval.act,
            why=act.reason,
        )
    if isinstance(act, ProposalFulfilled):
        return t("Исполнено: {document}", lang, document=act.document)
    return act.kind


_OFFICE: Final = frozenset({Role.OFFICE})

EVALUATION: Final[DossierType[Evaluation]] = DossierType(
    name=AboutEvaluation.of,
    step=step_evaluation,
    roles={"parameter_evaluated": _OFFICE, "parameter_reevaluated": _OFFICE},
    stage=lambda _state: "evaluated",
    say=_say_evaluation,
    shared=True,
)
PROPOSAL: Final[DossierType[Proposal]] = DossierType(
    name=AboutProposal.of,
    step=step,
    roles={
        "proposal_made": _OFFICE,
        "proposal_amended": _OFFICE,
        "proposal_decided": _OFFICE,
        "proposal_redecided": _OFFICE,
        "proposal_fulfilled": _OFFICE | {Role.OPERATOR},
    },
    stage=_stage,
    say=_say,
    shared=True,
)
