"""The year in the life of an office, on the service of a region, as one process is told it.

Its forms and events go through the shell that takes into Kafka; a gate, two workers and another
service are processes beside it, and advance, sweep and tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from sroki.deploy.clock import ToldClock
from sroki.deploy.cluster.clock import DatabaseClock
from sroki.deploy.cluster.sweeping import Sweep
from sroki.deploy.demo_cluster import Cluster, answers, running
from sroki.deploy.kafka.broker import NoBroker
from sroki.deploy.kafka.gate import Gate
from sroki.deploy.postgres_server import NoServer
from sroki.deploy.taking import Answer
from sroki.events.policy import SourcePolicy
from sroki.events.strict import Item
from tests.cycle.conftest import YEAR
from tests.cycle.test_life import let_in, the_year
from tests.deploy.commands import sroki
from tests.desk.conftest import Town
from tests.support.told import local
from tests.watching.chain import eventually

pytestmark = pytest.mark.real


class Region(Gate):
    """A service of the cluster, in the test's own process and at its time; it waits for workers."""

    def __init__(self, cluster: Cluster, folder: Path, clock: ToldClock) -> None:
        own = {"survey_page": True, "mark_key": folder / "mark.key"}
        super().__init__(cluster.settings.model_copy(update=own), clock)
        self._cluster = cluster

    def take(
        self,
        items: Sequence[Item],
        policy: SourcePolicy | None = None,
        *,
        historical: bool = False,
    ) -> list[Answer]:
        found = super().take(items, policy, historical=historical)
        self._wait()
        return found

    def tick(self) -> bool:
        self._cluster.set_clock(self.clock.now())
        self._wait()
        return super().tick()

    def let_pass(self, moment: datetime) -> None:
        Sweep(self.store, self.rules, DatabaseClock(self.database)).past(moment)

    def _wait(self) -> None:
        progress, now = self._cluster.progress, self.clock.now()
        eventually(lambda: (progress.read() and progress.swept(now)) or None)


@pytest.fixture
def region(tmp_path: Path) -> Iterator[Region]:
    """A region on 15 January 2025."""
    began = local(f"{YEAR}-01-15 09:00")
    try:
        with running(0, "", "ru", began) as cluster:
            answers(cluster)
            with Region(cluster, tmp_path, ToldClock(began)) as found:
                found.begin()
                yield found
    except (NoBroker, NoServer) as missing:
        pytest.skip(str(missing))


def test_a_year_in_the_life_of_a_region(region: Region) -> None:
    the_year(let_in(Town(region)))
    store = str(region.settings.store)
    verified = sroki("verify", "--replay", "--store", store)
    assert verified.code == 0, verified.err
