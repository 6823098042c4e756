"""A register is a state, not a log: what changed between two exports of the same table.

Every evening the office exports its register anew, with more cells filled. Each row is compared
with what was last told of it, slot by slot (a slot is one event that the row may tell):

    a cell was filled               the event itself, revision 0
    a cell was changed              `corrected`, of what stood, revision + 1
    a cell was emptied              `annulled`, of the event the chain began with, revision + 1
    it was filled again             the event itself anew, revision + 1, a new chain
    the row is gone                 nothing is told; it is reported

A changed event of no case (a visit, a quota) is annulled and told anew: a correction of it could
not name the case it is linked to. An annulment names the beginning of the chain: to annul a
correction would bring back what stood before it. What could not be read this time is left as it
was. Ids follow from (source, row, slot, revision), so that an import that was cut short tells the
same again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sroki.events.readers.kinds import subject_fields
from sroki.events.readers.naming import Naming
from sroki.events.readers.records import SEPARATOR, Known, Reading, Told
from sroki.events.readers.remembered import Export, RegisterMemory, RowMemory, Slot, Step
from sroki.events.readers.wire import WireEvent, Writer

__all__ = ["Changes", "Export", "Register", "RegisterMemory", "RowMemory", "Slot", "Step"]


class Changes(NamedTuple):
    """What a row tells that it had not told, and what to remember of it.

    `unruled` counts slots of which the mapping no longer speaks; they are left as they are.
    """

    events: list[WireEvent]
    memory: RowMemory
    unruled: int


class Register:
    """Compares the rows of one import. `slots` are the rules of the mapping, with their kinds."""

    def __init__(self, naming: Naming, writer: Writer, slots: Mapping[str, str]) -> None:
        self._naming = naming
        self._writer = writer
        self._slots = slots

    def changes(
        self,
        known: Known,
        reading: Reading,
        before: RowMemory | None,
        content: str,
        address: str,
    ) -> Changes:
        """Compare a row with what was last told of it."""
        slots = dict(before.slots) if before else {}
        events: list[WireEvent] = []
        for told in reading.told:
            self._told(known, told, slots, events)
        unruled = self._gone(known, reading, slots, events, address) if before else 0
        memory = RowMemory(address, "" if reading.rejected else content, slots)
        return Changes(events, memory, unruled)

    def _gone(
        self,
        known: Known,
        reading: Reading,
        slots: dict[str, Slot],
        events: list[WireEvent],
        address: str,
    ) -> int:
        """Annul what the row no longer tells; how many slots no rule speaks of any more."""
        still = {told.slot for told in reading.told}
        unread = {rejected.slot for rejected in reading.rejected}
        unruled = 0
        for name, slot in list(slots.items()):
            rule = name.partition(SEPARATOR)[0]
            if rule not in self._slots:
                unruled += 1
            elif name not in still and rule not in unread and slot.says:
                events.append(self._emptied(known, name, slot, slots, address))
        return unruled

    def _told(
        self, known: Known, told: Told, slots: dict[str, Slot], events: list[WireEvent]
    ) -> None:
        says = self._naming.digest(told.says())
        before = slots.get(told.slot)
        if before is not None and before.says == says:
            return
        revision = 0 if before is None else before.revision + 1
        stands = before if before is not None and before.says else None
        if stands is not None and self._of_no_case(told.slot):
            events.append(self._emptied(known, told.slot, stands, slots, told.address))
            stands, revision = None, revision + 1
        event_id = self._id(known, told.slot, revision)
        step = Step(known.key, told.slot, slots.get(told.slot))
        if stands is None:
            slots[told.slot] = Slot(revision, revision, says)
            wire = self._writer.fact(event_id, told, known)
            events.append(WireEvent(wire, told.kind, told.address, step))
            return
        slots[told.slot] = Slot(stands.root, revision, says)
        target = self._id(known, told.slot, stands.revision)
        root = self._id(known, told.slot, stands.root)
        wire = self._writer.corrected(event_id, target, root, told, known)
        events.append(WireEvent(wire, "corrected", told.address, step))

    def _of_no_case(self, slot: str) -> bool:
        """Whether its event is of no case."""
        return bool(subject_fields(self._slots[slot.partition(SEPARATOR)[0]]))

    def _emptied(
        self, known: Known, name: str, slot: Slot, slots: dict[str, Slot], address: str
    ) -> WireEvent:
        revision = slot.revision + 1
        slots[name] = Slot(slot.root, revision, "")
        unit, subject = known.unit, known.subject
        parts = name.split(SEPARATOR)
        fields = subject_fields(self._slots[parts[0]])
        if fields:
            unit = parts[-1 - len(fields)]
            subject = dict(zip(fields, parts[-len(fields) :], strict=True))
        wire = self._writer.annulled(
            self._id(known, name, revision), self._id(known, name, slot.root), unit, subject
        )
        return WireEvent(wire, "annulled", address, Step(known.key, name, slot))

    def _id(self, known: Known, slot: str, revision: int) -> str:
        return self._naming.event(known.key, slot, revision)
