"""Digests through a real mail server: when they leave, what they say, and that they leave once."""

from __future__ import annotations

from asyncio import Server
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from prometheus_client import CollectorRegistry
from pydantic import ValidationError
from starlette.testclient import TestClient

from sroki.deploy.embedded import Embedded
from sroki.deploy.mail import MailSettings
from sroki.deploy.postman import Postman
from sroki.deploy.rounds import failing_rounds
from sroki.deploy.serve import build
from sroki.deploy.ticker import Ticker
from tests.deploy.conftest import set_clock, shell
from tests.deploy.wires import filed, item, number, wire
from tests.support.rulebooks import KRSK


@dataclass
class Box:
    """A mail server that takes what it is given, or `says` otherwise."""

    says: str = "250 OK"
    messages: list[EmailMessage] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.says.startswith("250"):
            found = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
            assert isinstance(found, EmailMessage)
            self.messages.append(found)
            self.to.append(list(envelope.rcpt_tos))
        return self.says


class _OnAFreePort(Controller):
    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mailing(box: Box) -> Iterator[int]:
    controller = _OnAFreePort(box, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def office(tmp_path: Path, box: Box) -> Iterator[Embedded]:
    with (
        mailing(box) as port,
        shell(
            tmp_path / "s.db",
            "2025-04-01 09:00",
            mail={
                "host": "127.0.0.1",
                "port": port,
                "security": "none",
                "sender": "sroki@krsk.example",
                "site": "https://sroki.krsk.example/",
                "digests": [
                    {"authority": KRSK, "unit": "sovetsky", "to": ["head@x.example", "b@x.example"]}
                ],
            },
        ) as found,
    ):
        yield found


def postman(
    office: Embedded, registry: CollectorRegistry | None = None, *, held: bool = False
) -> Postman:
    registry = registry or CollectorRegistry()
    return Postman(office, lambda: held, registry, failing_rounds(registry))


def outcome(registry: CollectorRegistry, name: str) -> float | None:
    return registry.get_sample_value("sroki_digests_total", {"outcome": name})


def told(office: Embedded, *events: Any) -> None:
    answers = office.take([item(one) for one in events])
    assert {one.name for one in answers} == {"taken"}, answers


def opened(office: Embedded, case: str, at: str, said: str) -> None:
    told(office, filed(case, at, **number(said)))


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    found: str = part.get_content()
    return found


def test_a_unit_hears_once_a_working_day_from_its_hour_on(office: Embedded, box: Box) -> None:
    opened(office, "c1", "2025-04-01 08:00", "СП-15")
    post = postman(office)
    set_clock(office, "2025-04-03 07:59")
    post.go_round()
    assert box.messages == []
    set_clock(office, "2025-04-03 08:00")
    for _ in range(3):
        post.go_round()
        postman(office).go_round()
    (message,) = box.messages
    assert box.to == [["head@x.example", "b@x.example"]]
    assert message["Message-ID"] == f"<digest.{KRSK}.sovetsky.2025-04-03@krsk.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"].startswith("Сроки на 03.04.2025: просрочено 2")
    # Saturday, Sunday; then again.
    for day in ("2025-04-05", "2025-04-06"):
        set_clock(office, f"{day} 12:00")
        post.go_round()
    assert len(box.messages) == 1
    set_clock(office, "2025-04-07 11:00")
    post.go_round()
    assert len(box.messages) == 2


def test_it_lists_cases_and_tells_no_number(office: Embedded, box: Box) -> None:
    opened(office, "c1", "2025-04-01 08:00", "СП-15")
    set_clock(office, "2025-04-02 08:30")
    postman(office).go_round()
    set_clock(office, "2025-04-02 09:10")
    opened(office, "c2", "2025-04-02 08:40", "СП-16")
    told(
        office,
        wire("registered", "2025-04-02 09:00", case_id="c2", number="СП-16", year=2025),
        wire("receipt_issued", "2025-04-02 09:01", case_id="c2"),
    )
    set_clock(office, "2025-04-03 08:30")
    postman(office).go_round()
    first, second = box.messages
    text = plain(second)
    assert "https://sroki.krsk.example/cases/c1" in text
    assert "https://sroki.krsk.example/cases/c2" not in text
    assert "п. 15" in text
    assert "[новое]" in text
    assert "[новое]" not in plain(first)
    html = second.get_body(("html",))
    assert html is not None
    assert "<table" in html.get_content()
    assert "СП-1" not in second.as_string() + text + html.get_content()


def test_nothing_to_tell_is_no_message(office: Embedded, box: Box) -> None:
    set_clock(office, "2025-04-03 09:00")
    postman(office).go_round()
    opened(office, "c1", "2025-04-01 08:00", "СП-15")
    set_clock(office, "2025-04-03 15:00")
    postman(office).go_round()
    assert box.messages == []


def test_a_server_that_refuses_is_asked_again_ever_more_slowly(office: Embedded, box: Box) -> None:
    opened(office, "c1", "2025-04-01 08:00", "СП-15")
    box.says = "451 Later"
    registry = CollectorRegistry()
    post = postman(office, registry)
    for at in ("08:00", "08:01", "08:04"):
        set_clock(office, f"2025-04-03 {at}")
        post.go_round()
    assert outcome(registry, "failed") == 1
    set_clock(office, "2025-04-03 08:05")
    post.go_round()
    assert outcome(registry, "failed") == 2
    box.says = "250 OK"
    set_clock(office, "2025-04-03 08:14")
    post.go_round()
    assert box.messages == []
    set_clock(office, "2025-04-03 08:15")
    post.go_round()
    assert len(box.messages) == 1
    assert (outcome(registry, "sent"), outcome(registry, "failed")) == (1, 2)


def test_while_the_clock_is_held_nothing_is_sent(office: Embedded, box: Box) -> None:
    opened(office, "c1", "2025-04-01 08:00", "СП-15")
    set_clock(office, "2025-04-03 09:00")
    postman(office, held=True).go_round()
    assert box.messages == []


def test_the_page_shows_what_the_mail_will_say(office: Embedded, box: Box) -> None:
    opened(office, "c1", "2025-04-01 08:00", "СП-15")
    set_clock(office, "2025-04-03 07:00")
    app = build(office, Ticker(office.clock, 1, office.tick))
    with TestClient(app, client=("127.0.0.1", 40000)) as client:
        page = client.get(f"/digest?unit={KRSK}/sovetsky").text
        assert "Сегодня ещё не отправлялась." in page
        assert 'href="/cases/c1"' in page
        set_clock(office, "2025-04-03 08:00")
        postman(office).go_round()
        assert box.messages[0]["Subject"] in page
        page = client.get(f"/digest?unit={KRSK}/sovetsky").text
        assert "отправлена 03.04.2025 08:00" in page


@pytest.mark.parametrize(
    "halves",
    [
        {"host": "mail.example"},
        {"digests": [{"authority": KRSK, "unit": "sovetsky", "to": ["a@b.example"]}]},
        {"host": "m", "sender": "a@b.example", "user": "u", "security": "none"},
        {"host": "m", "sender": "a@b.example\nBcc: c@d.example"},
    ],
)
def test_settings_by_halves_are_refused(halves: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        MailSettings.model_validate(halves)
