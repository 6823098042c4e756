"""Frozen periods whose record changes: their snapshots are marked outdated in the same transaction.

An observation is looked at as a period sees it: a day after the period's end is no day of it, so
that a case which goes on and ends in the next half-year makes nothing outdated, and one whose day
within the period is corrected, added or taken away does. A finding belongs to the period in which
it fell: that a presumption of it is proven later is no other finding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
        if (what := _first(observed, OBSERVED, one) or _first(found, FOUND, one)) is not None
    ]
    if rows:
        run.execute(insert(Outdated), rows)


def _first(changed: Sequence[Change], rows: Rows, period: Period) -> str | None:
    """The name of the first of them that the period now sees otherwise."""
    told = (rows.moved(before, after, period) for before, after in changed)
    return next((name for name in told if name is not None), None)


class Rows(NamedTuple):
    """Rows of one table as periods look at them: what of one they see, and where its name is."""

    seen: Callable[[Row | None, Period], tuple[Any, ...] | None]
    name: int

    def moved(self, before: Row | None, after: Row | None, period: Period) -> str | None:
        """The name of a row that the period now sees otherwise; None where it does not."""
        row = after or before
        if row is None or self.seen(before, period) == self.seen(after, period):
            return None
        return str(row[self.name])


def _of_finding(row: Row | None, period: Period) -> tuple[Any, ...] | None:
    """What of a finding belongs to a period; None where nothing does."""
    if row is None or row[_OF["authority"]] != period.authority:
        return None
    on, ended = row[_OF["on"]], row[_OF["ended_on"]]
    if on is None or not period.first_on <= on <= period.last_on:
        return None
    told = tuple(row[at] for at in _TOLD)
    over = ended is not None and ended <= period.last_on
    return (*told, *(row[at] for at in _OVER)) if over else told


def _of_observation(row: Row | None, period: Period) -> tuple[Any, ...] | None:
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


# Named by their measures, and by their rules.
OBSERVED: Final = Rows(_of_observation, _AT["measure"])
FOUND: Final = Rows(_of_finding, _OF["rule"])
