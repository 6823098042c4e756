"""An office that takes what a register tells, and an oracle of what stands in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from sroki.events.base import Event
from sroki.events.intake import Intake
from sroki.events.memory import MemoryAliases, MemoryLists
from sroki.events.outcomes import Accepted
from sroki.events.record import Annulled, Corrected, SourceWatermark
from sroki.events.strict import Item
from sroki.monitors.record import resolve
from tests.readers.keeping import KeptMemory

IMPORTED = datetime(2027, 1, 1, tzinfo=UTC)
# A fact, without the names it goes by.
Fact = tuple[Any, ...]


def standing(events: Sequence[Event]) -> list[Event]:
    """The events that stand, by replaying what was told in the order it was told.

    An oracle: it knows of registers alone that they tell in order, and nothing of trees.
    """
    stands: dict[str, Event] = {}
    began: dict[str, str] = {}
    for event in events:
        if isinstance(event, Corrected):
            began[event.id] = began[event.target.id]
            stands[began[event.id]] = event.replacement
        elif isinstance(event, Annulled):
            del stands[began[event.target.id]]
        else:
            began[event.id] = event.id
            stands[event.id] = event
    return list(stands.values())


class Office:
    """The intake of an installation, and all that it accepted."""

    def __init__(self) -> None:
        ids = count(1)
        self.intake = Intake(MemoryAliases(), MemoryLists(), lambda: f"case-{next(ids)}")
        self.memory = KeptMemory()
        self.events: list[Event] = []
        self.ids: set[str] = set()

    def take(self, wires: Iterable[dict[str, Any]]) -> None:
        for outcome in self.intake.take_all([Item(wire, None, "") for wire in wires], IMPORTED):
            assert isinstance(outcome, Accepted), outcome
            assert outcome.dropped == ()
            event = outcome.events[0]
            if not isinstance(event, SourceWatermark):
                assert event.id not in self.ids, "no event is told twice"
                self.ids.add(event.id)
                self.events.append(event)

    def stands(self) -> list[Event]:
        """What stands, by the oracle; the engine says the same."""
        told = standing(self.events)
        by_engine = []
        for subject in {event.subject for event in self.events}:
            resolved = resolve([event for event in self.events if event.subject == subject])
            assert resolved.oddities == ()
            by_engine += resolved.effective
        assert Counter(map(repr, by_engine)) == Counter(map(repr, told))
        return told


def noon(day: date) -> datetime:
    """A day of Krasnoyarsk, as readers write it."""
    return datetime.combine(day, time(5), UTC)


_OWN = {
    "submitted": ("channel", "category", "notice_choice"),
    "file_formed": ("part",),
    "listed": ("period", "number", "outcome", "ground"),
    "refused": ("ground",),
    "notice_sent": ("outcome", "channel"),
    "document_presented": ("document",),
}


def facts_of(events: Iterable[Event], numbers: dict[str, str]) -> Counter[Fact]:
    """The facts of events; `numbers` says what each case is called in the table."""
    return Counter(
        (
            numbers[event.subject],
            event.kind,
            event.occurred_at,
            *(getattr(event, name) for name in _OWN.get(event.kind, ())),
        )
        for event in events
    )
