"""What the engine needs of a store. `projections` implements it without importing this room."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from sroki.events.findings import Finding
from sroki.workflows.standing import Changes, Entry, Head, Letter, Outline, SubjectState


class Transaction(Protocol):
    """One transaction on one partition. The partition's row is locked from `head` on.

    Leaving the context without `write` changes nothing; `write` is called at most once and takes
    everything that changed, so that a crash leaves the store of a shorter journal.
    """

    head: Head

    def seen(self, identities: Collection[bytes]) -> dict[bytes, bytes]:
        """Content digests already journalled in this partition, by identity."""
        ...

    def load(self, keys: Collection[str]) -> dict[str, SubjectState]:
        """The subjects that exist, by key; an archived one is unpacked."""
        ...

    def outlines(self, keys: Collection[str]) -> dict[str, Outline]:
        """Those whose rows tell all that time alone does to them; others have to be loaded.

        A store may leave out whom it likes. Who was told of history is always left out.
        """
        ...

    def due(self, at: datetime, limit: int) -> Sequence[str]:
        """Keys of subjects with `next_change_at` ≤ `at`, earliest first, at most `limit`."""
        ...

    def awaiting(self, watermark: str, to: datetime, limit: int, after: str) -> Sequence[str]:
        """Keys > `after` of subjects that wait for this watermark at a due instant ≤ `to`."""
        ...

    def under_another(self, rulebook: str, limit: int) -> Sequence[str]:
        """Keys of subjects last assessed under a rulebook other than this one."""
        ...

    def letters(self, limit: int) -> Sequence[tuple[int, Letter]]:
        """Letters to groups of this partition not yet delivered, in order, with their row ids."""
        ...

    def told_before(self, ids: Collection[str]) -> Collection[str]:
        """Those of these findings that the ledger has."""
        ...

    def said_of_adopted(self) -> Sequence[Finding]:
        """All that the ledger said, in order, of whoever has findings adopted, not reconciled."""
        ...

    def journalled(self, after: int, limit: int) -> Sequence[Entry]:
        """Entries of the journal after the one numbered `after`, in order, at most `limit`."""
        ...

    def write(self, changes: Changes) -> None:
        """Write all of it and commit."""
        ...


class Store(Protocol):
    """A store of partitions."""

    partitions: int

    def transaction(self, partition: int) -> AbstractContextManager[Transaction]:
        """Begin a transaction that holds the partition's row."""
        ...
