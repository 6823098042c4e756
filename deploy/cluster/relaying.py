"""The relays of the partitions that are ours, each telling as soon as there is anything to tell.

A relay that Kafka fails, or that another process has fenced, begins anew a moment later: it reads
the tail again, so that it tells nothing twice, and it takes no sweep down with it while the brokers
are gone. If the partition is no more ours, Kafka will say so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import Final

from aiokafka.errors import KafkaError
from kafka.errors import KafkaError as TopicError

from sroki.deploy.cluster.meter import WorkerMeter
from sroki.deploy.cluster.relay import Relay
from sroki.deploy.cluster.seating import Stopped
from sroki.deploy.logs import log

_log = log(__name__)

# What another process said of our partitions is looked for this often, seconds.
_LOOK: Final = 0.2
# How soon a relay that failed begins anew, and how long it may take to end, seconds.
_AGAIN: Final = 1.0
_END: Final = 5.0
# How long the work of all of them may take to end; what does not end is the process's end.
_CLOSE: Final = 15.0
# Of the producer, and of whoever looks at the topic.
_FAILURES: Final = (KafkaError, TopicError)


class Relays:
    """All relays of this process. Its calls are made on one event loop."""

    def __init__(
        self,
        make: Callable[[int], Relay],
        lengths: Callable[[], Mapping[int, int]],
        failed: Callable[[BaseException], None],
        stopped: Callable[[int, Stopped], Awaitable[None]],
        meter: WorkerMeter,
    ) -> None:
        self._make = make
        self._lengths = lengths
        self._failed = failed
        self._stopped = stopped
        self._meter = meter
        self._relays: dict[int, Relay] = {}
        self._lost: set[int] = set()
        self._said: Mapping[int, int] = {}
        self._over = False
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def seat(self, partitions: AbstractSet[int]) -> AbstractSet[int]:
        """Tell these partitions and no others; those of them that can be told."""
        await self.close()
        started = await asyncio.gather(*map(self._start, sorted(partitions)))
        self._relays = {relay.number: relay for relay in started if relay is not None}
        self._over = False
        self._task = asyncio.create_task(self._run(), name="relay")
        return set(self._relays)

    def news(self) -> None:
        """Something may have been said."""
        self._news.set()

    def owed(self) -> dict[int, tuple[int | None, int]]:
        """How far each of ours has told, None of one that is down; and how far there is to tell.

        Asked from another thread.
        """
        told: dict[int, int | None] = dict.fromkeys(self._lost.copy())
        told |= {number: relay.tail.seq for number, relay in self._relays.copy().items()}
        return {number: (seq, self._said.get(number, 0)) for number, seq in told.items()}

    async def close(self) -> None:
        """Tell nothing more."""
        if self._task is not None:
            # Being told to stop in the middle of a transaction, a producer that was fenced says so
            # instead of stopping: the loop looks whether it is over, and is not only cancelled.
            self._over = True
            self._task.cancel()
            _, going_on = await asyncio.wait([self._task], timeout=_CLOSE)
            if going_on:
                raise RuntimeError("a relay does not end")
            self._task = None
        await asyncio.gather(*map(_end, self._relays.values()))
        self._relays.clear()
        self._lost.clear()

    async def _start(self, number: int) -> Relay | None:
        relay = self._make(number)
        try:
            await relay.start()
        except Stopped as stopped:
            await self._stopped(number, stopped)
            return None
        return relay

    async def _run(self) -> None:
        try:
            while not self._over:
                self._news.clear()
                lengths = self._said = await asyncio.to_thread(self._lengths)
                behind = [
                    relay
                    for number, relay in self._relays.items()
                    if relay.tail.seq < lengths.get(number, 0)
                ]
                await asyncio.gather(*map(self._tell, behind))
                if self._lost:
                    await self._begin_anew()
                elif not behind:
                    await self._wait()
        except Exception as failure:
            self._failed(failure)

    async def _tell(self, relay: Relay) -> None:
        try:
            with self._meter.relay.time():
                await relay.tell()
        except _FAILURES as error:
            _log.warning("relay_failed", partition=relay.number, why=type(error).__name__)
            await self._drop(relay)
            self._lost.add(relay.number)
        except Stopped as stopped:
            await self._stopped(relay.number, stopped)
            await self._drop(relay)

    async def _begin_anew(self) -> None:
        await asyncio.sleep(_AGAIN)
        for number in sorted(self._lost):
            try:
                relay = await self._start(number)
            except _FAILURES as error:
                _log.warning("relay_failed", partition=number, why=type(error).__name__)
                return
            self._lost.discard(number)
            if relay is not None:
                self._relays[number] = relay

    async def _drop(self, relay: Relay) -> None:
        self._relays.pop(relay.number, None)
        await _end(relay)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(_LOOK):
                await self._news.wait()
        except TimeoutError:
            return


async def _end(relay: Relay) -> None:
    """End a relay; one whose broker is gone is left behind."""
    with suppress(*_FAILURES, TimeoutError):
        async with asyncio.timeout(_END):
            await relay.stop()
