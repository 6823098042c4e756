"""Who reads: Kafka says which partitions are ours, and a task of our own sees that they are taken.

Faust would wait for that with a deadline of its own, and takes a deadline that passed for an order
to stop: the task that ends every rebalance is then gone, and the worker stays in the group for ever
with partitions that it does not read. Taking a partition over may wait for a lock, or for a broker
that comes back; so nothing of Faust waits for it, and the watchdog asks how long it lasts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Protocol


class Taking(Protocol):
    """The lanes, as far as they are taken and left."""

    room: asyncio.Event

    async def leave(self) -> None: ...
    async def seat(self, partitions: AbstractSet[int]) -> Mapping[int, int]: ...
    def open(self, partitions: AbstractSet[int]) -> AbstractSet[int]: ...


class Relaying(Protocol):
    """The relays, likewise."""

    async def seat(self, partitions: AbstractSet[int]) -> AbstractSet[int]: ...


class Seats:
    """The relay of a partition stands before its lane moves, and outlives its stop.

    `turn` counts what the group has said of us; `seated` is whether all of the last of it is done.
    """

    def __init__(
        self,
        lanes: Taking,
        relays: Relaying,
        seek: Callable[[Mapping[int, int]], Awaitable[None]],
        failed: Callable[[BaseException], None],
    ) -> None:
        self.room = lanes.room
        self.turn = 0
        self.seated = False
        self._lanes = lanes
        self._relays = relays
        self._seek = seek
        self._failed = failed
        self._wanted: AbstractSet[int] | None = None
        self._said = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name="seats")

    def revoked(self) -> None:
        """The group shares its partitions out anew: none is ours until it says so."""
        self._hear(None)

    def assigned(self, partitions: AbstractSet[int]) -> None:
        """These partitions are ours from here on, and no others."""
        self._hear(frozenset(partitions))

    def open(self, partitions: AbstractSet[int]) -> AbstractSet[int]:
        """Those of them that have room for more."""
        return self._lanes.open(partitions) if self.seated else frozenset()

    async def close(self) -> None:
        """Take nothing more."""
        self._task.cancel()
        await asyncio.wait([self._task])

    def _hear(self, wanted: AbstractSet[int] | None) -> None:
        self.turn += 1
        self.seated = False
        self._wanted = wanted
        self._said.set()

    async def _run(self) -> None:
        try:
            while True:
                await self._said.wait()
                self._said.clear()
                await self._follow(self.turn, self._wanted)
        except Exception as failure:
            self._failed(failure)

    async def _follow(self, turn: int, wanted: AbstractSet[int] | None) -> None:
        """Do as the group says; what it says meanwhile is done next."""
        await self._lanes.leave()
        if wanted is None:
            return
        offsets = await self._lanes.seat(await self._relays.seat(wanted))
        if turn == self.turn:
            await self._seek(offsets)
        if turn == self.turn:
            self.seated = True
            self.room.set()
