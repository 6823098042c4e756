"""The store's own secrets: made when first asked for, kept in `meta`, told to nobody.

Two names are made with a key: that of a row of an office's file (`NAMING`), and that of a number
somebody waits for (`WAITING`). Who sees a name cannot find the registration number behind it by
trying them all. The keys are part of the store, go where its copies go, and are never changed:
under another key the same row would tell other events.
"""

from __future__ import annotations

import secrets
from typing import Final

from sqlalchemy import Connection, select
from sqlmodel import col

from sroki.projections.statements import Statements
from sroki.projections.tables import Meta

NAMING: Final = "naming_key"
WAITING: Final = "waiting_key"
_BYTES: Final = 32


def key_of(connection: Connection, name: str) -> bytes | None:
    """A key of the store; None where nothing was ever named with it."""
    kept = connection.scalar(select(col(Meta.value)).where(col(Meta.key) == name))
    return None if kept is None else bytes.fromhex(kept)


def made(connection: Connection, name: str) -> bytes:
    """A key of the store, made and written where there is none yet."""
    kept = key_of(connection, name)
    while kept is None:
        # Of several processes that make one at once, the first one's stays.
        drawn = (name, secrets.token_bytes(_BYTES).hex())
        Statements(connection.dialect).ignore(Meta).run(connection, [drawn])
        kept = key_of(connection, name)
    return kept
