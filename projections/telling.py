"""What is to be told of the ledger on the topic of findings, and how far it was told.

A finding leaves as flat JSON, its parameters as the ledger keeps them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Select, bindparam, select
from sqlmodel import col

from sroki.events.partitions import CONTROL
from sroki.projections.log_tables import ToldRow
from sroki.projections.statements import Statements, columns_of, table_of
from sroki.projections.tables import FindingRow, PartitionRow

_INSTANTS: Final = frozenset({"due_at", "as_of", "detected_at"})
_NAMES: Final = tuple(
    name
    for name in columns_of(FindingRow)
    if name not in {"generation", "partition", "no", "seq", "detected_at"}
)
_mine: Final = (
    col(FindingRow.generation) == bindparam("generation"),
    col(FindingRow.partition) == bindparam("partition"),
)
_AFTER: Final[Select[Any]] = (
    select(col(FindingRow.no), *(table_of(FindingRow).columns[name] for name in _NAMES))
    .where(*_mine, col(FindingRow.no) > bindparam("after"))
    .order_by(col(FindingRow.no))
    .limit(bindparam("limit"))
)
_ID: Final[Select[Any]] = select(col(FindingRow.id)).where(
    *_mine, col(FindingRow.no) == bindparam("no")
)


class ToTell(NamedTuple):
    """A finding as it leaves: its place in the ledger, its id, its subject, its JSON."""

    no: int
    id: str
    subject: str
    body: bytes


def after(
    connection: Connection, statements: Statements, place: tuple[int, int], no: int, limit: int
) -> list[ToTell]:
    """The findings of a partition (generation, number) after the one numbered `no`, in order."""
    generation, partition = place
    given = {"generation": generation, "partition": partition, "after": no, "limit": limit}
    rows = statements.of(_AFTER).ask(connection, given)
    return [_told(statements, row) for row in rows]


def _told(statements: Statements, row: tuple[Any, ...]) -> ToTell:
    fields = {name: value for name, value in zip(_NAMES, row[1:], strict=True) if value is not None}
    for name in _INSTANTS & fields.keys():
        fields[name] = statements.moment(fields[name])
    fields["silent"] = bool(fields["silent"])
    fields["params"] = from_json(fields["params"])
    return ToTell(row[0], fields["id"], fields["subject"], to_json(fields))


def id_of(
    connection: Connection, statements: Statements, place: tuple[int, int], no: int
) -> str | None:
    """The id of a finding by its number."""
    generation, partition = place
    given = {"generation": generation, "partition": partition, "no": no}
    rows = statements.of(_ID).ask(connection, given)
    return rows[0][0] if rows else None


def said(connection: Connection, generation: int) -> dict[int, int]:
    """How many findings the ledger of each partition of cases has."""
    rows = connection.execute(
        select(col(PartitionRow.partition), col(PartitionRow.said)).where(
            col(PartitionRow.generation) == generation, col(PartitionRow.partition) != CONTROL
        )
    )
    return {row.partition: row.said for row in rows}


class Noted(NamedTuple):
    """How far a partition was told: the last finding's number, in which life of the store."""

    no: int
    incarnation: int


def told(connection: Connection, place: tuple[int, int]) -> Noted | None:
    """How far a partition (generation, number) was told, as far as it was noted here."""
    generation, partition = place
    row = connection.execute(
        select(col(ToldRow.no), col(ToldRow.incarnation)).where(
            col(ToldRow.generation) == generation, col(ToldRow.partition) == partition
        )
    ).first()
    return None if row is None else Noted(*row)


def note(
    connection: Connection,
    statements: Statements,
    place: tuple[int, int],
    noted: Noted,
    now: datetime,
) -> None:
    """Note how far a partition was told."""
    row = (*place, *noted, statements.instant(now))
    statements.upsert(ToldRow).run(connection, [row])
