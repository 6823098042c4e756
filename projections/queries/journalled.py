"""Where events of a subject stand in the journals, with the links of the chain on either side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlmodel import col

from sroki.projections.queries.reading import Reading
from sroki.projections.tables import IdentityRow, JournalRow
from sroki.workflows.standing import Entry, InputKind


class Journalled(NamedTuple):
    """An entry, the hash of the entry before it (b"" for the first), and its own."""

    generation: int
    partition: int
    entry: Entry
    previous: bytes
    hash: bytes


def entries(reading: Reading, subject: str, identities: Iterable[bytes]) -> list[Journalled]:
    """The entries under these identities in the partition the subject lives in, in their order.

    What an earlier generation journalled, before the store was laid anew, has no entry here.
    """
    place = (reading.generation, reading.home(subject))
    of = and_(
        col(JournalRow.generation) == col(IdentityRow.generation),
        col(JournalRow.partition) == col(IdentityRow.partition),
        col(JournalRow.seq) == col(IdentityRow.seq),
    )
    columns = (JournalRow.kind, JournalRow.subject, JournalRow.body, JournalRow.received_at)
    found = []
    for identity in identities:
        row = reading.connection.execute(
            select(
                col(JournalRow.seq),
                *(col(one) for one in columns),
                col(JournalRow.identity),
                col(JournalRow.content),
                col(JournalRow.hash),
            )
            .join(IdentityRow, of)
            .where(
                col(IdentityRow.generation) == place[0],
                col(IdentityRow.partition) == place[1],
                col(IdentityRow.identity) == identity,
            )
        ).one_or_none()
        if row is None or row.identity is None:
            continue
        entry = Entry(
            row.seq,
            InputKind(row.kind),
            row.subject,
            row.body,
            row.identity,
            row.content,
            row.received_at,
        )
        found.append(Journalled(*place, entry, _hash_of(reading, place, row.seq - 1), row.hash))
    return sorted(found, key=lambda one: one.entry.seq)


def _hash_of(reading: Reading, place: tuple[int, int], seq: int) -> bytes:
    found: bytes | None = reading.connection.scalar(
        select(col(JournalRow.hash)).where(
            col(JournalRow.generation) == place[0],
            col(JournalRow.partition) == place[1],
            col(JournalRow.seq) == seq,
        )
    )
    return found or b""
