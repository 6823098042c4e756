"""HTTP where the log is Kafka: kept at once, and what the journal made of it on asking."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from sroki.deploy.clock import ToldClock
from sroki.deploy.kafka.broker import Brokers
from sroki.deploy.kafka.gate import Gate
from sroki.deploy.serve import build
from sroki.deploy.settings import Settings
from sroki.deploy.ticker import Ticker
from sroki.events.catalogue import from_bytes
from sroki.events.log import LogLost
from sroki.monitors.engine import Engine
from sroki.projections.store import SqlStore
from tests.deploy.wires import Wire, filed
from tests.support.kafka import made, records_of, settings_of
from tests.support.told import local

pytestmark = pytest.mark.real
BATCH = {"content-type": "application/cloudevents-batch+json"}


@pytest.fixture
def gate(brokers: Brokers, topic_prefix: str, postgres_url: str) -> Iterator[Gate]:
    kafka = settings_of(brokers, topic_prefix)
    made(kafka, 2)
    chosen = Settings.model_validate({"store": postgres_url, "partitions": 2, "kafka": kafka})
    with Gate(chosen, ToldClock(local("2025-04-10 12:00"))) as found:
        found.begin()
        yield found


@pytest.fixture
def http(gate: Gate) -> Iterator[TestClient]:
    app = build(gate, Ticker(gate.clock, 1, gate.tick))
    with TestClient(app, client=("127.0.0.1", 40000)) as found:
        yield found


def post(http: TestClient, *events: Wire) -> Any:
    return http.post("/events", content=json.dumps(events), headers=BATCH)


def advance(gate: Gate) -> None:
    """Do what a worker does with all that is in the canonical topic."""
    store = SqlStore.open(gate.database)
    engine = Engine(store, gate.rules.of)
    gate.rules.keep()
    for number, records in records_of(gate.settings.kafka, gate.settings.kafka.events).items():
        engine.activate(number, gate.rules.current.digest)
        engine.tick(number, gate.clock.now(), always=True)
        engine.advance(number, [from_bytes(one.value) for one in records])


def outcome(http: TestClient, answer: dict[str, Any]) -> str:
    said: str = http.get(answer["result"]).json()["outcome"]
    return said


def test_what_is_kept_is_told_of_when_the_journal_has_it(gate: Gate, http: TestClient) -> None:
    first, other = filed("c1", "2025-04-09 10:00"), filed("c1", "2025-04-09 12:00")
    answer = post(http, first)
    assert answer.status_code == 202
    (kept,) = answer.json()["results"]
    assert (kept["answer"], kept["outcome"], kept["case_id"]) == ("accepted", "accepted", "c1")
    assert outcome(http, kept) == "pending"

    gate.clock.at = local("2025-04-10 12:05")  # type: ignore[attr-defined]  # a clock of ours
    said = http.post("/events", json=first, headers={"content-type": "application/json"})
    assert said.status_code == 202
    (against,) = post(http, {**other, "id": first["id"]}).json()["results"]
    advance(gate)
    assert outcome(http, kept) == "taken"
    assert outcome(http, said.json()) == "duplicate"
    assert outcome(http, against) == "conflict"
    assert http.get("/cases/c1/deadlines").json()


def test_what_is_not_taken_is_answered_at_once(http: TestClient) -> None:
    answer = post(http, filed("c1", "2025-04-09 10:00"), {"id": "x"})
    assert answer.status_code == 207
    assert [one["outcome"] for one in answer.json()["results"]] == ["accepted", "rejected"]
    assert http.get("/events/nonsense").status_code == 404


def test_a_log_that_does_not_confirm_is_an_answer_to_try_again(
    gate: Gate, http: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(topic: str, records: Any) -> None:
        raise LogLost("no broker")

    with monkeypatch.context() as patched:
        patched.setattr(gate._producer, "send", lost)
        answer = post(http, filed("c1", "2025-04-09 10:00"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert post(http, filed("c1", "2025-04-09 10:00")).status_code == 202


def test_asking_for_a_result_needs_what_sending_needs(http: TestClient, gate: Gate) -> None:
    app = build(gate, Ticker(gate.clock, 1, gate.tick))
    with TestClient(app, client=("192.0.2.7", 40000)) as stranger:
        assert stranger.get("/events/" + "0" * 32).status_code == 401
