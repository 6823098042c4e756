"""The canonical topic as a log: what the gate accepts goes here.

A record is an event in its stored form, under the key of its subject, in the partition that
`events.partitions` names, so that a partition has all there is about its subjects, in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

from sroki.deploy.kafka.producer import Producer, Record
from sroki.events.base import Event
from sroki.events.catalogue import cloud_type, to_bytes
from sroki.events.errors import Refused
from sroki.events.i18n import say
from sroki.events.log import RECORD_TYPE, Kept, concerned
from sroki.events.record import SourceWatermark

_CONTENT_TYPE: Final = RECORD_TYPE.encode()

# Events by their partition.
Run: TypeAlias = dict[int, list[Event]]


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
        for run in runs(events, self.partitions):
            self.producer.send(
                self.topic, {number: list(map(record, said)) for number, said in run.items()}
            )
        return ["accepted"] * len(events)


def record(event: Event) -> Record:
    """The record of an event; its type is a header too, for whoever wants only some."""
    headers = [("content-type", _CONTENT_TYPE), ("type", cloud_type(event).encode())]
    return Record(event.subject.encode(), to_bytes(event), headers)


def runs(events: Sequence[Event], partitions: int) -> Iterator[Run]:
    """What may be on its way together; of each run the next begins when all is acknowledged.

    A watermark is a run of its own: its word is about what came before it, in every partition.
    """
    run: Run = {}
    for event in events:
        concern = concerned(event, partitions)
        if isinstance(event, SourceWatermark):
            if run:
                yield run
            yield {partition: [event] for partition in concern}
            run = {}
        else:
            run.setdefault(concern[0], []).append(event)
    if run:
        yield run
