"""A broker shared by the tests of a session, and topics that each test has for itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from sroki.deploy.kafka.broker import Brokers, NoBroker


@pytest.fixture(scope="session")
def brokers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Brokers]:
    """One broker for the whole session: who kills it starts it again. See `topic_prefix`."""
    yield from started(tmp_path_factory.mktemp("kafka"))


@pytest.fixture
def topic_prefix() -> str:
    """Before the names of a test's topics, so that tests share a broker and not their topics."""
    return f"t{uuid4().hex[:12]}."


def started(folder: Path, nodes: int = 1) -> Iterator[Brokers]:
    """Running brokers; a loud skip where this machine has none."""
    try:
        brokers = Brokers(folder, nodes)
    except NoBroker as missing:
        pytest.skip(str(missing))
    with brokers:
        yield brokers
