"""Opening a store by its address: a file of SQLite, or a database of PostgreSQL.

with open_database(target_of("postgresql://sroki@127.0.0.1/sroki")) as database: …
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from sroki.projections.database import Database
from sroki.projections.postgres import PostgresDatabase
from sroki.projections.postgres_url import SCHEMES, PostgresUrl
from sroki.projections.sqlite import SqliteDatabase

Target: TypeAlias = Path | PostgresUrl


def target_of(said: str) -> Target:
    """A store's address as people write it. Raises Invalid of one that is half protected."""
    return PostgresUrl.of(said) if said.startswith(SCHEMES) else Path(said)


def open_database(target: Target, *, cache_mib: int = 32) -> Database:
    """Open to write, making the store or bringing its schema to the newest version.

    `cache_mib` bounds SQLite's page cache. See `SqliteDatabase.open`, `PostgresDatabase.open`.
    """
    if isinstance(target, PostgresUrl):
        return PostgresDatabase.open(target)
    return SqliteDatabase.open(target, cache_mib=cache_mib)


def look_at(target: Target) -> Database:
    """Open to read only, beside whoever writes. Raises Invalid where there is no store."""
    if isinstance(target, PostgresUrl):
        return PostgresDatabase.look(target)
    return SqliteDatabase.look(target)
