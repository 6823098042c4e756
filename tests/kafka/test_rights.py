"""Rights, on a broker that checks them: `sroki topics acls` gives everybody his own and no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError

from sroki.deploy.clock import ToldClock
from sroki.deploy.kafka.broker import Brokers
from sroki.deploy.kafka.gate import Gate
from sroki.deploy.kafka.inbox import Inbox
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.settings import Settings
from tests.deploy.commands import sroki
from tests.deploy.wires import filed
from tests.kafka.test_gate import SENDER, read, send
from tests.support.kafka import made, records_of, started
from tests.support.told import local

pytestmark = pytest.mark.real

NAMES = ("sroki-gate", "sroki-worker", "sroki.inbox.sed", "board")
USERS = {one: f"word-of-{one}" for one in NAMES}
INBOX, OWN = "sroki.inbox", "sroki.inbox.sed"
EVENTS, FINDINGS, REJECTED = "sroki.events", "sroki.findings", "sroki.rejected"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Brokers]:
    """A broker that checks rights, with the topics of a store of two partitions."""
    for brokers in started(tmp_path_factory.mktemp("guarded"), users=USERS):
        made(KafkaSettings(bootstrap=brokers.bootstrap, replication=1), 2, OWN)
        yield brokers


@pytest.fixture
def given(guarded: Brokers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Brokers:
    """Rights are given, by the administrator."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SROKI_KAFKA_BOOTSTRAP", guarded.bootstrap)
    source = f"{OWN}=User:{OWN}"
    said = sroki("topics", "acls", "--apply", "--reader", "User:board", "--source", source)
    assert said.code == 0, said.err
    return guarded


def as_(brokers: Brokers, who: str) -> KafkaSettings:
    return KafkaSettings.model_validate(
        {
            "bootstrap": brokers.guarded,
            "replication": 1,
            "security": "sasl_plaintext",
            "sasl_mechanism": "PLAIN",
            "sasl_username": who,
            "sasl_password": USERS[who],
        }
    )


def fill(brokers: Brokers, topics: tuple[str, ...]) -> None:
    """Something to be read in every topic."""
    with closing(KafkaProducer(bootstrap_servers=brokers.bootstrap)) as producer:
        for one in topics:
            producer.send(one, b"{}", key=b"any", partition=0).get(60)


def may_write(brokers: Brokers, who: str, topic: str) -> bool:
    producer = KafkaProducer(**as_(brokers, who).client(), max_block_ms=5_000)
    try:
        producer.send(topic, b"{}", key=who.encode()).get(10)
    except KafkaError:
        return False
    finally:
        producer.close(0)
    return True


def may_read(brokers: Brokers, who: str, topic: str) -> bool:
    """Whether a record is given to him: who may write may also ask how far a topic goes."""
    consumer = KafkaConsumer(**as_(brokers, who).client(), auto_offset_reset="earliest")
    try:
        consumer.assign([TopicPartition(topic, 0)])
        # Who may not even ask is told so here; who may ask but not read, by the fetch.
        consumer.beginning_offsets([TopicPartition(topic, 0)], timeout_ms=5_000)
        return bool(consumer.poll(60_000))
    except KafkaError:
        return False
    finally:
        consumer.close()


def test_the_gate_needs_no_more_than_its_own_rights(given: Brokers, postgres_url: str) -> None:
    settings = Settings.model_validate(
        {
            "store": postgres_url,
            "partitions": 2,
            "kafka": as_(given, "sroki-gate"),
            "senders": [SENDER],
        }
    )
    near = KafkaSettings(bootstrap=given.bootstrap, replication=1)
    send(near, filed("c1", "2025-04-09 10:00"), b"nonsense", topic=OWN)
    with Gate(settings, ToldClock(local("2025-04-10 12:00"))) as gate:
        gate.begin()
        with Inbox(settings.kafka, gate.topics, gate.limits) as inbox:
            for batch in read(inbox, 2):
                gate.take_batch(batch)
                inbox.done(batch)
    keys = {one.key for part in records_of(near, EVENTS).values() for one in part}
    assert b"c1" in keys
    assert records_of(near, REJECTED)[0]


def test_everybody_may_do_his_own_and_no_more(given: Brokers) -> None:
    writes = {
        ("sroki.inbox.sed", OWN),
        ("sroki-gate", EVENTS),
        ("sroki-gate", REJECTED),
        ("sroki-worker", FINDINGS),
    }
    reads = {
        ("sroki-gate", INBOX),
        ("sroki-gate", OWN),
        ("sroki-worker", EVENTS),
        ("sroki-worker", FINDINGS),
        ("board", FINDINGS),
    }
    topics = (INBOX, OWN, EVENTS, FINDINGS, REJECTED)
    fill(given, topics)
    assert {(who, one) for who in USERS for one in topics if may_write(given, who, one)} == writes
    assert {(who, one) for who in USERS for one in topics if may_read(given, who, one)} == reads
