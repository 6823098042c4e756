"""Every type of dossier there is, by its name. A new one is plugged in here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sroki.events.acts.base import HumanAct
from sroki.workflows.audit_dossier import AUDIT, SAMPLE
from sroki.workflows.case_dossier import CASE
from sroki.workflows.dossiers import DossierType
from sroki.workflows.information_dossier import INFORMATION
from sroki.workflows.plan_dossier import PLAN
from sroki.workflows.proposal_dossier import EVALUATION, PROPOSAL
from sroki.workflows.report_dossier import REPORT
from sroki.workflows.snapshot_dossier import SNAPSHOT
from sroki.workflows.survey_dossier import SHEET, SURVEY
from sroki.workflows.user_dossier import USER

# The monitoring cycle, in the order of its year.
CYCLE: Final[tuple[DossierType[Any], ...]] = (
    PLAN,
    INFORMATION,
    SURVEY,
    SHEET,
    AUDIT,
    SAMPLE,
    EVALUATION,
    PROPOSAL,
    REPORT,
)
_ALL: Final[tuple[DossierType[Any], ...]] = (USER, CASE, SNAPSHOT, *CYCLE)
DOSSIERS: Final[Mapping[str, DossierType[Any]]] = {one.name: one for one in _ALL}


def type_of(act: HumanAct) -> DossierType[Any]:
    """The type of the dossier that an act joins."""
    return DOSSIERS[act.of]
