"""Which digests were sent: one a unit and a day, whoever sends, however often he starts again.

A digest is claimed before it leaves and settled after. Who dies in between leaves a claim, which is
taken up again later under the same name, so that a mail server or a reader can tell a repetition.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, select, update
from sqlmodel import col

from sroki.projections.database import Database
from sroki.projections.outgoing_tables import DigestRow as R
from sroki.projections.queries.looks import Mark
from sroki.projections.statements import Statements

TRYING: Final = "trying"
_FIRST: Final = timedelta(minutes=5)
_LAST: Final = timedelta(hours=1)
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Which(NamedTuple):
    """A unit's digest of one of its civil days."""

    authority: str
    unit: str
    on: date


class Tried(NamedTuple):
    """How the sending of a digest stands."""

    state: str
    attempts: int
    tried_at: datetime


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts, the last of which may be under way."""
    return min(_FIRST * (1 << max(0, attempts - 1)), _LAST)


def tried(connection: Connection, which: Which) -> Tried | None:
    """How the sending of a digest stands; None where nobody has tried."""
    row = connection.execute(
        select(col(R.state), col(R.attempts), col(R.tried_at)).where(_is(which))
    ).one_or_none()
    return None if row is None else Tried(*row)


def last_look(connection: Connection, which: Which) -> Mark | None:
    """How far the store was when the digest before this one was made."""
    kept = connection.scalar(
        select(col(R.look))
        .where(
            col(R.authority) == which.authority,
            col(R.unit) == which.unit,
            col(R.on) < which.on,
            col(R.state) != TRYING,
        )
        .order_by(col(R.on).desc())
        .limit(1)
    )
    return None if kept is None else Mark.of(kept)


def is_due(connection: Connection, which: Which, now: datetime) -> bool:
    """Whether a digest is to be tried: never yet, or long enough ago and in vain."""
    found = tried(connection, which)
    if found is None:
        return True
    return found.state == TRYING and found.tried_at + pause(found.attempts) <= now


def claim(database: Database, which: Which, look: Mark, now: datetime) -> bool:
    """Take a digest upon oneself; False where somebody else has, or it is done."""
    with database.writing() as connection:
        fresh = (*which, TRYING, 0, _NEVER, str(look))
        Statements(connection.dialect).ignore(R).run(connection, [fresh])
        found = tried(connection, which)
        if found is None or found.state != TRYING:
            return False
        taken = connection.execute(
            update(R)
            .where(
                _is(which),
                col(R.state) == TRYING,
                # Of two that come at once, the second finds the first one's number.
                col(R.attempts) == found.attempts,
                col(R.tried_at) <= now - pause(found.attempts),
            )
            .values(attempts=found.attempts + 1, tried_at=now, look=str(look))
        )
        return bool(taken.rowcount)


def settle(database: Database, which: Which, state: Literal["sent", "empty"]) -> None:
    """It has left, or there was nothing to tell."""
    with database.writing() as connection:
        connection.execute(update(R).where(_is(which)).values(state=state))


def _is(which: Which) -> ColumnElement[bool]:
    return and_(
        col(R.authority) == which.authority, col(R.unit) == which.unit, col(R.on) == which.on
    )
