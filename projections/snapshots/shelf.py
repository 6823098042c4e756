"""The shelf: frozen snapshots, each under its number, each chained to the one before.

A record names the body by its hash, the act, the answers of the units and the hash of the record
before it. Whoever has the last hash on paper has them all.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, exists, func, insert, select
from sqlmodel import col

from sroki.events.errors import Refused
from sroki.events.i18n import say
from sroki.projections.queries.reading import Reading
from sroki.projections.snapshot_tables import SnapshotFileRow as F
from sroki.projections.snapshot_tables import SnapshotOutdatedRow as O
from sroki.projections.snapshot_tables import SnapshotRow as S
from sroki.projections.snapshots.canonical import Json, canonical, digest

# Bodies are long and alike within: more effort takes five times the time for a fifth of the room.
_QUICK: Final = 1
# What the first record names as the one before it.
BEGINNING: Final = "0" * 64


class Head(NamedTuple):
    """The last snapshot's number and hash; 0 where there is none."""

    number: int
    hash: str


class Listed(NamedTuple):
    """A snapshot in a list."""

    number: int
    authority: str
    dossier: str
    period: str
    first_on: date
    last_on: date
    restates: int | None
    hash: str
    made_at: datetime
    outdated: bool
    restated_by: int | None


class Frozen(NamedTuple):
    """A snapshot whole; `stored` is its body as it is kept."""

    number: int
    record: dict[str, Json]
    body: dict[str, Json]
    hash: str
    seal: str


def head(connection: Connection) -> Head:
    """The end of the chain."""
    row = connection.execute(
        select(col(S.number), col(S.hash)).order_by(col(S.number).desc()).limit(1)
    ).one_or_none()
    return Head(0, BEGINNING) if row is None else Head(*row)


def append(
    connection: Connection, record: Mapping[str, Json], body: bytes, seal: str, at: datetime
) -> None:
    """Put a snapshot behind the last. Raises `Refused` where another came in between."""
    last = head(connection)
    if (record["number"], record["previous"]) != (last.number + 1, last.hash):
        raise Refused(say("снимок утвердили одновременно с этим: повторите"))
    told = canonical(record)
    period = record["period"]
    row = {
        "number": record["number"],
        "authority": record["authority"],
        "dossier": record["dossier"],
        "period": period["name"],
        "first_on": date.fromisoformat(period["first_on"]),
        "last_on": date.fromisoformat(period["last_on"]),
        "restates": record["restates"],
        "record": told,
        "body": zlib.compress(body, _QUICK),
        "hash": digest(told),
        "seal": seal,
        "made_at": at,
    }
    connection.execute(insert(S), [row])


def taken(connection: Connection, number: int) -> Frozen | None:
    """A snapshot by its number."""
    row = connection.execute(
        select(col(S.record), col(S.body), col(S.hash), col(S.seal)).where(col(S.number) == number)
    ).one_or_none()
    if row is None:
        return None
    body = json.loads(zlib.decompress(row.body))
    return Frozen(number, json.loads(row.record), body, row.hash, row.seal)


class Marked(NamedTuple):
    """The hash of a snapshot and its mark of integrity."""

    hash: str
    seal: str


def marked(connection: Connection, number: int) -> Marked | None:
    """What is printed of a snapshot, without its body."""
    row = connection.execute(
        select(col(S.hash), col(S.seal)).where(col(S.number) == number)
    ).one_or_none()
    return None if row is None else Marked(*row)


def listed(reading: Reading) -> list[Listed]:
    """The snapshots of the authorities that the reader may see as a whole, the newest first."""
    later = S.__table__.alias("later")  # type: ignore[attr-defined]
    successor = select(func.max(later.c.number)).where(later.c.restates == col(S.number))
    plain = [col(getattr(S, name)) for name in Listed._fields[:-2]]
    outdated = exists().where(col(O.number) == col(S.number))
    rows = reading.connection.execute(
        select(*plain, outdated, successor.scalar_subquery()).order_by(col(S.number).desc())
    )
    found = (Listed(*row) for row in rows)
    return [one for one in found if reading.scope.allows(one.authority, "")]


def outdated(connection: Connection) -> dict[str, int]:
    """How many snapshots are outdated and not restated yet, by authority."""
    restated = select(col(S.restates)).where(col(S.restates).is_not(None))
    rows = connection.execute(
        select(col(S.authority), func.count(col(O.number)))
        .outerjoin(O.__table__, col(O.number) == col(S.number))  # type: ignore[attr-defined]
        .where(col(S.number).not_in(restated))
        .group_by(col(S.authority))
    )
    return {row[0]: row[1] for row in rows}


def broken(connection: Connection, anchor: str | None = None) -> str | None:
    """Where the chain is not what was written, in a word; None where all of it holds.

    `anchor` is a hash that was printed or sent away: a chain cut short holds by itself, and only
    such a hash tells that there was more.
    """
    previous, last, met = BEGINNING, 0, anchor is None
    for number, told, body, kept in connection.execute(
        select(col(S.number), col(S.record), col(S.body), col(S.hash)).order_by(col(S.number))
    ):
        if number != last + 1:
            return f"{last + 1}: missing"
        record = _record(told)
        if record is None or digest(told) != kept or record.get("previous") != previous:
            return f"{number}: changed"
        if record.get("number") != number or _digest(body) != record.get("body_sha256"):
            return f"{number}: changed"
        previous, last = kept, number
        met = met or kept == anchor
    return None if met else f"{last + 1}: cut"


def _record(told: bytes) -> Mapping[str, Json] | None:
    try:
        found = json.loads(told)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _digest(body: bytes) -> str | None:
    try:
        return digest(zlib.decompress(body))
    except zlib.error:
        return None


def keep_file(connection: Connection, number: int, bundle: str, name: str, content: bytes) -> None:
    """Keep a file of a snapshot; what is kept already stays as it is."""
    if file_of(connection, number, bundle, name) is None:
        row = {"number": number, "bundle": bundle, "name": name}
        connection.execute(insert(F), [{**row, "content": content, "sha256": digest(content)}])


def file_of(connection: Connection, number: int, bundle: str, name: str) -> bytes | None:
    """A file that was made of a snapshot."""
    return connection.scalar(
        select(col(F.content)).where(
            col(F.number) == number, col(F.bundle) == bundle, col(F.name) == name
        )
    )


class File(NamedTuple):
    """A file that is kept of a snapshot."""

    bundle: str
    name: str
    size: int
    sha256: str


def files(connection: Connection, number: int) -> list[File]:
    """What is kept of a snapshot, by name."""
    rows = connection.execute(
        select(col(F.bundle), col(F.name), func.length(col(F.content)), col(F.sha256))
        .where(col(F.number) == number)
        .order_by(col(F.bundle), col(F.name))
    )
    return [File(*row) for row in rows]


class Change(NamedTuple):
    """What first made a snapshot outdated: an entry of a journal, or (seq 0) none that is known."""

    generation: int
    partition: int
    seq: int
    measure: str


def change(connection: Connection, number: int) -> Change | None:
    """Why a snapshot is outdated; None where it is not."""
    row = connection.execute(
        select(col(O.told_in), col(O.partition), col(O.seq), col(O.measure)).where(
            col(O.number) == number
        )
    ).one_or_none()
    return None if row is None else Change(*row)


def mark_outdated(connection: Connection, number: int, indicator: str) -> None:
    """Mark a snapshot that was overtaken before it was frozen; no one entry is known for it."""
    row = {"number": number, "told_in": 0, "partition": 0, "seq": 0, "measure": indicator}
    connection.execute(insert(O), [row])
