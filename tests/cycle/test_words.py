"""What people write and read in the cycle: days that have not come, references, approvals."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sroki.events.acts.base import HumanAct
from sroki.events.acts.catalogue import parse
from sroki.events.acts.evidence import Approval
from sroki.events.contracts.acts import act_example
from sroki.projections.cycle.approvals import approved
from sroki.projections.cycle.report_words import Whose, basis, told
from sroki.projections.names import Names
from sroki.projections.queries.evidence import ref_of
from sroki.projections.web.acting import not_yet
from sroki.workflows.dossier_types import type_of
from sroki.workflows.dossiers import DossierType
from sroki.workflows.information_dossier import INFORMATION
from sroki.workflows.proposal_dossier import PROPOSAL
from sroki.workflows.refusals import Refusal
from sroki.workflows.survey_dossier import SURVEY
from tests.support.rulebooks import KRSK


def act(kind: str, **fields: object) -> HumanAct:
    """The documented example of a kind, some fields of it otherwise."""
    return parse({**act_example(kind), **fields})


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        ("audit_recorded", "2025-05-20"),
        ("proposal_fulfilled", "2025-11-01"),
        ("report_placed", "2026-02-02"),
        ("plan_approved", "2025-01-20"),
        ("proposal_decided", "2025-01-20"),
    ],
)
def test_what_has_not_happened_yet_is_not_recorded(kind: str, day: str) -> None:
    on = date.fromisoformat(day)
    assert not_yet(act(kind), on) is None
    told_before = not_yet(act(kind), on.replace(year=on.year - 1))
    assert told_before is not None
    assert f"{on:%d.%m.%Y}" in told_before.words()


def test_a_reference_is_told_in_words_and_none_of_its_codes(names: Names) -> None:
    whose = Whose(names, KRSK)
    assert told("snapshot/3/p2", whose) == "снимок № 3, П2"
    assert told("dossier/plan/2025", whose) == "план на 2025 год"
    assert told("dossier/audit/premises-5f0c", whose) == "осмотр помещений 5f0c"
    assert told("dossier/audit/case-files-5f0c", whose) == "проверка дела 5f0c"
    assert told("dossier/evaluation/2025/d/01/01/021", whose) == (
        "оценка показателя г) за 2025 год, услуга 01/01/021"
    )
    assert "в Советском районе, строка 5 плана" in told(
        "dossier/information/2025/5/sovetsky/01/01/021", whose
    )
    assert told("case/c1/registration", whose) == "дело c1, «Регистрация заявления»"
    assert told("report/2025/1/6.3", whose) == "отчёт за 2025 год, версия № 1, положение 6.3"
    for strange in ("dossier/nothing/x", "dossier/audit/x", "dossier/evaluation/2025", "event/a"):
        assert told(strange, whose) == strange
    assert basis(["case/a", "case/b/list", "case/a/list"], whose) == "2 дела"


def test_the_address_of_a_page_is_a_reference() -> None:
    host = "https://sroki.city.example"
    assert ref_of(f"{host}/cases/c-7f3k?lang=en#events") == "case/c-7f3k"
    assert ref_of(f" {host}/cycle/evaluation/2025/d/01/01/021 ") == (
        "dossier/evaluation/2025/d/01/01/021"
    )
    assert ref_of("/snapshots/3") == "snapshot/3"
    assert ref_of(f"{host}/cycle/graph?of=case%2Fc1%2Fregistration") == "case/c1/registration"
    assert ref_of("case/c1") == "case/c1"
    assert ref_of("абв") == "абв"


def test_the_day_of_an_act_is_said_once() -> None:
    on = date(2025, 1, 20)
    assert approved(Approval(by="Мэр", act="Постановление № 14-п", dated=on)) == (
        "Мэр, Постановление № 14-п от 20.01.2025"
    )
    whole = "Постановление от 20.01.2025 № 14-п"
    assert approved(Approval(by="Мэр", act=whole, dated=on)) == f"Мэр, {whole}"


def after(of: DossierType[Any], *kinds: str) -> Any:
    """What acts of these kinds make of a dossier, one after another."""
    state: Any = None
    for kind in kinds:
        found = of.step(state, act(kind))
        assert not isinstance(found, Refusal), (kind, found.words())
        state = found
    assert state is not None
    return state


def test_what_was_decided_is_amended_with_a_reason() -> None:
    decided = after(PROPOSAL, "proposal_made", "proposal_decided", "proposal_redecided")
    assert PROPOSAL.stage(decided) == "partly"
    early = PROPOSAL.step(after(PROPOSAL, "proposal_made"), act("proposal_redecided"))
    assert isinstance(early, Refusal)
    assert "Номер акта записан с ошибкой" in type_of(act("proposal_redecided")).say(
        act("proposal_redecided"), "ru"
    )


def test_what_was_accepted_is_sent_back_and_a_closed_survey_opened_again() -> None:
    told_ = ("information_submitted", "information_accepted", "information_returned")
    assert INFORMATION.stage(after(INFORMATION, *told_)) == "returned"
    asked = ("survey_opened", "survey_closed", "survey_extended")
    assert SURVEY.stage(after(SURVEY, *asked)) == "open"
