"""How the partitions are: how far each log was read, its ledger told, and what stands still."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import col

from sroki.projections.alarms import Alarmed, standing
from sroki.projections.log_tables import ToldRow
from sroki.projections.queries.reading import Reading
from sroki.projections.tables import PartitionRow


class PartitionShown(NamedTuple):
    """A partition. `position` is the shell's own words for how far its log was read, if there is
    one; `told` up to which finding the topic of findings was told, None where nobody relays.
    """

    partition: int
    seq: int
    position: str | None
    said: int
    told: int | None
    alarms: tuple[Alarmed, ...]


def partitions(reading: Reading) -> list[PartitionShown]:
    """Every partition of cases, in order."""
    alarmed = standing(reading.connection, reading.generation)
    positions = reading.connection.execute(
        select(col(PartitionRow.partition), col(PartitionRow.position)).where(
            reading.mine(PartitionRow)
        )
    )
    position = {row.partition: row.position for row in positions}
    rows = reading.connection.execute(
        select(col(ToldRow.partition), col(ToldRow.no)).where(reading.mine(ToldRow))
    )
    told = {row.partition: row.no for row in rows}
    return [
        PartitionShown(
            one.partition,
            one.seq,
            position[one.partition],
            one.said,
            told.get(one.partition),
            tuple(found for found in alarmed if found.partition == one.partition),
        )
        for one in reading.progress
    ]
