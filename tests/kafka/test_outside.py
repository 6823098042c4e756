"""Imports and simulations into the inbox: what is said to be confirmed is there, by source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sroki.deploy.kafka.broker import Brokers
from sroki.deploy.kafka.settings import KafkaSettings
from tests.deploy.commands import sroki
from tests.deploy.wires import filed, wire
from tests.support.kafka import made, records_of, settings_of

pytestmark = pytest.mark.real


@pytest.fixture
def kafka(
    brokers: Brokers, topic_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> KafkaSettings:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SROKI_KAFKA_BOOTSTRAP", brokers.bootstrap)
    monkeypatch.setenv("SROKI_KAFKA_PREFIX", topic_prefix)
    found = settings_of(brokers, topic_prefix)
    made(found, 1)
    return found


def test_a_season_goes_into_the_inbox_in_the_order_of_each_source(kafka: KafkaSettings) -> None:
    season = ("--seed", "3", "--applications", "20")
    written = sroki("simulate", *season, "--to", "season.jsonl")
    said = sroki("simulate", *season, "--to", "kafka")
    assert (written.code, said.code) == (0, 0)
    lines = Path("season.jsonl").read_bytes().splitlines()
    assert f"подтверждено брокерами: {len(lines)}" in said.err
    found = records_of(kafka, kafka.inbox)
    in_topic = [one for part in found.values() for one in part]
    assert sorted(one.value for one in in_topic) == sorted(lines)
    for source in {one.key for one in in_topic}:
        parts = [part for part in found.values() if any(one.key == source for one in part)]
        assert len(parts) == 1
        mine = [one.value for one in parts[0] if one.key == source]
        assert mine == [line for line in lines if line in set(mine)]


def test_a_file_goes_into_the_inbox_as_history(kafka: KafkaSettings) -> None:
    told = [filed("c1", "2025-04-09 10:00"), wire("withdrawn", "2025-04-09 11:00", case_id="c1")]
    Path("told.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in told))
    said = sroki("import", "told.jsonl", "--to", "kafka", "--historical")
    assert said.code == 0, said.err
    assert "подтверждено брокерами: 2" in said.err
    records = [one for part in records_of(kafka, kafka.inbox).values() for one in part]
    assert [json.loads(one.value) for one in records] == told
    assert all(("sroki-historical", b"true") in one.headers for one in records)


def test_without_topics_nothing_is_said_to_be_there(
    kafka: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SROKI_KAFKA_PREFIX", "nothing.")
    said = sroki("simulate", "--applications", "5", "--to", "kafka")
    assert said.code == 3
    assert "подтверждено брокерами: 0" in said.err
    assert "sroki topics create" in said.err
