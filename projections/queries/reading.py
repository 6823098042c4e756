"""One look at the store: a snapshot, the moment it is looked at, and who is looking."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, select
from sqlalchemy.orm import Mapped
from sqlmodel import col

from sroki.events.partitions import CONTROL, partition_of
from sroki.projections.names import Names
from sroki.projections.scope import EVERYTHING, Scope
from sroki.projections.tables import Meta, Partitioned, PartitionRow


class Progress(NamedTuple):
    """How far a partition has come: its journal `seq` long, its ledger `said`.

    `watermarks` maps "authority/role/unit" to an instant.
    """

    partition: int
    seq: int
    clock: datetime | None
    rulebook: str
    said: int
    watermarks: dict[str, datetime]


class Reading(NamedTuple):
    """What every query is given. All of one reading see the same commit.

    `progress` is of the partitions of cases; what people do is in one of its own (`dossiers`).
    """

    connection: Connection
    generation: int
    progress: tuple[Progress, ...]
    now: datetime
    names: Names
    scope: Scope = EVERYTHING

    @property
    def partitions(self) -> tuple[int, ...]:
        return tuple(one.partition for one in self.progress)

    def home(self, key: str) -> int:
        """The partition a subject lives in."""
        return partition_of(key, max(1, len(self.progress)))

    def mine(self, model: type[Partitioned]) -> ColumnElement[bool]:
        """The rows of the generation that is in use."""
        return col(model.generation) == self.generation

    def seen(
        self, model: type[Partitioned], authority: Mapped[str], unit: Mapped[str]
    ) -> ColumnElement[bool]:
        """The rows in use that the reader may see."""
        return and_(self.mine(model), self.scope.clause(authority, unit))


def read(connection: Connection, now: datetime, names: Names, scope: Scope = EVERYTHING) -> Reading:
    """Begin a reading on a connection whose transaction gives a snapshot."""
    number = generation_of(connection)
    return Reading(connection, number, _progress(connection, number), now, names, scope)


def generation_of(connection: Connection) -> int:
    """The generation that is in use; 0 of a store that nobody opened yet."""
    return int(connection.scalar(select(col(Meta.value)).where(col(Meta.key) == "generation")) or 0)


def _progress(connection: Connection, generation: int) -> tuple[Progress, ...]:
    rows = connection.execute(
        select(
            col(PartitionRow.partition),
            col(PartitionRow.seq),
            col(PartitionRow.clock),
            col(PartitionRow.rulebook),
            col(PartitionRow.said),
            col(PartitionRow.watermarks),
        )
        .where(col(PartitionRow.generation) == generation, col(PartitionRow.partition) != CONTROL)
        .order_by(col(PartitionRow.partition))
    )
    return tuple(
        Progress(
            row.partition,
            row.seq,
            row.clock,
            row.rulebook,
            row.said,
            {key: datetime.fromisoformat(at) for key, at in json.loads(row.watermarks).items()},
        )
        for row in rows
    )
