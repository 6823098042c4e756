"""The dossier of a case: which of its overdue deadlines people know of, and what they do about it.

It stands beside the case and never in its assessment: an acknowledged deadline is as overdue as it
was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeAlias

from sroki.events import amounts
from sroki.events.acts.base import HumanAct
from sroki.events.acts.cases import AboutDeadline, AcknowledgementWithdrawn, DeadlineAcknowledged
from sroki.events.acts.users import Role
from sroki.events.i18n import Lang, mark
from sroki.workflows.dossiers import DossierType
from sroki.workflows.phrases import t
from sroki.workflows.refusals import NOTHING_THERE, Refusal

# Rule and instance.
Which: TypeAlias = tuple[str, str]

NOT_ACKNOWLEDGED: Final = mark("Этот срок не отмечен: снимать нечего.")


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What an operator said of an overdue deadline; it counts through the day `until`."""

    until: date
    reason: str
    by: str
    at: datetime

    def counts_on(self, today: date) -> bool:
        return today <= self.until


@dataclass(frozen=True, slots=True)
class CaseNotes:
    """What people noted on a case: acknowledgements by deadline, the latest of each."""

    acknowledged: Mapping[Which, Acknowledged] = field(default_factory=dict)


def step(state: CaseNotes | None, act: HumanAct) -> CaseNotes | Refusal:
    """What an act makes of the notes. A later acknowledgement takes the place of the one before."""
    before = {} if state is None else state.acknowledged
    if isinstance(act, DeadlineAcknowledged):
        said = Acknowledged(act.until, act.reason, act.actor, act.recorded_at)
        return CaseNotes({**before, (act.rule, act.instance): said})
    if isinstance(act, AcknowledgementWithdrawn):
        which = (act.rule, act.instance)
        if which not in before:
            return Refusal(NOT_ACKNOWLEDGED)
        return CaseNotes({one: said for one, said in before.items() if one != which})
    return Refusal(NOTHING_THERE)


def _stage(notes: CaseNotes) -> str:
    return "acknowledged" if notes.acknowledged else "plain"


def _say(act: HumanAct, lang: Lang) -> str:
    if isinstance(act, DeadlineAcknowledged):
        on = amounts.on(act.until, lang)
        return t("Просрочка принята к сведению до {on}: {why}", lang, on=on, why=act.reason)
    if isinstance(act, AcknowledgementWithdrawn):
        return t("Отметка снята: {why}", lang, why=act.reason)
    return act.kind


_OPERATORS: Final = frozenset({Role.OPERATOR})

CASE: Final[DossierType[CaseNotes]] = DossierType(
    name=AboutDeadline.of,
    step=step,
    roles={
        "deadline_acknowledged": _OPERATORS,
        "acknowledgement_withdrawn": _OPERATORS,
    },
    stage=_stage,
    say=_say,
)
