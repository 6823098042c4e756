"""The digest of a unit: what of its deadlines needs somebody today, case by case; and what the plan
of monitoring asks of it.

It is read off the same rows as the board and the calendar of the cycle. What is *new* was not late
when the digest before it was made.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from sroki.projections.queries import deadlines, due
from sroki.projections.queries.changes import changes
from sroki.projections.queries.cycle import Item, Stands, items, plan_of
from sroki.projections.queries.deadlines import Filter, OpenDeadline, What
from sroki.projections.queries.looks import Mark, is_known, mark
from sroki.projections.queries.reading import Reading
from sroki.projections.scope import Scope

# Cases listed of each kind; the rest are counted, and lie behind the link.
LISTED: Final = 50
# Past so many inputs since the last digest nothing is called new.
_MOST: Final = 20_000
_NEEDED: Final = frozenset({Stands.LATE, Stands.RETURNED, Stands.SOON})


class Part(NamedTuple):
    """Deadlines of one kind, the nearest or oldest first; `total` counts those not listed too."""

    what: What
    total: int
    rows: list[OpenDeadline]


class Digest(NamedTuple):
    """A unit's morning: `on` is its civil day, `fresh` what is newly late.

    Of `fresh` are given (subject, rule, instance). `planned` are lines of the plans of monitoring
    for this unit that are late, returned or due soon. `look` is how far the store was read, `since`
    the look of the digest before, if there was one.
    """

    authority: str
    unit: str
    on: date
    parts: tuple[Part, ...]
    fresh: frozenset[tuple[str, str, str]]
    planned: tuple[Item, ...]
    since: Mark | None
    look: Mark

    @property
    def empty(self) -> bool:
        return not self.planned and not any(part.total for part in self.parts)

    def total(self, what: What) -> int:
        """How many there are of a kind."""
        return next((part.total for part in self.parts if part.what is what), 0)


def digest(reading: Reading, authority: str, unit: str, since: Mark | None) -> Digest:
    """The digest of a unit at the moment of reading."""
    reading = reading._replace(scope=Scope.of((authority, unit)))
    wanted = Filter(What.OPEN, authority=authority, unit=unit)
    counts = due.together(
        counted for place, counted in due.counts(reading).items() if wanted.matches(place)
    )
    soon = counts.in_3 - counts.today
    parts = (
        _part(reading, wanted, What.OVERDUE, counts.overdue),
        _part(reading, wanted, What.PRESUMED, counts.presumed),
        _part(reading, wanted, What.TODAY, counts.today),
        # Those due today come first in the list of three days, and have a part of their own.
        _part(reading, wanted, What.IN_3, soon, after=counts.today),
    )
    known = since if since is not None and is_known(reading, since) else None
    found = changes(reading, known, wanted, _MOST).appeared if known else ()
    fresh = frozenset((one.subject, one.rule, one.instance) for one in found)
    on = reading.names.today(authority, reading.now)
    planned = _planned(reading, authority, unit, on)
    return Digest(authority, unit, on, parts, fresh, planned, known, mark(reading))


def _planned(reading: Reading, authority: str, unit: str, on: date) -> tuple[Item, ...]:
    """What needs the unit of the plans in force; what is due for a year may be due in the next."""
    found: list[Item] = []
    for year in (on.year - 1, on.year):
        plan = plan_of(reading, authority, year)
        if plan is None or plan.state is None or plan.state.in_force is None:
            continue
        lines = [one for one in plan.state.in_force.lines if one.unit == unit]
        found += items(reading, authority, year, lines, on)
    return tuple(one for one in found if one.stands in _NEEDED)


def _part(reading: Reading, wanted: Filter, what: What, total: int, after: int = 0) -> Part:
    if not total:
        return Part(what, 0, [])
    rows = deadlines.page(reading, wanted._replace(what=what), LISTED, after)
    return Part(what, total, rows)
