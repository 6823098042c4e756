"""The tables of those who sign in: names, hashes of passwords, sessions, and who did what.

They are apart from every journal. What people did is known there by a code; here the code has a
name. Nothing of `account`, `session` and `attempt` is in an export, and all of it can be forgotten.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlmodel import Field

from sroki.projections.tables import KEYED, Table


class AccountRow(Table, table=True):
    """Who a user is. `login` is folded to lower case; `password` is an Argon2id hash."""

    __tablename__ = "account"
    __table_args__ = (KEYED,)

    user: str = Field(primary_key=True)
    authority: str
    login: str = Field(unique=True)
    name: str
    password: str
    changed_at: datetime


class SessionRow(Table, table=True):
    """Somebody signed in. `id` is the SHA-256 of the token that his browser keeps."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_user", "user"), KEYED)

    id: bytes = Field(primary_key=True, sa_type=LargeBinary)
    user: str
    began_at: datetime
    seen_at: datetime


class AttemptRow(Table, table=True):
    """Failures to sign in, by `login:<hash>` (of anything that was tried) and `address:<ip>`."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_last_at", "last_at"), KEYED)

    key: str = Field(primary_key=True)
    failures: int
    last_at: datetime
    until: datetime


class AuditRow(Table, table=True):
    """One request that would change something, done or denied; never deleted.

    `user` is "" of a stranger; `what` is the method and the address without what is particular to
    it; `about` a dossier, where there is one; `seq` the act in the control partition's journal.
    `hash` = sha256(previous hash ‖ the record).
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_user", "user", "no"), KEYED)

    no: int = Field(primary_key=True, sa_type=BigInteger)
    at: datetime
    user: str
    address: str
    what: str
    about: str
    outcome: str
    status: int
    seq: int | None = Field(default=None, sa_type=BigInteger)
    hash: bytes = Field(sa_type=LargeBinary)
