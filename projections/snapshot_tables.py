"""The tables of snapshots: what was frozen, what became of it, the files made of it.

They belong to no generation: a store made anew from its journal keeps them as they are. Rows of
`snapshot`, `snapshot_portion`, `snapshot_check` and `snapshot_file` are only ever added.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlmodel import Field

from sroki.projections.tables import KEYED, Table


class SnapshotRow(Table, table=True):
    """A frozen snapshot. `hash` = sha256(record), and the record names the hash before it.

    `record` and `head` are canonical JSON, the head compressed (zlib): it is all of the body but
    its long sections. `seal` is text in the format of minisign over `hash`.
    """

    __tablename__ = "snapshot"
    __table_args__ = (Index("ix_snapshot_authority", "authority", "last_on"),)

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    authority: str
    dossier: str
    period: str
    first_on: date
    last_on: date
    restates: int | None
    record: bytes = Field(sa_type=LargeBinary)
    head: bytes = Field(sa_type=LargeBinary)
    hash: str
    seal: str
    made_at: datetime


class SnapshotPortionRow(Table, table=True):
    """Some rows of a long section of a body, the `portion`-th part: canonical JSON, compressed."""

    __tablename__ = "snapshot_portion"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    section: str = Field(primary_key=True)
    portion: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    rows: bytes = Field(sa_type=LargeBinary)


class SnapshotOutdatedRow(Table, table=True):
    """A snapshot whose period is otherwise on record now; the first thing that changed it.

    `partition` and `seq` are of the journal's entry, `told_in` is the generation in use then;
    `what` is the measure of an observation, or the rule of a finding.
    """

    __tablename__ = "snapshot_outdated"
    __table_args__ = (KEYED,)

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    told_in: int
    partition: int
    seq: int = Field(sa_type=BigInteger)
    what: str


class SnapshotCheckRow(Table, table=True):
    """A row of a draft that a unit is asked about, the `number`-th of its; `told` is JSON."""

    __tablename__ = "snapshot_check"
    __table_args__ = (KEYED,)

    authority: str = Field(primary_key=True)
    snapshot: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    row: str
    kind: str
    told: bytes = Field(sa_type=LargeBinary)


class SnapshotFileRow(Table, table=True):
    """A file made of a snapshot, once: `bundle` is `internal`, `public`, `page` or `attached`.

    Of the internal JSON the body is not kept twice: `content` is the rest of it, `sha256` of all.
    """

    __tablename__ = "snapshot_file"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    bundle: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)
    sha256: str
