"""The broker that tests and the demonstration start: what it took survives its death."""

from __future__ import annotations

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from sroki.deploy.kafka.broker import Brokers

pytestmark = pytest.mark.real


def test_what_was_acknowledged_survives_a_kill(brokers: Brokers, topic_prefix: str) -> None:
    topic = f"{topic_prefix}events"
    admin = KafkaAdminClient(bootstrap_servers=brokers.bootstrap)
    admin.create_topics({topic: {"num_partitions": 1}}, wait_for_metadata=True)
    admin.close()
    producer = KafkaProducer(bootstrap_servers=brokers.bootstrap)
    sent = producer.send(topic, b"said", partition=0).get(timeout=30)
    producer.close()

    (node,) = brokers.nodes
    before = node.pid
    node.kill()
    node.start()

    assert node.pid != before
    consumer = KafkaConsumer(bootstrap_servers=brokers.bootstrap, auto_offset_reset="earliest")
    place = TopicPartition(topic, 0)
    consumer.assign([place])
    found = consumer.poll(timeout_ms=30_000)[place]
    consumer.close()
    assert [(one.offset, one.value) for one in found] == [(sent.offset, b"said")]
