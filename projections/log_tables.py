"""Tables of a partition that is fed from a log and told to one: what stands beside its journal.

A store without a log has them too, and they stay empty.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from sroki.projections.tables import KEYED, Partitioned


class AlarmRow(Partitioned, table=True):
    """Why a partition stands still: by name, since when, with offsets and ids and nothing else."""

    __tablename__ = "alarm"
    __table_args__ = KEYED

    name: str = Field(primary_key=True)
    since: datetime
    detail: str


class HoleRow(Partitioned, table=True):
    """Offsets from `start` to before `until` that hold no record: looked at, and found so."""

    __tablename__ = "hole"
    __table_args__ = KEYED

    start: int = Field(primary_key=True, sa_type=BigInteger)
    until: int = Field(sa_type=BigInteger)
    seen_at: datetime


class RestoredRow(Partitioned, table=True):
    """A partition that was restored from a copy older than what others had heard.

    It is reconciled once its log is read up to the offset `catch_up`, where the log ended then.
    """

    __tablename__ = "restored"
    __table_args__ = KEYED

    catch_up: int = Field(sa_type=BigInteger)


class ToldRow(Partitioned, table=True):
    """How far the partition's ledger was told on the topic of findings.

    `no` is that of the last finding told; the topic itself knows better, where it was not emptied.
    """

    __tablename__ = "told"
    __table_args__ = KEYED

    no: int = Field(sa_type=BigInteger)
    incarnation: int
    at: datetime
