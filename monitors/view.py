"""A subject's effective record, laid out for the rules to read.

`Mark` is a milestone reached: on which civil day, at which instant, by which event, and whether
the instant is known (`exact`) or only the day.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from sroki.events.base import Event, Precision
from sroki.workflows.dates import civil_date

if TYPE_CHECKING:
    from sroki.monitors.plan import Plan

_DAY = Precision.DAY


class Mark(NamedTuple):
    """A milestone reached. Ordered by day, then instant, then event id."""

    on: date
    at: datetime
    by: str
    exact: bool


class View:
    """The effective events of one subject by kind, and its milestones, each found once."""

    __slots__ = ("_marks", "by_kind", "events", "plan")

    def __init__(self, plan: Plan, events: list[Event]) -> None:
        self.plan = plan
        self.events = events
        self._marks: dict[str, Mark | None] = {}
        by_kind: dict[str, list[Event]] = {}
        for event in events:
            kind = event.kind
            if kind in by_kind:
                by_kind[kind].append(event)
            else:
                by_kind[kind] = [event]
        self.by_kind = by_kind

    def mark(self, event: Event) -> Mark:
        """The mark that `event` makes."""
        at = event.occurred_at
        return Mark(civil_date(at, self.plan.zone), at, event.id, event.precision is not _DAY)

    def on(self, event: Event) -> date:
        """The civil day of `event` in the zone of the edition."""
        return civil_date(event.occurred_at, self.plan.zone)

    def reached(self, name: str) -> Mark | None:
        """The named milestone, or None while it is not reached."""
        try:
            return self._marks[name]
        except KeyError:
            mark = self._marks[name] = self.plan.milestones[name](self)
            return mark

    def only(self, field: str, value: str) -> View:
        """The same record restricted to the events whose `field` is `value`."""
        return View(
            self.plan, [event for event in self.events if getattr(event, field, None) == value]
        )

    def values(self, field: str) -> list[str]:
        """The distinct values of `field` among the events, in order of occurrence."""
        found = (getattr(event, field, None) for event in self.events)
        return list(dict.fromkeys(value for value in found if isinstance(value, str)))
