"""What is remembered of a register between two imports; the port that a store implements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol


class Slot(NamedTuple):
    """What was last told of a slot.

    `root` is the revision its chain began with, `revision` the last one; `says` is the digest of
    what stands, empty where it was annulled.
    """

    root: int
    revision: int
    says: str


class Step(NamedTuple):
    """Where an event stands in what is remembered: its row, its slot, and the slot before it."""

    row: str
    slot: str
    before: Slot | None


class RowMemory(NamedTuple):
    """What was last told of a row. `address` is where it stood when it last changed.

    `content` is a digest of the row and the mapping: equal, nothing can have changed. It is empty
    where something in the row could not be read.
    """

    address: str
    content: str
    slots: dict[str, Slot]

    def without(self, step: Step) -> RowMemory:
        """As if the event of `step`, and those after it in its slot, had not been told."""
        slots = {name: slot for name, slot in self.slots.items() if name != step.slot}
        if step.before is not None:
            slots[step.slot] = step.before
        return RowMemory(self.address, "", slots)

    def as_json(self) -> dict[str, Any]:
        """Plain data, for a store."""
        slots = {name: list(slot) for name, slot in self.slots.items()}
        return {"address": self.address, "content": self.content, "slots": slots}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RowMemory:
        """The inverse of `as_json`."""
        slots = {name: Slot(*slot) for name, slot in data["slots"].items()}
        return cls(data["address"], data["content"], slots)


class Export(NamedTuple):
    """Which state of the register was last imported, and the `recorded_at` its events carry."""

    as_at: datetime
    recorded_at: datetime


class RegisterMemory(Protocol):
    """What is remembered of the registers, by source. Keys of rows are opaque hex names."""

    def last(self, source: str) -> Export | None:
        """The last export written, None before the first."""
        ...

    def rows(self, source: str, keys: Sequence[str]) -> Mapping[str, RowMemory]:
        """What is known of these rows; rows never seen are left out."""
        ...

    def keys(self, source: str) -> Iterator[str]:
        """The keys of all rows known."""
        ...

    def write(self, source: str, export: Export, rows: Mapping[str, RowMemory]) -> None:
        """Remember these rows as of this export; the others stay as they are."""
        ...
