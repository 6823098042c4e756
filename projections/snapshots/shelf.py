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
from sroki.projections.snapshot_tables import SnapshotPortionRow as P
from sroki.projections.snapshot_tables import SnapshotRow as S
from sroki.projections.snapshots import bundle as bundles
from sroki.projections.snapshots.body import ROWS, STANDING, Body, joined
from sroki.projections.snapshots.canonical import Json, canonical, digest, digest_of
from sroki.projections.snapshots.kinds import INTERNAL

_JSON: Final = "json"
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
    """A snapshot whole."""

    number: int
    record: dict[str, Json]
    body: Body
    hash: str
    seal: str


def head(connection: Connection) -> Head:
    """The end of the chain."""
    row = connection.execute(
        select(col(S.number), col(S.hash)).order_by(col(S.number).desc()).limit(1)
    ).one_or_none()
    return Head(0, BEGINNING) if row is None else Head(*row)


def append(connection: Connection, one: Frozen, at: datetime) -> None:
    """Put a snapshot behind the last. Raises `Refused` where another came in between."""
    last, record = head(connection), one.record
    if (record["number"], record["previous"]) != (last.number + 1, last.hash):
        raise Refused(say("снимок утвердили одновременно с этим: повторите"))
    period = record["period"]
    row = {
        "number": record["number"],
        "authority": record["authority"],
        "dossier": record["dossier"],
        "period": period["name"],
        "first_on": date.fromisoformat(period["first_on"]),
        "last_on": date.fromisoformat(period["last_on"]),
        "restates": record["restates"],
        "record": canonical(record),
        "head": zlib.compress(canonical(one.body.head)),
        "hash": one.hash,
        "seal": one.seal,
        "made_at": at,
    }
    connection.execute(insert(S), [row])
    for section, portions in ((ROWS, one.body.portions), (STANDING, one.body.standing)):
        for portion, rows in enumerate(portions):
            place = {"number": one.number, "section": section, "portion": portion}
            connection.execute(insert(P), [{**place, "rows": rows}])


def taken(connection: Connection, number: int) -> Frozen | None:
    """A snapshot by its number."""
    row = connection.execute(
        select(col(S.record), col(S.head), col(S.hash), col(S.seal)).where(col(S.number) == number)
    ).one_or_none()
    if row is None:
        return None
    body = Body(json.loads(zlib.decompress(row.head)), *_portions(connection, number))
    return Frozen(number, json.loads(row.record), body, row.hash, row.seal)


def _portions(connection: Connection, number: int) -> tuple[list[bytes], list[bytes]]:
    """The rows of a body and its findings."""
    found: dict[str, list[bytes]] = {ROWS: [], STANDING: []}
    for section, rows in connection.execute(
        select(col(P.section), col(P.rows)).where(col(P.number) == number).order_by(col(P.portion))
    ):
        found.setdefault(section, []).append(bytes(rows))
    return found[ROWS], found[STANDING]


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
        select(col(S.number), col(S.record), col(S.head), col(S.hash)).order_by(col(S.number))
    ):
        if number != last + 1:
            return f"{last + 1}: missing"
        record = _record(told)
        if record is None or digest(told) != kept or record.get("previous") != previous:
            return f"{number}: changed"
        if record.get("number") != number:
            return f"{number}: changed"
        if _digest(connection, number, body) != record.get("body_sha256"):
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


def _digest(connection: Connection, number: int, head: bytes) -> str | None:
    try:
        return digest_of(joined(zlib.decompress(head), *_portions(connection, number)))
    except zlib.error:
        return None


def keep_bundle(connection: Connection, one: Frozen, key: str) -> None:
    """Keep the internal JSON of a snapshot, which is on the shelf; `key` is that of the mark."""
    rest = bundles.rest_of(one.record, one.hash, one.seal, key)
    told = digest_of(bundles.text(one.body, rest))
    _put_file(connection, (one.number, INTERNAL, _JSON), rest, told)


def keep_file(connection: Connection, number: int, bundle: str, name: str, content: bytes) -> None:
    """Keep a file of a snapshot; what is kept already stays as it is."""
    if _content(connection, number, bundle, name) is None:
        _put_file(connection, (number, bundle, name), content, digest(content))


def _put_file(
    connection: Connection, place: tuple[int, str, str], content: bytes, told: str
) -> None:
    row = dict(zip(("number", "bundle", "name"), place, strict=True))
    connection.execute(insert(F), [{**row, "content": content, "sha256": told}])


def file_of(connection: Connection, number: int, bundle: str, name: str) -> bytes | None:
    """A file that was made of a snapshot."""
    content = _content(connection, number, bundle, name)
    if content is None or (bundle, name) != (INTERNAL, _JSON):
        return content
    found = taken(connection, number)
    return None if found is None else b"".join(bundles.text(found.body, content))


def _content(connection: Connection, number: int, bundle: str, name: str) -> bytes | None:
    return connection.scalar(
        select(col(F.content)).where(
            col(F.number) == number, col(F.bundle) == bundle, col(F.name) == name
        )
    )


class File(NamedTuple):
    """A file that is kept of a snapshot."""

    bundle: str
    name: str
    sha256: str


def files(connection: Connection, number: int) -> list[File]:
    """What is kept of a snapshot, by name."""
    rows = connection.execute(
        select(col(F.bundle), col(F.name), col(F.sha256))
        .where(col(F.number) == number)
        .order_by(col(F.bundle), col(F.name))
    )
    return [File(*row) for row in rows]


class Change(NamedTuple):
    """What first made a snapshot outdated: an entry of a journal."""

    generation: int
    partition: int
    seq: int
    what: str


def change(connection: Connection, number: int) -> Change | None:
    """Why a snapshot is outdated; None where it is not."""
    row = connection.execute(
        select(col(O.told_in), col(O.partition), col(O.seq), col(O.what)).where(
            col(O.number) == number
        )
    ).one_or_none()
    return None if row is None else Change(*row)


def mark_outdated(connection: Connection, number: int, change: Change) -> None:
    """Mark a snapshot that was overtaken before it was frozen."""
    generation, partition, seq, what = change
    row = {"number": number, "told_in": generation, "partition": partition, "seq": seq}
    connection.execute(insert(O), [row | {"what": what}])
