"""The log of the embedded shell: the journals themselves, advanced at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sroki.events.base import Event
from sroki.events.log import Kept, concerned
from sroki.monitors.advance import Outcome
from sroki.monitors.engine import Engine

_KEPT: Final[dict[Outcome, Kept]] = {
    Outcome.TAKEN: "taken",
    Outcome.DUPLICATE: "duplicate",
    Outcome.CONFLICT: "conflict",
}


@dataclass(frozen=True, slots=True)
class EngineLog:
    """Events go straight to the engine; letters to groups are handed out after them."""

    engine: Engine
    partitions: int

    def append(self, events: Sequence[Event]) -> Sequence[Kept]:
        """Advance every partition concerned. A watermark's word is that of the last of them."""
        batches: dict[int, list[int]] = {}
        for number, event in enumerate(events):
            for partition in concerned(event, self.partitions):
                batches.setdefault(partition, []).append(number)
        fates: list[Outcome] = [Outcome.TAKEN] * len(events)
        for partition, numbers in sorted(batches.items()):
            told = self.engine.advance(partition, [events[number] for number in numbers])
            for number, fate in zip(numbers, told, strict=True):
                fates[number] = fate
        for partition in range(self.partitions):
            self.engine.deliver(partition)
        return [_KEPT[fate] for fate in fates]
