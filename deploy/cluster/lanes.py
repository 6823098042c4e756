"""The partitions that are ours, each a lane of its own: its batches one after another in a thread.

Kafka assigns, `seat` takes over: whoever had the partition before is fenced by its epoch, the
position is held against the log, and reading goes on from there. The event loop waits for nothing
of SQL, so that heartbeats go out whatever the database does.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol

from sroki.deploy.cluster.meter import WorkerMeter
from sroki.deploy.cluster.partition import Partition
from sroki.deploy.cluster.seating import Reread, Stopped
from sroki.deploy.cluster.transport import Batch
from sroki.deploy.logs import log
from sroki.projections.transaction import Fenced

_log = log(__name__)

# Batches a lane has waiting before no more is fetched for it: one in work, one at hand.
_AT_HAND: Final = 2


class Owner(Protocol):
    """Takes partitions over. Its calls are made from threads, and wait for SQL and the broker."""

    def take_over(self, number: int) -> Partition:
        """Own a partition from here on. Raises `Stopped` where its log does not fit."""
        ...

    def let_go(self, number: int) -> None:
        """Own it no more."""
        ...

    def stop(self, number: int, stopped: Stopped) -> None:
        """Sound the alarm of a partition that stands still."""
        ...


def _nobody() -> None:
    """Nobody is to be told."""


class Lane:
    """One partition that is ours, until it is closed."""

    def __init__(self, partition: Partition, lanes: Lanes) -> None:
        self.partition = partition
        self.live = True
        self._lanes = lanes
        self._waiting: deque[Batch] = deque()
        self._more = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name=f"partition-{partition.number}")

    @property
    def room(self) -> bool:
        """Whether more should be fetched."""
        return self.live and len(self._waiting) < _AT_HAND

    def put(self, batch: Batch) -> None:
        """Let a fetched batch be taken after those before it."""
        if self.live:
            self._waiting.append(batch)
            self._more.set()

    async def close(self) -> None:
        """Drop what waits, and end once the batch in hand is through."""
        self.live = False
        self._waiting.clear()
        self._more.set()
        await asyncio.wait([self._task])

    async def _run(self) -> None:
        number = self.partition.number
        try:
            while self.live:
                await self._more.wait()
                self._more.clear()
                while self._waiting:
                    batch = self._waiting[0]
                    await self._lanes.take(self.partition, batch)
                    if self._waiting:
                        self._waiting.popleft()
                    self._lanes.moved(number, self.partition.position.next)
        except Stopped as stopped:
            self._end()
            await self._lanes.stop(number, stopped)
        except Reread:
            self._end()
            self._lanes.again(number)
        except Fenced:
            # Another process has it; Kafka will say so, or the watchdog will ask why not.
            self._end()
            _log.warning("partition_fenced", partition=number)
        except Exception as failure:
            self._end()
            self._lanes.failed(failure)

    def _end(self) -> None:
        self.live = False
        self._waiting.clear()


class Lanes:
    """All lanes of this process. Everything but the work in threads runs on one event loop."""

    def __init__(
        self,
        owner: Owner,
        threads: int,
        failed: Callable[[BaseException], None],
        seek: Callable[[Mapping[int, int]], Awaitable[None]],
        meter: WorkerMeter,
    ) -> None:
        self.room = asyncio.Event()
        self.positions: dict[int, int] = {}
        self.failed = failed
        # Called when something may have been said.
        self.news: Callable[[], None] = _nobody
        self._owner = owner
        self._seek = seek
        self._meter = meter
        self._lanes: dict[int, Lane] = {}
        self._owned: set[int] = set()
        self._stopped: set[int] = set()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="partition")
        self._seating = asyncio.Lock()
        self._again: set[asyncio.Task[None]] = set()

    async def seat(self, partitions: AbstractSet[int]) -> Mapping[int, int]:
        """Take these partitions and no others; the offsets to read on from, of those that may."""
        wanted = set(partitions)
        async with self._seating:
            await self._leave(but=wanted)
            await asyncio.gather(*map(self._take, sorted(wanted)))
            return dict(self.positions)

    async def leave(self) -> None:
        """Finish the batches in hand and read nothing more, until seated again."""
        async with self._seating:
            await self._leave(but=self._owned)

    def open(self, partitions: AbstractSet[int]) -> AbstractSet[int]:
        """Those of them that have room."""
        lanes = self._lanes
        return {one for one in partitions if one in lanes and lanes[one].room}

    def put(self, number: int, batch: Batch) -> None:
        """A batch was fetched. What is not ours any more is dropped: it will be fetched again."""
        if number in self._lanes:
            self._lanes[number].put(batch)

    async def take(self, partition: Partition, batch: Batch) -> None:
        """Make a batch durable, in a thread."""
        with self._meter.batch.time():
            await self.in_thread(partition.take, batch)
        self._meter.records.inc(len(batch))

    def moved(self, number: int, offset: int) -> None:
        """A batch of a partition is durable."""
        if number in self._lanes:
            self.positions[number] = offset
        self.room.set()
        self.news()

    def owed(self) -> dict[int, int | None]:
        """The offset that each partition of ours has come to; None of one that nobody moves.

        One that an alarm has stopped is owed nothing: a person decides. Asked from another thread.
        """
        lanes = self._lanes.copy()
        found: dict[int, int | None] = dict.fromkeys(self._owned - self._stopped)
        for number in found.keys() & lanes.keys():
            if lanes[number].live:
                found[number] = lanes[number].partition.position.next
        return found

    async def stop(self, number: int, stopped: Stopped) -> None:
        """A partition stands still; the others go on."""
        self._stopped.add(number)
        self.positions.pop(number, None)
        _log.critical("partition_stopped", partition=number, alarm=stopped.alarm, at=stopped.detail)
        await self.in_thread(self._owner.stop, number, stopped)

    def again(self, number: int) -> None:
        """Read a partition again from its position."""
        task = asyncio.create_task(self._reseat(number))
        self._again.add(task)
        task.add_done_callback(self._again.discard)

    async def close(self) -> None:
        """Finish the batches in hand, for good."""
        async with self._seating:
            await asyncio.gather(*(lane.close() for lane in self._lanes.values()))
            self._lanes.clear()
        self._threads.shutdown()

    async def in_thread(self, work: Callable[..., object], *given: object) -> object:
        """Run in one of our threads."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)

    async def _leave(self, but: AbstractSet[int]) -> None:
        """Close all lanes; what is not kept is let go."""
        await asyncio.gather(*(lane.close() for lane in self._lanes.values()))
        for number in self._owned - but:
            await self.in_thread(self._owner.let_go, number)
        self._owned &= but
        self._lanes.clear()
        self._stopped.clear()
        self.positions.clear()

    async def _take(self, number: int) -> None:
        self._owned.add(number)
        try:
            partition = await self.in_thread(self._owner.take_over, number)
        except Stopped as stopped:
            await self.stop(number, stopped)
            return
        except Fenced:
            _log.warning("partition_fenced", partition=number)
            return
        assert isinstance(partition, Partition)  # noqa: S101 - of `Owner`
        self._lanes[number] = Lane(partition, self)
        self.positions[number] = partition.position.next
        _log.info("partition_taken", partition=number, next=partition.position.next)

    async def _reseat(self, number: int) -> None:
        async with self._seating:
            if number in self._lanes:
                await self._lanes.pop(number).close()
                await self._take(number)
            if number in self.positions:
                await self._seek({number: self.positions[number]})
        self.room.set()
