"""What is worth opening first in a store: one case of each kind that people ask about."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import col

from sroki.events.findings import FindingKind
from sroki.events.i18n import mark
from sroki.projections.queries.reading import Reading
from sroki.projections.tables import FindingRow

_KINDS = (
    (mark("просрочено, и это доказано"), FindingKind.BREACH, "total_to_notice"),
    (mark("опоздали с регистрацией"), FindingKind.BREACH, "registration"),
    (mark("обошли в очереди"), FindingKind.DEVIATION, "overtaking"),
    (mark("нарушение снято: источник сообщил позже"), FindingKind.RETRACTION, "registration"),
)


class Highlight(NamedTuple):
    """A case worth opening, and why."""

    says: str
    case_id: str


def highlights(reading: Reading) -> list[Highlight]:
    """The latest case of each kind, where there is one."""
    found: list[Highlight] = []
    for says, kind, rule in _KINDS:
        case_id = reading.connection.scalar(
            select(col(FindingRow.case_id))
            .where(
                reading.mine(FindingRow),
                col(FindingRow.kind) == kind.value,
                col(FindingRow.rule) == rule,
                col(FindingRow.case_id).is_not(None),
                col(FindingRow.case_id).not_in([one.case_id for one in found]),
            )
            .order_by(col(FindingRow.no).desc())
            .limit(1)
        )
        if case_id is not None:
            found.append(Highlight(says, case_id))
    return found


def said(reading: Reading) -> dict[str, int]:
    """How many findings of each kind were said."""
    rows = reading.connection.execute(
        select(col(FindingRow.kind), func.count())
        .where(reading.mine(FindingRow))
        .group_by(col(FindingRow.kind))
    )
    return {row[0]: row[1] for row in rows}
