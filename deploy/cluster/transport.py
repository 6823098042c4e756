"""Whole fetched batches through Faust, and reading from where SQL says.

Faust hands messages to its agents one by one, and remembers of each whether it was acknowledged.
Here a *message* is what one fetch brought of one partition: its value the records as the client
read them, its offset that of the last. Nothing of Faust's own book-keeping of offsets is used: the
topic asks for no acknowledgements, and where Faust would seek to the offsets committed to the
group, nothing is sought: whoever reads is told what is ours, and seeks to the positions of SQL.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar, Final, Protocol

import faust
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, EventT, Message
from faust.types.tuples import ConsumerMessage

from sroki.deploy.cluster.position import Record

# While some partitions have enough to do, the others are waited for in short turns, seconds.
_TURN: Final = 0.05

Batch = Sequence[Record]


class Readers(Protocol):
    """Who reads the partitions: where from, and which of them have room for more."""

    room: asyncio.Event

    def revoked(self) -> None:
        """The group shares its partitions out anew."""
        ...

    def assigned(self, partitions: AbstractSet[int]) -> None:
        """These partitions are ours, and no others."""
        ...

    def open(self, partitions: AbstractSet[int]) -> AbstractSet[int]:
        """Those of them that have room; `room` is set when that becomes more."""
        ...


class BatchSchema(faust.Schema[Any, Any]):
    """Of a topic whose values are batches: nothing is decoded before our own transaction."""

    def compile(self, app: Any, **_: Any) -> Any:
        """What makes an event of a message."""

        async def decode(message: Message, *, propagate: bool = False) -> EventT[Any]:  # noqa: ARG001 - Faust's signature
            event: EventT[Any] = app.create_event(None, message.value, None, message)
            return event

        return decode


class _Unkept(dict[TP, int | None]):
    """How far Faust has handed on: not known. Below that it would drop messages by itself.

    It notes that after handing on, and so over a seek that came meanwhile.
    """

    def __missing__(self, _: TP) -> None:
        return None

    def __setitem__(self, _: TP, __: int | None) -> None:
        """Keep nothing."""


class BatchConsumer(driver.Consumer):
    """Yields a message for each partition and fetch."""

    readers: Readers

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._read_offset = _Unkept()

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Message]]:  # noqa: ASYNC109 - Faust's
        """What one fetch brought, a message a partition; what a rebalance overtook is left out."""
        if not self.flow_active:
            await self.wait(self.can_resume_flow)  # type: ignore[arg-type]  # of asyncio, which will do
        generation = self.app.consumer_generation_id
        readers = self.readers
        active = self._get_active_partitions()
        numbers = {tp.partition for tp in active}
        free = readers.open(numbers)
        if not free:
            readers.room.clear()
            await self.wait(readers.room, timeout=timeout)  # type: ignore[arg-type]  # as above
            return
        wanted = {tp for tp in active if tp.partition in free}
        fetched = await self._getmany(wanted, timeout if len(free) == len(numbers) else _TURN)
        for tp, batch in (fetched or {}).items():
            overtaken = self.app.consumer_generation_id != generation
            if overtaken or self.should_stop or not self.flow_active:
                return
            yield tp, self._message(tp, batch)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """A rebalance begins."""
        self.readers.revoked()
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """A rebalance is over."""
        await super().on_partitions_assigned(assigned, generation_id)
        self.readers.assigned({tp.partition for tp in assigned})

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Seek nowhere: what was committed to the group is a hint to people."""
        return {}

    async def tell(self, offsets: Mapping[int, int]) -> None:
        """Commit offsets to the group, for whoever watches its lag."""
        assigned = {tp.partition: tp for tp in self.assignment()}
        told = {assigned[one]: offset for one, offset in offsets.items() if one in assigned}
        if told:
            await self._commit(told)

    async def seek_to(self, offsets: Mapping[int, int]) -> None:
        """Read partitions of ours on from other offsets."""
        found = {tp: tp.partition for tp in self.assignment()}
        await self.seek_wait({tp: offsets[one] for tp, one in found.items() if one in offsets})

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Whether there is progress is seen in SQL (`watchdog`), and not here."""

    def _message(self, tp: TP, batch: Any) -> ConsumerMessage:
        last = batch[-1]
        return ConsumerMessage(
            last.topic,
            last.partition,
            last.offset,
            last.timestamp / 1000,
            last.timestamp_type,
            None,
            None,
            batch,
            None,
            tp=tp,
            generation_id=self.app.consumer_generation_id,
        )


class BatchTransport(driver.Transport):
    """Faust's own transport with our consumer."""

    Consumer: ClassVar[Any] = BatchConsumer

    def __init__(self, worker: faust.App, readers: Readers) -> None:
        super().__init__(worker.conf.broker_consumer, worker)
        self._readers = readers

    def create_consumer(self, *args: Any, **kwargs: Any) -> Any:
        """The consumer, told who reads."""
        consumer: Any = super().create_consumer(*args, **kwargs)
        consumer.readers = self._readers
        return consumer
