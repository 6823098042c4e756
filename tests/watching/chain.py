"""The chain in which an alert travels: the engine, Prometheus, Alertmanager, who is told.

All of it real, on free ports of this machine, with the files that ship; only intervals are shorter,
so that a test need not wait for what arithmetic knows.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from socketserver import StreamRequestHandler, TCPServer, ThreadingTCPServer
from threading import Event, Thread
from typing import Any, Final, NamedTuple, TypeVar

import httpx2

from sroki.deploy.clock import ToldClock, monotonic
from sroki.deploy.serve import Running, serving
from sroki.deploy.settings import Settings
from tests.deploy.wires import Wire
from tests.support.prometheus import ROOT, tool

DEPLOY: Final = ROOT / "deploy"
# Seconds within which whatever is waited for must come, however slow the machine.
LONG: Final = 120.0
# What ships, and what it is here.
_SHORTER: Final = (
    ("interval: 15s", "interval: 1s"),
    ("scrape_timeout: 10s", "scrape_timeout: 1s"),
    ("group_wait: 10s", "group_wait: 500ms"),
    ("group_interval: 1m", "group_interval: 1s"),
    ("keep_firing_for: 5m", "keep_firing_for: 1s"),
)
Found = TypeVar("Found")
# To this machine alone, whatever proxy its environment names.
_HTTP: Final = httpx2.Client(trust_env=False, timeout=LONG)


def _shorter(text: str) -> str:
    for told, here in _SHORTER:
        assert told.split(":")[0] in text or here
        text = text.replace(told, here)
    return text


class Told(NamedTuple):
    """A message as the webhook had it."""

    path: str
    status: str
    alerts: list[dict[str, Any]]


class Watch:
    """A Prometheus and an Alertmanager over a service, and what they told."""

    def __init__(self, prometheus: str) -> None:
        self.prometheus = prometheus
        self.told: Queue[Told] = Queue()
        self.mail: Queue[EmailMessage] = Queue()

    def query(self, expr: str) -> list[dict[str, Any]]:
        """What Prometheus answers now."""
        answer = _HTTP.get(f"{self.prometheus}/api/v1/query", params={"query": expr})
        found: list[dict[str, Any]] = answer.json()["data"]["result"]
        return found


class Chain(Watch):
    """A service with its own clock, and whoever watches it."""

    def __init__(self, running: Running, clock: ToldClock, watch: Watch) -> None:
        super().__init__(watch.prometheus)
        self.running = running
        self.clock = clock
        self.told, self.mail = watch.told, watch.mail

    def send(self, *events: Wire) -> None:
        """Let the office tell events, at the moment where the clock stands."""
        kind = {"Content-Type": "application/cloudevents-batch+json"}
        address = f"{self.running.address}/events"
        found = _HTTP.post(address, content=json.dumps(events), headers=kind).json()
        assert {one["outcome"] for one in found["results"]} == {"taken"}, found

    def on(self, at: datetime) -> None:
        """Time goes on to a moment, and acts."""
        self.clock.at = at
        self.running.shell.tick()

    def message(
        self, path: str, status: str, alert: str, rules: Collection[str]
    ) -> dict[str, dict[str, Any]]:
        """What a receiver is told of an alert by rule, in one message or more, once it is all."""
        until = monotonic() + LONG
        found: dict[str, dict[str, Any]] = {}
        while not found.keys() >= set(rules):
            told = self.told.get(timeout=max(0.01, until - monotonic()))
            found |= {
                one["labels"].get("rule", ""): one
                for one in told.alerts
                if one["labels"]["alertname"] == alert
                and one["status"] == status
                and told.path == path
            }
        return found

    def letter(self, subject: str) -> EmailMessage:
        """The next letter whose subject begins so."""
        until = monotonic() + LONG
        while True:
            found = self.mail.get(timeout=max(0.01, until - monotonic()))
            if found["Subject"].startswith(subject):
                return found


def eventually(found: Callable[[], Found | None]) -> Found:
    """What is found at last, within the deadline."""
    until, pause = monotonic() + LONG, Event()
    while True:
        answer = found()
        if answer is not None:
            return answer
        assert monotonic() < until, "it did not come"
        pause.wait(0.2)


@contextmanager
def chain(folder: Path, began: datetime) -> Iterator[Chain]:
    """All of it, running."""
    clock = ToldClock(began)
    settings = Settings.model_validate(
        {"store": folder / "sroki.db", "port": 0, "tick_seconds": 60, "open_pages": True}
    )
    with serving(settings, clock) as running, watching(folder, running.address) as watch:
        yield Chain(running, clock, watch)


@contextmanager
def watching(folder: Path, address: str, processes: Collection[str] = ()) -> Iterator[Watch]:
    """Prometheus and Alertmanager with the files that ship, over the service of an address.

    `processes` are where the processes of a cluster tell of themselves.
    """
    with ExitStack() as stack:
        alertmanager, prometheus = free(), free()
        found = Watch(f"http://127.0.0.1:{prometheus}")
        webhook = stack.enter_context(_serving(ThreadingHTTPServer(_here(), _webhook(found.told))))
        post = stack.enter_context(_serving(_Post(_here(), _post(found.mail))))
        _write(folder, address, processes, alertmanager, webhook, post)
        stack.enter_context(_alertmanager(folder, alertmanager))
        stack.enter_context(_prometheus(folder, prometheus))
        yield found


def free() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(_here())
        port: int = one.getsockname()[1]
        return port


def _here() -> tuple[str, int]:
    return "127.0.0.1", 0


def _write(
    folder: Path,
    address: str,
    processes: Collection[str],
    alertmanager: int,
    webhook: int,
    post: int,
) -> None:
    """The files that ship, with this machine's ports."""
    (folder / "rules").mkdir()
    (folder / "templates").mkdir()
    rules = (DEPLOY / "prometheus" / "rules" / "sroki.yml").read_text("utf-8")
    (folder / "rules" / "sroki.yml").write_text(_shorter(rules), "utf-8")
    told = (DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8")
    told = told.replace("127.0.0.1:8080", address.removeprefix("http://"))
    told = told.replace("127.0.0.1:9093", f"127.0.0.1:{alertmanager}")
    told = told.replace("https://sroki.example.org", address)
    if processes:
        told = re.sub(
            r"^  # (?=- job_name|  static_configs|    - targets)", "  ", told, flags=re.MULTILINE
        )
        told = told.replace("127.0.0.1:9464, 127.0.0.1:9465, 127.0.0.1:9466", ", ".join(processes))
    (folder / "prometheus.yml").write_text(_shorter(told), "utf-8")
    for template in (DEPLOY / "alertmanager" / "templates").iterdir():
        (folder / "templates" / template.name).write_bytes(template.read_bytes())
    routes = (DEPLOY / "alertmanager" / "alertmanager.yml").read_text("utf-8")
    routes = routes.replace("127.0.0.1:9099", f"127.0.0.1:{webhook}")
    routes = routes.replace("127.0.0.1:25", f"127.0.0.1:{post}")
    (folder / "alertmanager.yml").write_text(_shorter(routes), "utf-8")


@contextmanager
def process(folder: Path, name: str, port: int, *arguments: str) -> Iterator[None]:
    """A server of this machine, once it is ready."""
    listening = f"127.0.0.1:{port}"
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [tool(name), *arguments, f"--web.listen-address={listening}"],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )
        try:
            eventually(lambda: _ready(process, f"http://{listening}", folder / f"{name}.log"))
            yield
        finally:
            process.terminate()
            process.wait(LONG)


@contextmanager
def _alertmanager(folder: Path, port: int) -> Iterator[None]:
    with process(
        folder,
        "prometheus-alertmanager",
        port,
        "--config.file=alertmanager.yml",
        "--storage.path=alertmanager",
        "--cluster.listen-address=",
    ):
        yield


@contextmanager
def _prometheus(folder: Path, port: int) -> Iterator[None]:
    with process(
        folder,
        "prometheus",
        port,
        "--config.file=prometheus.yml",
        "--storage.tsdb.path=prometheus",
        "--rules.alert.resend-delay=1s",
    ):
        yield


def _ready(process: subprocess.Popen[bytes], address: str, log: Path) -> bool | None:
    assert process.poll() is None, log.read_text("utf-8")
    try:
        return _HTTP.get(f"{address}/-/ready").is_success or None
    except httpx2.TransportError:
        return None


@contextmanager
def _serving(server: TCPServer) -> Iterator[int]:
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _webhook(told: Queue[Told]) -> type[BaseHTTPRequestHandler]:
    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.put(Told(self.path, body["status"], body["alerts"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    return Webhook


class _Post(ThreadingTCPServer):
    daemon_threads = True


def _post(mail: Queue[EmailMessage]) -> type[StreamRequestHandler]:
    """As much of a mail server as takes letters (RFC 5321)."""

    class Post(StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                verb = line[:4].upper().strip()
                if verb == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    mail.put(_letter(self._lines()))
                if verb == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                self.wfile.write(b"250 well\r\n")

        def _lines(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            return b"".join(lines)

    return Post


def _letter(said: bytes) -> EmailMessage:
    found = message_from_bytes(said, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(letter: EmailMessage) -> str:
    """The plain text of a letter, without the ends of lines that mail needs."""
    body = letter.get_body(("plain",))
    assert body is not None
    return re.sub(r"\r\n", "\n", str(body.get_content())).strip()
