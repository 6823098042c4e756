"""What was not taken: rejected, held, unlinked. What an outsider sent stays sealed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import col

from sroki.events.reasons import Reason
from sroki.projections.intake_tables import SealedRow as R
from sroki.projections.queries.reading import Reading
from sroki.projections.sealed import reasons_of


class Fate(StrEnum):
    """Why something waits: it cannot be right, cannot be read yet, or names no known case."""

    REJECTED = "rejected"
    HELD = "held"
    UNLINKED = "unlinked"


class Sealed(NamedTuple):
    """One thing not taken, but for what it held. `reason` is the code of the first of `reasons`."""

    id: int
    state: Fate
    source: str
    authority: str | None
    unit: str | None
    reason: str
    reasons: tuple[Reason, ...]
    size: int
    received_at: datetime
    expires_at: datetime | None


_PLAIN: Final = ("id", "source", "authority", "unit", "reason", "received_at", "expires_at")


class SealedFilter(NamedTuple):
    """Which of them: None is any."""

    state: Fate | None = None
    source: str | None = None
    reason: str | None = None


def _waiting(reading: Reading, wanted: SealedFilter) -> ColumnElement[bool]:
    """What was replayed or has expired waits no more; who sees a part sees what is known his."""
    conditions = [
        col(R.replayed_at).is_(None),
        func.coalesce(col(R.expires_at), reading.now) >= reading.now,
        reading.scope.clause(col(R.authority), col(R.unit)),  # type: ignore[arg-type] # nullable
    ]
    columns = (col(R.state), col(R.source), col(R.reason))
    for column, value in zip(columns, wanted, strict=True):
        if value is not None:
            conditions.append(column == value)
    return and_(*conditions)


def waiting(
    reading: Reading, wanted: SealedFilter, limit: int | None = None, offset: int = 0
) -> list[Sealed]:
    """The latest first."""
    statement = (
        select(
            *(col(getattr(R, name)) for name in _PLAIN),
            col(R.state),
            col(R.params),
            col(R.more),
            func.length(col(R.raw)).label("size"),
        )
        .where(_waiting(reading, wanted))
        .order_by(col(R.id).desc())
    )
    if limit is not None:
        statement = statement.limit(limit).offset(offset)
    return [
        Sealed(
            **{name: getattr(row, name) for name in _PLAIN},
            state=Fate(row.state),
            reasons=reasons_of(row.reason, row.params, row.more),
            size=row.size,
        )
        for row in reading.connection.execute(statement)
    ]


def tally(
    reading: Reading,
    wanted: SealedFilter = SealedFilter(),  # noqa: B008 # immutable
) -> Counter[tuple[Fate, str, str]]:
    """How many wait, by (fate, source, reason)."""
    keys = (col(R.state), col(R.source), col(R.reason))
    rows = reading.connection.execute(
        select(*keys, func.count()).where(_waiting(reading, wanted)).group_by(*keys)
    )
    return Counter({(Fate(state), source, reason): n for state, source, reason, n in rows})
