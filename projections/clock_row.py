"""What time it is by the database, and the row that may stand in its place.

The row is for demonstrations and tests: time that is set by hand, or that runs faster. Every
process of the store sees it, and no tick is given by any other clock.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, delete, func, insert, select
from sqlmodel import col

from sroki.projections.tables import Meta

_KEY: Final = "clock"


class Told(NamedTuple):
    """A clock told to the store: it said `start` when the database's own said `since`.

    It runs `pace` times as fast; a pace of 0 stands still.
    """

    start: datetime
    since: datetime
    pace: float

    def at(self, real: datetime) -> datetime:
        """What it says when the database's own says `real`."""
        return self.start + (real - self.since) * self.pace


def read(connection: Connection) -> tuple[datetime | None, Told | None]:
    """The database's clock, None where it has none (SQLite); and the one told in its place."""
    real: datetime | None = None
    if connection.dialect.name == "postgresql":
        real = connection.scalar(select(func.clock_timestamp()))
    stored = connection.scalar(select(col(Meta.value)).where(col(Meta.key) == _KEY))
    return real, None if stored is None else _told(stored)


def tell(connection: Connection, told: Told | None) -> None:
    """Let a told clock stand in the place of the database's; None takes it away."""
    connection.execute(delete(Meta).where(col(Meta.key) == _KEY))
    if told is not None:
        value = to_json(told._asdict()).decode()
        connection.execute(insert(Meta), [{"key": _KEY, "value": value}])


def _told(stored: str) -> Told:
    said = from_json(stored)
    start, since = (datetime.fromisoformat(said[name]) for name in ("start", "since"))
    return Told(start, since, said["pace"])
