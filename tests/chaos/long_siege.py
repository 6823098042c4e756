"""A long siege, a seed after another: what `make chaos` runs and nothing else collects."""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from tests.chaos import checker
from tests.chaos.test_siege import outcome_of

# The driver's own client leaves sockets behind that were on their way to a broker that died.
pytestmark = [
    pytest.mark.real,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

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
MANY = int(os.environ.get("TEST_SIEGE_EVENTS", "20000"))
SEEDS = [int(seed) for seed in os.environ.get("TEST_SIEGES", "1").split()]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_long_siege(tmp_path: Path, seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Behind `make chaos`: twenty thousand events, thirty faults."""
    harm = list(HARM)
    Random(seed).shuffle(harm)
    began = monotonic()
    found = outcome_of(tmp_path, seed, MANY, harm, partitions=4, workers=3)
    with capsys.disabled():
        print(f"\nseed {seed}, {monotonic() - began:.0f} s: {json.dumps(found, indent=1)}")  # noqa: T201 - what the command is run for
    assert checker.wrong(found) == 0, found
