"""One entry of a journal, for a page that says what it was because of."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import col

from sroki.events.base import Event
from sroki.events.catalogue import from_bytes
from sroki.projections.queries.cases import exists
from sroki.projections.queries.reading import Reading
from sroki.projections.tables import JournalRow as J
from sroki.workflows.standing import InputKind


class Told(NamedTuple):
    """An event that the journal holds, and the subject it is of."""

    subject: str
    event: Event


def entry(reading: Reading, generation: int, partition: int, seq: int) -> Told | None:
    """The event at a place of a journal; None where it is none, or none the reader may see."""
    row = reading.connection.execute(
        select(col(J.subject), col(J.body)).where(
            col(J.generation) == generation,
            col(J.partition) == partition,
            col(J.seq) == seq,
            col(J.kind) == InputKind.EVENT.value,
        )
    ).one_or_none()
    if row is None or row.subject is None or not exists(reading, row.subject):
        return None
    return Told(row.subject, from_bytes(row.body))
