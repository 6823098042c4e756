"""What could not be taken, kept as it came in a sealed place that expires.

Nobody is shown the bytes: a page shows the reason, and only a replay reads them, once the mapping,
the edition or the program was mended, or the number became known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final, NamedTuple, cast

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, delete, exists, insert, select, update
from sqlalchemy.orm import Mapped
from sqlmodel import col

from sroki.events.aliases import Alias
from sroki.events.reasons import Reason
from sroki.projections.intake_tables import SealedRow
from sroki.projections.keys import WAITING, key_of, made
from sroki.projections.statements import chunks
from sroki.workflows.standing import Unread

# A row in the table has its number.
_ID: Final[Mapped[int]] = col(cast("int", SealedRow.id))

# Whoever does not say so in due form.
NOBODY: Final = "?"
REJECTED, HELD, UNLINKED = "rejected", "held", "unlinked"


class Sent(NamedTuple):
    """Something sent and not taken. `raw` is as it came, `alias` the number it waits for.

    `historical` says that it came with history: a replay must say its findings in silence.
    `origin` is the place in a log that it came from, where it did: told again it is sealed once.
    """

    state: str
    source: str
    raw: bytes
    reasons: tuple[Reason, ...]
    authority: str | None = None
    unit: str | None = None
    alias: Alias | None = None
    historical: bool = False
    origin: str | None = None


class Opened(NamedTuple):
    """A sealed thing, opened for a replay; `reason` is the code of why it was not taken."""

    id: int
    state: str
    source: str
    reason: str
    raw: bytes
    received_at: datetime
    historical: bool


def put(
    connection: Connection, sent: Iterable[Sent], received_at: datetime, expires_at: datetime | None
) -> None:
    """Seal what was not taken until `expires_at`; None keeps it for ever."""
    told = list(sent)
    again = _sealed_before(connection, {one.origin for one in told if one.origin is not None})
    rows = [
        _row(connection, one, received_at, expires_at) for one in told if one.origin not in again
    ]
    if rows:
        connection.execute(insert(SealedRow), rows)


def _sealed_before(connection: Connection, origins: set[str]) -> set[str | None]:
    """Those of these places that something was sealed from already."""
    found: set[str | None] = set()
    for chunk in chunks(origins):
        wanted = col(SealedRow.origin).in_(chunk)
        found.update(connection.scalars(select(col(SealedRow.origin)).where(wanted)))
    return found


def put_unread(connection: Connection, records: Iterable[Unread]) -> None:
    """Hold records of the log that could not be read."""
    rows = [
        _row(
            connection,
            Sent(HELD, one.source or NOBODY, one.raw, (one.reason,), one.authority, one.unit),
            one.read_at,
            one.kept_until,
        )
        for one in records
    ]
    if rows:
        connection.execute(insert(SealedRow), rows)


def unseal(connection: Connection, ids: Iterable[int]) -> Iterator[Opened]:
    """What is still there of these and was not replayed yet, in the order it came."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), 500):
        rows = connection.execute(
            select(
                _ID,
                col(SealedRow.state),
                col(SealedRow.source),
                col(SealedRow.reason),
                col(SealedRow.raw),
                col(SealedRow.received_at),
                col(SealedRow.historical),
            )
            .where(
                col(SealedRow.id).in_(wanted[start : start + 500]),
                col(SealedRow.replayed_at).is_(None),
            )
            .order_by(col(SealedRow.id))
        )
        for found in rows.all():
            yield Opened(*found)


def waiting_for(connection: Connection, aliases: Iterable[Alias]) -> list[int]:
    """Ids of what waits for any of these numbers to name a case."""
    found: list[int] = []
    key = key_of(connection, WAITING)
    if key is None:
        return found
    for digests in chunks({_digest(alias, key) for alias in aliases}):
        wanted = col(SealedRow.waits_for).in_(digests)
        found += connection.scalars(select(_ID).where(wanted, col(SealedRow.replayed_at).is_(None)))
    return sorted(found)


def replayed(connection: Connection, ids: Iterable[int], at: datetime) -> None:
    """Mark what a replay took, and keep nothing more of what was sent: it may name a number."""
    taken = {"replayed_at": at, "raw": b"", "waits_for": None}
    for one in ids:
        connection.execute(update(SealedRow).where(col(SealedRow.id) == one).values(taken))


def still(connection: Connection, id_: int, sent: Sent) -> None:
    """A replay did not take it: from now on it waits for the reason that it waits for today."""
    values = _row(connection, sent, None, None)
    kept = {name: values[name] for name in ("state", "reason", "params", "more", "waits_for")}
    connection.execute(update(SealedRow).where(col(SealedRow.id) == id_).values(kept))


def expires(connection: Connection, now: datetime) -> bool:
    """Whether anything has had its time."""
    return bool(connection.scalar(select(exists().where(col(SealedRow.expires_at) <= now))))


def expire(connection: Connection, now: datetime) -> int:
    """Delete what has had its time; how much there was."""
    return connection.execute(delete(SealedRow).where(col(SealedRow.expires_at) <= now)).rowcount


def reasons_of(reason: str, params: str, more: str) -> tuple[Reason, ...]:
    """The reasons of a row as values."""
    first = from_json(params)
    where = first.pop("where", "")
    rest = (Reason(one["code"], one["where"], one["params"]) for one in from_json(more))
    return (Reason(reason, where, first), *rest)


def _row(
    connection: Connection, sent: Sent, received_at: datetime | None, expires_at: datetime | None
) -> dict[str, Any]:
    first, *rest = sent.reasons
    more = [{"code": one.code, "where": one.where, "params": dict(one.params)} for one in rest]
    waits_for = None if sent.alias is None else _digest(sent.alias, made(connection, WAITING))
    return {
        "state": sent.state,
        "source": sent.source,
        "authority": sent.authority,
        "unit": sent.unit,
        "reason": first.code,
        "params": to_json({**first.params, "where": first.where}).decode(),
        "more": to_json(more).decode(),
        "waits_for": waits_for,
        "raw": sent.raw,
        "received_at": received_at,
        "expires_at": expires_at,
        "historical": sent.historical,
        "origin": sent.origin,
    }


def _digest(alias: Alias, key: bytes) -> bytes:
    """Names a number without telling it, even to one who has every number to try."""
    return blake2b("\x1f".join(map(str, alias)).encode(), digest_size=16, key=key).digest()
