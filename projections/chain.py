"""The hash chain of a journal: what was taken, and in which order, cannot be changed unseen.

Each entry's hash covers the one before it, so that the last one, which the partition's row keeps,
stands for all of them. Two stores with equal heads hold the same journals.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlmodel import col

from sroki.projections.tables import JournalRow, PartitionRow
from sroki.workflows.standing import Entry, InputKind

# Rows read at a time when a whole journal goes by.
PORTION = 1000


class Break(NamedTuple):
    """Where a journal stops being what was written: the first entry at fault, and why."""

    partition: int
    seq: int
    why: str


def canonical(entry: Entry) -> bytes:
    """An entry as the bytes that are hashed: lengths first, so that no two entries look alike."""
    subject = b"" if entry.subject is None else entry.subject.encode()
    identity = entry.identity or b""
    content = entry.content or b""
    received = _seconds(entry.received_at)
    lengths = f"{len(subject)} {len(identity)} {len(content)} {len(entry.body)}"
    head = f"{entry.seq} {entry.kind} {received} {lengths}\n".encode()
    return b"".join((head, subject, identity, content, entry.body))


@lru_cache(maxsize=64)
def _seconds(at: datetime | None) -> str:
    """A stamp as it is hashed; the same one for every event of a batch."""
    return "" if at is None else f"{at.timestamp():.6f}"


def link(previous: bytes, entry: Entry) -> bytes:
    """The hash of an entry that follows the one whose hash is `previous` (b"" for the first)."""
    return sha256(previous + canonical(entry)).digest()


def journal(
    connection: Connection, generation: int, partition: int, after: int = 0
) -> Iterable[tuple[Entry, bytes]]:
    """The entries of a journal after `after`, in order, each with its stored hash."""
    while True:
        rows = connection.execute(
            select(
                col(JournalRow.seq),
                col(JournalRow.kind),
                col(JournalRow.subject),
                col(JournalRow.body),
                col(JournalRow.identity),
                col(JournalRow.content),
                col(JournalRow.received_at),
                col(JournalRow.hash),
            )
            .where(
                col(JournalRow.generation) == generation,
                col(JournalRow.partition) == partition,
                col(JournalRow.seq) > after,
            )
            .order_by(col(JournalRow.seq))
            .limit(PORTION)
        ).all()
        for seq, kind, subject, body, identity, content, received_at, stored in rows:
            entry = Entry(seq, InputKind(kind), subject, body, identity, content, received_at)
            yield entry, stored
        if len(rows) < PORTION:
            return
        after = rows[-1].seq


def verify(connection: Connection) -> Break | None:
    """Recompute every chain of the store; the first break, or None where all of it holds."""
    heads = connection.execute(
        select(
            col(PartitionRow.generation),
            col(PartitionRow.partition),
            col(PartitionRow.seq),
            col(PartitionRow.chain),
        ).order_by(col(PartitionRow.generation), col(PartitionRow.partition))
    )
    for generation, partition, seq, chain in heads.all():
        found = _verify(connection, generation, partition, seq, chain)
        if found is not None:
            return found
    return None


def _verify(
    connection: Connection, generation: int, partition: int, length: int, head: bytes
) -> Break | None:
    previous, last = b"", 0
    for entry, stored in journal(connection, generation, partition):
        if entry.seq != last + 1:
            return Break(partition, last + 1, "missing")
        if link(previous, entry) != stored:
            return Break(partition, entry.seq, "changed")
        previous, last = stored, entry.seq
    if last != length:
        return Break(partition, min(last, length) + 1, "cut" if last < length else "added")
    return None if previous == head else Break(partition, last, "changed")
