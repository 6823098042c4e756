"""A subject's effective record, laid out for the rules to read.

`Mark` is a milestone reached: on which civil day, at which instant, by which event, and whether
the instant is known (`exact`) or only the day.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sroki.events.base import Event, Precision
from sroki.events.catalogue import KINDS
from sroki.monitors.record import occurrence

if TYPE_CHECKING:
    from sroki.monitors.deadlines import Verdict
    from sroki.monitors.plan import Asked, Plan
    from sroki.workflows.assessment import Claim, Deadline
    from sroki.workflows.observation import Observation

_DAY = Precision.DAY
_KIND_OF = {model: kind for kind, model in KINDS.items()}
_E = TypeVar("_E", bound=Event)


class Mark(NamedTuple):
    """A milestone reached. Ordered by day, then instant, then event id."""

    on: date
    at: datetime
    by: str
    exact: bool


class View(dict[str, "Mark | None"]):
    """The effective events of one subject, by kind; and, by name, the milestones it has reached.

    `view[name]` is the mark of a milestone, None while it is not reached. Like the civil day of an
    event, it is found when it is first asked for, and remembered; so are the `verdicts` on time
    limits, by their ids, what each check says and what each measure finds.
    """

    __slots__ = (
        "_claims",
        "_marks",
        "_observations",
        "_observed",
        "_said",
        "asked",
        "by_kind",
        "events",
        "plan",
        "verdicts",
    )

    def __init__(self, plan: Plan, events: list[Event]) -> None:
        self.plan = plan
        self.events = events
        self.verdicts: dict[str, Deadline | Verdict] = {}
        self._marks: dict[str, Mark] = {}
        self.asked: Asked | None = None
        # What each check says, by its id, and what all of them say.
        self._said: dict[str, tuple[Claim, ...]] = {}
        self._claims: list[Claim] | None = None
        # What each measure finds, by its id, and what all of them find.
        self._observed: dict[str, list[Observation]] = {}
        self._observations: tuple[Observation, ...] | None = None
        by_kind: dict[str, list[Event]] = {}
        for event in events:
            kind = event.kind
            if kind in by_kind:
                by_kind[kind].append(event)
            else:
                by_kind[kind] = [event]
        self.by_kind = by_kind

    def of(self, model: type[_E]) -> Sequence[_E]:
        """The events of one type."""
        found: Any = self.by_kind.get(_KIND_OF[model], ())
        return found  # type: ignore[no-any-return] # one kind is one model, see the catalogue

    def mark(self, event: Event) -> Mark:
        """The mark that `event` makes."""
        at, by = event.occurred_at, event.id
        marks = self._marks
        # Two sources may give their events one id: the mark is this event's only if it is its time.
        if by in marks and (known := marks[by]).at is at:
            return known
        on = self.plan.zone.date_of(at)
        mark = marks[by] = Mark(on, at, by, event.precision is not _DAY)
        return mark

    def on(self, event: Event) -> date:
        """The civil day of `event` in the zone of the edition."""
        return self.mark(event).on

    def __missing__(self, name: str) -> Mark | None:
        mark = self[name] = self.plan.milestones[name](self)
        return mark

    def add(self, event: Event) -> None:
        """One fact more: what it may have moved is found anew."""
        kind = event.kind
        insort(self.events, event, key=occurrence)
        if kind in self.by_kind:
            insort(self.by_kind[kind], event, key=occurrence)
        else:
            self.by_kind[kind] = [event]
            self.asked = self._claims = None
        moved = self.plan.moved_by.get(kind)
        if moved is None:
            return
        before = {name: self.pop(name) for name in moved.milestones if name in self}
        gone = {name for name, mark in before.items() if self[name] != mark}
        for limit, read in moved.limits:
            if read is None or not read.isdisjoint(gone):
                self.verdicts.pop(limit, None)
        if moved.checks:
            self._claims = None
            for name in moved.checks:
                self._said.pop(name, None)
        if moved.measures:
            self._observations = None
            for name in moved.measures:
                self._observed.pop(name, None)

    def ask(self, subject: str) -> Asked:
        """What is to be asked of this record; remembered as `asked` until another kind comes."""
        self.asked = self.plan.asked(subject, frozenset(self.by_kind))
        return self.asked

    def claims(self, asked: Asked) -> Sequence[Claim]:
        """What the checks say of this record."""
        if self._claims is None:
            self._claims = []
            for check, function in asked.checks:
                if check.id not in self._said:
                    self._said[check.id] = tuple(function(self, check))
                self._claims += self._said[check.id]
        return self._claims

    def observations(self, deadlines: Sequence[Deadline]) -> tuple[Observation, ...]:
        """What the measures of the plan find in this record, which has these deadlines."""
        if self._observations is None:
            found: list[Observation] = []
            for name, observer in self.plan.observers.items():
                if name not in self._observed:
                    self._observed[name] = observer(self, deadlines)
                found += self._observed[name]
            self._observations = tuple(found)
        return self._observations

    def only(self, field: str, value: object) -> View:
        """The same record restricted to the events whose `field` is `value`."""
        return View(self.plan, [event for event in self.events if told(event, field) == value])

    def through(self, day: date) -> View:
        """The same record as it was at the end of a civil day."""
        return View(self.plan, [event for event in self.events if self.on(event) <= day])

    def instances(self, kinds: frozenset[str], field: str) -> list[str]:
        """The distinct values of `field` among the events of some kinds, in order of occurrence."""
        if kinds.isdisjoint(self.by_kind):
            return []
        found = (told(event, field) for event in self.events if event.kind in kinds)
        return list(dict.fromkeys(value for value in found if isinstance(value, str)))


def told(event: Event, field: str) -> object:
    """A field of an event by name; None where its kind has none such.

    Looked up as data: a pydantic model takes a hundred times as long to say that it lacks one.
    """
    return event.__dict__.get(field)
