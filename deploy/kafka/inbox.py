"""Reading the inbox: what outsiders wrote, in batches, acknowledged by whoever has taken it.

Any number of gates share its partitions. What was read and not acknowledged is read again, by
whichever of them has the partition then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Self

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from aiokafka.structs import ConsumerRecord

from sroki.deploy.kafka.loop import Loop
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.logs import log
from sroki.events.cloud import read_kafka
from sroki.events.reasons import Reason
from sroki.events.rejections import Place
from sroki.events.strict import Item, Limits

_log = log(__name__)

# A gate that is gone is known to be so after this long, milliseconds; the usual 45 s are a stall.
SESSION_MS: Final = 10_000
# A batch takes less than a second; one that does not in so long never will, milliseconds.
_LONGEST_MS: Final = 120_000
# Says of a record that it tells of the time before its source went live.
HISTORICAL: Final = ("sroki-historical", b"true")


class Sent(NamedTuple):
    """An event as somebody wrote it, where it lies, and whether as history.

    `origin` names the place for ever: a topic made anew has other times at the same offsets.
    """

    item: Item
    place: Place
    origin: str
    historical: bool


class Batch(NamedTuple):
    """What was read of one partition; `after` is the offset to go on from."""

    topic: str
    partition: int
    sent: Sequence[Sent]
    after: int


class Inbox:
    """A member of the gates' group. Its calls are made one at a time."""

    def __init__(self, kafka: KafkaSettings, topics: Sequence[str], limits: Limits) -> None:
        self._limits = limits
        self._next: dict[TopicPartition, int] = {}
        self._behind: Mapping[tuple[str, ...], float] = {}
        self._loop = Loop("kafka-inbox")
        self._consumer = self._loop.run(self._start(kafka, topics))

    def read(self, wait_ms: int = 1_000) -> list[Batch]:
        """What has come; nothing after so long without."""
        found = self._loop.run(
            self._consumer.getmany(timeout_ms=wait_ms, max_records=self._limits.batch)
        )
        self._look(found)
        return [
            Batch(
                place.topic,
                place.partition,
                [sent for record in records for sent in sent_in(record, self._limits)],
                records[-1].offset + 1,
            )
            for place, records in found.items()
            if records
        ]

    def behind(self) -> Mapping[tuple[str, ...], float]:
        """How many records of each (topic, partition) that is ours are still to be taken.

        As it was at the last reading, and so for whoever asks from another thread.
        """
        return self._behind

    def done(self, batch: Batch) -> None:
        """A batch is taken. Where the partition is another gate's meanwhile, it reads it again."""
        place = TopicPartition(batch.topic, batch.partition)
        try:
            self._loop.run(self._consumer.commit({place: batch.after}))
        except (KafkaError, IllegalStateError) as error:
            _log.info(
                "inbox_not_acknowledged",
                topic=batch.topic,
                partition=batch.partition,
                why=type(error).__name__,
            )

    def close(self) -> None:
        """Leave the group."""
        self._loop.run(self._consumer.stop())
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _look(self, found: Mapping[TopicPartition, Sequence[ConsumerRecord]]) -> None:
        behind: dict[tuple[str, ...], float] = {}
        for place in self._consumer.assignment():
            end = self._consumer.highwater(place)
            records = found.get(place)
            first = records[0].offset if records else self._next.get(place, end)
            if records:
                self._next[place] = records[-1].offset + 1
            if end is not None:
                behind[place.topic, str(place.partition)] = max(0, end - first)
        self._behind = behind

    async def _start(self, kafka: KafkaSettings, topics: Sequence[str]) -> Any:
        consumer = AIOKafkaConsumer(
            **kafka.client(),
            group_id=kafka.gate_group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=SESSION_MS // 3,
            max_poll_interval_ms=_LONGEST_MS,
        )
        consumer.subscribe(list(topics), listener=_Looking(consumer))
        try:
            await consumer.start()
        except BaseException:
            await consumer.stop()
            raise
        return consumer


class _Looking(ConsumerRebalanceListener):  # type: ignore[misc]  # the library is untyped
    """Looks whether records were deleted before anybody read them, whenever partitions come."""

    def __init__(self, consumer: Any) -> None:
        self._consumer = consumer

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Nothing is kept of them."""

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Say aloud what is lost; the gate goes on with what there is."""
        places = list(assigned)
        starts = await self._consumer.beginning_offsets(places) if places else {}
        for place, start in starts.items():
            read = await self._consumer.committed(place)
            if read is not None and read < start:
                _log.error(
                    "inbox_lost",
                    topic=place.topic,
                    partition=place.partition,
                    records=start - read,
                )


def sent_in(record: ConsumerRecord, limits: Limits) -> list[Sent]:
    """The events of a record; one that cannot be read stands for itself."""
    value = record.value or b""
    items = read_kafka(record.headers, value, limits)
    if isinstance(items, Reason):
        items = [Item({}, items, value.decode("utf-8", "replace"))]
    historical = HISTORICAL in record.headers
    at = f"{record.topic}/{record.partition}/{record.offset}"
    return [
        Sent(
            item,
            Place(
                topic=record.topic, partition=record.partition, offset=record.offset, index=index
            ),
            f"{at}/{index}@{record.timestamp}",
            historical,
        )
        for index, item in enumerate(items)
    ]
