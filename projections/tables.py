"""The tables of a partition: what its journal says, and what follows from it.

Every key starts with (`generation`, `partition`): a replay fills a new generation beside the old
one, and a partition is moved, compared or dropped as a range of keys. Everything here follows from
the journal of its partition; what only the intake knows stands in `intake_tables`.

Instants are stored in UTC and read aware; on SQLite both they and civil dates are text that sorts
as time does. Nothing here is particular to SQLite: the options named `sqlite_…` are left out by
other databases.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, LargeBinary, MetaData, Text, text
from sqlmodel import Field, SQLModel

# Names of constraints and indexes, so that a migration can speak of each on every database.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# What `necessary_on` says where no day is to be waited for: of a deadline that needs nothing else
# before it (in the tally), and of one that can be kept no more.
NO_NECESSITY = date.max
IMPOSSIBLE_ALREADY = date.min

# Subjects that are audits, by the beginning of their keys.
AUDIT = "audit/"

# The numbers, in `identity`, of what an earlier generation journalled; the epoch of a partition
# whose store has gone on to another generation.
EARLIER_EVENT = 0
EARLIER_WATERMARK = -1
LEFT = -1

# The cases that time and the record have done with, and that are not packed yet.
AT_REST = "closed AND kind = 'case' AND next_change_at IS NULL AND pages = 0 AND events IS NOT NULL"

# A narrow table whose key is nearly all of it needs one tree in SQLite, not two.
KEYED: dict[str, Any] = {"sqlite_with_rowid": False}


class Table(SQLModel):
    """Base of all tables: one metadata of our own, not the library's shared one."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


class Partitioned(Table):
    """A row that belongs to a partition of a generation."""

    generation: int = Field(primary_key=True)
    partition: int = Field(primary_key=True)


def only(condition: str, name: str, *columns: str) -> Index:
    """An index over the rows of a condition, which a query has to repeat word for word."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


def _open_only(name: str, *columns: str) -> Index:
    """An index over the deadlines that time still acts upon: the board's and the gauges'."""
    return only("state IN ('running', 'overdue')", name, *columns)


class Meta(Table, table=True):
    """What the store says of itself: `partitions`, `generation`, `incarnation`, its keys."""

    __tablename__ = "meta"
    __table_args__ = KEYED

    key: str = Field(primary_key=True)
    value: str


class RulebookRow(Table, table=True):
    """A rulebook as it was activated, whole, so that every row can be assessed again as it was."""

    __tablename__ = "rulebook"

    digest: str = Field(primary_key=True)
    body: bytes = Field(sa_type=LargeBinary)


class PartitionRow(Partitioned, table=True):
    """How far a partition has come; the row every writer locks.

    `epoch` fences a writer that lost the partition. `writes` counts the transactions that changed
    anything of it: what a process remembers is good while it is the count left there. `chain` is
    the hash of the last journal entry. `said` and `posted` count the findings and letters ever
    written; they number the next ones. `adopted` counts the findings after which the ledger is
    this store's own again, while some before are an earlier life's and not reconciled.
    `watermarks` and `live_from` are JSON objects of instants, `pending` a JSON array of sweeps.
    """

    __tablename__ = "partition"

    seq: int = Field(default=0, sa_type=BigInteger)
    clock: datetime | None = None
    epoch: int = 0
    writes: int = Field(default=0, sa_type=BigInteger)
    position: str | None = None
    rulebook: str = ""
    chain: bytes = Field(default=b"", sa_type=LargeBinary)
    watermarks: str = Field(default="{}", sa_type=Text)
    live_from: str = Field(default="{}", sa_type=Text)
    pending: str = Field(default="[]", sa_type=Text)
    said: int = Field(default=0, sa_type=BigInteger)
    posted: int = Field(default=0, sa_type=BigInteger)
    adopted: int = Field(default=0, sa_type=BigInteger)


class JournalRow(Partitioned, table=True):
    """One input of the partition, in order. `hash` = sha256(previous hash ‖ canonical entry)."""

    __tablename__ = "journal"
    __table_args__ = (
        # The acts of a dossier are read where they were written.
        only("kind = 'act'", "ix_journal_act", "subject", "generation", "seq"),
        KEYED,
    )

    seq: int = Field(primary_key=True, sa_type=BigInteger)
    kind: str
    subject: str | None = None
    body: bytes = Field(sa_type=LargeBinary)
    identity: bytes | None = Field(default=None, sa_type=LargeBinary)
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    received_at: datetime | None = None
    hash: bytes = Field(sa_type=LargeBinary)


class IdentityRow(Partitioned, table=True):
    """What is journalled already: the digest of an event's content by that of (source, id).

    `seq` is its number in the journal, or one of the numbers of what an earlier generation took.
    """

    __tablename__ = "identity"
    __table_args__ = KEYED

    identity: bytes = Field(primary_key=True, sa_type=LargeBinary)
    content: bytes = Field(sa_type=LargeBinary)
    seq: int = Field(sa_type=BigInteger)


class SubjectRow(Partitioned, table=True):
    """A case, group or visit: what the board shows of it, and its packed state.

    `awaits` (JSON: role → instant) are the silent sources its presumptions wait for. `memory`
    (JSON) is what the ledger said of it: what holds now, and how often each was said. `events` are
    the `size` accepted events in their stored form, comma-separated, the earlier ones of a large
    subject in `pages` rows of `subject_page`; None where the subject is packed into `archive`.
    """

    __tablename__ = "subject"
    __table_args__ = (
        Index(
            "ix_subject_next_change_at",
            "generation",
            "partition",
            "next_change_at",
            "key",
            sqlite_where=text("next_change_at IS NOT NULL"),
            postgresql_where=text("next_change_at IS NOT NULL"),
        ),
        Index("ix_subject_rulebook", "generation", "partition", "rulebook", "key"),
        only(
            "stage IN ('not_assessed', 'no_edition')",
            "ix_subject_unassessed",
            "generation",
            "partition",
            "stage",
            "key",
        ),
        only(AT_REST, "ix_subject_at_rest", "generation", "partition", "spoken_to"),
    )

    key: str = Field(primary_key=True)
    kind: str
    authority: str
    service: str
    unit: str
    edition: str | None = None
    stage: str
    channel: str | None = None
    opened_on: date | None = None
    closed: bool = False
    next_change_at: datetime | None = None
    spoken_to: datetime | None = None
    rulebook: str = ""
    fault: str | None = Field(default=None, sa_type=Text)
    crashes: int = 0
    awaits: str = Field(default="{}", sa_type=Text)
    size: int = 0
    pages: int = 0
    memory: str = Field(default="{}", sa_type=Text)
    events: bytes | None = Field(default=None, sa_type=LargeBinary)


class SubjectPageRow(Partitioned, table=True):
    """Earlier events of a subject with very many of them (a group): full pages never change."""

    __tablename__ = "subject_page"

    subject: str = Field(primary_key=True)
    page: int = Field(primary_key=True)
    events: bytes = Field(sa_type=LargeBinary)


class ArchiveRow(Partitioned, table=True):
    """The packed state of a closed case: compressed, out of the way, taken back by a late event."""

    __tablename__ = "archive"

    subject: str = Field(primary_key=True)
    packed: bytes = Field(sa_type=LargeBinary)


class AwaitedRow(Partitioned, table=True):
    """A subject whose presumption waits for the watermark of `role` to pass `due_at`."""

    __tablename__ = "awaited"
    __table_args__ = KEYED

    authority: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    unit: str
    due_at: datetime


class DeadlineRow(Partitioned, table=True):
    """One time limit that has started for one subject; one not started has no row.

    `instance` tells apart deadlines of one rule, else "". What follows from the clock is not
    written: an open deadline whose `due_at` is over is overdue and presumed, and stays `running`
    here until that is proven. `delay_days` is given once it ended late; of an open one it grows by
    itself and is counted when shown. `necessary_on` is the day until which a later step must be
    done for this one still to fit; a running deadline is impossible once that day is over
    (0001-01-01: it is already).
    """

    __tablename__ = "deadline"
    __table_args__ = (
        # `state` and `proof` ride along so that a page of the board is found in the index alone.
        _open_only("ix_deadline_due_at", "generation", "partition", "due_at", "state", "proof"),
        _open_only(
            "ix_deadline_unit_due_at",
            "generation",
            "partition",
            "authority",
            "unit",
            "due_at",
            "state",
            "proof",
        ),
        only(
            "state = 'running' AND necessary_on IS NOT NULL",
            "ix_deadline_necessary_on",
            "generation",
            "partition",
            "necessary_on",
            "due_at",
        ),
        KEYED,
    )

    subject: str = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    instance: str = Field(primary_key=True)
    authority: str
    service: str
    unit: str
    edition: str | None = None
    clause: str
    state: str
    proof: str
    started_on: date | None = None
    started_by: str | None = None
    due_raw_on: date | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    preliminary: bool = False
    ended_on: date | None = None
    ended_by: str | None = None
    delay_days: int | None = None
    necessary_on: date | None = None


class FindingRow(Partitioned, table=True):
    """The ledger: one thing said, once, in the order of saying (`no`, dense). Never deleted.

    `seq` is the journal's length when it was said; `params` is a JSON object.
    """

    __tablename__ = "finding"
    __table_args__ = (
        Index("uq_finding_id", "generation", "partition", "id", unique=True),
        Index("ix_finding_subject", "generation", "partition", "subject"),
        # What a group's ledger says of a case.
        only(
            "case_id <> subject",
            "ix_finding_case_id",
            "generation",
            "partition",
            "case_id",
            "subject",
        ),
        KEYED,
    )

    no: int = Field(primary_key=True, sa_type=BigInteger)
    seq: int = Field(sa_type=BigInteger)
    id: str
    version: int
    subject: str
    case_id: str | None = None
    authority: str
    service: str
    unit: str
    rule: str
    kind: str
    ordinal: int
    edition: str
    clause: str
    started_by: str | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    params: str = Field(default="{}", sa_type=Text)
    retracts: str | None = None
    reason: str | None = None
    silent: bool = False
    as_of: datetime
    detected_at: datetime | None = None


class LetterRow(Partitioned, table=True):
    """Facts on their way from partition `sender` to a group of this one; gone once delivered."""

    __tablename__ = "letter"

    sender: int = Field(primary_key=True)
    no: int = Field(primary_key=True, sa_type=BigInteger)
    recipient: str
    events: bytes = Field(sa_type=LargeBinary)


class ConflictRow(Partitioned, table=True):
    """A second, different content under an identity already taken: kept, shown, not applied."""

    __tablename__ = "conflict"
    __table_args__ = (
        Index("ix_conflict_subject", "generation", "partition", "subject"),
        KEYED,
    )

    identity: bytes = Field(primary_key=True, sa_type=LargeBinary)
    content: bytes = Field(primary_key=True, sa_type=LargeBinary)
    subject: str
    event: bytes = Field(sa_type=LargeBinary)
    received_at: datetime | None = None


class StageTallyRow(Partitioned, table=True):
    """How many subjects stand at a stage: kept as they move, recounted by `tallies.recount`."""

    __tablename__ = "stage_tally"
    __table_args__ = KEYED

    authority: str = Field(primary_key=True)
    service: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    stage: str = Field(primary_key=True)
    closed: bool = Field(primary_key=True)
    subjects: int


class DueTallyRow(Partitioned, table=True):
    """How many open deadlines of a rule fall due at one instant.

    Summed over `due_at` before a moment it is the number overdue *at that moment*, swept or not:
    the state (`running` or `overdue`) tells which of them are proven. `necessary_on` is the
    deadline's, or 9999-12-31 (`NO_NECESSITY`) where it has none: an open deadline not yet due is
    already impossible once that day is over.
    """

    __tablename__ = "due_tally"
    __table_args__ = KEYED

    authority: str = Field(primary_key=True)
    service: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    state: str = Field(primary_key=True)
    proof: str = Field(primary_key=True)
    due_at: datetime = Field(primary_key=True)
    necessary_on: date = Field(primary_key=True)
    deadlines: int


class CounterRow(Partitioned, table=True):
    """A counter that only grows: what was said, what the intake answered, how long steps took."""

    __tablename__ = "counter"
    __table_args__ = KEYED

    name: str = Field(primary_key=True)
    authority: str = Field(primary_key=True)
    service: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    detail: str = Field(primary_key=True)
    value: int = Field(sa_type=BigInteger)


class DossierRow(Partitioned, table=True):
    """A dossier of the control partition: what lists and searches need of it.

    Its acts are in the journal and its state is folded from them. `type` and `name` are parts of
    the key; `unit` is "" where it is the authority's as a whole; `version` is how many acts it has.
    """

    __tablename__ = "dossier"
    __table_args__ = (
        Index("ix_dossier_type", "generation", "partition", "type", "authority", "unit", "key"),
        KEYED,
    )

    key: str = Field(primary_key=True)
    type: str
    authority: str
    unit: str
    name: str
    stage: str
    version: int
    began_at: datetime
    changed_at: datetime
