"""Writing what one transaction appends: the journal, the ledger, letters and conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from sroki.events.catalogue import content_digest, identity, to_bytes
from sroki.events.findings import Finding
from sroki.projections import chain
from sroki.projections.rows import finding_row
from sroki.projections.statements import Row, Statements
from sroki.projections.tables import (
    EARLIER_EVENT,
    EARLIER_WATERMARK,
    ConflictRow,
    FindingRow,
    IdentityRow,
    JournalRow,
    LetterRow,
)
from sroki.projections.tallies import Tallies
from sroki.workflows.standing import Conflict, Entry, InputKind, Taken

# What takes an identity; what came second under one does not.
_NAMED: Final = frozenset({InputKind.EVENT, InputKind.WATERMARK})


class Appender:
    """Appends to one partition, in one transaction."""

    def __init__(
        self,
        connection: Connection,
        statements: Statements,
        tallies: Tallies,
        place: tuple[int, int],
    ) -> None:
        self._connection = connection
        self._sql = statements
        self._tallies = tallies
        self._place = place

    def journal(self, previous: bytes, entries: Sequence[Entry]) -> bytes:
        """Append to the journal, remember identities; the hash of the last entry."""
        rows: list[Row] = []
        identities: list[Row] = []
        for entry in entries:
            previous = chain.link(previous, entry)
            seq, kind, subject, body, name, content, received_at = entry
            received = self._sql.instant(received_at)
            rows.append(
                (*self._place, seq, str(kind), subject, body, name, content, received, previous)
            )
            if kind in _NAMED:
                identities.append((*self._place, name, content, seq))
        self._sql.insert(JournalRow).run(self._connection, rows)
        self._sql.insert(IdentityRow).run(self._connection, identities)
        return previous

    def taken(self, taken: Sequence[Taken]) -> None:
        """Remember identities that an earlier generation journalled: they have no number here."""
        rows = [
            (*self._place, name, content, EARLIER_WATERMARK if watermark else EARLIER_EVENT)
            for name, content, watermark in taken
        ]
        self._sql.insert(IdentityRow).run(self._connection, rows)

    def ledger(self, said: int, seq: int, findings: Sequence[Finding]) -> int:
        """Append to the ledger and count what is not silent; how long the ledger is now."""
        rows: list[Row] = []
        for no, one in enumerate(findings, start=said + 1):
            rows.append(finding_row(one, self._place, no, seq, self._sql))
            if not one.silent:
                scope = (one.authority, one.service, one.unit)
                if one.retracts is None:
                    self._tallies.count("findings", scope, one.rule, str(one.kind))
                else:
                    was = str(one.params["retracted"])
                    self._tallies.count("retractions", scope, one.rule, was)
        self._sql.insert(FindingRow).run(self._connection, rows)
        return said + len(rows)

    def letters(
        self, posted: int, letters: Sequence[tuple[int, str, bytes]], delivered: Sequence[Row]
    ) -> int:
        """Post letters (partition, group, events) and take away the delivered ones."""
        generation, sender = self._place
        rows: list[Row] = []
        for no, (partition, group, events) in enumerate(letters, start=posted + 1):
            rows.append((generation, partition, sender, no, group, events))
        self._sql.insert(LetterRow).run(self._connection, rows)
        gone = [(*self._place, *row) for row in delivered]
        self._sql.delete(LetterRow).run(self._connection, gone)
        return posted + len(rows)

    def conflicts(self, conflicts: Sequence[Conflict]) -> None:
        """Keep what came second under a taken identity, once."""
        rows = [
            (
                *self._place,
                identity(one.event),
                content_digest(one.event),
                one.subject,
                to_bytes(one.event),
                self._sql.instant(one.event.received_at),
            )
            for one in conflicts
        ]
        self._sql.ignore(ConflictRow).run(self._connection, rows)
