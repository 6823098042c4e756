"""The rulebooks that were ever activated, whole: any row can be assessed again as it was."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlmodel import col

from sroki.projections.statements import Statements
from sroki.projections.tables import RulebookRow


def keep(connection: Connection, digest: str, body: bytes) -> None:
    """Keep a rulebook's canonical form under its digest, before it is activated."""
    Statements(connection.dialect).ignore(RulebookRow).run(connection, [(digest, body)])


def body_of(connection: Connection, digest: str) -> bytes | None:
    """What was kept; None where it never was."""
    body: bytes | None = connection.scalar(
        select(col(RulebookRow.body)).where(col(RulebookRow.digest) == digest)
    )
    return body
