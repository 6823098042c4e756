"""The intake over HTTP: an answer for each event, due dates on request, and nobody unasked."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import compress
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sroki.deploy.access import refuse_exposure
from sroki.deploy.embedded import Embedded
from sroki.deploy.serve import build
from sroki.deploy.settings import Settings
from sroki.deploy.ticker import Ticker
from sroki.deploy.tokens import Reader, Sender, hashed
from sroki.events.errors import Refused
from tests.deploy.conftest import shell
from tests.deploy.wires import Wire, filed, number, wire
from tests.support.rulebooks import KRSK

STRUCTURED = {"content-type": "application/cloudevents+json"}
BATCH = {"content-type": "application/cloudevents-batch+json"}
EDMS = Sender(name="edms", sources=["urn:krsk:edms"], authority=KRSK, sha256=hashed("edms-token"))
SOVETSKY = Reader(name="sov", authority=KRSK, units=["sovetsky"], sha256=hashed("sov-password"))


@contextmanager
def client(embedded: Embedded, address: str = "127.0.0.1") -> Iterator[TestClient]:
    """A client that speaks from an address."""
    app = build(embedded, Ticker(embedded.clock, 1, embedded.tick))
    with TestClient(app, client=(address, 40000)) as found:
        yield found


@pytest.fixture
def http(embedded: Embedded) -> Iterator[TestClient]:
    with client(embedded) as found:
        yield found


def post(http: TestClient, *events: Wire, **more: Any) -> Any:
    return http.post("/events", content=json.dumps(events), headers=BATCH, **more)


def test_one_event_is_answered_for_itself(http: TestClient) -> None:
    event = filed("c1", "2025-04-01 08:00")
    for outcome in ("taken", "duplicate"):
        answer = http.post("/events", content=json.dumps(event), headers=STRUCTURED)
        assert answer.status_code == 200
        said = answer.json()
        assert (said["answer"], said["outcome"], said["case_id"]) == ("accepted", outcome, "c1")
        assert (said["id"], said["source"]) == (event["id"], event["source"])


def test_what_is_accepted_is_there(http: TestClient, embedded: Embedded) -> None:
    post(http, filed("c1", "2025-04-01 08:00"))
    assert http.get("/cases/c1/deadlines").json()["case_id"] == "c1"
    assert embedded.explain("c1", "ru") is not None


def test_the_due_dates_for_the_receipt_come_back_at_once(http: TestClient) -> None:
    event = filed("c1", "2025-04-01 08:00")
    answer = http.post("/events?deadlines=1", content=json.dumps(event), headers=STRUCTURED)
    found = {one["rule"]: one for one in answer.json()["deadlines"]}
    assert found["registration"]["due_on"] == "2025-04-02"
    assert found["registration"]["clause"] == "п. 15"
    assert "в течение одного дня" in found["registration"]["words"]
    assert found["total_to_notice"]["due_on"] == "2025-05-05"
    assert found["total_to_notice"]["due_at"] == "2025-05-05T16:59:59.999999Z"
    assert {one["state"] for one in found.values()} == {"running"}


def test_each_event_of_a_batch_has_its_answer(http: TestClient) -> None:
    unlinked = wire("receipt_issued", "2025-04-01 08:30", **number("7"))
    newer = {**filed("c2", "2025-04-01 08:00"), "type": "ru.sroki.submitted.v9"}
    answer = post(http, filed("c1", "2025-04-01 08:00"), {"a": 1}, unlinked, newer)
    assert answer.status_code == 207
    said = answer.json()
    assert (said["accepted"], said["rejected"]) == (3, 1)
    results = said["results"]
    assert [one["outcome"] for one in results] == ["taken", "rejected", "unlinked", "held"]
    for one in results[1:]:
        assert all(reason["what"] for reason in one["reasons"])
    english = post(http, {"a": 1}, params={"lang": "en"}).json()["results"][0]
    assert english["reasons"][0]["what"] != results[1]["reasons"][0]["what"]


def test_one_rejected_event_is_unprocessable(http: TestClient) -> None:
    answer = http.post("/events", content='{"a": 1}', headers=STRUCTURED)
    assert answer.status_code == 422
    assert answer.json()["answer"] == "rejected"


def test_the_binary_mode_puts_the_envelope_into_headers(http: TestClient) -> None:
    event = filed("c1", "2025-04-01 08:00")
    headers = {f"ce-{key}": str(value) for key, value in event.items() if key != "data"}
    answer = http.post("/events", content=json.dumps(event["data"]), headers=headers)
    assert answer.json()["outcome"] == "taken"
    structured = http.post("/events", content=json.dumps(event), headers=STRUCTURED)
    assert structured.json()["outcome"] == "duplicate"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "not_json"),
        (b"\xff", 400, "not_utf8"),
        (b"[" + b",".join([b"{}"] * 1001) + b"]", 413, "batch_too_long"),
        (b" " * 16_000_001, 413, "body_too_large"),
    ],
    ids=["not_json", "not_utf8", "batch_too_long", "body_too_large"],
)
def test_a_body_that_is_no_body_is_refused_whole(
    http: TestClient, body: bytes, status: int, code: str
) -> None:
    answer = http.post("/events", content=body, headers=BATCH)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code


def test_a_compressed_body_is_said_to_be_one(http: TestClient) -> None:
    headers = {**STRUCTURED, "Content-Encoding": "gzip"}
    answer = http.post("/events", content=compress(b"{}"), headers=headers)
    assert answer.status_code == 415
    assert answer.json()["error"]["code"] == "compressed"
    plain = {**STRUCTURED, "Content-Encoding": "identity"}
    assert http.post("/events", content=b"{}", headers=plain).status_code == 422


def test_a_body_without_a_length_is_cut_off_too(http: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(17):
            yield b" " * 1_000_000

    assert http.post("/events", content=endless(), headers=BATCH).status_code == 413


def test_an_empty_batch_is_nothing(http: TestClient) -> None:
    assert post(http).json() == {"accepted": 0, "rejected": 0, "results": []}


def test_metrics_count_the_answers(http: TestClient, embedded: Embedded) -> None:
    post(http, filed("c1", "2025-04-01 08:00"), {"a": 1})
    embedded.tick()
    text = http.get("/metrics").text
    assert 'sroki_intake_events_total{outcome="taken",source="urn:krsk:edms"} 1.0' in text
    assert "sroki_clock_held 0.0" in text
    assert "sroki_clock_disagreements_total 0.0" in text


def test_readiness_names_what_is_not_well(embedded: Embedded) -> None:
    ticker = Ticker(embedded.clock, 1, embedded.tick)
    with TestClient(build(embedded, ticker)) as http:
        assert http.get("/readyz").status_code == 200
        ticker.failed = RuntimeError("the disk is gone")
        answer = http.get("/readyz")
        assert answer.status_code == 503
        assert {"name": "ticker", "well": False, "detail": "the disk is gone"} in answer.json()[
            "checks"
        ]


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Embedded]:
    """An engine that knows a sender and a reader."""
    known: dict[str, Any] = {"senders": [EDMS], "readers": [SOVETSKY], "metrics_token": "scraper"}
    with shell(tmp_path / "guarded.db", **known) as found:
        yield found


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer wrong", "Basic edms-token", "edms-token"])
def test_with_tokens_nobody_sends_without_one(guarded: Embedded, token: str) -> None:
    with client(guarded) as http:
        headers = {**BATCH, "authorization": token}
        answer = http.post("/events", content="[]", headers=headers)
        assert answer.status_code == 401
        imported = http.post("/imports", files={"file": b"{}"}, headers={"authorization": token})
        assert imported.status_code == 401
        assert guarded.store.heads()[0].seq <= 2


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}]
)
def test_a_page_from_elsewhere_sends_nothing(http: TestClient, headers: dict[str, str]) -> None:
    body = json.dumps(filed("c1", "2025-04-01 08:00"))
    assert http.post("/events", content=body, headers=headers).status_code == 403
    assert http.post("/imports", files={"file": b"{}"}, headers=headers).status_code == 403


def test_a_token_speaks_for_its_source_alone(guarded: Embedded) -> None:
    mine, other = filed("c1", "2025-04-01 08:00"), wire("registered", "2025-04-01 08:10")
    other |= {"source": "urn:someone:else"}
    other["data"]["case_id"] = "c1"
    with client(guarded, "10.0.0.7") as http:
        headers = {**BATCH, "authorization": "Bearer edms-token"}
        answer = http.post("/events", content=json.dumps([mine, other]), headers=headers)
        outcomes = [one["outcome"] for one in answer.json()["results"]]
        assert outcomes == ["taken", "rejected"]
        assert answer.json()["results"][1]["reasons"][0]["code"] == "source_not_allowed"


def basic(name: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + b64encode(f"{name}:{password}".encode()).decode()}


PAGES = ["/", "/board.json", "/cases/c1", "/findings", "/rejects", "/sources", "/openapi.json"]


@pytest.mark.parametrize("page", [*PAGES, "/metrics"])
def test_from_elsewhere_nothing_is_seen_without_a_password(guarded: Embedded, page: str) -> None:
    with client(guarded, "10.0.0.7") as http:
        for headers in ({}, basic("sov", "wrong"), basic("other", "sov-password")):
            answer = http.get(page, headers=headers)
            assert answer.status_code == 401
            assert "Basic" in answer.headers["www-authenticate"]
        assert http.get("/healthz").status_code == 200


def test_a_reader_sees_his_units_alone(guarded: Embedded) -> None:
    with client(guarded) as near:
        headers = {**BATCH, "authorization": "Bearer edms-token"}
        mine = filed("mine", "2025-03-16 08:00")
        other = filed("other", "2025-03-16 08:00", unit="kirovsky")
        near.post("/events", content=json.dumps([mine, other]), headers=headers)
        assert near.get("/cases/other").status_code == 200
    with client(guarded, "10.0.0.7") as far:
        password = basic("sov", "sov-password")
        assert far.get("/cases/mine", headers=password).status_code == 200
        assert far.get("/cases/other", headers=password).status_code == 404
        assert far.get("/metrics", headers={"authorization": "Bearer scraper"}).status_code == 200


def test_beyond_this_machine_it_does_not_start_without_tokens() -> None:
    for host in ("0.0.0.0", "::", "10.1.2.3", "sroki.example.org"):  # noqa: S104 - that is the point
        with pytest.raises(Refused, match=host):
            refuse_exposure(Settings(host=host))
        refuse_exposure(Settings(host=host, senders=[EDMS]))
    for host in ("127.0.0.1", "::1", "localhost"):
        refuse_exposure(Settings(host=host))


def test_no_registration_number_is_in_a_log(
    http: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "NUMBER-OF-SOMEBODY-77"
    with caplog.at_level("DEBUG"):
        waits = wire("receipt_issued", "2025-04-01 08:30", **number(secret))
        bad = wire("registered", "2025-04-01 08:30", number=secret, year="x")
        post(http, waits, bad, wire("submitted", "2025-04-01 08:00", **number(secret)))
        http.post("/events", content=f"{{{secret}", headers=STRUCTURED)
        http.get("/", params={"q": secret})
    # The test's own client tells the addresses it asks for.
    ours = [one.getMessage() for one in caplog.records if not one.name.startswith("httpx")]
    assert ours
    assert secret not in "".join(ours)
    assert secret not in http.get("/rejects").text + http.get("/metrics").text
