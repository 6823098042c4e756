"""Following the topic of findings: each once, in the order of its ledger, none left out.

The number of a finding in its ledger has no gaps; one that is missing or comes twice is an error of
the relay or of the log, and the reader says so. After the store was restored from a copy the
incarnation rises, and numbers go on.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kafka import KafkaConsumer, TopicPartition
from pydantic_core import from_json

from sroki.deploy.cluster.position import Headed
from sroki.deploy.cluster.relay import Tail, tail_of
from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import say

_POLL_MS = 500


class Followed(NamedTuple):
    """A finding read: where, after which others, and what it says."""

    partition: int
    offset: int
    tail: Tail
    finding: Mapping[str, Any]


@dataclass(slots=True)
class Counting:
    """Holds the numbers of a partition against those before. Raises `Refused` for a gap."""

    last: dict[int, Tail] = field(default_factory=dict)

    def check(self, partition: int, record: Headed) -> Tail:
        """The place of a record, which must be the next one."""
        tail = tail_of(record)
        assert tail is not None  # noqa: S101 - of a record
        before = self.last.get(partition)
        if before is not None and (
            tail.seq != before.seq + 1 or tail.incarnation < before.incarnation
        ):
            raise Refused(
                say(
                    "счёт сказанного нарушен: раздел {partition}, смещение {offset}",
                    partition=partition,
                    offset=record.offset,
                ),
                why=say(
                    "после {seq} (жизнь {incarnation}) стоит {seq2} (жизнь {incarnation2})",
                    seq=before.seq,
                    incarnation=before.incarnation,
                    seq2=tail.seq,
                    incarnation2=tail.incarnation,
                ),
                accepted=say("номера подряд"),
            )
        self.last[partition] = tail
        return tail


def places(text: str) -> dict[int, int]:
    """Offsets to read on from, as they were told: "0:120,1:98". Raises `Invalid`."""
    found: dict[int, int] = {}
    for one in text.split(","):
        partition, colon, offset = one.partition(":")
        if not colon or not partition.isdecimal() or not offset.isdecimal():
            raise Invalid(say("место «{one}» не читается", one=one), accepted="0:120,1:98")
        found[int(partition)] = int(offset)
    return found


def follow(
    client: Mapping[str, Any], topic: str, begin: Mapping[int, int] | None, *, wait: bool
) -> Generator[Followed, None, None]:
    """Findings of all partitions, from `begin` (from the first where None) on.

    Without `wait` it ends where the topic ended when it was asked. Raises `Refused` for a gap.
    """
    counting = Counting()
    consumer = KafkaConsumer(
        **client,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )
    try:
        numbers = consumer.partitions_for_topic(topic)
        if not numbers:
            raise Refused(say("топика {topic} нет", topic=topic), accepted="sroki topics create")
        assigned = [TopicPartition(topic, number) for number in sorted(numbers)]
        consumer.assign(assigned)
        for one in assigned:
            if begin is not None and one.partition in begin:
                consumer.seek(one, begin[one.partition])
            else:
                consumer.seek_to_beginning(one)
        ends = consumer.end_offsets(assigned)
        while wait or any(consumer.position(one) < ends[one] for one in assigned):
            for one, records in consumer.poll(timeout_ms=_POLL_MS).items():
                for record in records:
                    tail = counting.check(one.partition, record)
                    yield Followed(one.partition, record.offset, tail, _read(record, tail))
    finally:
        consumer.close()


def _read(record: Headed, tail: Tail) -> Mapping[str, Any]:
    finding: Mapping[str, Any] = from_json(record.value or b"null")
    if finding["id"] != tail.id:
        raise Refused(say("сказанное под номером {seq} названо двояко", seq=tail.seq), why=tail.id)
    return finding
