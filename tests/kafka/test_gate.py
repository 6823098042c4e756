"""The gate: whatever is written to the inbox ends in the canonical topic once, or sealed and told.

On a real broker, over a real PostgreSQL.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from sqlalchemy import select

from sroki.deploy.clock import ToldClock
from sroki.deploy.kafka.broker import Brokers
from sroki.deploy.kafka.gate import Gate, inboxes
from sroki.deploy.kafka.inbox import HISTORICAL, Batch, Inbox
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.settings import Settings
from sroki.events.base import CaseEvent, Event
from sroki.events.catalogue import from_bytes
from sroki.events.errors import Refused
from sroki.events.log import LogLost
from sroki.events.rejections import Rejection
from sroki.projections.intake_tables import SealedRow
from sroki.projections.postgres_url import PostgresUrl
from tests.deploy.wires import Wire, filed, item, number, wire
from tests.support.kafka import made, records_of, settings_of
from tests.support.rulebooks import KRSK
from tests.support.told import local

pytestmark = pytest.mark.real

CANARY = "Иванова-Петрова"
SENDER = {
    "name": "sed",
    "sources": ["urn:krsk:edms"],
    "authority": KRSK,
    "sha256": "0" * 64,
    "inbox": "sed",
}


@pytest.fixture
def settings(brokers: Brokers, topic_prefix: str, postgres_url: str) -> Settings:
    kafka = settings_of(brokers, topic_prefix)
    made(kafka, 2, kafka.inbox_of("sed"))
    return Settings.model_validate({"store": postgres_url, "partitions": 2, "kafka": kafka})


@contextmanager
def gated(settings: Settings) -> Iterator[tuple[Gate, Inbox]]:
    """A gate that has begun, and its place in the group."""
    with Gate(settings, ToldClock(local("2025-04-10 12:00"))) as gate:
        gate.begin()
        with Inbox(settings.kafka, gate.topics, gate.limits) as inbox:
            yield gate, inbox


def send(kafka: KafkaSettings, *said: Any, topic: str = "", key: str = "edms") -> None:
    """Write to the inbox as an outsider does: bodies, or (body, headers)."""
    producer = KafkaProducer(bootstrap_servers=kafka.bootstrap)
    for one in said:
        body, headers = one if isinstance(one, tuple) else (one, [])
        if isinstance(body, dict | list):
            body = json.dumps(body, ensure_ascii=False).encode()
        producer.send(topic or kafka.inbox, body, key=key.encode(), headers=headers)
    producer.flush()
    producer.close()


def read(inbox: Inbox, events: int) -> list[Batch]:
    """So many events of the inbox, by batch."""
    found: list[Batch] = []
    while sum(len(batch.sent) for batch in found) < events:
        found += inbox.read(10_000)
    return found


def kept(settings: Settings) -> list[Event]:
    """What is in the canonical topic, in its order within a partition."""
    found = records_of(settings.kafka, settings.kafka.events)
    return [from_bytes(one.value) for part in found.values() for one in part]


def rejections(settings: Settings) -> list[Rejection]:
    found = records_of(settings.kafka, settings.kafka.rejected)
    assert CANARY not in str(found)
    return [Rejection.model_validate_json(one.value) for one in found[0]]


def sealed(gate: Gate) -> list[str]:
    with gate.database.reading() as connection:
        return list(connection.scalars(select(SealedRow.__table__.c.state)))  # type: ignore[attr-defined]


def binary(said: Wire) -> tuple[Any, list[tuple[str, bytes]]]:
    """In binary mode: attributes as headers."""
    headers = [(f"ce_{name}", value.encode()) for name, value in said.items() if name != "data"]
    return said["data"], [*headers, ("content-type", b"application/json")]


def test_every_form_is_read_and_nothing_stops_it(settings: Settings) -> None:
    poison = [
        b"\xff\xfe",
        (None, [("ce_type", b"x")]),
        b"[" * 100_000,
        {**filed("c9", "2025-04-09 10:00"), "id": 7, "subject": CANARY},
        wire("documents_checked", "2025-04-09 10:00", **number("5", 2025)),
        {**filed("c8", "2025-04-09 10:00"), "type": "ru.sroki.submitted.v99"},
    ]
    good = [
        filed("c1", "2025-04-09 10:00"),
        binary(filed("c2", "2025-04-09 10:00")),
        [filed("c3", "2025-04-09 10:00"), filed("c4", "2025-04-09 10:00")],
        (filed("c5", "2025-04-09 10:00"), [HISTORICAL]),
    ]
    with gated(settings) as (gate, inbox):
        send(settings.kafka, *(one for pair in zip(poison, good, strict=False) for one in pair))
        send(settings.kafka, *poison[4:])
        batches = read(inbox, 11)
        assert sum(inbox.behind().values()) > 0
        for batch in batches:
            gate.take_batch(batch)
            inbox.done(batch)
        assert inbox.read(100) == []
        assert not any(inbox.behind().values())
        assert sorted(sealed(gate)) == ["held", *["rejected"] * 4, "unlinked"]
    events = kept(settings)
    assert sorted(one.subject for one in events) == ["c1", "c2", "c3", "c4", "c5"]
    assert [one.subject for one in events if one.historical] == ["c5"]
    assert all(one.received_at == local("2025-04-10 12:00") for one in events)
    told = rejections(settings)
    assert sorted(one.state for one in told) == ["held", *["rejected"] * 4, "unlinked"]
    assert {one.reasons[0].code for one in told} >= {"not_utf8", "unlinked", "newer_version"}
    with gated(settings) as (_, inbox):
        assert inbox.read(2_000) == []


@pytest.mark.parametrize("where", ["before", "after"])
def test_what_is_told_again_says_the_same_again(
    settings: Settings, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(
        settings.kafka,
        wire("registered", "2025-04-09 10:00", name="r-1", number="17", year=2025),
        wire("withdrawn", "2025-04-09 11:00", name="f-1", **number("18")),
        b"nonsense",
    )
    with gated(settings) as (gate, inbox):
        first = read(inbox, 3)
        send_records = gate._producer.send

        def cut(topic: str, records: Any) -> None:
            if where == "after":
                send_records(topic, records)
            raise LogLost("cut short")

        monkeypatch.setattr(gate._producer, "send", cut)
        with pytest.raises(LogLost):
            gate.take_batch(first[0])
    with gated(settings) as (gate, inbox):
        again = read(inbox, 3)
        assert [one.origin for one in again[0].sent] == [one.origin for one in first[0].sent]
        gate.take_batch(again[0])
        inbox.done(again[0])
        assert sorted(sealed(gate)) == ["rejected", "unlinked"]
    events = kept(settings)
    assert len(events) == (1 if where == "before" else 2)
    assert len({one.subject for one in events}) == 1
    assert len({one.id for one in rejections(settings)}) == 2


def test_what_waits_for_a_number_follows_it_even_if_the_gate_ends_in_between(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(
        settings.kafka,
        wire("withdrawn", "2025-04-09 11:00", name="f-1", **number("17")),
    )
    with gated(settings) as (gate, inbox):
        (batch,) = read(inbox, 1)
        gate.take_batch(batch)
        inbox.done(batch)
        send(
            settings.kafka,
            wire("registered", "2025-04-09 10:00", name="r-1", number="17", year=2025),
        )
        (batch,) = read(inbox, 1)
        monkeypatch.setattr(gate, "_retake", lambda answers: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            gate.take_batch(batch)
    assert [one.kind for one in kept(settings)] == ["registered"]
    with gated(settings) as (gate, _):
        registered, withdrawn = kept(settings)
        assert (registered.kind, withdrawn.kind) == ("registered", "withdrawn")
        assert registered.subject == withdrawn.subject
        with gate.database.reading() as connection:
            raw = connection.scalars(select(SealedRow.__table__.c.raw))  # type: ignore[attr-defined]
            assert [bytes(one) for one in raw] == [b""]


def test_a_source_of_an_inbox_of_its_own_speaks_for_itself_alone(settings: Settings) -> None:
    named = settings.model_copy(
        update={"senders": Settings.model_validate({"senders": [SENDER]}).senders}
    )
    own = named.kafka.inbox_of("sed")
    send(named.kafka, filed("c1", "2025-04-09 10:00"), topic=own)
    send(named.kafka, {**filed("c5", "2025-04-09 10:00"), "source": "urn:other"}, topic=own)
    send(named.kafka, filed("c2", "2025-04-09 10:00"))
    with gated(named) as (gate, inbox):
        for batch in read(inbox, 3):
            gate.take_batch(batch)
    assert [one.subject for one in kept(named)] == ["c1"]
    codes = [one.reasons[0].code for one in rejections(named)]
    assert codes.count("source_not_allowed") == 2


def test_two_gates_that_hear_of_one_number_at_once_open_one_case(settings: Settings) -> None:
    batches = [
        [
            wire("registered", "2025-04-09 10:00", name=f"{gate}-{n}", number=str(n), year=2025)
            for n in range(60)
        ]
        for gate in "ab"
    ]

    def take(said: list[Wire]) -> None:
        with Gate(settings, ToldClock(local("2025-04-10 12:00"))) as gate:
            for at in range(0, len(said), 5):
                gate.take([item(one) for one in said[at : at + 5]])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(take, batches))
    cases: dict[str, set[str]] = {}
    for event in kept(settings):
        assert isinstance(event, CaseEvent)
        cases.setdefault(event.id.partition("-")[2], set()).add(event.case_id)
    assert len(cases) == 60
    assert all(len(found) == 1 for found in cases.values())
    assert len({case for found in cases.values() for case in found}) == 60


def test_beyond_this_machine_a_shared_inbox_is_open_only_on_purpose() -> None:
    far = {"bootstrap": "kafka.office:9093", "security": "ssl"}
    with pytest.raises(Refused, match="кто угодно"):
        inboxes(Settings.model_validate({"kafka": far}))
    opened = inboxes(Settings.model_validate({"kafka": {**far, "open_inbox": True}}))
    assert opened == {"sroki.inbox": None}
    named = inboxes(Settings.model_validate({"kafka": far, "senders": [SENDER]}))
    assert named["sroki.inbox.sed"] is not None
    assert named["sroki.inbox"] is not None
    assert not named["sroki.inbox"].sources


def test_the_command_passes_what_comes_and_ends_in_good_order(
    settings: Settings, tmp_path: Path
) -> None:
    environment = {name: one for name, one in os.environ.items() if not name.startswith("SROKI_")}
    environment |= {
        "SROKI_KAFKA_BOOTSTRAP": settings.kafka.bootstrap,
        "SROKI_KAFKA_PREFIX": settings.kafka.prefix,
        "SROKI_PARTITIONS": "2",
        "SROKI_STORE": settings.store.secret if isinstance(settings.store, PostgresUrl) else "",
    }
    command = [sys.executable, "-W", "ignore", "-m", "sroki", "gate"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment) as process:
        send(settings.kafka, filed("c1", "2025-04-09 10:00"), filed("c2", "2025-04-09 10:00"))
        with closing(
            KafkaConsumer(bootstrap_servers=settings.kafka.bootstrap, auto_offset_reset="earliest")
        ) as reader:
            reader.assign([TopicPartition(settings.kafka.events, one) for one in range(2)])
            found: list[Any] = []
            while len(found) < 2 and process.poll() is None:
                found += [one for part in reader.poll(1_000).values() for one in part]
        process.terminate()
        assert process.wait(30) == 0
    assert sorted(one.key for one in found) == [b"c1", b"c2"]
