"""The canonical topic as a log: what the gate accepts goes here.

A record is an event in its stored form, under the key of its subject, in the partition that
`events.partitions` names, so that a partition has all there is about its subjects, in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from sroki.deploy.kafka.producer import Producer, Record
from sroki.events.base import Event
from sroki.events.catalogue import cloud_type, to_bytes
from sroki.events.errors import Refused
from sroki.events.i18n import say
from sroki.events.log import RECORD_TYPE, Kept, concerned

_CONTENT_TYPE: Final = RECORD_TYPE.encode()


@dataclass(frozen=True, slots=True)
class KafkaLog:
    """The log of the distributed shell."""

    producer: Producer
    topic: str
    partitions: int

    @classmethod
    def of(cls, producer: Producer, topic: str, partitions: int) -> Self:
        """Raises Refused where the topic is not there, or has not the partitions of the store."""
        found = producer.partitions(topic)
        if found != partitions:
            raise Refused(
                say(
                    "в топике {topic} разделов {found}, а в хранилище {partitions}",
                    topic=topic,
                    found=found,
                    partitions=partitions,
                ),
                why=say("раздел субъекта считается по их числу, и воркер ждал бы его в другом"),
                accepted=say("новый топик с тем же числом разделов, что у хранилища"),
            )
        return cls(producer, topic, partitions)

    def append(self, events: Sequence[Event]) -> Sequence[Kept]:
        """As `events.log.Log`. What the journal makes of them is known once a worker has come."""
        said = spread(events, self.partitions)
        self.producer.send(
            self.topic, {number: list(map(record, of)) for number, of in said.items()}
        )
        return ["accepted"] * len(events)


def record(event: Event) -> Record:
    """The record of an event; its type is a header too, for whoever wants only some."""
    headers = [("content-type", _CONTENT_TYPE), ("type", cloud_type(event).encode())]
    return Record(event.subject.encode(), to_bytes(event), headers)


def spread(events: Sequence[Event], partitions: int) -> Mapping[int, Sequence[Event]]:
    """What goes into each partition, in order; a watermark into every one.

    It must follow what was sent before it where it is read, and a partition reads no other: so
    partitions do not wait for each other, and a batch of many watermarks is one way there and back.
    """
    found: dict[int, list[Event]] = {}
    for event in events:
        for partition in concerned(event, partitions):
            found.setdefault(partition, []).append(event)
    return found
