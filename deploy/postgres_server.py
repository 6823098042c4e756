"""A PostgreSQL of one's own: a child process on a free port, its data in a folder that goes away.

    with server() as found:
        url = found.create()        # an empty database

For the demonstration of a cluster, and for tests. Nothing of the machine's own clusters is touched.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from sroki.events.errors import SrokiError
from sroki.events.i18n import say

# Seconds until a server that does not answer is given up.
PATIENCE = 60
# A crash of the tests' server proves nothing about a disk, so nothing is synced unless asked for.
UNSYNCED: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
}
_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
    "logging_collector": "off",
    "autovacuum_naptime": "5s",
}


class NoServer(SrokiError):
    """There is no PostgreSQL, or it does not start."""


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`: Debian keeps it out of the path."""
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: one.parts[4])
    found = str(known[-1]) if known else shutil.which("initdb")
    return None if found is None else Path(found).parent


@dataclass
class Server:
    """A server; `kill` it as a power cut would, `start` it again on the same port."""

    home: Path
    port: int
    settings: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, name: str = "postgres") -> str:
        """The address of a database."""
        return f"postgresql://sroki@127.0.0.1:{self.port}/{name}"

    def create(self, template: str = "template0") -> str:
        """A new database, a copy of `template`; its address."""
        name = f"sroki_{next(self._numbers)}"
        with self._admin() as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return self.url(name)

    def drop(self, url: str) -> None:
        """Away with a database, whoever is still connected to it."""
        with self._admin() as admin:
            admin.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)".encode())

    def checkpoint(self) -> None:
        """Let the files of the tables hold what the log says, and what was dropped be gone."""
        with self._admin() as admin:
            admin.execute("CHECKPOINT")

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = [part for pair in self.settings.items() for part in ("-c", "=".join(pair))]
        command = ["postgres", "-D", "data", "-p", str(self.port), "-k", str(self.home), *options]
        self.process = _run(self.home, command)
        ready = ["pg_isready", "-q", "-t", "1", "-h", "127.0.0.1", "-p", str(self.port)]
        for _ in range(PATIENCE * 20):
            if self.process.poll() is not None:
                raise NoServer(say("PostgreSQL не запускается"), why=_last_words(self.home))
            if _run(self.home, ready).wait() == 0:
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.05)
        raise NoServer(say("PostgreSQL не отвечает"))

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop: SIGINT cuts connections and shuts down, SIGQUIT leaves it to recovery."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)
            self.process = None

    def kill(self) -> None:
        """Stop as `pg_ctl stop -m immediate` does: what was not committed is gone."""
        self.stop(signal.SIGQUIT)

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(self.url(), autocommit=True)


@contextlib.contextmanager
def server(settings: Mapping[str, str] = UNSYNCED) -> Iterator[Server]:
    """A running server, gone with its data at the end."""
    home = Path(tempfile.mkdtemp(prefix="sroki-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        making = ("initdb", "-D", "data", "-U", "sroki", "-A", "trust", "--no-sync")
        locale = ("--encoding=UTF8", "--locale=C.UTF-8", "--lc-collate=C")
        if _run(home, [*making, *locale]).wait(PATIENCE) != 0:
            raise NoServer(say("PostgreSQL не запускается"), why=_last_words(home))
        found = Server(home, _free_port(), {**_SETTINGS, **settings})
        found.start()
        try:
            yield found
        finally:
            found.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(home: Path, command: list[str]) -> subprocess.Popen[bytes]:
    """A program of PostgreSQL, which refuses to be root's."""
    folder = binaries()
    if folder is None:
        raise NoServer(say("PostgreSQL на этой машине нет"), accepted="scripts/ensure_postgres.sh")
    root = os.geteuid() == 0
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            [folder / command[0], *command[1:]],
            cwd=home,
            user="postgres" if root else None,
            group="postgres" if root else None,
            extra_groups=[] if root else None,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _last_words(home: Path) -> str:
    return (home / "log").read_text(errors="replace")[-2_000:]


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
