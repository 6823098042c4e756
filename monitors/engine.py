"""The engine: the inputs a shell can give a partition, each swept to its end before the next.

It holds no state of its own but the compiled rulebook; everything else is in the store, so any
number of engines may be made and dropped. A shell hands it events, the time, and controls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sroki.events.base import Event
from sroki.events.findings import Finding
from sroki.events.record import SourceWatermark
from sroki.monitors.advance import Advance, Outcome
from sroki.monitors.plans import Plans
from sroki.monitors.ports import Store, Transaction
from sroki.monitors.recheck import wrong
from sroki.monitors.sweep import PORTION, settle, sweep
from sroki.workflows.standing import Unread

PlansOf = Callable[[str], Plans]


class Engine:
    """Advances the partitions of a store. `plans_of` gives the plans of a rulebook's digest."""

    def __init__(self, store: Store, plans_of: PlansOf) -> None:
        self._store = store
        self._plans_of = plans_of

    def advance(
        self, partition: int, events: Sequence[Event | Unread], positions: Sequence[str] = ()
    ) -> list[Outcome]:
        """Take events of one partition; one outcome each, in order, all durable on return.

        A source's watermark among them becomes a control after the events before it. `positions`
        tell of each event how far the log is read once it is taken: the partition's position moves
        in the transaction of the event, and is never ahead of what is journalled.
        """
        outcomes: list[Outcome] = []
        while len(outcomes) < len(events):
            with self._input(partition) as work:
                outcomes += _take(work, events[len(outcomes) :])
                if positions:
                    work.head.position = positions[len(outcomes) - 1]
        return outcomes

    def watermark(self, partition: int, event: SourceWatermark) -> Outcome:
        """A source's word that it has told everything up to a moment, for some units or all."""
        (outcome,) = self.advance(partition, [event])
        return outcome

    def tick(self, partition: int, at: datetime, *, always: bool = False) -> bool:
        """Let time act up to `at`; journalled only if something is due then (or `always`)."""
        with self._settled(partition) as tx:
            clock = tx.head.clock
            if clock is not None and at <= clock:
                return False
            if clock is not None and not always and not tx.due(at, 1):
                return False
            work = Advance(tx, self._plans_of(tx.head.rulebook))
            work.take_tick(at)
            settle(work)
            work.write()
        self._finish(work)
        return True

    def activate(self, partition: int, digest: str) -> bool:
        """Judge by another rulebook from here on; False if it is the one in use."""
        with self._settled(partition) as tx:
            if tx.head.rulebook == digest:
                return False
            work = Advance(tx, self._plans_of(digest))
            work.take_rulebook(digest)
            settle(work)
            work.write()
        self._finish(work)
        return True

    def go_live(self, partition: int, source: str, at: datetime) -> None:
        """Declare when a source went live."""
        with self._input(partition) as work:
            if work.head.live_from.get(source) != at:
                work.take_go_live(source, at)

    def deliver(self, partition: int) -> int:
        """Hand out the letters that wait for groups of this partition; how many there were."""
        delivered = 0
        while True:
            with self._settled(partition) as tx:
                letters = tx.letters(PORTION)
                if letters:
                    work = Advance(tx, self._plans_of(tx.head.rulebook))
                    work.deliver(letters)
                    work.write()
            delivered += len(letters)
            if len(letters) < PORTION:
                return delivered

    def recheck(self, partition: int, after: int, limit: int) -> tuple[int, list[str]]:
        """Hold subjects of `limit` entries after `after` against the journal: whoever does not fit.

        Answers with the entry to go on after as well, 0 for the beginning. See `recheck`.
        """
        with self._store.transaction(partition) as tx:
            if tx.head.pending or tx.head.clock is None:
                return after, []
            entries = tx.journalled(after, limit)
            work = Advance(tx, self._plans_of(tx.head.rulebook))
            found = wrong(work, entries)
            if found:
                for _ in found:
                    work.count("standing_mismatch", "")
                work.write()
        return (entries[-1].seq if len(entries) == limit else 0), found

    def adopt(self, partition: int, first: int, findings: Sequence[Finding]) -> int:
        """Put into the ledger what it said from the number `first` on in an earlier life.

        What it has is passed over; how many were lacking. See `adoption`.
        """
        with self._settled(partition) as tx:
            lacking = findings[max(0, tx.head.said + 1 - first) :]
            if not lacking or first > tx.head.said + 1:
                return 0
            work = Advance(tx, self._plans_of(tx.head.rulebook))
            work.take_adopted(lacking)
            work.write()
        return len(lacking)

    def said(self, partition: int) -> int:
        """How many findings the ledger of a partition has."""
        with self._store.transaction(partition) as tx:
            return tx.head.said

    def reconcile(self, partition: int) -> None:
        """Take back what was adopted and does not hold; see `adoption`."""
        with self._settled(partition) as tx:
            if tx.head.adopted:
                work = Advance(tx, self._plans_of(tx.head.rulebook))
                work.take_reconciled()
                work.write()

    def facts(self, partition: int, subject: str, events: Sequence[Event]) -> None:
        """Give a group its facts directly, as a replay of the journal does."""
        with self._input(partition) as work:
            work.take_facts(subject, events)

    def settle(self, partition: int) -> None:
        """Sweep what a tick or a control left to do, a portion a transaction, to the end.

        Run before every input, so that a crash between two portions repeats and loses nothing.
        """
        with self._settled(partition):
            pass

    @contextmanager
    def _settled(self, partition: int) -> Iterator[Transaction]:
        """A transaction on a partition that has nothing left to sweep."""
        after = ""
        while True:
            with self._store.transaction(partition) as tx:
                if not tx.head.pending:
                    yield tx
                    return
                work = Advance(tx, self._plans_of(tx.head.rulebook))
                after = sweep(work, after)
                work.write()

    @contextmanager
    def _input(self, partition: int) -> Iterator[Advance]:
        """The work of a transaction, written on leaving."""
        with self._settled(partition) as tx:
            work = Advance(tx, self._plans_of(tx.head.rulebook))
            yield work
            work.write()
        self._finish(work)

    def _finish(self, work: Advance) -> None:
        """Sweep what an input left to do; most leave nothing, and cost no further transaction."""
        if work.head.pending:
            self.settle(work.head.partition)


def _take(work: Advance, events: Sequence[Event | Unread]) -> list[Outcome]:
    """Take events, as far as the first watermark whose sweep is more than a portion."""
    outcomes: list[Outcome] = []
    batch: list[Event] = []
    for event in events:
        if not isinstance(event, SourceWatermark | Unread):
            batch.append(event)
            continue
        outcomes += work.take_events(batch)
        batch = []
        if isinstance(event, Unread):
            outcomes.append(work.take_unread(event))
            continue
        outcomes.append(work.take_watermark(event))
        settle(work)
        if work.head.pending:
            return outcomes
    return outcomes + work.take_events(batch)


def by_partition(
    events: Iterable[Event], partition_of: Callable[[str], int]
) -> dict[int, list[Event]]:
    """Events by the partition of their subject, each in its order."""
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(partition_of(event.subject), []).append(event)
    return found
