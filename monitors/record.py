"""From the accepted set to the effective record: corrections, annulments, and what is odd in them.

The rules, so that the answer is a function of the set and of nothing else:

1. Amendments of one target form a tree. An annulled event is out; annulment beats correction; an
   annulment can itself be annulled.
2. Among live corrections of one target the greatest (`recorded_at`, `source`, `id`) stands, and a
   correction of a correction stands in its place.
3. What a list that does not name the case says of it (`listed` without an outcome) is no fact.
4. A correction whose target is not in the set still tells a fact: its replacement stands, and the
   missing target is a deviation of the record, as is a cycle (nothing in a cycle stands).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Final, NamedTuple

from sroki.events.base import Event
from sroki.events.record import Amendment, Annulled, Corrected

Ref = tuple[str, str]

AMENDING: Final = frozenset({"corrected", "annulled"})


class Oddity(NamedTuple):
    """A deviation of the record: its code, and the ids of the events concerned."""

    code: str
    events: tuple[str, ...]


class Resolved(NamedTuple):
    """`effective` in order of occurrence; `replaced` maps an event to the amendment that rules.

    `amended` tells whether any event of the set spoke of another.
    """

    effective: list[Event]
    oddities: tuple[Oddity, ...]
    replaced: dict[Ref, Amendment]
    amended: bool = False


# The one order of facts: by legal moment, then by identity.
occurrence: Callable[[Event], tuple[datetime, str, str]] = attrgetter("occurred_at", "source", "id")


def resolve(events: Sequence[Event]) -> Resolved:
    """The effective record of an accepted set, whatever its order."""
    kinds = {event.kind for event in events}
    if not kinds.isdisjoint(AMENDING):
        return _Tree(events).resolve()
    effective = [event for event in events if event.kind != "listed" or tells(event)]
    if len({event.id for event in effective}) < len(effective):
        # Perhaps only of two sources; a repetition is one fact.
        effective = list({_ref(event): event for event in effective}.values())
    effective.sort(key=occurrence)
    return Resolved(effective, (), {})


def tells(event: Event) -> bool:
    """Whether the event states a fact: what a list says of a case it does not name is none."""
    return event.kind != "listed" or getattr(event, "outcome", None) is not None


def _precedence(event: Event) -> tuple[datetime, str, str]:
    return (event.recorded_at or event.occurred_at, event.source, event.id)


class _Tree:
    """The amendments of one set, by the event they speak of."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.by_ref: dict[Ref, Event] = {_ref(event): event for event in events}
        self.amendments: dict[Ref, list[Amendment]] = {}
        self.replaced: dict[Ref, Amendment] = {}
        self.oddities: list[Oddity] = []
        for event in self.by_ref.values():
            if isinstance(event, Amendment):
                self.amendments.setdefault(_target(event), []).append(event)

    def resolve(self) -> Resolved:
        cyclic = self._cyclic()
        roots = [event for ref, event in self.by_ref.items() if not isinstance(event, Amendment)]
        for ref in sorted(self.amendments):
            if ref in self.by_ref:
                continue
            # Two corrections of a target that never came are one fact: the stronger tells it.
            for orphan in self.amendments[ref]:
                self.oddities.append(Oddity("record_missing_target", (orphan.id,)))
            orphans = [one for one in self._live(ref) if isinstance(one, Corrected)]
            annulled = any(isinstance(one, Annulled) for one in self._live(ref))
            if orphans and not annulled:
                roots.append(max(orphans, key=_precedence))
        if cyclic:
            self.oddities.append(Oddity("record_cycle", tuple(sorted(ref[1] for ref in cyclic))))
        standing = (self._standing(root) for root in roots)
        effective = sorted(
            (event for event in standing if event is not None and tells(event)), key=occurrence
        )
        oddities = tuple(sorted(set(self.oddities)))
        return Resolved(effective, oddities, self.replaced, amended=True)

    def _standing(self, event: Event) -> Event | None:
        """The fact that stands where `event` stood, or None where it is annulled."""
        while True:
            live = self._live(_ref(event))
            annulments = [one for one in live if isinstance(one, Annulled)]
            if annulments:
                self.replaced[_ref(event)] = max(annulments, key=_precedence)
                return None
            corrections = [one for one in live if isinstance(one, Corrected)]
            if not corrections:
                return event.replacement if isinstance(event, Corrected) else event
            winner = max(corrections, key=_precedence)
            self.replaced[_ref(event)] = winner
            event = winner

    def _live(self, ref: Ref) -> list[Amendment]:
        """The amendments of `ref` that are not themselves annulled."""
        return [one for one in self.amendments.get(ref, ()) if not self._is_annulled(_ref(one))]

    def _is_annulled(self, ref: Ref) -> bool:
        return any(
            isinstance(over, Annulled) and not self._is_annulled(_ref(over))
            for over in self.amendments.get(ref, ())
        )

    def _cyclic(self) -> set[Ref]:
        """Amendments that (through targets) amend themselves; they are taken out of the tree."""
        cyclic: set[Ref] = set()
        seen: set[Ref] = set()
        for start in self.by_ref:
            trail: list[Ref] = []
            ref = start
            # Each names one target: the trail runs out of the set, into what was seen, or round.
            while isinstance(event := self.by_ref.get(ref), Amendment) and ref not in seen:
                seen.add(ref)
                trail.append(ref)
                ref = _target(event)
            if ref in trail:
                cyclic.update(trail[trail.index(ref) :])
        for amendments in self.amendments.values():
            amendments[:] = [one for one in amendments if _ref(one) not in cyclic]
        return cyclic


def _ref(event: Event) -> Ref:
    return (event.source, event.id)


def _target(amendment: Amendment) -> Ref:
    return (amendment.target.source, amendment.target.id)
