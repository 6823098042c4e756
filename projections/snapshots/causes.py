"""Why one snapshot differs from another: the events that came to be known between the two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import col

from sroki.events.catalogue import from_bytes
from sroki.projections.queries.observed import Positions
from sroki.projections.queries.reading import Reading
from sroki.projections.snapshots.canonical import Json
from sroki.projections.snapshots.changes import cases_of
from sroki.projections.statements import chunks
from sroki.projections.tables import JournalRow as J
from sroki.workflows.standing import InputKind


def causes(
    reading: Reading, changes: Mapping[str, Json], before: Positions, after: Positions
) -> dict[str, list[dict[str, Json]]]:
    """By case, the events journalled after `before` and up to `after`, in their order."""
    cases = cases_of(changes)
    found: dict[str, list[dict[str, Json]]] = {}
    for subject, body in _entries(reading, sorted(cases), before, after):
        event: Any = from_bytes(body)
        found.setdefault(subject, []).append(
            {
                "kind": event.kind,
                "id": event.id,
                "source": event.source,
                "occurred_at": event.occurred_at.isoformat(),
                "received_at": event.received_at and event.received_at.isoformat(),
            }
        )
    return found


def _entries(
    reading: Reading, cases: Iterable[str], before: Positions, after: Positions
) -> Iterable[tuple[str, bytes]]:
    between = or_(
        *(
            and_(
                col(J.partition) == partition,
                col(J.seq) > before.get(partition, 0),
                col(J.seq) <= seq,
            )
            for partition, seq in after.items()
        )
    )
    for chunk in chunks(cases):
        rows = reading.connection.execute(
            select(col(J.subject), col(J.body))
            .where(
                reading.mine(J),
                between,
                col(J.kind) == InputKind.EVENT.value,
                col(J.subject).in_(chunk),
            )
            .order_by(col(J.partition), col(J.seq))
        )
        for subject, body in rows:
            yield str(subject), bytes(body)
