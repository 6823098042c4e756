"""What is remembered of a subject between two looks. It saves work, and changes no answer.

Most events are plain facts. Such an event only adds to the record: the milestones it cannot have
moved are not looked for again, the limits and checks that do not rest on it are not held against
it. For an amendment, and under another rulebook or edition, everything is laid out anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from sroki.events.base import Event
from sroki.events.errors import Refused
from sroki.monitors.gathering import GROUP, Heard, routes
from sroki.monitors.plans import Plans
from sroki.monitors.record import AMENDING, Resolved, occurrence, resolve, tells
from sroki.monitors.view import View
from sroki.workflows.standing import SubjectState


class Seen:
    """A case as it was last looked at: its record, and the view of it that governs, if any."""

    __slots__ = ("_count", "_plans", "record", "routes", "view")

    def __init__(self) -> None:
        self._count = 0
        self._plans: Plans | None = None
        self.record = Resolved([], (), {})
        self.view: View | None = None
        # The groups that must hear of the case.
        self.routes: tuple[str, ...] = ()

    def look(self, events: Sequence[Event], plans: Plans) -> None:
        """Bring the record up to `events`, which begin with those of the last look."""
        if self._plans is plans and self._count == len(events):
            return
        fresh = events[self._count :]
        if self._plans is not plans or not self._add(fresh, plans):
            self.record = resolve(events)
            self.view = plans.governing(self.record.effective, self.first(events))
            self._plans = plans
            self.routes, fresh = (), events
        if self.view is not None and self.view.plan.edition.queue is not None:
            self.routes = routes(self.view.plan, fresh, self.routes)
        self._count = len(events)

    def first(self, events: Sequence[Event]) -> Event:
        """The event that tells whose the case is."""
        effective = self.record.effective
        return effective[0] if effective else min(events, key=lambda one: one.id)

    def unit(self, first: Event) -> str:
        """The unit that the case stands with: that of the filing, where it is told."""
        filed = None if self.view is None else self.view.by_kind.get("submitted")
        return filed[0].unit if filed else first.unit

    def _add(self, fresh: Sequence[Event], plans: Plans) -> bool:
        """Add plain facts to the view; False where they are not that, or it governs no more."""
        view = self.view
        if view is None or self.record.amended or not view.events:
            return False
        first, last = occurrence(view.events[0]), occurrence(view.events[-1])
        in_order, decisive = True, False
        for event in fresh:
            kind, at = event.kind, occurrence(event)
            if kind in AMENDING or not tells(event):
                return False
            in_order, last = in_order and at > last, at
            decisive = decisive or at <= first or kind in plans.deciding
        if not in_order:
            # Told again, or by two sources under one id: a repetition is one fact.
            ids = {event.id for event in (*view.events, *fresh)}
            if len(ids) < len(view.events) + len(fresh):
                return False
        for event in fresh:
            view.add(event)
        return not decisive or plans.govern(view)


Memory: TypeAlias = Seen | Heard


def memory_for(subject: str) -> Memory:
    """The memory of a subject that was never looked at."""
    return Heard() if subject.startswith(GROUP) else Seen()


def memory_of(state: SubjectState) -> Memory:
    """The memory of a subject, made where there is none."""
    if state.memory is None:
        state.memory = memory_for(state.key)
    memory: Memory = state.memory
    return memory


class Whose(NamedTuple):
    """Whose a subject is; the watermarks of its unit are those that count."""

    authority: str
    service: str
    unit: str


def whose(memory: Memory, events: Sequence[Event], plans: Plans) -> Whose:
    """Whose a subject is, in whatever order its events came.

    All events of a group tell the same authority and service, and no watermark proves anything of
    its unit.
    """
    if isinstance(memory, Heard):
        return Whose(events[0].authority, events[0].service, events[0].unit)
    memory.look(events, plans)
    first = memory.first(events)
    return Whose(first.authority, first.service, memory.unit(first))


def heard_by(state: SubjectState) -> Heard:
    """What a group was told so far. Raises `Refused` for a case: nobody tells it facts."""
    memory = memory_of(state)
    if not isinstance(memory, Heard):
        raise Refused(f"{state.key} is no group", why="only groups are told of cases")
    memory.hear(state.events)
    return memory
