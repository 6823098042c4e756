"""What is remembered of a subject between two looks. It saves work, and changes no answer.

Most events are plain facts, later than all that was told of their case before. Such an event only
adds to the record: the milestones it cannot have moved are not looked for again. For any other
event, and under another rulebook, everything is laid out anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from sroki.events.base import Event
from sroki.events.errors import Refused
from sroki.monitors.gathering import GROUP, Heard
from sroki.monitors.plans import Plans
from sroki.monitors.record import AMENDING, Resolved, occurrence, resolve, tells
from sroki.monitors.view import View
from sroki.workflows.standing import SubjectState


class Seen:
    """A case as it was last looked at: its record, and the view of it that governs, if any."""

    __slots__ = ("_count", "_plans", "record", "view")

    def __init__(self) -> None:
        self._count = 0
        self._plans: Plans | None = None
        self.record = Resolved([], (), {})
        self.view: View | None = None

    def look(self, events: Sequence[Event], plans: Plans) -> None:
        """Bring the record up to `events`, which begin with those of the last look."""
        if self._plans is not plans or not self._add(events[self._count :], plans):
            self.record = resolve(events)
            self.view = plans.governing(self.record.effective, self.first(events))
            self._plans = plans
        self._count = len(events)

    def first(self, events: Sequence[Event]) -> Event:
        """The event that tells whose the case is."""
        effective = self.record.effective
        return effective[0] if effective else min(events, key=lambda one: one.id)

    def _add(self, fresh: Sequence[Event], plans: Plans) -> bool:
        """Add plain later facts to the view; False, with nothing done, where they are not that."""
        view, last = self.view, self.record.effective[-1:]
        if view is None or self.record.amended or not last:
            return False
        before = last[0]
        for event in fresh:
            if (
                occurrence(event) <= occurrence(before)
                or event.kind in AMENDING
                or event.kind in plans.deciding
                or not tells(event)
            ):
                return False
            before = event
        for event in fresh:
            view.add(event)
        return True


Memory: TypeAlias = Seen | Heard


def memory_of(state: SubjectState) -> Memory:
    """The memory of a subject, made where there is none."""
    if state.memory is None:
        state.memory = Heard() if state.key.startswith(GROUP) else Seen()
    memory: Memory = state.memory
    return memory


def heard_by(state: SubjectState) -> Heard:
    """What a group was told so far. Raises `Refused` for a case: nobody tells it facts."""
    memory = memory_of(state)
    if not isinstance(memory, Heard):
        raise Refused(f"{state.key} is no group", why="only groups are told of cases")
    memory.hear(state.events)
    return memory
