"""A cluster comes through one fault of each kind exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from sroki.deploy.kafka.broker import NoBroker
from sroki.deploy.postgres_server import binaries
from tests.chaos import checker
from tests.chaos.siege import besieged, verdict
from tests.chaos.story import Story

pytestmark = pytest.mark.real

SEED = 1
MANY = 3_000
KINDS = (
    "kill_one",
    "pause",
    "kill_broker",
    "cut_database",
    "restart_database",
    "kill_all",
    "cut_broker",
)


def test_three_thousand_events_through_one_fault_of_each_kind(tmp_path: Path) -> None:
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    try:
        with besieged(tmp_path, Story(SEED, MANY), SEED, partitions=2, workers=2) as siege:
            siege.run(KINDS)
            found = verdict(siege, SEED, MANY)
    except NoBroker as missing:
        pytest.skip(str(missing))
    assert checker.wrong(found) == 0, found
    assert found["malformed"] > 0
    assert found["findings"] > 0
    assert found["faults"] == len(KINDS)
