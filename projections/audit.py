"""The audit log: every request that would change something, once, done or denied; chained."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple

from pydantic_core import to_json
from sqlalchemy import Connection, func, insert, select
from sqlmodel import col

from sroki.projections.account_tables import AuditRow as R
from sroki.projections.desk import hold_control


class Deed(NamedTuple):
    """What somebody asked for, and what came of it: `done`, `refused`, `denied` or `failed`."""

    at: datetime
    user: str
    address: str
    what: str
    about: str
    outcome: str
    status: int
    seq: int | None


class Line(NamedTuple):
    """A line of the log."""

    no: int
    deed: Deed


_DEED: Final = tuple(col(getattr(R, name)) for name in Deed._fields)


def write(connection: Connection, deed: Deed) -> None:
    """Append a line. Those who write wait for each other at the control partition's row."""
    hold_control(connection)
    last = connection.execute(
        select(col(R.no), col(R.hash)).order_by(col(R.no).desc()).limit(1)
    ).one_or_none()
    no, previous = (1, b"") if last is None else (last.no + 1, last.hash)
    row = {"no": no, **deed._asdict(), "hash": link(previous, no, deed)}
    connection.execute(insert(R), [row])


def link(previous: bytes, no: int, deed: Deed) -> bytes:
    """The hash of a line that follows the one whose hash is `previous`."""
    said = [no, f"{deed.at.timestamp():.6f}", *deed[1:]]
    return sha256(previous + to_json(said)).digest()


def broken(connection: Connection) -> int | None:
    """The number of the first line that is not as it was written; None where all are."""
    previous, last = b"", 0
    rows = connection.execute(select(col(R.no), col(R.hash), *_DEED).order_by(col(R.no)))
    for no, stored, *said in rows:
        if no != last + 1 or link(previous, no, Deed(*said)) != stored:
            return last + 1
        previous, last = stored, no
    return None


def count(connection: Connection) -> int:
    """How many lines there are."""
    return connection.scalar(select(func.count()).select_from(R)) or 0


def recent(connection: Connection, limit: int | None, offset: int = 0) -> list[Line]:
    """Lines, the newest first."""
    query = select(col(R.no), *_DEED).order_by(col(R.no).desc()).offset(offset)
    if limit is not None:
        query = query.limit(limit)
    return [Line(no, Deed(*said)) for no, *said in connection.execute(query)]
