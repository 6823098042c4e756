"""The dossier of what a unit tells of a service for one line of a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sroki.events.acts.base import HumanAct
from sroki.events.acts.information import (
    AboutInformation,
    Conforms,
    InformationAccepted,
    InformationAmended,
    InformationReturned,
    InformationSubmitted,
)
from sroki.events.acts.users import Role
from sroki.events.i18n import Lang, mark
from sroki.workflows.dossiers import DossierType
from sroki.workflows.phrases import t
from sroki.workflows.refusals import ALREADY_THERE, NOTHING_THERE, Refusal

NEEDS_UNIT: Final = mark("Сведения представляет подразделение: скажите какое.")
NEEDS_EVIDENCE: Final = mark("Строка {row}: скажите, чем подтверждается «не соблюдается».")
ROW_TWICE: Final = mark("Строка {row} стоит в сведениях дважды.")
NOT_SUBMITTED: Final = mark("Сведения уже рассмотрены или возвращены.")

CONFORMS: Final[dict[Conforms, str]] = {
    Conforms.YES: mark("соблюдается"),
    Conforms.NO: mark("не соблюдается"),
    Conforms.NOT_APPLICABLE: mark("не применяется"),
}


@dataclass(frozen=True, slots=True)
class Information:
    """What the unit told last, and what the office said of it."""

    told: InformationSubmitted | InformationAmended
    returned: str | None = None
    accepted: bool = False


def step(state: Information | None, act: HumanAct) -> Information | Refusal:
    """What an act makes of the information. What was accepted may still be amended, and is to be
    looked at again; or be sent back, with a reason."""
    if isinstance(act, (InformationSubmitted, InformationAmended)):
        first = isinstance(act, InformationSubmitted)
        if first != (state is None):
            return Refusal(ALREADY_THERE if first else NOTHING_THERE)
        return _fault(act) or Information(act)
    if state is not None and isinstance(act, (InformationReturned, InformationAccepted)):
        return _looked_at(state, act)
    return Refusal(NOTHING_THERE)


def _looked_at(
    state: Information, act: InformationReturned | InformationAccepted
) -> Information | Refusal:
    if state.returned is not None or (state.accepted and isinstance(act, InformationAccepted)):
        return Refusal(NOT_SUBMITTED)
    if isinstance(act, InformationReturned):
        return replace(state, returned=act.reason, accepted=False)
    return replace(state, accepted=True)


def _fault(act: InformationSubmitted | InformationAmended) -> Refusal | None:
    if act.unit is None:
        return Refusal(NEEDS_UNIT)
    seen: set[str] = set()
    for one in act.typed:
        if one.row in seen:
            return Refusal(ROW_TWICE, {"row": one.row})
        seen.add(one.row)
        if one.conforms is Conforms.NO and not one.evidence:
            return Refusal(NEEDS_EVIDENCE, {"row": one.row})
    return None


def _stage(state: Information) -> str:
    if state.accepted:
        return "accepted"
    return "submitted" if state.returned is None else "returned"


def _say(act: HumanAct, lang: Lang) -> str:
    if isinstance(act, (InformationSubmitted, InformationAmended)):
        unmet = sum(one.conforms is Conforms.NO for one in act.typed)
        told = t("Представлены сведения; не соблюдается требований: {n}", lang, n=unmet)
        return told if isinstance(act, InformationSubmitted) else f"{told} ({act.reason})"
    if isinstance(act, InformationReturned):
        return t("Сведения возвращены: {why}", lang, why=act.reason)
    if isinstance(act, InformationAccepted):
        return t("Сведения приняты", lang)
    return act.kind


_OFFICE: Final = frozenset({Role.OFFICE})
_UNITS: Final = frozenset({Role.OPERATOR, Role.OFFICE})

INFORMATION: Final[DossierType[Information]] = DossierType(
    name=AboutInformation.of,
    step=step,
    roles={
        "information_submitted": _UNITS,
        "information_amended": _UNITS,
        "information_returned": _OFFICE,
        "information_accepted": _OFFICE,
    },
    stage=_stage,
    say=_say,
)
