"""Looking at a topic's end, on a real broker."""

from __future__ import annotations

from contextlib import closing
from time import monotonic

import pytest
from kafka import KafkaProducer

from sroki.deploy.cluster.topic_reader import PATIENCE_MS, TopicReader
from sroki.deploy.kafka.broker import Brokers
from sroki.deploy.kafka.settings import KafkaSettings
from tests.support.kafka import made

pytestmark = pytest.mark.real


def test_the_last_record_is_found_before_what_was_undone(
    brokers: Brokers, topic_prefix: str
) -> None:
    """Whoever is killed while it tells leaves a portion that nobody is to see."""
    kafka = KafkaSettings(bootstrap=brokers.bootstrap, prefix=topic_prefix, replication=1)
    made(kafka, 1)
    with closing(KafkaProducer(**kafka.client(), transactional_id=topic_prefix)) as producer:
        producer.init_transactions()
        producer.begin_transaction()
        producer.send(kafka.findings, b"told", partition=0)
        producer.commit_transaction()
        producer.begin_transaction()
        for _ in range(400):
            producer.send(kafka.findings, b"undone", partition=0)
        producer.flush()
        producer.abort_transaction()
    with closing(TopicReader(kafka.findings, kafka.client())) as topic:
        assert topic.bounds(0).end > 400
        began = monotonic()
        found = topic.last(0)
        passed = monotonic() - began
    assert found is not None
    assert found.offset == 0
    # Three looks, each of which finds nothing; none waits for what will not come.
    assert passed * 1000 < PATIENCE_MS
