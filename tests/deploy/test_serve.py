"""`sroki serve` as a process: it starts, answers, survives a kill, and stops in good order."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.deploy.wires import Wire, filed


class Process:
    """A running `sroki serve`."""

    def __init__(self, store: Path) -> None:
        arguments = ["-m", "sroki", "serve", "--store", str(store), "--port", "0"]
        self.process = subprocess.Popen(
            [sys.executable, *arguments], stderr=subprocess.PIPE, text=True, cwd=store.parent
        )
        assert self.process.stderr is not None
        self.said: list[str] = []
        for line in self.process.stderr:
            self.said.append(line)
            if "http://" in line:
                self.address = urlsplit(line[line.index("http://") :].strip())
                break
        else:
            raise AssertionError("".join(self.said))

    def ask(self, method: str, path: str, body: Wire | None = None) -> dict[str, object]:
        connection = HTTPConnection(self.address.hostname or "", self.address.port, timeout=60)
        headers = {"Content-Type": "application/cloudevents+json"}
        connection.request(method, path, json.dumps(body) if body else None, headers)
        found: dict[str, object] = json.loads(connection.getresponse().read())
        connection.close()
        return found

    def end(self, how: int) -> int:
        self.process.send_signal(how)
        assert self.process.stderr is not None
        with self.process.stderr:
            self.said += self.process.stderr
        return self.process.wait(60)


@contextmanager
def serve(store: Path) -> Iterator[Process]:
    running = Process(store)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.end(signal.SIGKILL)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_in_good_order(tmp_path: Path, how: int) -> None:
    with serve(tmp_path / "s.db") as running:
        assert running.ask("GET", "/readyz")["ready"] is True
        assert running.end(how) == 0
    assert "Traceback" not in "".join(running.said)
    assert not (tmp_path / "s.db-wal").exists()


def test_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    event = filed("c1", "2025-04-01 08:00")
    with serve(tmp_path / "s.db") as running:
        answer = running.ask("POST", "/events?deadlines=1", event)
        assert answer["outcome"] == "taken"
        assert answer["deadlines"]
        running.end(signal.SIGKILL)
    with serve(tmp_path / "s.db") as running:
        assert running.ask("POST", "/events", event)["outcome"] == "duplicate"
        assert running.ask("GET", "/cases/c1/deadlines")["case_id"] == "c1"
        assert running.end(signal.SIGTERM) == 0


def test_a_second_service_on_the_store_is_refused(tmp_path: Path) -> None:
    with serve(tmp_path / "s.db"):
        second = subprocess.run(
            [sys.executable, "-m", "sroki", "serve", "--store", str(tmp_path / "s.db")],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )
    assert second.returncode == 3
    assert "уже открыто другим процессом" in second.stderr
    assert "Traceback" not in second.stderr
