"""The dossier of a snapshot: a draft, what the units answered, and whether it was frozen.

An answer is of a unit for a row, and the latest counts. What is not answered, or is contested, does
not hinder freezing: it is frozen as such, and shown. Once frozen, nothing is answered any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from sroki.events import amounts
from sroki.events.acts.base import HumanAct
from sroki.events.acts.snapshots import (
    AboutSnapshot,
    Answer,
    RowAnswer,
    SnapshotAnswered,
    SnapshotDrafted,
    SnapshotFrozen,
    SnapshotOutdatedNoticed,
    SnapshotRestated,
    SnapshotSignatureAttached,
)
from sroki.events.acts.users import Role
from sroki.events.i18n import Lang, mark
from sroki.workflows.dossiers import DossierType
from sroki.workflows.period_names import in_words
from sroki.workflows.phrases import t
from sroki.workflows.refusals import ALREADY_THERE, NOTHING_THERE, Refusal

FROZEN_ALREADY: Final = mark("Снимок уже утверждён: ответить или утвердить ещё раз нельзя.")
NOT_FROZEN: Final = mark("Это ещё проект: он не утверждён.")
RESTATED_ALREADY: Final = mark("Снимок уже переиздан: вместо него № {by}.")
NEEDS_UNIT: Final = mark("Отвечает подразделение: скажите какое.")
NOT_ASKED: Final = mark("Этого подразделения в сверке нет.")
NEEDS_DOCUMENT: Final = mark(
    "Строка {row}: на ошибку данных и несогласие нужна ссылка на документ и его день."
)
ATTACHED_ALREADY: Final = mark("Файл {file} к снимку уже приложен.")
BACKWARDS: Final = mark("Момент утверждения раньше момента проекта.")

ANSWERS: Final[Mapping[Answer, str]] = {
    Answer.CONFIRMED: mark("верно"),
    Answer.DATA_ERROR: mark("ошибка данных"),
    Answer.CONTESTED: mark("не согласны"),
}

# Unit and row.
Where: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a unit said of a row."""

    said: RowAnswer
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Frozen:
    """Under which number, day and act the figures are official; the hashes of what was frozen."""

    number: int
    dated: date
    act: str
    as_of: datetime
    body: str
    record: str


@dataclass(frozen=True, slots=True)
class Attached:
    """The file of an official's own signature that is kept beside a snapshot."""

    file: str
    sha256: str
    signed: str
    whose: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SnapshotNotes:
    """What was done about one draft. `restated_by` is the number to be read in its place."""

    draft: SnapshotDrafted
    answers: Mapping[Where, Answered] = field(default_factory=dict)
    frozen: Frozen | None = None
    noticed: str | None = None
    restated_by: int | None = None
    attached: tuple[Attached, ...] = ()

    @property
    def silent(self) -> tuple[str, ...]:
        """The units asked that answered nothing."""
        heard = {unit for unit, _ in self.answers}
        return tuple(unit for unit in self.draft.units if unit not in heard)


def step(state: SnapshotNotes | None, act: HumanAct) -> SnapshotNotes | Refusal:
    """What an act makes of a snapshot."""
    if isinstance(act, SnapshotDrafted):
        return SnapshotNotes(act) if state is None else Refusal(ALREADY_THERE)
    if state is None:
        return Refusal(NOTHING_THERE)
    made = _STEPS.get(act.kind)
    return Refusal(NOTHING_THERE) if made is None else made(state, act)


def _answered(state: SnapshotNotes, act: SnapshotAnswered) -> SnapshotNotes | Refusal:
    if state.frozen is not None:
        return Refusal(FROZEN_ALREADY)
    if act.unit is None:
        return Refusal(NEEDS_UNIT)
    if act.unit not in state.draft.units:
        return Refusal(NOT_ASKED)
    for one in act.rows:
        documented = one.document is not None and one.document_on is not None
        if one.answer is not Answer.CONFIRMED and not documented:
            return Refusal(NEEDS_DOCUMENT, {"row": one.row})
    answers = dict(state.answers)
    for one in act.rows:
        answers[act.unit, one.row] = Answered(one, act.actor, act.recorded_at)
    return replace(state, answers=answers)


def _frozen(state: SnapshotNotes, act: SnapshotFrozen) -> SnapshotNotes | Refusal:
    if state.frozen is not None:
        return Refusal(FROZEN_ALREADY)
    if act.as_of < state.draft.as_of:
        return Refusal(BACKWARDS)
    frozen = Frozen(act.number, act.dated, act.act, act.as_of, act.body, act.record)
    return replace(state, frozen=frozen)


def _attached(state: SnapshotNotes, act: SnapshotSignatureAttached) -> SnapshotNotes | Refusal:
    if state.frozen is None:
        return Refusal(NOT_FROZEN)
    if any(one.file == act.file for one in state.attached):
        return Refusal(ATTACHED_ALREADY, {"file": act.file})
    one = Attached(act.file, act.sha256, act.signed, act.whose, act.actor, act.recorded_at)
    return replace(state, attached=(*state.attached, one))


def _after(
    state: SnapshotNotes, act: SnapshotOutdatedNoticed | SnapshotRestated
) -> SnapshotNotes | Refusal:
    if state.frozen is None:
        return Refusal(NOT_FROZEN)
    if state.restated_by is not None:
        return Refusal(RESTATED_ALREADY, {"by": state.restated_by})
    if isinstance(act, SnapshotRestated):
        return replace(state, restated_by=act.by)
    return replace(state, noticed=act.reason)


_STEPS: Final[Mapping[str, Callable[[SnapshotNotes, Any], SnapshotNotes | Refusal]]] = {
    "snapshot_answered": _answered,
    "snapshot_frozen": _frozen,
    "snapshot_signature_attached": _attached,
    "snapshot_outdated_noticed": _after,
    "snapshot_restated": _after,
}


def _stage(notes: SnapshotNotes) -> str:
    if notes.frozen is None:
        return "draft"
    return "frozen" if notes.restated_by is None else "restated"


def _say(act: HumanAct, lang: Lang) -> str:
    if isinstance(act, SnapshotDrafted):
        return t("Составлен проект за {period}", lang, period=in_words(act.period, lang))
    if isinstance(act, SnapshotAnswered):
        return _say_answered(act, lang)
    if isinstance(act, SnapshotFrozen):
        on = amounts.on(act.dated, lang)
        return t(
            "Утверждён под № {number} от {on}: {act}", lang, number=act.number, on=on, act=act.act
        )
    return _say_after(act, lang)


def _say_answered(act: SnapshotAnswered, lang: Lang) -> str:
    first, more = act.rows[0], len(act.rows) - 1
    said = t(ANSWERS[first.answer], lang)
    told = t("{unit}, {row}: {said}", lang, unit=act.unit, row=first.row, said=said)
    told = told if first.document is None else f"{told} ({first.document})"
    return t("{told}; и ещё строк: {more}", lang, told=told, more=more) if more else told


def _say_after(act: HumanAct, lang: Lang) -> str:
    if isinstance(act, SnapshotSignatureAttached):
        return t("Приложена УКЭП: {file}, {whose}", lang, file=act.file, whose=act.whose)
    if isinstance(act, SnapshotOutdatedNoticed):
        return t("Известно, что снимок устарел: {why}", lang, why=act.reason)
    if isinstance(act, SnapshotRestated):
        return t("Переиздан под № {by}: {why}", lang, by=act.by, why=act.reason)
    return act.kind


# Whoever has the store itself in his hands acts as an administrator.
_OFFICE: Final = frozenset({Role.OFFICE, Role.ADMINISTRATOR})

SNAPSHOT: Final[DossierType[SnapshotNotes]] = DossierType(
    name=AboutSnapshot.of,
    step=step,
    roles={
        "snapshot_drafted": _OFFICE,
        "snapshot_answered": _OFFICE | {Role.OPERATOR},
        "snapshot_frozen": _OFFICE,
        "snapshot_signature_attached": _OFFICE,
        "snapshot_outdated_noticed": _OFFICE,
        "snapshot_restated": _OFFICE,
    },
    stage=_stage,
    say=_say,
)
