"""A broker shared by the tests of a session, and topics that each test has for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord

from sroki.deploy.kafka.admin import Admin
from sroki.deploy.kafka.broker import Brokers, NoBroker
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.kafka.topics import topics


@pytest.fixture(scope="session")
def brokers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Brokers]:
    """One broker for the whole session: who kills it starts it again. See `topic_prefix`."""
    yield from started(tmp_path_factory.mktemp("kafka"))


@pytest.fixture
def topic_prefix() -> str:
    """Before the names of a test's topics, so that tests share a broker and not their topics."""
    return f"t{uuid4().hex[:12]}."


def started(
    folder: Path, nodes: int = 1, users: Mapping[str, str] | None = None
) -> Iterator[Brokers]:
    """Running brokers; a loud skip where this machine has none."""
    try:
        brokers = Brokers(folder, nodes, users=users)
    except NoBroker as missing:
        pytest.skip(str(missing))
    with brokers:
        yield brokers


def settings_of(brokers: Brokers, prefix: str) -> KafkaSettings:
    """Settings of topics of one copy on those brokers."""
    return KafkaSettings(bootstrap=brokers.bootstrap, prefix=prefix, replication=1)


def made(kafka: KafkaSettings, partitions: int, *inboxes: str) -> None:
    """Make every topic of a store of so many partitions."""
    with Admin(kafka) as admin:
        admin.create(topics(kafka, partitions, inboxes))


def records_of(kafka: KafkaSettings, topic: str) -> dict[int, list[ConsumerRecord]]:
    """All that is in a topic now, by partition."""
    with closing(
        KafkaConsumer(
            bootstrap_servers=kafka.bootstrap,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            isolation_level="read_committed",
            check_crcs=False,
        )
    ) as consumer:
        places = [
            TopicPartition(topic, one) for one in sorted(consumer.partitions_for_topic(topic))
        ]
        consumer.assign(places)
        found: dict[int, list[ConsumerRecord]] = {place.partition: [] for place in places}
        ends = consumer.end_offsets(places)
        while any(consumer.position(place) < end for place, end in ends.items()):
            for place, records in consumer.poll(timeout_ms=10_000).items():
                found[place.partition] += records
        return found
