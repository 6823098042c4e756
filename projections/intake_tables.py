"""The tables of the intake: what stands outside every journal and may be forgotten.

Registration numbers and what outsiders sent as they sent it are here and nowhere else; deleting
any of it changes no standing, no ledger and no figure.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlmodel import Field

from sroki.projections.tables import KEYED, Table


class AliasRow(Table, table=True):
    """A registration number of a source, and the case it names. `year` is 0 where there is none.

    `case_id` is None while a list alone has told of the number; `member` is then the id under
    which lists name it, and stays so when the case becomes known.
    """

    __tablename__ = "alias"
    __table_args__ = (
        Index("ix_alias_case_id", "case_id"),
        Index("ix_alias_number", "number"),
        Index("ix_alias_member", "member"),
        KEYED,
    )

    authority: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    number: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    case_id: str | None = None
    member: str | None = None


class SealedRow(Table, table=True):
    """What could not be taken, as it came: `rejected`, `held` (not readable yet) or `unlinked`.

    It expires. `reason` is a code, `params` (JSON) its parameters and its place `where`, `more`
    (JSON) whatever else was wrong. `raw` is shown to nobody but a replay. `waits_for` is a digest,
    under a key of the store, of the number that an unlinked one names its case by. `historical`:
    it came with an import of history. `replayed_at` is set once it was taken. `origin` is the place
    in a log that it was read at: what is told again from there is sealed already.
    """

    __tablename__ = "sealed"
    __table_args__ = (
        Index("ix_sealed_state", "state", "id"),
        Index("ix_sealed_expires_at", "expires_at"),
        Index("ix_sealed_waits_for", "waits_for"),
        Index("ix_sealed_origin", "origin", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    state: str
    source: str
    authority: str | None = None
    unit: str | None = None
    reason: str
    params: str = Field(default="{}", sa_type=Text)
    more: str = Field(default="[]", sa_type=Text)
    waits_for: bytes | None = Field(default=None, sa_type=LargeBinary)
    raw: bytes = Field(sa_type=LargeBinary)
    received_at: datetime
    expires_at: datetime | None = None
    replayed_at: datetime | None = None
    historical: bool = False
    origin: str | None = None


class SourceRow(Table, table=True):
    """When a source was last heard: what the pages call its freshness. Nothing is judged by it.

    `heard_at` is when the intake last took an event of it, `told_at` the latest `occurred_at` it
    told, `entered_at` the latest `recorded_at`, where it gives one.
    """

    __tablename__ = "source"
    __table_args__ = KEYED

    authority: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    events: int
    heard_at: datetime
    told_at: datetime
    entered_at: datetime | None = None


class IntakeTallyRow(Table, table=True):
    """How often the intake gave a source an answer: counters that only grow.

    `outcome` is taken, duplicate, conflict, rejected, held or unlinked.
    """

    __tablename__ = "intake_tally"
    __table_args__ = KEYED

    source: str = Field(primary_key=True)
    outcome: str = Field(primary_key=True)
    events: int = Field(sa_type=BigInteger)


class RegisterRow(Table, table=True):
    """One row of an office's register as the previous import of that source saw it."""

    __tablename__ = "register_row"
    __table_args__ = KEYED

    source: str = Field(primary_key=True)
    row: str = Field(primary_key=True)
    memory: bytes = Field(sa_type=LargeBinary)


class RegisterExportRow(Table, table=True):
    """Which state of a register was last imported, and what `recorded_at` its events carry."""

    __tablename__ = "register_export"

    source: str = Field(primary_key=True)
    as_at: datetime
    recorded_at: datetime


class ListEventRow(Table, table=True):
    """A list, or a correction of one, that the intake took: what lists said of cases, by group."""

    __tablename__ = "list_event"
    __table_args__ = (Index("ix_list_event_group_key", "group_key", "no"),)

    no: int | None = Field(default=None, primary_key=True)
    identity: bytes = Field(unique=True, sa_type=LargeBinary)
    group_key: str
    event: bytes = Field(sa_type=LargeBinary)


class ListMemberRow(Table, table=True):
    """An application that a list of the group names, by the id under which lists name it."""

    __tablename__ = "list_member"
    __table_args__ = KEYED

    member: str = Field(primary_key=True)
    group_key: str = Field(primary_key=True)
