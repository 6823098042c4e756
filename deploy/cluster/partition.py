"""Advancing one partition by what was fetched of it: decode, check, one transaction, move on.

Nothing here waits for the broker but the look at a hole. It is called from one thread at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sroki.deploy.cluster.position import Position, Positions, Record
from sroki.deploy.cluster.seating import Looking, confirm_hole, seat
from sroki.events.base import Event
from sroki.events.partitions import partition_of
from sroki.events.reasons import Reason
from sroki.events.record import SourceWatermark
from sroki.events.stored import Unreadable, read_many, unreadable
from sroki.monitors.engine import Engine
from sroki.workflows.standing import Unread


@dataclass(slots=True)
class Partition:
    """A partition that is ours, and how far its log is read. `hole` is told of every hole found."""

    number: int
    of: int
    position: Position
    engine: Engine
    log: Looking
    now: Callable[[], datetime]
    seal_days: int
    hole: Callable[[int, int, int], None]
    # Lets time act where it is its turn: a partition under load is never free for the sweep.
    pass_time: Callable[[int], None]

    def take(self, fetched: Sequence[Record]) -> int:
        """Take a fetched batch; all of it is durable on return. How many records were new.

        Records already read are passed over. Raises `Reread` where records are missing that the
        log has, `Stopped` where the log is not the one that was read, and whatever the store says.
        """
        records = [one for one in fetched if one.offset >= self.position.next]
        if len(records) < len(fetched):
            self._look_again()
        if not records:
            return 0
        for before, offset in self._holes(records):
            confirm_hole(self.log, self.number, self.position._replace(next=before), offset)
            self.hole(self.number, before, offset)
        self.pass_time(self.number)
        self.engine.advance(self.number, self._read(records), Positions(self.position, records))
        self.position = self.position.after(records[-1])
        return len(records)

    def _look_again(self) -> None:
        """Why is there what was read already? A topic made anew begins at 0 again."""
        self.position = seat(self.log, self.number, str(self.position))

    def _holes(self, records: Sequence[Record]) -> Iterator[tuple[int, int]]:
        """Offsets (from, up to) that a fetch left out, before its records or between them."""
        first, last = records[0].offset, records[-1].offset
        if last - self.position.next + 1 == len(records):
            return
        if first > self.position.next:
            yield self.position.next, first
        for one, other in pairwise(records):
            if other.offset != one.offset + 1:
                yield one.offset + 1, other.offset

    def _read(self, records: Sequence[Record]) -> list[Event | Unread]:
        found = read_many([record.value for record in records])
        return [
            one if isinstance(one, Event) and self._is_ours(one) else self._unread(one, record)
            for one, record in zip(found, records, strict=True)
        ]

    def _is_ours(self, event: Event) -> bool:
        """A source's watermark is told to every partition, any other event to that of its key."""
        return partition_of(event.subject, self.of) == self.number or type(event) is SourceWatermark

    def _unread(self, found: Event | Unreadable, record: Record) -> Unread:
        if isinstance(found, Event):
            found = unreadable(record.value or b"", Reason("wrong_partition"))
        now = self.now()
        source, authority, unit = found.sender
        # An expiry, not a legal term: plain days of 24 hours.
        kept_until = now + timedelta(hours=24 * self.seal_days)
        return Unread(found.wire, found.reason, now, kept_until, source, authority, unit)
