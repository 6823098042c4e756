"""Failures to sign in, and how long to wait after them: by login, and by address.

A login that nobody has is counted as one that somebody has: the answer tells nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlmodel import col

from sroki.projections.account_tables import AttemptRow as T

# So many failures are a slip of the fingers; each one after them doubles the wait.
FREE_BY_LOGIN: Final = 5
FREE_BY_ADDRESS: Final = 20
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)
REMEMBERED: Final = timedelta(hours=24)


def keys_of(login: str, address: str) -> tuple[str, str]:
    """What an attempt is counted under."""
    return f"login:{sha256(login.encode()).hexdigest()}", f"address:{address}"


def waits_until(connection: Connection, keys: Sequence[str], now: datetime) -> datetime | None:
    """Until when nobody may try; None where he may now."""
    until = connection.scalar(select(func.max(col(T.until))).where(col(T.key).in_(keys)))
    return until if until is not None and until > now else None


def failed(connection: Connection, keys: Sequence[str], now: datetime) -> None:
    """Count a failure."""
    connection.execute(delete(T).where(col(T.last_at) < now - REMEMBERED))
    for key in keys:
        before = connection.scalar(select(col(T.failures)).where(col(T.key) == key)) or 0
        told = {
            "failures": before + 1,
            "last_at": now,
            "until": now + wait(before + 1, FREE_BY_LOGIN if "login:" in key else FREE_BY_ADDRESS),
        }
        if before:
            connection.execute(update(T).where(col(T.key) == key).values(**told))
        else:
            connection.execute(insert(T), [{"key": key, **told}])


def succeeded(connection: Connection, key: str) -> None:
    """Whoever has signed in begins anew."""
    connection.execute(delete(T).where(col(T.key) == key))


def wait(failures: int, free: int) -> timedelta:
    """How long to wait after so many failures."""
    over = failures - free
    return timedelta() if over < 0 else min(FIRST_WAIT * 2 ** min(over, 10), LONGEST_WAIT)
