"""The embedded service as it is served, asked without a socket, its clock set by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from starlette.testclient import TestClient

from sroki.deploy.clock import ToldClock
from sroki.deploy.embedded import Embedded
from sroki.deploy.serve import build
from sroki.deploy.settings import Settings
from sroki.deploy.ticker import Ticker
from sroki.deploy.tokens import Reader, Sender, hashed

SENDER: Final = "sroki_token-of-the-edms"
READER: Final = ("ivanova", "sroki_token-of-ivanova")
METRICS: Final = "sroki_token-of-prometheus"
_AUTHORITY: Final = "04701000"
_BEGAN: Final = datetime(2025, 4, 1, 2, 0, tzinfo=UTC)


class Service(NamedTuple):
    """A service to ask, and its clock."""

    client: TestClient
    clock: ToldClock
    embedded: Embedded


@contextmanager
def served(folder: Path) -> Iterator[Service]:
    """The service over a store of its own, open to one source, one reader and Prometheus."""
    edms = Sender(
        name="edms", sources=["urn:krsk:edms"], authority=_AUTHORITY, sha256=hashed(SENDER)
    )
    reader = Reader(name=READER[0], authority=_AUTHORITY, sha256=hashed(READER[1]))
    # Validated and not made, so that no setting of this machine is in it.
    settings = Settings.model_validate(
        {
            "store": folder / "sroki.db",
            "senders": [edms],
            "readers": [reader],
            "metrics_token": METRICS,
        }
    )
    clock = ToldClock(_BEGAN)
    with Embedded(settings, clock) as embedded:
        embedded.begin()
        ticker = Ticker(clock, settings.tick_seconds, embedded.tick)
        yield Service(TestClient(build(embedded, ticker)), clock, embedded)
