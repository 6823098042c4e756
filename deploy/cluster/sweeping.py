"""The sweep of a cluster: any process, every partition, whenever nobody holds it.

It waits for no broker: what time alone does to a case is said though Kafka is gone. A partition
that somebody holds is passed over; its lane gives ticks itself between two batches.
"""

from __future__ import annotations

from datetime import datetime
from threading import Event as Flag
from typing import Final

from sroki.deploy.clock import Clock
from sroki.deploy.rechecking import Recheck
from sroki.deploy.rules import Rules
from sroki.monitors.engine import Engine
from sroki.projections.store import SqlStore
from sroki.projections.transaction import Busy

# A partition is held for as long as a batch takes: asked for again so often, so many seconds apart.
_ASKED: Final = 100
_APART: Final = 0.1


class Sweep:
    """Ticks and letters for all partitions of a store; it owns none of them."""

    def __init__(self, store: SqlStore, rules: Rules, clock: Clock) -> None:
        self._partitions = range(store.partitions)
        self._engine = Engine(store.shared(), rules.of)
        self._recheck = Recheck(self._engine)
        self._store = store
        self._clock = clock

    def all(self) -> None:
        """Let time act up to now and letters arrive, wherever nobody is at work."""
        now = self._clock.now()
        started = {head.partition for head in self._store.heads() if head.clock is not None}
        for partition in self._partitions:
            if partition in started:
                self._one(partition, now)

    def past(self, moment: datetime) -> None:
        """Let time act past a moment that is over, where it has not: clocks stand while nothing
        falls due. A partition that is held all the while, or was never begun, stays where it is.
        """
        if not self._clock.trusted():
            return
        now = self._clock.now()
        for head in self._store.heads():
            if head.clock is not None and head.clock <= moment < now:
                self._insist(head.partition, now)

    def _insist(self, partition: int, now: datetime) -> None:
        never = Flag()
        for _ in range(_ASKED):
            try:
                self._engine.tick(partition, now, always=True)
                self._engine.deliver(partition)
            except Busy:
                never.wait(_APART)
            else:
                return

    def _one(self, partition: int, now: datetime) -> None:
        try:
            self._engine.tick(partition, now)
            self._engine.deliver(partition)
            self._recheck.some(partition)
        except Busy:
            return
