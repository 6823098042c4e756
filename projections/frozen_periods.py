"""Frozen periods whose record changes: their snapshots are marked outdated in the same transaction.

An observation is looked at as a period sees it: a day after the period's end is no day of it, so
that a case which goes on and ends in the next half-year makes nothing outdated, and one whose day
within the period is corrected, added or taken away does. A finding belongs to the period in which
it fell: that a presumption of it is proven later is no other finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import Connection, exists, insert, select
from sqlmodel import col

from sroki.projections.figure_tables import ObservationRow, StandingFindingRow
from sroki.projections.snapshot_tables import SnapshotOutdatedRow as Outdated
from sroki.projections.snapshot_tables import SnapshotRow as S
from sroki.projections.statements import Row, Statements, columns_of

# What an observation, or a finding, was, and is; None where it was not, or is no more.
Change: TypeAlias = tuple[Row | None, Row | None]

_AT: Final = {name: place for place, name in enumerate(columns_of(ObservationRow))}
_LASTING: Final = tuple(
    _AT[name]
    for name in ("authority", "service", "unit", "channel", "application_on", "started_on")
)
_DUE: Final = tuple(_AT[name] for name in ("norm", "due_on", "gap"))
_ENDED: Final = tuple(_AT[name] for name in ("ended_on", "state", "days", "code"))

_OF: Final = {name: place for place, name in enumerate(columns_of(StandingFindingRow))}
_TOLD: Final = tuple(_OF[name] for name in ("service", "unit", "case_id", "kind", "clause", "on"))
_OVER: Final = tuple(_OF[name] for name in ("ended_on", "days"))

# Asked in every transaction that observes anything, hence compiled once.
_UNMARKED: Final = select(col(S.number), col(S.authority), col(S.first_on), col(S.last_on)).where(
    ~exists().where(col(Outdated.number) == col(S.number))
)


class Period(NamedTuple):
    """A period that is frozen, its days of the kind that the rows have."""

    number: int
    authority: str
    first_on: Any
    last_on: Any


def mark_changed(
    run: Connection,
    sql: Statements,
    observed: Sequence[Change],
    found: Sequence[Change],
    place: tuple[int, int, int],
) -> None:
    """Mark the snapshots of the periods in which something changed: of what was observed, or found.

    `place` is generation, partition and position in the journal.
    """
    if not observed and not found:
        return
    periods = [Period(*row) for row in sql.of(_UNMARKED).fetch(run, ())]
    generation, partition, seq = place
    rows = [
        {"number": one.number, "told_in": generation, "partition": partition}
        | {"seq": seq, "what": what}
        for one in periods
        if (what := _observed(observed, one) or _found(found, one)) is not None
    ]
    if rows:
        run.execute(insert(Outdated), rows)


def _observed(changed: Sequence[Change], period: Period) -> str | None:
    """The measure of the first observation that the period now sees otherwise."""
    for before, after in changed:
        row = after or before
        if row is not None and seen(before, period) != seen(after, period):
            return str(row[_AT["measure"]])
    return None


def _found(changed: Sequence[Change], period: Period) -> str | None:
    """The rule of the first finding that the period now sees otherwise."""
    for before, after in changed:
        row = after or before
        if row is not None and seen_of_finding(before, period) != seen_of_finding(after, period):
            return str(row[_OF["rule"]])
    return None


def seen_of_finding(row: Row | None, period: Period) -> tuple[Any, ...] | None:
    """What of a finding belongs to a period; None where nothing does."""
    if row is None or row[_OF["authority"]] != period.authority:
        return None
    on, ended = row[_OF["on"]], row[_OF["ended_on"]]
    if on is None or not period.first_on <= on <= period.last_on:
        return None
    told = tuple(row[at] for at in _TOLD)
    over = ended is not None and ended <= period.last_on
    return (*told, *(row[at] for at in _OVER)) if over else told


def seen(row: Row | None, period: Period) -> tuple[Any, ...] | None:
    """What of an observation belongs to a period; None where nothing does."""
    if row is None or row[_AT["authority"]] != period.authority:
        return None
    started, ended = row[_AT["started_on"]], row[_AT["ended_on"]]
    over = ended is not None and ended <= period.last_on
    days = [started, row[_AT["application_on"]], ended if over else None]
    within = any(one is not None and period.first_on <= one <= period.last_on for one in days)
    still_open = started is not None and started <= period.last_on and not over
    if not within and not still_open:
        return None
    told = tuple(row[at] for at in (*_LASTING, *_DUE))
    return (*told, *(row[at] for at in _ENDED)) if over else told
