"""From the EDMS to the case page, through every process of a cluster.

An event is written to the inbox; the gate takes it; a worker advances its partition; what follows
is on the topic of findings, in the metrics, and explained on the case's page. Prometheus and
Alertmanager watch all the while, and tell the unit of each broken term by its clause; what they
tell of stands in the snapshot that is frozen after. And every case stands as in one process.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from pathlib import Path
from queue import Empty
from typing import Any, Final, NamedTuple
from urllib.request import urlopen

import pytest

from sroki.deploy.clock import ToldClock
from sroki.deploy.cluster.clock import DatabaseClock
from sroki.deploy.cluster.following import follow
from sroki.deploy.cluster.sweeping import Sweep
from sroki.deploy.demo import Story, parts
from sroki.deploy.demo_cluster import Cluster, answers, running, told
from sroki.deploy.embedded import Embedded
from sroki.deploy.issuing import Issuing, done, fresh
from sroki.deploy.kafka.broker import NoBroker
from sroki.deploy.minisign import key_at
from sroki.deploy.postgres_server import NoServer
from sroki.deploy.rules import Rules
from sroki.deploy.settings import Settings
from sroki.deploy.simulate import Truth, season
from sroki.deploy.snapshot_making import Workshop
from sroki.deploy.watching.dashboards.processes import PROCESSES
from sroki.events.findings import FindingKind
from sroki.events.strict import Item, read
from sroki.projections.dump import standing_of
from sroki.projections.figures import Asked
from sroki.projections.names import names_of
from sroki.projections.snapshots.body import whole
from sroki.projections.store import SqlStore
from sroki.projections.web.issues import Approval
from sroki.workflows.duties import console
from sroki.workflows.load import bundled_directory, load_rulebook
from sroki.workflows.period_words import Span
from tests.support.rulebooks import KRSK
from tests.watching.chain import Watch, eventually, watching
from tests.watching.panels import asked

pytestmark = pytest.mark.real

# A season in which each of the terms is broken by somebody, and the midnight it is told up to.
STORY: Final = Story(seed=4, applications=150)
UNTIL: Final = datetime(2025, 6, 2, 17, tzinfo=UTC)
AS_OF: Final = UNTIL - timedelta(seconds=1)
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
    alerts: dict[str, list[dict[str, Any]]]
    panels: dict[str, list[dict[str, Any]]]
    snapshot: dict[str, Any]


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    planted: list[Truth] = []
    told_of = season(STORY.seed, STORY.applications, STORY.year, truth=planted.append)
    since, *_ = (one.received_at for one in told_of)
    try:
        with running(0, "", "ru", since) as cluster:
            answers(cluster)
            folder = tmp_path_factory.mktemp("mission")
            with watching(folder, cluster.address, cluster.metrics.values()) as watch:
                eventually(lambda: watch.query("place:sroki_findings:held") or None)
                told(cluster, STORY, UNTIL, lambda _at, _events: None)
                alerts = _alerts(watch)
                panels = _panels(watch)
            yield Told(cluster, planted, alerts, panels, _snapshot(cluster, folder))
    except (NoBroker, NoServer) as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize(("days", "rule", "clause"), TERMS)
def test_a_broken_term_is_told_everywhere(mission: Told, days: int, rule: str, clause: str) -> None:
    late = [one for one in mission.planted if (one.kind, one.rule) == ("breach", rule)]
    first = min(late, key=lambda one: one.due_on or date.max)
    case = first.case_id
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

    titles = bundled_directory().authorities[KRSK].units
    said = mission.alerts[rule]
    assert all(f"({clause}" in one["annotations"]["description"] for one in said)
    for one in said:
        (unit,) = (unit.title for unit in titles if unit.code == one["labels"]["unit"])
        assert unit in one["annotations"]["description"]

    # The register of deviations, from which the year is evaluated: this case, and none that is not
    # late in truth; by the clause of the term.
    register = json.loads(_get(mission.cluster, f"/cycle/deviations.json?year={STORY.year}"))
    of_term = [one for one in register["deviations"] if one["rule"] == rule]
    assert case in {one["subject"] for one in of_term}
    assert {one["subject"] for one in of_term if one["proven"]} <= {one.case_id for one in late}
    assert all(one["clause"].startswith(clause) for one in of_term)

    # And the snapshot, which says the same of the same case: the unit, the clause and the due day.
    stood = [one for one in whole(mission.snapshot).findings() if one.kind.rule == rule]
    (breach,) = (one for one in stood if one.subject == case)
    assert breach.kind.kind == "breach"
    assert breach.kind.clause.startswith(clause)
    assert breach.on == str(first.due_on)
    assert breach.kind.unit == first.unit
    counts = [one for one in mission.snapshot["clauses"] if one["rule"] == rule]
    assert sum(one["found"] for one in counts) == len(stood)


def test_panels_of_its_processes_tell_of_them(mission: Told) -> None:
    shown = {
        title: {
            line["metric"].get("instance") or line["metric"].get("partition", "")
            for line in lines
            if isfinite(float(line["value"][1]))
        }
        for title, lines in mission.panels.items()
    }
    metrics = mission.cluster.metrics
    workers = {address for name, address in metrics.items() if name.startswith("worker")}
    partitions = {str(number) for number in range(mission.cluster.store.partitions)}
    assert shown["Разделов у воркера"] == shown["Сел на свои разделы"] == workers
    assert shown["Не прочитано записей журнала"] == partitions
    assert shown["Не передано находок"] == partitions
    assert shown["Сколько длится выборка"] == {*workers, metrics["gate"]}
    held = [float(line["value"][1]) for line in mission.panels["Разделов у воркера"]]
    assert sum(held) == len(partitions)


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
        workshop = Workshop(
            database=one.database,
            names=one.names,
            now=lambda: UNTIL,
            key=lambda: key_at(tmp_path / "mark.key"),
            let_pass=one.let_pass,
        )
        body = workshop.made(_asked()).body
    assert json.loads(b"".join(body.text())) == mission.snapshot


def _alerts(watch: Watch) -> dict[str, list[dict[str, Any]]]:
    """What units were told of broken terms, by the term, once each of them was told of."""
    found: dict[str, list[dict[str, Any]]] = {}
    wanted = {rule for _, rule, _ in TERMS}

    def all_told() -> bool | None:
        with suppress(Empty):
            while True:
                message = watch.told.get_nowait()
                for one in message.alerts if message.path == "/unit" else ():
                    if one["labels"]["alertname"] in ("SrokiBreach", "SrokiNewBreach"):
                        found.setdefault(one["labels"]["rule"], []).append(one)
        return wanted <= found.keys() or None

    eventually(all_told)
    return found


def _panels(watch: Watch) -> dict[str, list[dict[str, Any]]]:
    """What the panels of a cluster's processes show, each line of each of their queries."""
    titles = {panel.title for panel in PROCESSES.panels}
    found: dict[str, list[dict[str, Any]]] = {}
    for one in asked("10m"):
        if one.panel in titles:
            # The batches are a while ago: within the time that the season took to be told.
            lines = watch.query(one.expr.replace("[1m]", "[10m]"))
            assert lines, f"{one.panel}: {one.legend}"
            found.setdefault(one.panel, []).extend(lines)
    return found


def _snapshot(cluster: Cluster, folder: Path) -> dict[str, Any]:
    """The figures of the months told, frozen; what `GET /snapshots` then gives."""
    database = cluster.store.database
    rulebook = load_rulebook()
    workshop = Workshop(
        database=database,
        names=names_of(rulebook, bundled_directory()),
        now=lambda: UNTIL,
        key=lambda: key_at(folder / "mark.key"),
        let_pass=Sweep(cluster.store, Rules(database, rulebook), DatabaseClock(database)).past,
    )
    made = Issuing(workshop, console(KRSK))
    asked = _asked()
    name = done(made.draft(fresh(), asked, (), None)).dossier
    approval = Approval(AS_OF, date(2025, 6, 2), "Распоряжение № 1")
    done(made.freeze(fresh()._replace(seen=made.dossier(name).version), name, approval))
    (listed,) = json.loads(_get(cluster, "/snapshots.json"))["snapshots"]
    body: dict[str, Any] = json.loads(_get(cluster, f"/snapshots/{listed['number']}.json"))["body"]
    return body


def _asked() -> Asked:
    """The figures of the months told, as they were known at their end."""
    return Asked(Span(date(STORY.year, 1, 1), AS_OF.date(), "2025"), KRSK, (), None, AS_OF)


def _items(body: bytes) -> list[Item]:
    found = read(body)
    assert isinstance(found, list)
    return found


def _get(cluster: Cluster, path: str) -> str:
    with urlopen(f"{cluster.address}{path}", timeout=30) as answer:  # noqa: S310 - our own
        text: str = answer.read().decode()
        return text
