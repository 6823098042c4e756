"""The outbox of statuses: what a subscriber is still to be told, in the order of telling.

Of one case the next status leaves only when the one before has arrived or was given up; cases do
not wait for each other. A letter keeps its id through every attempt and every replay, so that a
receiver can tell what it has already.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b, sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update
from sqlmodel import col

from sroki.projections.database import Database
from sroki.projections.outgoing_tables import HookLetterRow as L
from sroki.projections.outgoing_tables import HookRow as H
from sroki.projections.outgoing_tables import HookToldRow as T
from sroki.projections.queries.looks import Mark
from sroki.projections.statements import Statements, chunks

WAITING: Final = "waiting"
DELIVERED: Final = "delivered"
GIVEN_UP: Final = "given_up"
# After each attempt in vain: some seconds first, then hours; all in all about three days.
PAUSES: Final = tuple(
    timedelta(seconds=one)
    for one in (5, 60, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
# An attempt under way is not begun by another process sooner than this.
UNDER_WAY: Final = timedelta(seconds=60)
KEPT: Final = timedelta(hours=90 * 24)


class Letter(NamedTuple):
    """A status on its way."""

    no: int
    id: str
    case_id: str
    body: str
    made_at: datetime
    attempts: int


class Waiting(NamedTuple):
    """How much a subscriber has not had yet, and since when the oldest of it waits."""

    letters: int
    oldest: datetime | None


def look_of(connection: Connection, hook: str) -> Mark | None:
    """How far the store was when the outbox was last filled."""
    kept = connection.scalar(select(col(H.look)).where(col(H.name) == hook))
    return None if kept is None else Mark.of(kept)


def fill(
    database: Database,
    hook: str,
    seen: Mark | None,
    look: Mark,
    statuses: Mapping[str, Mapping[str, Any]],
) -> int:
    """Add statuses that differ from what was last told, and move the look; how many there were.

    Nothing is done where another process moved it from `seen` meanwhile.
    """
    with database.writing() as connection:
        database.alone(connection)
        if look_of(connection, hook) != seen:
            return 0
        statements = Statements(connection.dialect)
        known = _told(connection, hook, list(statuses))
        new = 0
        for case_id, said in statuses.items():
            body = json.dumps(said, ensure_ascii=False, sort_keys=True)
            digest = sha256(body.encode()).hexdigest()
            ordinal, before = known.get(case_id, (0, ""))
            if digest == before:
                continue
            new += 1
            connection.execute(delete(T).where(_of(hook, case_id)))
            statements.insert(T).run(connection, [(hook, case_id, ordinal + 1, digest)])
            connection.execute(
                L.__table__.insert().values(  # type: ignore[attr-defined]
                    id=_id(hook, case_id, ordinal + 1),
                    hook=hook,
                    case_id=case_id,
                    body=body,
                    made_at=look.at,
                    state=WAITING,
                    attempts=0,
                    next_at=look.at,
                    answer="",
                )
            )
        connection.execute(delete(H).where(col(H.name) == hook))
        statements.insert(H).run(connection, [(hook, str(look))])
        return new


def _told(connection: Connection, hook: str, cases: Sequence[str]) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for chunk in chunks(cases):
        rows = connection.execute(
            select(col(T.case_id), col(T.ordinal), col(T.digest)).where(
                col(T.hook) == hook, col(T.case_id).in_(chunk)
            )
        )
        found |= {row.case_id: (row.ordinal, row.digest) for row in rows}
    return found


def _id(hook: str, case_id: str, ordinal: int) -> str:
    return blake2b(f"{hook}/{case_id}/{ordinal}".encode(), digest_size=16).hexdigest()


def due(connection: Connection, hook: str, now: datetime, limit: int) -> list[Letter]:
    """The letters to try now: of each case the first that has not arrived, if it is its time."""
    first = (
        select(func.min(col(L.no)))
        .where(col(L.hook) == hook, col(L.state) == WAITING)
        .group_by(col(L.case_id))
    )
    rows = connection.execute(
        select(*(col(getattr(L, name)) for name in Letter._fields))
        .where(col(L.no).in_(first), col(L.next_at) <= now)
        .order_by(col(L.no))
        .limit(limit)
    )
    return [Letter(*row) for row in rows]


def claim(database: Database, letter: Letter, now: datetime) -> bool:
    """Begin an attempt; False where another process has begun it."""
    with database.writing() as connection:
        taken = connection.execute(
            update(L)
            .where(
                col(L.no) == letter.no,
                col(L.state) == WAITING,
                col(L.attempts) == letter.attempts,
            )
            .values(attempts=letter.attempts + 1, next_at=now + UNDER_WAY)
        )
        return bool(taken.rowcount)


def settle(database: Database, letter: Letter, now: datetime, answer: str, *, well: bool) -> str:
    """What came of an attempt that was claimed; the state the letter is in now."""
    over = letter.attempts >= len(PAUSES)
    state = DELIVERED if well else GIVEN_UP if over else WAITING
    next_at = now if well or over else now + PAUSES[letter.attempts]
    with database.writing() as connection:
        connection.execute(
            update(L)
            .where(col(L.no) == letter.no)
            .values(state=state, next_at=next_at, answer=answer[:200])
        )
    return state


def replay(database: Database, hook: str, since: datetime, now: datetime) -> int:
    """Send again whatever was made since a moment, under the ids it had; how much there is."""
    with database.writing() as connection:
        again = connection.execute(
            update(L)
            .where(col(L.hook) == hook, col(L.made_at) >= since, col(L.state) != WAITING)
            .values(state=WAITING, attempts=0, next_at=now)
        )
        return again.rowcount


def expire(database: Database, now: datetime) -> int:
    """Delete what arrived, or was given up, long ago."""
    with database.writing() as connection:
        gone = connection.execute(
            delete(L).where(col(L.state) != WAITING, col(L.made_at) < now - KEPT)
        )
        return gone.rowcount


def waiting(connection: Connection, hook: str) -> Waiting:
    """How much has not arrived yet."""
    row = connection.execute(
        select(func.count(), func.min(col(L.made_at))).where(
            col(L.hook) == hook, col(L.state) == WAITING
        )
    ).one()
    return Waiting(*row)


def _of(hook: str, case_id: str) -> ColumnElement[bool]:
    return and_(col(T.hook) == hook, col(T.case_id) == case_id)
