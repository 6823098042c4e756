"""From the values of the engine to the rows of the tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pydantic_core import from_json, to_json

from sroki.events.findings import Finding, FindingKind
from sroki.projections.known import Board, DeadlineKey
from sroki.projections.statements import Row, Statements, columns_of
from sroki.projections.tables import IMPOSSIBLE_ALREADY, FindingRow
from sroki.workflows.assessment import Assessment, Deadline, Proof, State
from sroki.workflows.standing import SubjectState

_LATE: Final = State.LATE
_NOT_STARTED: Final = State.NOT_STARTED
_OVERDUE: Final = State.OVERDUE
_PRESUMED: Final = Proof.PRESUMED
_RAN: Final = (State.RUNNING.value, Proof.PROVEN.value)
_IMPOSSIBLE: Final = FindingKind.IMPOSSIBLE
_FINDING: Final = columns_of(FindingRow)[4:]
NOT_ASSESSED: Final = "not_assessed"


def kind_of(key: str) -> str:
    """What a subject is, by its key: `group/…`, `visit/…`, or the bare id of a case."""
    kind, slash, _ = key.partition("/")
    return kind if slash else "case"


def board_of(state: SubjectState, after: Assessment | None, statements: Statements) -> Board:
    """What the board shows; where assessing raised, only whose the subject is."""
    kind = kind_of(state.key)
    if after is None:
        first = state.events[0]
        return Board(
            kind,
            first.authority,
            first.service,
            first.unit,
            None,
            NOT_ASSESSED,
            None,
            None,
            closed=False,
        )
    return Board(
        kind,
        after.authority,
        after.service,
        after.unit,
        after.edition,
        after.stage,
        None if after.channel is None else str(after.channel),
        statements.day(after.opened_on),
        after.closed,
    )


def stored(one: Deadline) -> tuple[str, str]:
    """Its state and proof as rows keep them.

    That an open deadline is overdue and presumed follows from its `due_at` and the clock of whoever
    asks. It stays as it ran, so that a midnight rewrites no row, and no index, of what is only due.
    """
    if one.state is _OVERDUE and one.proof is _PRESUMED:
        return _RAN
    return str(one.state), str(one.proof)


def deadline_row(
    subject: str, board: Board, one: Deadline, place: tuple[int, int], statements: Statements
) -> Row:
    """A deadline, in the order of its columns. The delay of an open one grows by itself."""
    day = statements.day
    state, proof = stored(one)
    return (
        *place,
        subject,
        one.rule,
        one.instance,
        board.authority,
        board.service,
        board.unit,
        board.edition,
        one.clause,
        state,
        proof,
        day(one.started_on),
        one.started_by,
        day(one.due_raw_on),
        day(one.due_on),
        statements.instant(one.due_at),
        one.preliminary,
        day(one.ended_on),
        one.ended_by,
        one.delay_days if one.state is _LATE else None,
        day(one.necessary_on),
    )


def started(after: Assessment | None) -> dict[DeadlineKey, Deadline]:
    """The deadlines that have rows: all that ever started.

    One that was said to be impossible needs nothing of the future any more: its `necessary_on` is
    over for good.
    """
    if after is None:
        return {}
    found = {
        (one.rule, one.instance): one for one in after.deadlines if one.state is not _NOT_STARTED
    }
    for claim in after.claims:
        if claim.kind is _IMPOSSIBLE:
            for key, one in found.items():
                if (one.rule, one.started_by) == (claim.rule, claim.started_by):
                    found[key] = one._replace(necessary_on=IMPOSSIBLE_ALREADY)
    return found


def finding_of(row: Sequence[Any], statements: Statements) -> Finding:
    """The finding of a line of the ledger, from its `id` on."""
    said = dict(zip(_FINDING, row, strict=True))
    said["params"] = from_json(said["params"])
    for name in ("due_at", "as_of", "detected_at"):
        said[name] = statements.moment(said[name])
    return Finding.model_validate(said)


def finding_row(
    finding: Finding, place: tuple[int, int], no: int, seq: int, statements: Statements
) -> Row:
    """A line of the ledger."""
    instant = statements.instant
    return (
        *place,
        no,
        seq,
        finding.id,
        finding.version,
        finding.subject,
        finding.case_id,
        finding.authority,
        finding.service,
        finding.unit,
        finding.rule,
        str(finding.kind),
        finding.ordinal,
        finding.edition,
        finding.clause,
        finding.started_by,
        statements.day(finding.due_on),
        instant(finding.due_at),
        to_json(finding.params).decode() if finding.params else "{}",
        finding.retracts,
        finding.reason,
        finding.silent,
        instant(finding.as_of),
        instant(finding.detected_at),
    )
