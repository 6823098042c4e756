"""What the journal made of an event that somebody asks about."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import and_, select
from sqlmodel import col

from sroki.events.inquiries import Inquiry
from sroki.projections.queries.reading import Reading
from sroki.projections.tables import IdentityRow, JournalRow


def fate(reading: Reading, inquiry: Inquiry) -> Literal["taken", "duplicate", "conflict"] | None:
    """None while no journal has it.

    Told twice with the same content, it is `taken` as it was received first and a `duplicate` after
    that; with another content it is in `conflict` with what is journalled.
    """
    row = reading.connection.execute(
        select(col(IdentityRow.content), col(JournalRow.received_at))
        .join(
            JournalRow,
            and_(
                col(JournalRow.generation) == col(IdentityRow.generation),
                col(JournalRow.partition) == col(IdentityRow.partition),
                col(JournalRow.seq) == col(IdentityRow.seq),
            ),
        )
        .where(
            col(IdentityRow.generation) == reading.generation,
            col(IdentityRow.partition).in_(reading.partitions),
            col(IdentityRow.identity) == inquiry.identity,
        )
        .limit(1)
    ).first()
    if row is None:
        return None
    if bytes(row.content) != inquiry.content:
        return "conflict"
    return "taken" if row.received_at == inquiry.received_at else "duplicate"
