"""From the EDMS to the case page, through every process of a cluster.

An event is written to the inbox; the gate takes it; a worker advances its partition; what follows
is on the topic of findings, in the metrics, and explained on the case's page. And after a year
told so every case stands as in one process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple
from urllib.request import urlopen

import pytest

from sroki.deploy.clock import ToldClock
from sroki.deploy.cluster.following import follow
from sroki.deploy.demo import Story, parts
from sroki.deploy.demo_cluster import Cluster, answers, running, told
from sroki.deploy.embedded import Embedded
from sroki.deploy.kafka.broker import NoBroker
from sroki.deploy.postgres_server import NoServer
from sroki.deploy.settings import Settings
from sroki.deploy.simulate import Truth, season
from sroki.events.findings import FindingKind
from sroki.events.strict import Item, read
from sroki.projections.dump import standing_of
from sroki.projections.store import SqlStore

pytestmark = pytest.mark.real

# A season in which each of the terms is broken by somebody, and the midnight it is told up to.
STORY: Final = Story(seed=4, applications=150)
UNTIL: Final = datetime(2025, 6, 2, 17, tzinfo=UTC)
# The terms of the act: days, rule, and the clause that a page has to quote.
TERMS: Final = (
    (1, "registration", "п. 15"),
    (6, "file", "п. 22"),
    (23, "list", "п. 23"),
    (30, "total_to_result", "п. 8"),
    (5, "notice", "п. 23"),
)


class Told(NamedTuple):
    """A cluster that was told the season, and what was planted in it."""

    cluster: Cluster
    planted: list[Truth]


@pytest.fixture(scope="module")
def mission() -> Iterator[Told]:
    planted: list[Truth] = []
    told_of = season(STORY.seed, STORY.applications, STORY.year, truth=planted.append)
    since, *_ = (one.received_at for one in told_of)
    try:
        with running(0, "", "ru", since) as cluster:
            answers(cluster)
            told(cluster, STORY, UNTIL, lambda _at, _events: None)
            yield Told(cluster, planted)
    except (NoBroker, NoServer) as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize(("days", "rule", "clause"), TERMS)
def test_a_broken_term_is_told_everywhere(mission: Told, days: int, rule: str, clause: str) -> None:
    case = next(
        one.case_id
        for one in mission.planted
        if one.kind == "breach"
        and one.rule == rule
        and one.due_on
        and one.due_on < date(2025, 5, 26)
    )
    kafka = mission.cluster.settings.kafka
    on_topic = [
        one.finding
        for one in follow(kafka.client(), kafka.findings, None, wait=False)
        if one.finding.get("case_id") == case and one.finding["rule"] == rule
    ]
    assert FindingKind.BREACH in {one["kind"] for one in on_topic}

    metrics = _get(mission.cluster, "/metrics")
    counter = rf'sroki_findings_total{{[^}}]*kind="breach"[^}}]*rule="{rule}"[^}}]*}}'
    counted = re.findall(rf"^{counter} (\S+)", metrics, re.MULTILINE)
    assert sum(map(float, counted)) >= 1

    page = _get(mission.cluster, f"/cases/{case}")
    assert clause in page
    assert "наруш" in page.lower()


def test_cases_stand_in_the_cluster_as_in_one_process(mission: Told, tmp_path: Path) -> None:
    settings = Settings.model_validate({"store": tmp_path / "one.db"})
    clock = ToldClock(next(STORY.events()).received_at)
    with Embedded(settings, clock) as one:
        one.begin()
        for part in parts(STORY, None, UNTIL):
            clock.at = part.until - timedelta(seconds=1)
            one.take([item for body in part.bodies for item in _items(body)])
            clock.at = part.until
            one.tick()
        alone = one.store
        cluster = SqlStore.view(mission.cluster.store.database)
        assert standing_of(cluster) == standing_of(alone)


def _items(body: bytes) -> list[Item]:
    found = read(body)
    assert isinstance(found, list)
    return found


def _get(cluster: Cluster, path: str) -> str:
    with urlopen(f"{cluster.address}{path}", timeout=30) as answer:  # noqa: S310 - our own
        text: str = answer.read().decode()
        return text
