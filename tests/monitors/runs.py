"""One history, run in many ways; what must be equal afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sroki.events.base import Event
from sroki.events.partitions import partition_of
from sroki.events.record import SourceWatermark
from sroki.monitors.engine import Engine, by_partition
from sroki.monitors.plans import Plans
from tests.support.histories import START, History
from tests.support.memory_store import MemoryStore


@dataclass
class Run:
    """A store that a history went through, and the engine that took it."""

    plans: Plans
    partitions: int = 1
    store: Any = None
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        if self.store is None:
            self.store = MemoryStore(self.partitions, self.plans.digest)
        self.engine = Engine(self.store, lambda _: self.plans)
        for partition in range(self.partitions):
            self.engine.tick(partition, START, always=True)

    def take(self, events: Sequence[Event]) -> None:
        split = by_partition(events, lambda key: partition_of(key, self.partitions))
        for partition, batch in sorted(split.items()):
            self.engine.advance(partition, batch)
        self.deliver()

    def deliver(self) -> None:
        for partition in range(self.partitions):
            self.engine.deliver(partition)

    def tick(self, at: datetime, *, always: bool = False) -> None:
        for partition in range(self.partitions):
            self.engine.tick(partition, at, always=always)

    def watermark(self, event: SourceWatermark) -> None:
        for partition in range(self.partitions):
            self.engine.watermark(partition, event)

    def close(self, history: History) -> None:
        """Whatever happened before: the same moment, the same watermarks."""
        self.watermark(history.watermark)
        self.deliver()
        self.tick(history.end, always=True)


def shuffled(run: Run, history: History, dice: Random) -> None:
    """Any order, repetitions, batches of any size, time passing in between."""
    events = history.events
    told = [*events, *dice.choices(events, k=dice.randint(0, len(events)))]
    dice.shuffle(told)
    clock = START
    while told:
        size = dice.randint(1, len(told))
        batch, told = told[:size], told[size:]
        run.take(batch)
        clock += timedelta(hours=dice.randint(0, 24 * 30))
        run.tick(min(clock, history.end), always=dice.random() < 0.3)
