"""A service whose disk fills up, or breaks, says so and ends; started again, it goes on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic
from typing import Any, Final, NamedTuple

import pytest

from sroki.deploy.cli.failures import Exit
from tests.deploy.wires import Wire, filed

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not here"),
]
# SQLite says fsync or fdatasync as it was built; the shell's log is written by write.
_CALLS: Final = {"write": ("pwrite64",), "sync": ("fsync", "fdatasync")}
_PATIENCE_SECONDS: Final = 60


class Service(NamedTuple):
    """`sroki serve`, and where it listens."""

    process: subprocess.Popen[str]
    port: int

    def send(self, *wires: Wire) -> tuple[int, Any]:
        """The status and body of the answer to a batch."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_SECONDS)
        try:
            connection.request(
                "POST", "/events", json.dumps(wires), {"Content-Type": "application/json"}
            )
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


@contextmanager
def served(store: Path) -> Iterator[Service]:
    """The service over a store, in a process of its own; ended when done."""
    command = [sys.executable, "-m", "sroki", "serve", "--store", str(store), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = ""
        try:
            for line in process.stderr:
                said += line
                if "http://" in line:
                    break
            assert "http://" in said, said
            yield Service(process, int(said.rpartition(":")[2].split()[0]))
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=_PATIENCE_SECONDS)


@contextmanager
def broken(service: Service, call: str, error: str) -> Iterator[None]:
    """From here on the disk refuses the service's calls."""
    calls = ",".join(_CALLS[call])
    traced = ["strace", "-f", "-p", str(service.process.pid), "-o", "/dev/null"]
    traced += ["-e", f"trace={calls}", "-e", f"inject={calls}:error={error}"]
    with subprocess.Popen(traced, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        assert "attached" in strace.stderr.readline()
        try:
            yield
        finally:
            if strace.poll() is None:
                os.kill(strace.pid, signal.SIGINT)
            strace.communicate(timeout=_PATIENCE_SECONDS)


def outcomes(body: Any) -> list[str]:
    return [one["outcome"] for one in body["results"]]


@pytest.mark.parametrize(("call", "error"), [("write", "ENOSPC"), ("sync", "EIO")])
def test_a_service_that_cannot_write_says_so_ends_and_goes_on(
    tmp_path: Path, call: str, error: str, record_property: Any
) -> None:
    before, after = filed("c1", "2025-04-01 08:00"), filed("c2", "2025-04-01 08:30")
    with served(tmp_path / "sroki.db") as service:
        assert service.send(before)[0] == 200
        with broken(service, call, error):
            began = monotonic()
            status, _ = service.send(after)
            assert status == 503
            assert service.process.wait(_PATIENCE_SECONDS) == Exit.REFUSED
            record_property("seconds_to_the_end", monotonic() - began)
    with served(tmp_path / "sroki.db") as service:
        status, body = service.send(before, after)
        first, second = outcomes(body)
        assert (status, first) == (200, "duplicate"), "what was acknowledged is there"
        # Written whole and only not synced, it may be there too: then it is told again in vain.
        assert second in (("taken",) if call == "write" else ("taken", "duplicate"))
