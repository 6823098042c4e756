"""A cluster comes through every kind of fault exactly."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from random import Random

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


# What `make chaos` does to a cluster, in an order of the seed's.
HARM = (
    *("kill_one",) * 10,
    *("kill_all",) * 5,
    *("pause",) * 5,
    *("kill_broker",) * 2,
    *("restart_database",) * 3,
    *("cut_broker",) * 3,
    *("cut_database",) * 2,
)
SEEDS = [int(seed) for seed in os.environ.get("TEST_SIEGES", "").split()]


def test_three_thousand_events_through_one_fault_of_each_kind(tmp_path: Path) -> None:
    found = _besiege(tmp_path, SEED, MANY, KINDS, partitions=2, workers=2)
    assert checker.wrong(found) == 0, found
    assert found["malformed"] > 0
    assert found["findings"] > 0
    assert found["faults"] == len(KINDS)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_long_siege(tmp_path: Path, seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Behind `make chaos`: twenty thousand events, thirty faults."""
    harm = list(HARM)
    Random(seed).shuffle(harm)
    found = _besiege(tmp_path, seed, 20_000, harm, partitions=4, workers=3)
    with capsys.disabled():
        print(f"\nseed {seed}: {found}")  # noqa: T201 - what the command is run for
    assert checker.wrong(found) == 0, found


def _besiege(
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
