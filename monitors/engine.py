"""The engine: the inputs a shell can give a partition, each swept to its end before the next.

It holds no state of its own but the compiled rulebook; everything else is in the store, so any
number of engines may be made and dropped. A shell hands it events, the time, and controls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sroki.events.base import Event
from sroki.events.record import SourceWatermark
from sroki.monitors.advance import Advance, Outcome
from sroki.monitors.plans import Plans
from sroki.monitors.ports import Store

# Subjects assessed in one transaction of a sweep: long enough to be cheap, short enough to yield.
PORTION = 1000

PlansOf = Callable[[str], Plans]


class Engine:
    """Advances the partitions of a store. `plans_of` gives the plans of a rulebook's digest."""

    def __init__(self, store: Store, plans_of: PlansOf) -> None:
        self._store = store
        self._plans_of = plans_of

    def advance(self, partition: int, events: Sequence[Event]) -> list[Outcome]:
        """Take events of one partition; one outcome each, in order, all durable on return.

        A source's watermark among them becomes a control after the events before it.
        """
        outcomes: list[Outcome] = []
        batch: list[Event] = []
        for event in events:
            if isinstance(event, SourceWatermark):
                outcomes += self._events(partition, batch)
                batch = []
                outcomes.append(self.watermark(partition, event))
            else:
                batch.append(event)
        return outcomes + self._events(partition, batch)

    def _events(self, partition: int, events: list[Event]) -> list[Outcome]:
        if not events:
            return []
        self.settle(partition)
        with self._store.transaction(partition) as tx:
            work = Advance(tx, self._plans_of(tx.head.rulebook))
            outcomes = work.take_events(events)
            work.write()
        return outcomes

    def watermark(self, partition: int, event: SourceWatermark) -> Outcome:
        """A source's word that it has told everything up to a moment, for some units or all."""
        self.settle(partition)
        with self._store.transaction(partition) as tx:
            work = Advance(tx, self._plans_of(tx.head.rulebook))
            outcome = work.take_watermark(event)
            if outcome is Outcome.TAKEN:
                work.write()
        self.settle(partition)
        return outcome

    def tick(self, partition: int, at: datetime, *, always: bool = False) -> bool:
        """Let time act up to `at`; journalled only if something is due then (or `always`)."""
        self.settle(partition)
        with self._store.transaction(partition) as tx:
            clock = tx.head.clock
            if clock is not None and at <= clock:
                return False
            if clock is not None and not always and not tx.due(at, 1):
                return False
            work = Advance(tx, self._plans_of(tx.head.rulebook))
            work.take_tick(at)
            work.write()
        self.settle(partition)
        return True

    def activate(self, partition: int, digest: str) -> bool:
        """Judge by another rulebook from here on; False if it is the one in use."""
        self.settle(partition)
        with self._store.transaction(partition) as tx:
            if tx.head.rulebook == digest:
                return False
            work = Advance(tx, self._plans_of(digest))
            work.take_rulebook(digest)
            work.write()
        self.settle(partition)
        return True

    def go_live(self, partition: int, source: str, at: datetime) -> None:
        """Declare when a source went live."""
        self.settle(partition)
        with self._store.transaction(partition) as tx:
            if tx.head.live_from.get(source) == at:
                return
            work = Advance(tx, self._plans_of(tx.head.rulebook))
            work.take_go_live(source, at)
            work.write()

    def deliver(self, partition: int) -> int:
        """Hand out the letters that wait for groups of this partition; how many there were."""
        delivered = 0
        while True:
            self.settle(partition)
            with self._store.transaction(partition) as tx:
                letters = tx.letters(PORTION)
                if not letters:
                    return delivered
                work = Advance(tx, self._plans_of(tx.head.rulebook))
                for row, letter in letters:
                    work.deliver(row, letter)
                work.write()
            delivered += len(letters)

    def facts(self, partition: int, subject: str, events: Sequence[Event]) -> None:
        """Give a group its facts directly, as a replay of the journal does."""
        self.settle(partition)
        with self._store.transaction(partition) as tx:
            work = Advance(tx, self._plans_of(tx.head.rulebook))
            work.take_facts(subject, events)
            work.write()

    def settle(self, partition: int) -> None:
        """Sweep what a tick or a control left to do, a portion a transaction, to the end.

        Run before every input, so that a crash between two portions repeats and loses nothing.
        """
        after = ""
        while True:
            with self._store.transaction(partition) as tx:
                if not tx.head.pending:
                    return
                pending = tx.head.pending[0]
                work = Advance(tx, self._plans_of(tx.head.rulebook))
                keys = self._portion(work, pending, after)
                work.revisit(keys, "time" if pending == "tick" else pending)
                if len(keys) < PORTION:
                    work.done(pending)
                    after = ""
                else:
                    after = max(keys)
                work.write()

    @staticmethod
    def _portion(work: Advance, pending: str, after: str) -> Sequence[str]:
        head = work.head
        if pending == "tick" and head.clock is not None:
            return work.tx.due(head.clock, PORTION)
        if pending == "rulebook":
            return work.tx.under_another(head.rulebook, PORTION)
        return work.tx.awaiting(pending, head.watermarks[pending], PORTION, after)


def by_partition(
    events: Iterable[Event], partition_of: Callable[[str], int]
) -> dict[int, list[Event]]:
    """Events by the partition of their subject, each in its order."""
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(partition_of(event.subject), []).append(event)
    return found
