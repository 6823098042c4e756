"""Every type of dossier there is, by its name. A new one is plugged in here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sroki.events.acts.base import HumanAct
from sroki.workflows.case_dossier import CASE
from sroki.workflows.dossiers import DossierType
from sroki.workflows.snapshot_dossier import SNAPSHOT
from sroki.workflows.user_dossier import USER

DOSSIERS: Final[Mapping[str, DossierType[Any]]] = {one.name: one for one in (USER, CASE, SNAPSHOT)}


def type_of(act: HumanAct) -> DossierType[Any]:
    """The type of the dossier that an act joins."""
    return DOSSIERS[act.of]
