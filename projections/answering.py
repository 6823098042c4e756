"""What units answer to a draft: held to the rows they were asked about, and each to its own."""

from __future__ import annotations

from sqlalchemy import Connection

from sroki.events.acts.base import HumanAct
from sroki.events.acts.snapshots import SnapshotAnswered
from sroki.events.i18n import mark
from sroki.projections.desk import Desk, Outcome
from sroki.projections.queries.checks import names
from sroki.workflows.dossiers import Stale
from sroki.workflows.duties import Person
from sroki.workflows.refusals import Refusal

NO_ROW = mark("Строки «{row}» у этого подразделения в проекте нет.")


def answer(desk: Desk, act: SnapshotAnswered, person: Person, seen: int) -> Outcome:
    """Do the act; what other units answered since the form was made is not in its way."""

    def known(connection: Connection) -> None:
        asked = set(names(connection, act.authority, act.snapshot, act.unit or ""))
        for one in act.rows:
            if one.row not in asked:
                raise _Unknown(one.row)

    while True:
        try:
            outcome = desk.perform(act, person, seen, known)
        except _Unknown as unknown:
            return Refusal(NO_ROW, {"row": unknown.row})
        if not (isinstance(outcome, Stale) and outcome.since):
            return outcome
        if not all(_of_others(one, act.unit) for one in outcome.since):
            return outcome
        seen += len(outcome.since)


def _of_others(one: HumanAct, unit: str | None) -> bool:
    return isinstance(one, SnapshotAnswered) and one.unit != unit


class _Unknown(Exception):
    """Undoes the act that names a row nobody asked about."""

    def __init__(self, row: str) -> None:
        super().__init__(row)
        self.row = row
