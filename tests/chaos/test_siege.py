"""A cluster comes through every kind of fault exactly."""

from __future__ import annotations

from collections.abc import Sequence
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
    found = outcome_of(tmp_path, SEED, MANY, KINDS, partitions=2, workers=2)
    assert checker.wrong(found) == 0, found
    assert found["malformed"] > 0
    assert found["findings"] > 0
    assert found["faults"] == len(KINDS)


def outcome_of(
    folder: Path, seed: int, many: int, harm: Sequence[str], *, partitions: int, workers: int
) -> checker.Verdict:
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    try:
        with besieged(
            folder, Story(seed, many), seed, partitions=partitions, workers=workers
        ) as siege:
            siege.run(harm)
            return verdict(siege, seed, many)
    except NoBroker as missing:
        pytest.skip(str(missing))
