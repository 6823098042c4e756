"""A producer whose records are durable when it returns.

Whole batches are built here and sent one at a time to a partition, idempotently and with
`acks=all`; whoever calls may block (`loop`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, Final, NamedTuple, Self, TypeAlias, TypeVar

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from sroki.deploy.kafka.loop import Loop
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.events.errors import Refused
from sroki.events.i18n import say
from sroki.events.log import LogLost

Found = TypeVar("Found")
Headers: TypeAlias = Sequence[tuple[str, bytes]]

# The largest record a topic of ours takes: an event is a megabyte at most when it is sent, and
# the intake adds little to it.
LARGEST_RECORD: Final = 4_000_000
# So many bytes of a partition go in one batch; a larger record goes alone.
_BATCH_BYTES: Final = 500_000
# So long may a leader be elected, or a broker start again, before the sender hears of it.
PATIENCE_MS: Final = 30_000


class Record(NamedTuple):
    """One record of a topic."""

    key: bytes | None
    value: bytes
    headers: Headers = ()


class Producer:
    """An idempotent producer; its calls are made one at a time.

    One that failed is closed, and the next call begins anew: what the old one was still sending,
    and in which order, nobody knows.
    """

    def __init__(self, kafka: KafkaSettings) -> None:
        self._kafka = kafka
        self._loop = Loop("kafka-producer")
        self._now: AIOKafkaProducer | None = None

    def partitions(self, topic: str) -> int:
        """How many partitions a topic has. Raises Refused where there is no such topic; LogLost."""
        return self._do(self._count(topic))

    def send(self, topic: str, records: Mapping[int, Sequence[Record]]) -> None:
        """Put records into partitions of a topic, in order; durable on return. Raises LogLost."""
        self._do(self._send(topic, records))

    def close(self) -> None:
        """Close the connections."""
        self._loop.run(self._stop())
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _do(self, work: Coroutine[Any, Any, Found]) -> Found:
        try:
            return self._loop.run(work)
        except (TimeoutError, KafkaError, OSError) as error:
            self._loop.run(self._stop())
            raise LogLost(
                say("Kafka не подтвердила запись"),
                why=f"{type(error).__name__}: {error}",
                accepted=say("повторите позже: что уже записано, не удвоится"),
            ) from error

    async def _ready(self) -> AIOKafkaProducer:
        if self._now is None:
            producer = AIOKafkaProducer(
                **self._kafka.client(),
                acks="all",
                enable_idempotence=True,
                max_batch_size=_BATCH_BYTES,
                max_request_size=LARGEST_RECORD,
                request_timeout_ms=PATIENCE_MS,
            )
            try:
                await producer.start()
            except BaseException:
                await producer.stop()
                raise
            self._now = producer
        return self._now

    async def _stop(self) -> None:
        producer, self._now = self._now, None
        if producer is not None:
            try:
                # What it cannot send any more must not hold up its end.
                await asyncio.wait_for(producer.stop(), 1)
            except TimeoutError:
                await producer.client.close()

    async def _count(self, topic: str) -> int:
        # Of all topics: asked about one that is not there, a broker may make it.
        known = await (await self._ready()).client.fetch_all_metadata()
        found = known.partitions_for_topic(topic)
        if found is None:
            raise no_topic(topic)
        return len(found)

    async def _send(self, topic: str, records: Mapping[int, Sequence[Record]]) -> None:
        producer = await self._ready()
        await asyncio.gather(
            *(_put(producer, topic, partition, said) for partition, said in records.items())
        )


def no_topic(topic: str) -> Refused:
    """There is no such topic, and nobody makes one by writing to it."""
    return Refused(
        say("топика {topic} у брокеров нет", topic=topic), accepted="sroki topics create"
    )


async def _put(
    producer: AIOKafkaProducer, topic: str, partition: int, records: Sequence[Record]
) -> None:
    """Into one partition, batch after batch; each is there before the next is sent."""
    batch = producer.create_batch()
    for record in records:
        said = {"key": record.key, "value": record.value, "headers": list(record.headers)}
        if batch.append(timestamp=None, **said) is None:
            await (await producer.send_batch(batch, topic, partition=partition))
            batch = producer.create_batch()
            batch.append(timestamp=None, **said)
    if batch.record_count():
        await (await producer.send_batch(batch, topic, partition=partition))
