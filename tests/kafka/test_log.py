"""The canonical topic: what was appended is there on return, by subject, in order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sroki.deploy.kafka.broker import Brokers
from sroki.deploy.kafka.log import KafkaLog, spread
from sroki.deploy.kafka.producer import Producer, Record
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.events.base import Event
from sroki.events.catalogue import from_bytes
from sroki.events.errors import Refused
from sroki.events.log import LogLost
from sroki.events.partitions import partition_of
from tests.support.kafka import made, records_of, settings_of
from tests.support.told import Teller, local

PARTITIONS = 3


@pytest.fixture
def kafka(brokers: Brokers, topic_prefix: str) -> KafkaSettings:
    found = settings_of(brokers, topic_prefix)
    made(found, PARTITIONS)
    return found


@pytest.fixture
def producer(kafka: KafkaSettings) -> Iterator[Producer]:
    with Producer(kafka) as found:
        yield found


def filed(number: int) -> Event:
    return Teller(f"case-{number}")("submitted", "2025-04-10", channel="in_person")


def watermark(to: str) -> Event:
    return Teller(case_id="")(
        "source_watermark", to, complete_to=local(to), role="edms", id=f"w {to}"
    )


@pytest.mark.real
def test_an_event_is_kept_under_its_subject_in_its_partition(
    kafka: KafkaSettings, producer: Producer
) -> None:
    log = KafkaLog.of(producer, kafka.events, PARTITIONS)
    told = [filed(number) for number in range(40)]
    assert log.append(told) == ["accepted"] * 40
    found = records_of(kafka, kafka.events)
    for partition, records in found.items():
        events = [from_bytes(one.value) for one in records]
        assert events == [one for one in told if partition_of(one.subject, PARTITIONS) == partition]
        assert [one.key.decode() for one in records] == [one.subject for one in events]
    assert {dict(one.headers)["type"] for part in found.values() for one in part} == {
        b"ru.sroki.submitted.v1"
    }


@pytest.mark.real
def test_a_watermark_is_in_every_partition_after_what_it_follows(
    kafka: KafkaSettings, producer: Producer
) -> None:
    before, after = [filed(number) for number in range(9)], filed(1000)
    KafkaLog.of(producer, kafka.events, PARTITIONS).append(
        [*before, watermark("2025-04-11"), after]
    )
    found = records_of(kafka, kafka.events)
    kinds = {number: [from_bytes(one.value).kind for one in part] for number, part in found.items()}
    for number, told in kinds.items():
        early = [one for one in before if partition_of(one.subject, PARTITIONS) == number]
        assert told[: len(early) + 1] == ["submitted"] * len(early) + ["source_watermark"]
    assert found[partition_of("case-1000", PARTITIONS)][-1].key == b"case-1000"


def test_a_watermark_follows_in_each_partition_what_was_sent_before_it() -> None:
    early, late, said = [filed(number) for number in range(9)], filed(1000), watermark("2025-04-11")
    found = spread([*early, said, late], PARTITIONS)
    assert found.keys() == set(range(PARTITIONS))
    for number, told in found.items():
        own = [one for one in early if partition_of(one.subject, PARTITIONS) == number]
        after = [late] if partition_of(late.subject, PARTITIONS) == number else []
        assert told == [*own, said, *after]
    assert spread([], PARTITIONS) == {}


@pytest.mark.real
def test_a_topic_of_other_partitions_or_none_is_refused(
    kafka: KafkaSettings, producer: Producer
) -> None:
    with pytest.raises(Refused, match="разделов 3, а в хранилище 4"):
        KafkaLog.of(producer, kafka.events, 4)
    with pytest.raises(Refused, match="sroki topics create"):
        KafkaLog.of(producer, f"{kafka.prefix}nothing", 4)


@pytest.mark.real
def test_large_records_go_alone_and_one_too_large_is_not_confirmed(
    kafka: KafkaSettings, producer: Producer
) -> None:
    sizes = [10, 700_000, 600_000, 10]
    producer.send(kafka.events, {0: [Record(b"k", b"x" * size) for size in sizes]})
    with pytest.raises(LogLost):
        producer.send(kafka.events, {0: [Record(b"k", b"x" * 5_000_000)]})
    producer.send(kafka.events, {0: [Record(b"k", b"after")]})
    found = records_of(kafka, kafka.events)[0]
    assert [len(one.value) for one in found] == [*sizes, 5]


@pytest.mark.real
def test_it_waits_for_a_broker_that_starts_again(
    brokers: Brokers, kafka: KafkaSettings, producer: Producer
) -> None:
    log = KafkaLog.of(producer, kafka.events, PARTITIONS)
    log.append([filed(1)])
    (node,) = brokers.nodes
    node.kill()
    node.spawn()
    log.append([filed(2), filed(3)])
    node.await_answer(1)
    assert sum(map(len, records_of(kafka, kafka.events).values())) == 3
