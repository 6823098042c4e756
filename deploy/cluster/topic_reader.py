"""Looking at the log beside the stream: its bounds, its topic's id, a single record.

Asked seldom, when a partition is taken over and when an offset is missing; so it is the plain
client, without a group, and its calls wait for their answers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import Any, NamedTuple

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import KafkaTimeoutError

from sroki.deploy.cluster.position import Headed
from sroki.events.errors import Refused
from sroki.events.i18n import say

PATIENCE_MS = 20_000
# A poll that finds nothing to show, aborted records or markers alone, lasts as long as it may.
_POLL_MS = 200
# Records looked at for the last one: markers of transactions come after it.
_AT_THE_END = 16


class Bounds(NamedTuple):
    """The first offset that the log still has, and the one that its next record will get."""

    start: int
    end: int


class TopicReader:
    """One topic. `client` is what any client of Kafka needs: where, and by which key.

    Calls may come from several threads, and are made one at a time.
    """

    def __init__(self, topic: str, client: Mapping[str, Any]) -> None:
        self.topic = topic
        self._client = dict(client)
        self._turn = Lock()
        self._consumer = KafkaConsumer(
            **self._client,
            enable_auto_commit=False,
            auto_offset_reset="none",
            isolation_level="read_committed",
        )

    def close(self) -> None:
        """Let go of the broker."""
        with self._turn:
            self._consumer.close()

    def topic_id(self) -> str:
        """The id that the topic's creation gave it. Raises `Refused` where there is no topic."""
        return str(self._description()["topic_id"])

    def partitions(self) -> int:
        """How many partitions the topic has."""
        return len(self._description()["partitions"])

    def bounds(self, partition: int) -> Bounds:
        """From where to where the log of a partition goes now."""
        place = TopicPartition(self.topic, partition)
        with self._turn:
            start = self._consumer.beginning_offsets([place], timeout_ms=PATIENCE_MS)[place]
            end = self._consumer.end_offsets([place], timeout_ms=PATIENCE_MS)[place]
        return Bounds(start, end)

    def first_from(self, partition: int, offset: int) -> Headed | None:
        """The first record at `offset` or after it; None where there is none before the end.

        Asked of the broker anew: whatever was fetched before is not looked at.
        """
        bounds = self.bounds(partition)
        with self._turn:
            return next(self._records(partition, max(offset, bounds.start), bounds.end), None)

    def last(self, partition: int) -> Headed | None:
        """The last record of a partition; None where it has none."""
        start, end = self.bounds(partition)
        begin, many = end, _AT_THE_END
        with self._turn:
            while begin > start:
                begin = max(start, end - many)
                found = deque(self._records(partition, begin, end), maxlen=1)
                if found:
                    return found[0]
                many *= 8
        return None

    def tail(self, partition: int, wanted: Callable[[Headed], bool]) -> list[Headed]:
        """The records at a partition's end that are `wanted`, back to the first that is not."""
        start, end = self.bounds(partition)
        begin, many = end, _AT_THE_END
        found: list[Headed] = []
        with self._turn:
            while begin > start:
                begin = max(start, end - many)
                found = list(self._records(partition, begin, end))
                if found and not wanted(found[0]):
                    break
                many *= 8
        return [record for record in found if wanted(record)]

    def _records(self, partition: int, begin: int, end: int) -> Iterator[Headed]:
        """What can be read of the offsets from `begin` to before `end`.

        Raises KafkaTimeoutError where nothing more comes.
        """
        place = TopicPartition(self.topic, partition)
        self._consumer.assign([place])
        self._consumer.seek(place, begin)
        at, waited = begin, 0
        while at < end:
            for record in self._consumer.poll(timeout_ms=_POLL_MS).get(place, ()):
                if record.offset < end:
                    yield record
            before, at = at, self._consumer.position(place, timeout_ms=PATIENCE_MS)
            waited = waited + _POLL_MS if at == before else 0
            if waited >= PATIENCE_MS:
                raise KafkaTimeoutError(f"{self.topic}-{partition} at {at}, end {end}")

    def _description(self) -> Mapping[str, Any]:
        admin = KafkaAdminClient(**self._client)
        try:
            (found,) = admin.describe_topics([self.topic])
        finally:
            admin.close()
        if found["error_code"]:
            raise Refused(
                say("топика {topic} нет", topic=self.topic),
                why=say("из него читает воркер"),
                accepted="sroki topics create",
            )
        description: Mapping[str, Any] = found
        return description
