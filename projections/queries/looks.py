"""A look at the board: how far everything was then, kept by the browser of whoever looked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import col

from sroki.events.partitions import CONTROL
from sroki.projections.queries.reading import Reading
from sroki.projections.tables import PartitionRow


class Mark(NamedTuple):
    """How far everything was at a look: (journal, ledger) of each partition, and of the acts."""

    generation: int
    at: datetime
    lengths: tuple[tuple[int, int], ...]
    acts: int

    def __str__(self) -> str:
        """As a cookie keeps it."""
        pairs = ".".join(f"{seq}-{said}" for seq, said in self.lengths)
        return f"{self.generation}_{int(self.at.timestamp())}_{self.acts}_{pairs}"

    @classmethod
    def of(cls, kept: str) -> Mark | None:
        """A mark as it was kept; None for anything else."""
        try:
            generation, at, acts, pairs = kept.split("_")
            lengths = [pair.split("-") for pair in pairs.split(".")]
            return cls(
                int(generation),
                datetime.fromtimestamp(int(at), UTC),
                tuple((int(seq), int(said)) for seq, said in lengths),
                int(acts),
            )
        except (ValueError, OverflowError, OSError):
            return None


def mark(reading: Reading) -> Mark:
    """The look that is taken now."""
    acts = reading.connection.scalar(
        select(col(PartitionRow.seq)).where(
            reading.mine(PartitionRow), col(PartitionRow.partition) == CONTROL
        )
    )
    lengths = tuple((one.seq, one.said) for one in reading.progress)
    return Mark(reading.generation, reading.now.replace(microsecond=0), lengths, acts or 0)


def is_known(reading: Reading, since: Mark) -> bool:
    """Whether a mark is of this store, laid out as it is, and not of what is to come."""
    ahead = any(
        seq > one.seq or said > one.said
        for one, (seq, said) in zip(reading.progress, since.lengths, strict=False)
    )
    laid = (reading.generation, len(reading.progress))
    return laid == (since.generation, len(since.lengths)) and not ahead
