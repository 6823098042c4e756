"""`sroki topics`: made as they should be, held to it, and what differs said with its danger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource

from sroki.deploy.kafka.broker import Brokers
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.kafka.topics import Found, differences, topics
from tests.deploy.commands import sroki

SENDER = """
[[senders]]
name = "sed"
sources = ["/edms/krsk"]
authority = "04701000"
sha256 = "{hash}"
inbox = "sed"
"""


@pytest.fixture
def configured(
    brokers: Brokers, topic_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """A folder whose settings name the broker; the prefix of its topics."""
    monkeypatch.chdir(tmp_path)
    said = (
        f'[kafka]\nbootstrap = "{brokers.bootstrap}"\nprefix = "{topic_prefix}"\nreplication = 1\n'
    )
    text = f"partitions = 3\n{SENDER.format(hash='0' * 64)}\n{said}"
    Path("sroki.toml").write_text(text, encoding="utf-8")
    return topic_prefix


@pytest.mark.real
def test_topics_are_made_once_and_then_are_as_they_should_be(configured: str) -> None:
    assert sroki("topics", "check").code == 1
    made = sroki("topics", "create")
    assert made.code == 0
    assert made.out.count("Создан топик") == 5
    assert "Все топики уже есть" in sroki("topics", "create").out
    assert sroki("topics", "check").out == "Топики такие, как нужно.\n"
    shown = sroki("topics", "describe").out
    assert shown.count(f"{configured}events") == 3
    assert f"{configured}inbox.sed" in shown


@pytest.mark.real
def test_what_differs_is_said_with_its_danger(configured: str, brokers: Brokers) -> None:
    admin = KafkaAdminClient(bootstrap_servers=brokers.bootstrap)
    admin.create_topics({f"{configured}events": {"num_partitions": 2}}, wait_for_metadata=True)
    sroki("topics", "create")
    longer = {"retention.ms": str(90 * 86_400_000)}
    admin.alter_configs([ConfigResource("topic", f"{configured}inbox", longer)])
    compacted = {"cleanup.policy": "compact"}
    admin.alter_configs([ConfigResource("topic", f"{configured}findings", compacted)])
    admin.close()
    said = sroki("topics", "check", "--json")
    assert said.code == 1
    found = {
        (one["topic"].removeprefix(configured), one["what"]): one for one in json.loads(said.out)
    }
    assert found["events", "partitions"]["dangerous"]
    assert found["findings", "cleanup.policy"]["dangerous"]
    assert not found["inbox", "retention.ms"]["dangerous"]
    assert "ОПАСНО" in sroki("topics", "check").out
    assert "DANGEROUS" in sroki("topics", "check", lang="en").out


def test_less_safety_than_wished_is_dangerous_and_more_is_not() -> None:
    kafka = KafkaSettings(bootstrap="127.0.0.1:9092")
    events = next(one for one in topics(kafka, 4) if one.name == kafka.events)
    good = Found(4, 3, events.configs)
    assert differences(events, good, fixed=True) == []
    safer = {**events.configs, "retention.ms": "-1", "max.message.bytes": "9000000"}
    assert differences(events, Found(4, 5, safer), fixed=True) == []
    for name, value in (
        ("retention.ms", "3600000"),
        ("retention.bytes", "1000000"),
        ("min.insync.replicas", "1"),
        ("unclean.leader.election.enable", "true"),
        ("message.timestamp.type", "CreateTime"),
        ("max.message.bytes", "1000"),
        ("cleanup.policy", "compact,delete"),
    ):
        found = good._replace(configs={**events.configs, name: value})
        (told,) = differences(events, found, fixed=True)
        assert (told.what, told.found, told.dangerous) == (name, value, True)
    assert differences(events, good._replace(copies=1), fixed=True)[0].dangerous


@pytest.mark.real
def test_rights_are_said_as_commands_and_given_only_where_they_are_checked(configured: str) -> None:
    said = sroki("topics", "acls", "--reader", "User:board").out
    assert f"--operation Write --topic {configured}events" in said
    assert f"--allow-principal User:{configured}inbox.sed --operation Write" in said
    writers = [line for line in said.splitlines() if f"Write --topic {configured}events" in line]
    assert len(writers) == 1
    assert sroki("topics", "acls", "--apply").code == 3


def test_without_kafka_there_is_nothing_to_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert sroki("topics", "check").code == 2
