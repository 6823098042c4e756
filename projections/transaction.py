"""One transaction on one partition: what it reads, and the one write that ends it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from pydantic_core import to_json
from sqlalchemy import Connection, Select

from sroki.events.catalogue import parse_many
from sroki.events.errors import Refused, SrokiError
from sroki.events.findings import Finding
from sroki.events.i18n import say
from sroki.projections import partition_queries as queries
from sroki.projections import sealed
from sroki.projections.database import Database
from sroki.projections.frozen_periods import mark_changed
from sroki.projections.known import Known, Remembered
from sroki.projections.lapses import LapseWriter, outlines
from sroki.projections.loading import Loader
from sroki.projections.rows import finding_of
from sroki.projections.standing import StandingWriter
from sroki.projections.statements import Row, Statements
from sroki.projections.subject_writing import SubjectWriter
from sroki.projections.tables import LEFT, FindingRow, IdentityRow, PartitionRow
from sroki.projections.tallies import Tallies
from sroki.projections.writing import Appender
from sroki.workflows.standing import (
    Changes,
    Entry,
    Head,
    InputKind,
    Letter,
    Outline,
    SubjectState,
)


class Busy(SrokiError):
    """Another transaction holds the partition: whoever needs no owner comes again later."""


class Fenced(Refused):
    """Another process took the partition over: whatever we do for it is no more ours to do."""


class Placing(Protocol):
    """What a transaction needs to know of its store."""

    database: Database
    generation: int
    partitions: int

    def partition_of(self, key: str) -> int: ...


class SqlTransaction:
    """Reads a partition, then writes all that changed of it and commits.

    Subjects handed out are the caller's to change until then: they are forgotten here, and
    remembered again only once what they became is committed. `epoch` is that of the partition's
    owner; without one (None) the position stays where it is, and a held partition is Busy.
    """

    def __init__(
        self,
        connection: Connection,
        statements: Statements,
        remembered: Remembered,
        store: Placing,
        partition: int,
        epoch: int | None,
    ) -> None:
        self._connection = connection
        self._statements = statements
        self._remembered = remembered
        self._store = store
        self._place = (store.generation, partition)
        self._loader = Loader(connection, statements, *self._place)
        self._known: dict[str, Known | None] = {}
        self._written = False
        self._epoch = epoch
        self._row = self._lock()
        remembered.settle(self._row.writes)
        self.head = queries.head_of(statements, partition, self._row)

    def seen(self, identities: Collection[bytes]) -> dict[bytes, bytes]:
        """Content digests already journalled in this partition, by identity."""
        columns = ("identity", "content")
        return dict(
            self._statements.pick(
                self._connection, IdentityRow, "identity", columns, self._place, identities
            )
        )

    def load(self, keys: Collection[str]) -> dict[str, SubjectState]:
        """The subjects that exist, by key; an archived one is unpacked."""
        self._look_up(keys)
        found: dict[str, SubjectState] = {}
        for key in keys:
            known = self._known[key]
            if known is not None:
                found[key] = known.state
        return found

    def outlines(self, keys: Collection[str]) -> dict[str, Outline]:
        """Those whose rows tell all that time alone does to them; others have to be loaded.

        Whoever is remembered is left out: with the events at hand there is nothing to be saved.
        """
        strange = [key for key in keys if key not in self._known and key not in self._remembered]
        return outlines(self._statements, self._connection, self._place, strange)

    def due(self, at: datetime, limit: int) -> Sequence[str]:
        """Keys of subjects with `next_change_at` ≤ `at`, earliest first, at most `limit`."""
        return self._keys(queries.DUE, at=self._statements.instant(at), limit=limit)

    def awaiting(self, watermark: str, to: datetime, limit: int, after: str) -> Sequence[str]:
        """Keys > `after` of subjects that wait for this watermark at a due instant ≤ `to`.

        `watermark` is "authority/role/unit", the unit `*` for all.
        """
        authority, role, unit = watermark.split("/")
        return self._keys(
            queries.AWAITING if unit == "*" else queries.AWAITING_IN_UNIT,
            authority=authority,
            role=role,
            unit=unit,
            to=self._statements.instant(to),
            after=after,
            limit=limit,
        )

    def under_another(self, rulebook: str, limit: int) -> Sequence[str]:
        """Keys of subjects last assessed under a rulebook other than this one."""
        found = self._keys(queries.UNDER_AN_EARLIER, rulebook=rulebook, limit=limit)
        rest = limit - len(found)
        return found + self._keys(queries.UNDER_A_LATER, rulebook=rulebook, limit=rest)

    def letters(self, limit: int) -> Sequence[tuple[int, Letter]]:
        """Letters to groups of this partition not yet delivered, in order, with their row ids."""
        rows = self._ask(queries.LETTERS, limit=limit)
        return [
            (no * self._store.partitions + sender, Letter(to, tuple(parse_many([events]))))
            for sender, no, to, events in rows
        ]

    def told_before(self, ids: Collection[str]) -> Collection[str]:
        """Those of these findings that the ledger has."""
        rows = self._statements.pick(self._connection, FindingRow, "id", ("id",), self._place, ids)
        return {name for (name,) in rows}

    def said_of_adopted(self) -> Sequence[Finding]:
        """All that the ledger said, in order, of whoever has findings adopted, not reconciled."""
        rows = self._ask(queries.OF_ADOPTED, until=self.head.adopted)
        return [finding_of(row, self._statements) for row in rows]

    def journalled(self, after: int, limit: int) -> Sequence[Entry]:
        """Entries of the journal after the one numbered `after`, in order, at most `limit`."""
        rows = self._ask(queries.JOURNALLED, after=after, limit=limit)
        moment = self._statements.moment
        return [
            Entry(seq, InputKind(kind), subject, body, name, content, moment(received))
            for seq, kind, subject, body, name, content, received in rows
        ]

    def write(self, changes: Changes) -> None:
        """Write all of it and commit."""
        if self._written:
            raise Refused("A transaction is written once")
        self._written = True
        head, length = changes.head, self._row.seq
        if [entry.seq for entry in changes.entries] != list(range(length + 1, head.seq + 1)):
            raise Refused("The entries do not follow the journal")
        if self._epoch is None and head.position != self._row.position:
            raise Refused("The position is its owner's to move")
        self._look_up(changes.subjects, rows=True)
        with self._store.database.saved(self._connection):
            tallies = Tallies(self._statements)
            now = self._write_subjects(changes, tallies)
            self._append(changes, tallies)
            for (name, label), more in changes.counts.items():
                tallies.count(name, ("", "", ""), "", label, more)
            tallies.write(self._connection, *self._place)
        self._remembered.keep(self._row.writes + 1, self._known | now)

    def _write_subjects(self, changes: Changes, tallies: Tallies) -> dict[str, Known | None]:
        sql, place, seq = self._statements, self._place, changes.head.seq
        standing = StandingWriter(sql, place, seq)
        writer = SubjectWriter(sql, tallies, place, seq, standing, changes.body)
        lapsed = LapseWriter(sql, tallies, place, standing)
        now: dict[str, Known | None] = {
            key: writer.note(state, after, self._known[key])
            for key, (state, after) in changes.subjects.items()
        }
        for outline, lapse in changes.lapses.values():
            lapsed.note(outline, lapse)
        for part in (writer, lapsed, standing):
            part.write(self._connection)
        mark_changed(self._connection, sql, writer.observed, standing.touched, (*place, seq))
        return now

    def _append(self, changes: Changes, tallies: Tallies) -> None:
        """Append to the journal, the ledger, the letters, and move the partition's row on."""
        append = Appender(self._connection, self._statements, tallies, self._place)
        head = changes.head
        head.chain = append.journal(self._row.chain, changes.entries)
        append.taken(changes.taken)
        said = append.ledger(self._row.said, head.seq, changes.findings)
        posted = append.letters(
            self._row.posted,
            [
                (self._store.partition_of(one.to), one.to, b",".join(map(changes.body, one.events)))
                for one in changes.letters
            ],
            [divmod(row, self._store.partitions)[::-1] for row in changes.delivered],
        )
        append.conflicts(changes.conflicts)
        sealed.put_unread(self._connection, changes.unread)
        self._advance(head, said, posted)

    def _look_up(self, keys: Iterable[str], *, rows: bool = False) -> None:
        """Know these subjects, from memory or from their rows; if asked, the rows beside them."""
        missing: list[str] = []
        for key in keys:
            if key not in self._known:
                known = self._known[key] = self._remembered.take(key)
                if known is None:
                    missing.append(key)
        self._known.update(self._loader.subjects(missing))
        if rows:
            wanted = {
                key: known
                for key in keys
                if (known := self._known[key]) is not None and known.deadlines is None
            }
            for key, deadlines in self._loader.deadlines(wanted).items():
                wanted[key].deadlines = deadlines
            for key, observations in self._loader.observations(wanted).items():
                wanted[key].observations = observations
            for key, standing in self._loader.standing(wanted).items():
                wanted[key].standing = standing

    def _lock(self) -> queries.Partition:
        """The partition's row, locked; Fenced where a later owner has it, Busy where any has."""
        found = self._ask(queries.FREE if self._epoch is None else queries.LOCKED)
        if not found:
            raise Busy(f"Partition {self._place[1]} is being written")
        row = queries.Partition(*found[0])
        if row.epoch == LEFT:
            raise Refused(
                say("Хранилище перешло к другому поколению"), accepted=say("запуск заново")
            )
        if self._epoch not in (None, row.epoch):
            raise Fenced(
                say("Раздел {partition} ведёт другой процесс", partition=self._place[1]),
                why=say("его эпоха {its}, а наша {ours}", its=row.epoch, ours=self._epoch),
            )
        return row

    def _advance(self, head: Head, said: int, posted: int) -> None:
        advanced = queries.Partition(
            head.seq,
            self._statements.instant(head.clock),
            head.epoch,
            self._row.writes + 1,
            head.position,
            head.rulebook,
            head.chain,
            to_json(head.watermarks).decode(),
            to_json(head.live_from).decode(),
            to_json(head.pending).decode(),
            said,
            posted,
            head.adopted,
        )
        update = self._statements.update(PartitionRow, queries.Partition._fields)
        update.run(self._connection, [(*advanced, *self._place)])

    def _ask(self, query: Select[Any], **values: Any) -> list[Row]:
        generation, partition = self._place
        place = {"generation": generation, "partition": partition}
        return self._statements.of(query).ask(self._connection, values | place)

    def _keys(self, query: Select[Any], **values: Any) -> list[str]:
        return [key for (key,) in self._ask(query, **values)]
