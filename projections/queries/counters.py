"""Counters that only grow: what was said, how long steps took, what the intake answered."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import col

from sroki.projections.intake_tables import IntakeTallyRow
from sroki.projections.queries.due import Place
from sroki.projections.queries.reading import Reading
from sroki.projections.tables import CounterRow


class Counted(NamedTuple):
    """Where a counter stands: its place, and the detail that tells it apart."""

    place: Place
    detail: str


def counter(reading: Reading, name: str) -> Counter[Counted]:
    """The counter `name` by place and detail, over all partitions."""
    keys = (
        col(CounterRow.authority),
        col(CounterRow.service),
        col(CounterRow.unit),
        col(CounterRow.rule),
        col(CounterRow.detail),
    )
    rows = reading.connection.execute(
        select(*keys, func.sum(col(CounterRow.value)))
        .where(reading.mine(CounterRow), col(CounterRow.name) == name)
        .group_by(*keys)
    )
    return Counter({Counted(Place(*row[:4]), row[4]): row[5] for row in rows})


def intake(reading: Reading) -> Counter[tuple[str, str]]:
    """How often the intake gave each answer, by (source, outcome)."""
    rows = reading.connection.execute(
        select(col(IntakeTallyRow.source), col(IntakeTallyRow.outcome), col(IntakeTallyRow.events))
    )
    return Counter({(source, outcome): events for source, outcome, events in rows})
