"""Cabinets of applicants: what they may ask, and what a real receiver is told over HTTP."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from sroki.deploy.cabinets import Cabinet
from sroki.deploy.clock import ToldClock
from sroki.deploy.embedded import Embedded
from sroki.deploy.hooks import Hooks, signature
from sroki.deploy.rounds import failing_rounds
from sroki.deploy.serve import build
from sroki.deploy.ticker import Ticker
from sroki.deploy.tokens import hashed
from sroki.projections import outbox
from tests.deploy.conftest import set_clock, shell
from tests.deploy.wires import filed, item, number, wire
from tests.support.rulebooks import KRSK

KEY = b"k" * 32
SECRET = "whsec_" + b64encode(KEY).decode()
TOKEN = "sroki_cabinet"
ASKING = {"Authorization": f"Bearer {TOKEN}"}
STATUS = "/api/v1/status"


@dataclass
class Receiver:
    """Takes what it is sent; `says` are its next answers, then 204."""

    says: list[int] = field(default_factory=list)
    tried: list[tuple[str, str, int]] = field(default_factory=list)
    had: list[dict[str, Any]] = field(default_factory=list)

    def take(self, headers: Any, body: bytes) -> int:
        stamp = headers["webhook-timestamp"]
        signed = signature(KEY, headers["webhook-id"], stamp, body)
        assert headers["webhook-signature"] == signed
        said = json.loads(body)["data"]
        answer = self.says.pop(0) if self.says else 204
        self.tried.append((said["case_id"], headers["webhook-id"], answer))
        if answer < 300:
            self.had.append(said | {"id": headers["webhook-id"]})
        return answer

    def of(self, case: str) -> list[dict[str, Any]]:
        return [one for one in self.had if one["case_id"] == case]


@contextmanager
def listening(receiver: Receiver) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            answer = receiver.take(self.headers, body)
            self.send_response(answer)
            if answer == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing on the screen of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/status"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.real)])
def office(
    request: pytest.FixtureRequest, tmp_path: Path, receiver: Receiver
) -> Iterator[Embedded]:
    where: Any = tmp_path / "s.db"
    if request.param == "postgres":
        where = request.getfixturevalue("postgres_url")
    with listening(receiver) as hook, shell(where, "2025-04-01 07:00", **cabinets(hook)) as found:
        hooks(found).go_round()
        yield found


def cabinets(hook: str | None) -> dict[str, Any]:
    one = {"name": "lk", "authority": KRSK, "units": ["sovetsky"], "sha256": hashed(TOKEN)}
    return {"cabinets": [one | ({"hook": hook, "secret": SECRET} if hook else {})]}


def hooks(office: Embedded, registry: CollectorRegistry | None = None) -> Hooks:
    registry = registry or CollectorRegistry()
    return Hooks(office, lambda: False, registry, failing_rounds(registry))


def told(office: Embedded, *events: Any) -> None:
    answers = office.take([item(one) for one in events])
    assert {one.name for one in answers} == {"taken"}, answers


def opened(office: Embedded, case: str = "c1", said: str = "СП-15") -> None:
    set_clock(office, "2025-04-01 09:00")
    told(
        office,
        filed(case, "2025-04-01 08:00", **number(said)),
        wire("registered", "2025-04-01 08:30", case_id=case, number=said, year=2025),
        wire("receipt_issued", "2025-04-01 08:40", case_id=case),
    )


def go_on(office: Embedded, at: str) -> None:
    assert isinstance(office.clock, ToldClock)
    set_clock(office, at)
    hooks(office).go_round()


def test_each_change_is_told_once_with_step_and_due_day(
    office: Embedded, receiver: Receiver
) -> None:
    opened(office)
    for _ in range(3):
        hooks(office).go_round()
    (first,) = receiver.had
    assert first["step"].startswith("Формирование комплекта")
    assert first["next_due"]["due_on"] == "2025-04-07"
    assert first["numbers"] == [{"source": "urn:krsk:edms", "number": "СП-15", "year": 2025}]
    assert "outcome" not in json.dumps(first)
    # Time alone: the term passes, first presumed.
    go_on(office, "2025-04-08 09:00")
    assert receiver.had[-1]["missed"]["due_on"] == "2025-04-07"
    assert receiver.had[-1]["progress"] == "unheard"
    assert len({one["id"] for one in receiver.had}) == len(receiver.had) == 2


def test_a_receiver_that_fails_is_asked_again_in_order_and_blocks_no_other_case(
    office: Embedded, receiver: Receiver
) -> None:
    opened(office)
    receiver.says = [500]
    hooks(office).go_round()
    told(office, wire("documents_checked", "2025-04-01 08:50", case_id="c1"))
    opened(office, "c2", "СП-16")
    hooks(office).go_round()
    # The second status of c1 waits behind the first; c2 has no reason to.
    assert [one["case_id"] for one in receiver.had] == ["c2"]
    go_on(office, "2025-04-01 09:01")
    ids = [letter for case, letter, _ in receiver.tried if case == "c1"]
    assert ids[0] == ids[1]
    assert receiver.of("c1")[0]["id"] == ids[0]
    assert [answer for case, _, answer in receiver.tried if case == "c1"][:2] == [500, 204]


def test_a_redirection_is_no_delivery(office: Embedded, receiver: Receiver) -> None:
    opened(office)
    receiver.says = [302]
    hooks(office).go_round()
    assert (len(receiver.tried), receiver.had) == (1, [])


def test_what_is_never_taken_is_given_up_and_had_by_a_replay(
    office: Embedded, receiver: Receiver
) -> None:
    opened(office)
    receiver.says = [503] * 11
    registry = CollectorRegistry()
    told_by = hooks(office, registry)
    for day in range(1, 12):
        for hour in (9, 14, 20):
            assert isinstance(office.clock, ToldClock)
            set_clock(office, f"2025-04-{day:02} {hour:02}:00")
            told_by.go_round()
    case = [answer for _, _, answer in receiver.tried]
    assert case[:11] == [503] * 11
    given = {"hook": "lk", "outcome": "given_up"}
    assert registry.get_sample_value("sroki_hook_attempts_total", given) == 1
    before = list(receiver.had)
    app = build(office, Ticker(office.clock, 1, office.tick))
    with TestClient(app, client=("203.0.113.5", 40000)) as client:
        since = {"since": "2025-03-31T00:00:00Z"}
        answer = client.post(f"{STATUS}/replay", json=since, headers=ASKING)
        assert answer.json() == {"letters": len(before) + 1}
    told_by.go_round()
    again = receiver.had[len(before) :]
    first = receiver.tried[0][1]
    assert [one["id"] for one in again] == [first, *(one["id"] for one in before)]


def test_a_round_that_fails_is_told_and_tried_again(
    office: Embedded, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(office)
    registry = CollectorRegistry()
    told_by = hooks(office, registry)

    def failed() -> float | None:
        return registry.get_sample_value("sroki_courier_failed_rounds", {"courier": "hooks"})

    def lost(*_: object) -> None:
        raise OperationalError("SELECT", {}, OSError("the disk"))

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "fill", lost)
        told_by.one_round()
        told_by.one_round()
    assert failed() == 2
    assert receiver.had == []
    told_by.one_round()
    assert failed() == 0
    assert {one["case_id"] for one in receiver.had} == {"c1"}


def test_another_unit_and_history_are_no_news(office: Embedded, receiver: Receiver) -> None:
    other = filed("c3", "2025-04-01 08:00", **number("К-1"))
    other["data"]["unit"] = "kirovsky"
    set_clock(office, "2025-04-01 09:00")
    told(office, other)
    old = filed("c4", "2025-03-20 08:00", **number("СП-1"))
    assert {one.name for one in office.take([item(old)], historical=True)} == {"taken"}
    hooks(office).go_round()
    assert receiver.tried == []


def test_only_a_cabinet_asks_and_only_of_its_own(office: Embedded) -> None:
    opened(office)
    app = build(office, Ticker(office.clock, 1, office.tick))
    with TestClient(app, client=("127.0.0.1", 40000)) as client:
        found = client.get(f"{STATUS}/c1", headers=ASKING).json()
        assert (found["case_id"], found["next_due"]["due_on"]) == ("c1", "2025-04-07")
        asked = {"number": "СП-15", "unit": "sovetsky", "year": 2025}
        assert client.post(STATUS, json=asked, headers=ASKING).json() == found
        for wrong in ({"number": "СП-99"}, {"unit": "kirovsky"}, {"year": 2024}):
            answer = client.post(STATUS, json=asked | wrong, headers=ASKING)
            assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})
        assert client.get(f"{STATUS}/c9", headers=ASKING).status_code == 404
        for token in ({}, {"Authorization": "Bearer sroki_other"}, {"Authorization": TOKEN}):
            assert client.get(f"{STATUS}/c1", headers=token).status_code == 401
            # Before anything of the question is read.
            assert client.post(STATUS, content=b"{", headers=token).status_code == 401
        assert client.post(STATUS, content=b"{", headers=ASKING).status_code == 422
    with TestClient(app, client=("203.0.113.5", 40000)) as far:
        # The token opens nothing else.
        for path in ("/", "/cases/c1", "/metrics", "/.json"):
            assert far.get(path, headers=ASKING).status_code == 401


@pytest.mark.parametrize(
    "halves",
    [
        {"hook": "https://lk.example/hook"},
        {"secret": SECRET},
        {"hook": "http://lk.example/hook", "secret": SECRET},
        {"hook": "ftp://lk.example/hook", "secret": SECRET},
        {"hook": "https://lk.example/hook", "secret": "whsec_c2hvcnQ="},
        {"hook": "https://lk.example/hook", "secret": "plain"},
    ],
)
def test_a_cabinet_set_by_halves_is_refused(halves: dict[str, Any]) -> None:
    whole = {"name": "lk", "authority": KRSK, "sha256": hashed(TOKEN)}
    Cabinet.model_validate(whole)
    with pytest.raises(ValidationError):
        Cabinet.model_validate(whole | halves)


def test_the_signature_is_that_of_the_standard() -> None:
    """The example of the Standard Webhooks libraries."""
    key = Cabinet.model_validate(
        {"name": "x", "authority": KRSK, "sha256": hashed(TOKEN), "hook": "https://x.example"}
        | {"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
    ).key
    body = b'{"test": 2432232314}'
    signed = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
