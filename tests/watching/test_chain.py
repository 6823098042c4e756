"""An alert from the engine to the reader: a breach, its retraction, a recovery; the text is read.

The same Prometheus then answers every query of every dashboard, while something burns and after.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from ruamel.yaml import YAML

from sroki.deploy.watching.dashboards.processes import PROCESSES
from tests.deploy.wires import Wire, filed, wire
from tests.support.prometheus import ROOT
from tests.support.told import local
from tests.watching.chain import Chain, chain, eventually, text_of
from tests.watching.panels import asked, dashboards
from tests.watching.preview import drawn
from tests.watching.series import RULE, SERVICE, UNIT

pytestmark = pytest.mark.real
RULES: Final = {"registration", "procedure_1"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    with chain(tmp_path_factory.mktemp("chain"), local("2025-04-01 09:00")) as found:
        eventually(lambda: found.query("place:sroki_findings:held") or None)
        yield found


def reported(until: str) -> Wire:
    """The office has told everything of one unit up to a midnight."""
    moment = f"{until}T00:00:00+07:00"
    return wire("source_watermark", moment, role="edms", complete_to=moment, units=["sovetsky"])


def registered(case: str, at: str) -> list[Wire]:
    return [wire(kind, at, case_id=case) for kind in ("registered", "receipt_issued")]


def test_from_breach_to_retraction_and_recovery(running: Chain, tmp_path: Path) -> None:
    """One story, since each message depends on what was said before it."""
    _others(running)
    _breach(running)
    _dashboards(running, calm=frozenset())
    _drawn(running, tmp_path)
    _retraction(running)
    _recovery(running)
    _dashboards(running, calm=_CALM)


def _others(running: Chain) -> None:
    """A case in time, for durations; one of another unit, which nobody reports of."""
    running.on(local("2025-04-10 12:00"))
    running.send(filed("in-time", "2025-04-10 09:00"), *registered("in-time", "2025-04-10 09:30"))
    silent = filed("silent", "2025-04-10 09:00")
    silent["data"]["unit"] = "kirovsky"
    running.send(silent)


def _breach(running: Chain) -> None:
    """Filed on Thursday the 10th, to be registered by the 11th, and nothing came of it."""
    running.send(filed("first", "2025-04-10 10:00"))
    running.on(local("2025-04-12 00:00"))
    running.send(reported("2025-04-12"))
    found = running.message("/unit", "firing", "SrokiBreach", RULES)
    assert found.keys() == RULES
    told = found["registration"]
    assert told["labels"] == {
        "alertname": "SrokiBreach",
        "audience": "unit",
        "authority": "04701000",
        "job": "sroki",
        "rule": "registration",
        "service": "01/01/021",
        "severity": "critical",
        "unit": "sovetsky",
    }
    site = running.running.address
    place = "authority=04701000&service=01%2F01%2F021&rule=registration&unit=sovetsky"
    assert told["annotations"] == {
        "summary": f"Просрочено {RULE}: 1",
        "description": f"Признак нарушения срока {RULE}. Открытых просрочек: 1. Самый давний срок "
        f"истёк 11.04.2025, дней назад: 1. {UNIT}, услуга «{SERVICE}».",
        "link": f"{site}/?what=overdue&{place}",
        "runbook_url": f"{site}/runbooks/SrokiBreach",
        "over": f"Открытых просрочек {RULE} больше нет: исполнено либо снято исправлением. "
        "Признаки нарушения, о которых сказано, остаются в книге находок.",
        "unit": UNIT,
        "service": f"«{SERVICE}»",
        "rule": RULE,
    }
    letter = running.letter("сигналов: 2")
    assert letter["Subject"] == f"сигналов: 2 — {UNIT}"
    assert letter["To"] == "sovetsky@example.org"
    text = text_of(letter)
    assert text.startswith(f"{UNIT}\nУслуга «{SERVICE}»\n\n[!] Просрочено ")
    assert f"[!] Просрочено {RULE}: 1\nПризнак нарушения срока {RULE}." in text
    assert f"Список: {site}/?what=overdue&{place}\n" in text


def _retraction(running: Chain) -> None:
    """It had been registered in time; the office told it late."""
    running.on(local("2025-04-12 09:00"))
    running.send(*registered("first", "2025-04-11 10:00"))
    over, back = None, None
    while over is None or back is None:
        told = running.told.get(timeout=120)
        for one in told.alerts:
            name, rule = one["labels"]["alertname"], one["labels"].get("rule")
            if (name, one["status"], rule) == ("SrokiBreach", "resolved", "registration"):
                over = one
            if (name, one["status"], rule) == ("SrokiRetraction", "firing", "registration"):
                back = one
            assert (name, one["status"]) != ("SrokiNewBreach", "firing")
    assert back["annotations"]["summary"] == f"Снято признаков нарушения срока {RULE}: 1"
    assert back["annotations"]["description"].startswith(
        "Сказанное раньше снято: исправленные или запоздавшие сведения показали, что срок"
    )
    letter = running.letter("Больше нет")
    assert f"Больше нет: Открытых просрочек {RULE} больше нет" in text_of(letter)
    assert "[!]" not in text_of(letter)


def _recovery(running: Chain) -> None:
    """Another is late indeed, and is then done: over, and nothing is taken back."""
    running.on(local("2025-04-14 10:00"))
    running.send(filed("second", "2025-04-14 10:00"))
    running.on(local("2025-04-16 00:00"))
    running.send(reported("2025-04-16"))
    assert running.message("/unit", "firing", "SrokiBreach", RULES).keys() == RULES
    taken_back = running.query('sum(sroki_retractions_total{kind="breach"})')[0]["value"][1]
    running.on(local("2025-04-16 11:00"))
    # The other unit at last reports too, and what it says is in time.
    silent = registered("silent", "2025-04-11 09:00")
    for one in silent:
        one["data"]["unit"] = "kirovsky"
    running.send(*registered("second", "2025-04-16 10:30"), *silent)
    assert running.message("/unit", "resolved", "SrokiBreach", RULES).keys() == RULES
    now = running.query('sum(sroki_retractions_total{kind="breach"})')[0]["value"][1]
    assert now == taken_back == "2"
    assert running.query('sum(sroki_findings_total{kind="breach"})')[0]["value"][1] == "4"


# Nothing burns: these have nothing to list.
_CALM: Final = frozenset(
    {"Просрочено: где и по какому сроку", "Предположительно: где и по какому сроку"}
)
# Of processes that one process does not have; those of a cluster answer in tests/cluster.
OF_A_CLUSTER: Final = frozenset(panel.title for panel in PROCESSES.panels)
# What the lines of a panel are told apart by.
_NAMED: Final = {
    "{{title}}": "title",
    "{{short}}": "short",
    "{{outcome}}": "outcome",
    "{{source}}": "source",
    "{{state}}": "state",
    "сказано: {{kind}}": "kind",
    "раздел {{partition}}": "partition",
    "{{instance}}": "instance",
}


def _drawn(running: Chain, folder: Path) -> None:
    """In a browser, by the page that draws their own JSON: no panel is empty, nothing complains."""
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("Chromium is not here: scripts/ensure_chromium.sh")
    # The moment of a scrape that was answered: on a busy machine others are not, in time.
    heard = eventually(lambda: running.query("timestamp(up == 1)") or None)
    world = {"end": float(heard[0]["value"][1]), "seconds": 60, "scrape": 1}
    for uid, dashboard in dashboards().items():
        picture = folder / f"{uid}.png"
        found = drawn(dashboard, running.prometheus, world, picture)
        assert found.complaints == []
        empty = {title for title, lines in found.panels.items() if not lines}
        assert empty == OF_A_CLUSTER & found.panels.keys()
        assert picture.stat().st_size > 20_000


def _dashboards(running: Chain, calm: frozenset[str]) -> None:
    for one in asked("10m"):

        def answered(expr: str = one.expr) -> list[dict[str, Any]] | None:
            return running.query(expr) or None

        if one.panel in calm | OF_A_CLUSTER:
            assert running.query(one.expr) == [], one.where
            continue
        lines = eventually(answered)
        for line in lines:
            value = float(line["value"][1])
            assert math.isfinite(value), one.where
            assert value >= 0, one.where
            if one.legend in _NAMED:
                assert line["metric"].get(_NAMED[one.legend]), one.where
            if one.kind == "table":
                words = {"title", "clause", "short", "authority", "service", "rule", "unit"}
                assert words <= line["metric"].keys(), one.where


def test_a_breach_is_told_within_a_minute_of_its_instant() -> None:
    """By the intervals that ship: a tick, a scrape, an evaluation, the wait for the group."""
    yaml = YAML(typ="safe")
    told = yaml.load(ROOT / "deploy" / "prometheus" / "prometheus.yml")["global"]
    rules = yaml.load(ROOT / "deploy" / "prometheus" / "rules" / "sroki.yml")
    routes = yaml.load(ROOT / "deploy" / "alertmanager" / "alertmanager.yml")["route"]
    (group,) = [
        group
        for group in rules["groups"]
        if any(rule.get("alert") == "SrokiBreach" for rule in group["rules"])
    ]
    names = [rule.get("record") or rule["alert"] for rule in group["rules"]]
    (alert,) = [rule for rule in group["rules"] if rule.get("alert") == "SrokiBreach"]
    assert "for" not in alert
    # What it reads is recorded before it, by the same evaluation.
    assert names.index("place:sroki_deadlines_overdue:held") < names.index("SrokiBreach")
    (route,) = [one for one in routes["routes"] if one["receiver"] == "unit"]
    tick = 1
    waits = (told["scrape_interval"], group["interval"], route["group_wait"])
    seconds = tick + sum(int(one.removesuffix("s")) for one in waits)
    assert timedelta(seconds=seconds) <= timedelta(seconds=60)
    assert seconds == 41


def test_the_story_is_of_working_days() -> None:
    days = {datetime(2025, 4, day).weekday() for day in (10, 11, 14, 15, 16)}  # noqa: DTZ001
    assert max(days) < 5
