"""Writing to the inbox as a source does: for imports and simulations, and as an example.

The key is the source, so that all of a source is in one partition, in its order: then its watermark
follows what it speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Self

from aiokafka.partitioner import DefaultPartitioner

from sroki.deploy.kafka.inbox import HISTORICAL
from sroki.deploy.kafka.producer import Producer, Record
from sroki.deploy.settings import Settings
from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.events.strict import read

# So many events are on their way at once; each thousand is confirmed before the next.
PORTION: Final = 1_000
_STRUCTURED: Final = ("content-type", b"application/cloudevents+json")


class Outside:
    """A source's way into the inbox; `sent` counts what brokers have confirmed.

    A source that has an inbox of its own in the settings writes there. Its calls raise LogLost:
    then the latest portion is to be sent again.
    """

    def __init__(self, settings: Settings) -> None:
        if not settings.kafka.on:
            raise Invalid(say("не сказано, где Kafka"), accepted=say("kafka.bootstrap = узел:порт"))
        self.sent = 0
        self._shared = settings.kafka.inbox
        self._own = {
            source: settings.kafka.inbox_of(one.inbox)
            for one in settings.senders
            if one.inbox
            for source in one.sources
        }
        self._producer = Producer(settings.kafka)
        self._partitioner = DefaultPartitioner()
        self._partitions: dict[str, list[int]] = {}
        self._waiting: list[tuple[bytes, bool]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        try:
            if failure is None:
                self.flush()
        finally:
            self._producer.close()

    def send(self, bodies: Iterable[bytes], *, historical: bool = False) -> None:
        """Write CloudEvents in JSON, one a record, in their order."""
        for body in bodies:
            self._waiting.append((body, historical))
            if len(self._waiting) == PORTION:
                self.flush()

    def flush(self) -> None:
        """What was given so far is there on return."""
        topics: dict[str, dict[int, list[Record]]] = {}
        for body, historical in self._waiting:
            source = source_of(body)
            topic = self._own.get(source, self._shared)
            headers = [_STRUCTURED, *([HISTORICAL] if historical else [])]
            record = Record(source.encode(), body, headers)
            topics.setdefault(topic, {}).setdefault(self._place(topic, record), []).append(record)
        for topic, records in topics.items():
            self._producer.send(topic, records)
        self.sent += len(self._waiting)
        self._waiting.clear()

    def _place(self, topic: str, record: Record) -> int:
        """Where every client that partitions by key as Kafka does would put it."""
        if topic not in self._partitions:
            self._partitions[topic] = list(range(self._producer.partitions(topic)))
        known = self._partitions[topic]
        found: int = self._partitioner(record.key, known, known)
        return found


def source_of(body: bytes) -> str:
    """The source that an event names; empty where it cannot be read."""
    items = read(body)
    said = items[0].fields.get("source") if isinstance(items, list) and len(items) == 1 else None
    return said if isinstance(said, str) else ""
