"""The dossier of a year's report: versions, of which the last approved one is in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sroki.events import amounts
from sroki.events.acts.audits import Paper
from sroki.events.acts.base import HumanAct
from sroki.events.acts.evidence import Approval
from sroki.events.acts.reports import (
    AboutReport,
    Part,
    ReportAmended,
    ReportApproved,
    ReportDrafted,
    ReportPlaced,
    Statement,
)
from sroki.events.acts.users import Role
from sroki.events.i18n import Lang, mark
from sroki.workflows.dossiers import DossierType
from sroki.workflows.phrases import t
from sroki.workflows.refusals import ALREADY_THERE, NOTHING_THERE, Refusal

NOT_THE_LAST: Final = mark("Утверждается последняя версия отчёта: № {number}.")
APPROVED_ALREADY: Final = mark("Эта версия отчёта уже утверждена.")
NOT_APPROVED: Final = mark("Отчёт не утверждён: публиковать ещё нечего.")
NOT_IN_FORCE: Final = mark("Размещается действующая версия отчёта: № {number}.")
STATEMENT_TWICE: Final = mark("Положение {id} стоит в отчёте дважды.")

PARTS: Final[dict[Part, str]] = {
    Part.PLAN: mark("План мониторинга и его выполнение"),
    Part.INFORMATION: mark("Сведения подразделений"),
    Part.SURVEYS: mark("Опросы в местах предоставления услуг"),
    Part.AUDITS: mark("Осмотры помещений и проверки Сайта"),
    Part.CASE_FILES: mark("Проверка дел"),
    Part.DEVIATIONS: mark("Отклонения от регламента"),
    Part.COMPLAINTS: mark("Жалобы и решения суда"),
    Part.SNAPSHOTS: mark("Утверждённые показатели"),
    Part.EVALUATION: mark("Оценка показателей а)–е)"),
    Part.PROPOSALS: mark("Предложения и решения по ним"),
}


@dataclass(frozen=True, slots=True)
class ReportVersion:
    """One version; `files` are those made of it when it was approved, by their hashes."""

    number: int
    told: ReportDrafted | ReportAmended
    approval: Approval | None = None
    files: tuple[Paper, ...] = ()
    placed: ReportPlaced | None = None

    @property
    def reason(self) -> str | None:
        return self.told.reason if isinstance(self.told, ReportAmended) else None

    @property
    def statements(self) -> tuple[Statement, ...]:
        return self.told.statements


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a year, in all its versions."""

    year: int
    versions: tuple[ReportVersion, ...]

    @property
    def last(self) -> ReportVersion:
        return self.versions[-1]

    @property
    def in_force(self) -> ReportVersion | None:
        """The last version that was approved."""
        approved = [one for one in self.versions if one.approval is not None]
        return approved[-1] if approved else None


def step(state: Report | None, act: HumanAct) -> Report | Refusal:
    """What an act makes of a report."""
    if isinstance(act, ReportDrafted):
        first = Report(act.year, (ReportVersion(1, act),))
        return Refusal(ALREADY_THERE) if state is not None else _fault(act) or first
    if state is None:
        return Refusal(NOTHING_THERE)
    if isinstance(act, ReportAmended):
        made = ReportVersion(state.last.number + 1, act)
        return _fault(act) or replace(state, versions=(*state.versions, made))
    if isinstance(act, ReportApproved):
        return _approved(state, act)
    if isinstance(act, ReportPlaced):
        return _placed(state, act)
    return Refusal(NOTHING_THERE)


def _fault(act: ReportDrafted | ReportAmended) -> Refusal | None:
    seen: set[str] = set()
    for one in act.statements:
        if one.id in seen:
            return Refusal(STATEMENT_TWICE, {"id": one.id})
        seen.add(one.id)
    return None


def _approved(state: Report, act: ReportApproved) -> Report | Refusal:
    if act.report != state.last.number:
        return Refusal(NOT_THE_LAST, {"number": state.last.number})
    if state.last.approval is not None:
        return Refusal(APPROVED_ALREADY)
    approved = replace(state.last, approval=act.approval, files=act.files)
    return replace(state, versions=(*state.versions[:-1], approved))


def _placed(state: Report, act: ReportPlaced) -> Report | Refusal:
    one = state.in_force
    if one is None:
        return Refusal(NOT_APPROVED)
    if act.report != one.number:
        return Refusal(NOT_IN_FORCE, {"number": one.number})
    versions = (replace(it, placed=act) if it is one else it for it in state.versions)
    return replace(state, versions=tuple(versions))


def _stage(report: Report) -> str:
    if report.last.approval is not None:
        return "approved" if report.last.placed is None else "placed"
    return "draft" if report.in_force is None else "amending"


def _say(act: HumanAct, lang: Lang) -> str:
    if isinstance(act, ReportDrafted):
        number = len(act.statements)
        return t("Составлен отчёт за {year} год: положений {n}", lang, year=act.year, n=number)
    if isinstance(act, ReportAmended):
        return t("Составлена новая версия отчёта: {why}", lang, why=act.reason)
    if isinstance(act, ReportApproved):
        one = act.approval
        return t(
            "Утверждена версия отчёта № {number}: {by}, {act}",
            lang,
            number=act.report,
            by=one.by,
            act=one.act,
        )
    if isinstance(act, ReportPlaced):
        on = amounts.on(act.placed_on, lang)
        return t("Отчёт размещён {on}: {address}", lang, on=on, address=act.address)
    return act.kind


# Whoever has the store itself in his hands acts as an administrator.
_OFFICE: Final = frozenset({Role.OFFICE, Role.ADMINISTRATOR})

REPORT: Final[DossierType[Report]] = DossierType(
    name=AboutReport.of,
    step=step,
    roles={
        "report_drafted": _OFFICE,
        "report_amended": _OFFICE,
        "report_approved": _OFFICE,
        "report_placed": _OFFICE,
    },
    stage=_stage,
    say=_say,
    shared=True,
)
