"""What a transaction asks of its partition, each compiled once.

`generation` and `partition` are bound to the transaction's own, other values by name.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from pydantic_core import from_json
from sqlalchemy import BindParameter, Select, bindparam, select
from sqlmodel import col

from sroki.projections.statements import Statements, columns_of, table_of
from sroki.projections.tables import (
    AwaitedRow,
    FindingRow,
    JournalRow,
    LetterRow,
    PartitionRow,
    SubjectRow,
)
from sroki.workflows.standing import Head, InputKind


class Partition(NamedTuple):
    """The partition's row as the database keeps it, but for its key."""

    seq: int
    clock: Any
    epoch: int
    writes: int
    position: str | None
    rulebook: str
    chain: bytes
    watermarks: str
    live_from: str
    pending: str
    said: int
    posted: int
    adopted: int


def head_of(statements: Statements, partition: int, row: Partition) -> Head:
    """The row as a value of the engine."""
    return Head(
        partition,
        seq=row.seq,
        clock=statements.moment(row.clock),
        rulebook=row.rulebook,
        epoch=row.epoch,
        position=row.position,
        chain=row.chain,
        watermarks=_instants(row.watermarks),
        live_from=_instants(row.live_from),
        pending=tuple(from_json(row.pending)),
        said=row.said,
        adopted=row.adopted,
    )


def _instants(stored: str) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(at) for name, at in from_json(stored).items()}


def _mine(model: Any, *names: str) -> Select[Any]:
    columns = table_of(model).columns
    return select(*(columns[name] for name in names)).where(
        columns["generation"] == bindparam("generation"),
        columns["partition"] == bindparam("partition"),
    )


_limit: Final[BindParameter[int]] = bindparam("limit")
_key: Final = col(SubjectRow.key)
_when: Final = col(SubjectRow.next_change_at)
_under: Final = col(SubjectRow.rulebook)

# The row as committed; locked, after whoever holds it; locked, unless anybody does.
SEEN: Final = _mine(PartitionRow, *Partition._fields)
LOCKED: Final = SEEN.with_for_update()
FREE: Final = SEEN.with_for_update(skip_locked=True)

DUE: Final = (
    _mine(SubjectRow, "key").where(_when <= bindparam("at")).order_by(_when, _key).limit(_limit)
)

# Two ranges of the index rather than one inequality, which no index helps.
UNDER_AN_EARLIER: Final = (
    _mine(SubjectRow, "key")
    .where(_under < bindparam("rulebook"))
    .order_by(_under, _key)
    .limit(_limit)
)
UNDER_A_LATER: Final = (
    _mine(SubjectRow, "key")
    .where(_under > bindparam("rulebook"))
    .order_by(_under, _key)
    .limit(_limit)
)

AWAITING: Final = (
    _mine(AwaitedRow, "subject")
    .where(
        col(AwaitedRow.authority) == bindparam("authority"),
        col(AwaitedRow.role) == bindparam("role"),
        col(AwaitedRow.due_at) <= bindparam("to"),
        col(AwaitedRow.subject) > bindparam("after"),
    )
    .order_by(col(AwaitedRow.subject))
    .limit(_limit)
)
AWAITING_IN_UNIT: Final = AWAITING.where(col(AwaitedRow.unit) == bindparam("unit"))

LETTERS: Final = (
    _mine(LetterRow, "sender", "no", "recipient", "events")
    .order_by(col(LetterRow.sender), col(LetterRow.no))
    .limit(_limit)
)

_ADOPTED: Final = _mine(FindingRow, "subject").where(
    col(FindingRow.no) <= bindparam("until"),
    col(FindingRow.seq).in_(
        _mine(JournalRow, "seq").where(col(JournalRow.kind) == InputKind.ADOPTED.value)
    ),
)
OF_ADOPTED: Final = (
    _mine(FindingRow, *columns_of(FindingRow)[4:])
    .where(col(FindingRow.subject).in_(_ADOPTED))
    .order_by(col(FindingRow.no))
)
JOURNALLED: Final = (
    _mine(JournalRow, "seq", "kind", "subject", "body", "identity", "content", "received_at")
    .where(col(JournalRow.seq) > bindparam("after"))
    .order_by(col(JournalRow.seq))
    .limit(_limit)
)
