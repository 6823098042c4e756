"""Dashboards without a Grafana: typed by its vendor's schema, linted by the rules its own linter
has, every query parsed and counted on series whose answer is known."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from ruamel.yaml import YAML

from sroki.deploy.watching import held
from sroki.deploy.watching.dashboards.parts import DATASOURCE_UID
from sroki.projections.metrics import METRICS
from sroki.projections.metrics.declared import PROCESS, SHELL
from tests.support.prometheus import ROOT, run
from tests.watching.panels import FOLDER, asked, dashboards, filled, panels
from tests.watching.promtool import Check, Timeline, play
from tests.watching.series import THE_11TH, city, name, place

ALL: Final = dashboards()
EACH: Final = pytest.mark.parametrize("uid", ALL)
SCHEMA: Final = ROOT / ".cache" / "grafana-schema"


def tsc(folder: Path, *documents: dict[str, Any]) -> str:
    """What the compiler says of dashboards."""
    compiler = SCHEMA / "node_modules" / ".bin" / "tsc"
    if not compiler.exists():
        pytest.skip("the schema of Grafana is not here: scripts/ensure_grafana_schema.sh")
    (folder / "node_modules").symlink_to(SCHEMA / "node_modules")
    (folder / "typed.ts").write_bytes((Path(__file__).parent / "typed.ts").read_bytes())
    names = []
    for place_, document in enumerate(documents):
        names.append(f"dashboard{place_}.ts")
        said = json.dumps(document, ensure_ascii=False)
        (folder / names[-1]).write_text(
            f"import type {{ Typed }} from './typed';\nexport const dashboard: Typed = {said};\n",
            encoding="utf-8",
        )
    options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "esnext"]
    answer = subprocess.run(
        [compiler, *options, "--moduleResolution", "bundler", *names],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout


@pytest.mark.real
def test_the_vendors_schema_takes_them(tmp_path: Path) -> None:
    assert tsc(tmp_path, *ALL.values()) == ""


# One fault each, as paths into a dashboard; None takes the key away.
FAULTS: Final[tuple[tuple[tuple[str | int, ...], object], ...]] = (
    (("title",), 5),
    (("colour",), "red"),
    (("panels", 1, "options", "colorMode"), "loud"),
    (("panels", 1, "fieldConfig", "defaults", "thresholds"), [1]),
    (("panels", 1, "targets"), None),
    (("annotations", "list", 0, "iconColor"), None),
    (("templating", "list", 0, "type"), "datasources"),
)


@pytest.mark.real
def test_the_schema_would_see_a_fault(tmp_path: Path) -> None:
    said = tsc(tmp_path, *(_faulty(path, value) for path, value in FAULTS))
    seen = set(re.findall(r"^dashboard(\d)\.ts", said, re.MULTILINE))
    assert seen == set(map(str, range(len(FAULTS)))), said


def _faulty(path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    document: Any = json.loads(json.dumps(ALL["sroki-now"]))
    part = document
    for key in path[:-1]:
        part = part[key]
    if value is None:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    faulty: dict[str, Any] = document
    return faulty


# The linter's rules, but for two: those that ask for variables of job and instance. All that serve
# one store are one job, and rules have done away with the instance before a panel reads them.
@EACH
def test_linted_as_a_whole(uid: str) -> None:
    dashboard = ALL[uid]
    assert dashboard["title"]
    assert dashboard["description"]
    assert dashboard["editable"] is False
    variables = {one["name"]: one for one in dashboard["templating"]["list"]}
    source = variables["datasource"]
    assert (source["type"], source["query"]) == ("datasource", "prometheus")
    assert source["current"]["value"] == DATASOURCE_UID
    for one in variables.values():
        assert one["label"], "a reader sees it"
        assert one["skipUrlSync"] is False, "a choice is in the address"
        if one["type"] == "query":
            assert one["refresh"] == 2, "asked again when the time changes"
            assert one["datasource"]["uid"] == "${datasource}"
    ids = [one["id"] for one in dashboard["panels"]]
    assert len(ids) == len(set(ids))


@EACH
def test_linted_panel_by_panel(uid: str) -> None:
    for panel in panels(ALL[uid]):
        where = f"{uid}: {panel['title']}"
        assert panel["title"], where
        assert panel["description"], where
        assert panel["targets"], where
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}, where
        unit = panel["fieldConfig"]["defaults"]["unit"]
        assert unit != "none" or panel["options"].get("textMode") == "name", where
        refs = [one["refId"] for one in panel["targets"]]
        assert len(refs) == len(set(refs)), where
        for target in panel["targets"]:
            assert target["datasource"]["uid"] == "${datasource}", where
            _lint(target["expr"], panel, where)


def _lint(expr: str, panel: dict[str, Any], where: str) -> None:
    for window in re.findall(r"\[([^\]]+)\]", expr):
        assert window in {"$__rate_interval", "$__range"}, where
    counters = {one.name for one in (*METRICS, *SHELL, *PROCESS) if one.kind == "counter"}
    counters |= {held.INTAKE.record, held.FINDINGS.record, held.RETRACTIONS.record}
    for counter in counters:
        for found in re.finditer(rf"(?<![\w:]){re.escape(counter)}(?![\w:])", expr):
            before = expr[: found.start()]
            assert re.search(r"(rate|increase)\($", before), f"{where}: {counter} is a counter"
    if "$__range" in expr:
        assert all(target["instant"] for target in panel["targets"]), where


@EACH
def test_panels_do_not_lie_on_each_other(uid: str) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in ALL[uid]["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells


def test_each_panel_of_breaches_leads_to_its_list() -> None:
    for panel in panels(ALL["sroki-now"]):
        links = panel["fieldConfig"]["defaults"]["links"]
        assert links, panel["title"]
        assert all(link["url"].startswith("${board}/") for link in links)
        if "росроч" in panel["title"] and panel["type"] != "timeseries":
            assert "what=" in links[0]["url"], panel["title"]


def test_variables_in_queries_are_declared() -> None:
    for uid, dashboard in ALL.items():
        known = {one["name"] for one in dashboard["templating"]["list"]}
        said = json.dumps(dashboard, ensure_ascii=False)
        used = set(re.findall(r"\$\{?(?!__)([a-z]\w*)", said))
        assert used <= known, uid


def test_they_are_provisioned() -> None:
    yaml = YAML(typ="safe")
    source = yaml.load(FOLDER / "provisioning" / "datasources" / "sroki.yaml")["datasources"][0]
    assert source["uid"] == DATASOURCE_UID
    assert source["jsonData"]["timeInterval"] == "15s"
    provider = yaml.load(FOLDER / "provisioning" / "dashboards" / "sroki.yaml")["providers"][0]
    assert provider["type"] == "file"


def test_they_read_what_is_exported_or_recorded() -> None:
    known = {one.name for one in (*METRICS, *SHELL, *PROCESS)} | {"up", "scrape_duration_seconds"}
    known |= {one.record for one in (*held.OF_PLACES, *held.OF_THE_MACHINE)}
    for one in asked():
        for metric in re.findall(r"(?<![\w:$.\"/])(?:\w+:)?sroki_\w+(?::held)?", one.expr):
            plain = re.sub(r"_(bucket|sum|count)$", "", metric)
            assert metric in known or plain in known, f"{one.where}: {metric}"


@pytest.mark.real
def test_every_query_is_promql(tmp_path: Path) -> None:
    rules = [{"record": f"panel:{place_}", "expr": one.expr} for place_, one in enumerate(asked())]
    notes = [note for one in ALL.values() for note in one["annotations"]["list"]]
    rules += [
        {"record": f"note:{place_}", "expr": filled(note["expr"])}
        for place_, note in enumerate(notes)
    ]
    file = tmp_path / "rules.json"
    file.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}), encoding="utf-8")
    answer = run("promtool", "check", "rules", file)
    assert answer.returncode == 0, answer.stdout.decode()
    assert len(rules) > 30


_OF_UNIT: Final = ("authority", "service", "unit")


def furnished() -> dict[str, Timeline]:
    """A day with something of everything, beside an hour in which it happened."""
    return city() | {
        name("up", instance="one"): [(1, 1)],
        name("scrape_duration_seconds"): [(1, 0.02)],
        place("sroki_deadlines_overdue"): [(1, 3)],
        place("sroki_deadlines_presumed"): [(1, 2)],
        place("sroki_deadlines_impossible"): [(1, 1)],
        place("sroki_deadlines_approaching", within="0d"): [(1, 4)],
        place("sroki_deadlines_approaching", within="3d"): [(1, 5)],
        place("sroki_deadlines_approaching", within="7d"): [(1, 6)],
        place("sroki_oldest_overdue_days"): [(1, 13)],
        place("sroki_due_day_seconds", of="overdue"): [(1, THE_11TH)],
        place("sroki_findings_total", kind="breach"): [(30, 0), (1, 6)],
        place("sroki_findings_total", kind="deviation"): [(30, 0), (1, 4)],
        place("sroki_findings_total", kind="approaching"): [(30, 0), (1, 8)],
        place("sroki_retractions_total", kind="breach"): [(30, 0), (1, 2)],
        **{
            name("sroki_step_duration_days_bucket", "authority", "service", "rule", le=le): [
                (30, 0),
                (1, many),
            ]
            for le, many in (("1", 0), ("2", 10), ("+Inf", 10))
        },
        name("sroki_step_duration_days_sum", "authority", "service", "rule"): [(30, 0), (1, 20)],
        name("sroki_step_duration_days_count", "authority", "service", "rule"): [(30, 0), (1, 10)],
        name("sroki_intake_events_total", source="/edms/krsk", outcome="taken"): [
            (59.5, 0),
            (1, 60),
        ],
        name("sroki_intake_waiting_events", state="held"): [(1, 7)],
        name("sroki_source_lag_seconds", "authority", source="/edms/krsk"): [(1, 90)],
        name("sroki_source_watermark_working_days", "authority", role="edms", unit="*"): [(1, 2)],
        name("sroki_missed_breach"): [(1, 1)],
        name("sroki_journal_entries_total", partition="0"): [(59.5, 0), (1, 60)],
        name("sroki_journal_clock_age_seconds", partition="0"): [(1, 30)],
        name("sroki_assessment_crashes_total"): [(1, 0)],
        name("sroki_edition_in_force", "authority", "service", edition="e1"): [(1, 1)],
        name("sroki_indicator_ratio", "authority", "service", indicator="p1"): [(1, 0.8)],
        name("sroki_indicator_numerator", *_OF_UNIT, indicator="p1"): [(1, 3)],
        name("sroki_indicator_denominator", *_OF_UNIT, indicator="p1"): [(1, 4)],
        name("sroki_indicator_numerator", *_OF_UNIT, indicator="p2"): [(1, 0)],
        name("sroki_indicator_denominator", *_OF_UNIT, indicator="p2"): [(1, 0)],
        name("sroki_window_open", "authority", "service", window="spring"): [(1, 1)],
        **cluster(),
    }


def cluster() -> dict[str, Timeline]:
    """What a worker and a gate tell: half a minute's work of ten seconds each in the last one."""
    found: dict[str, Timeline] = {}
    for of in ("worker_batch", "worker_sweep", "worker_relay", "gate_batch"):
        for le, many in (("5.0", 0), ("10.0", 3), ("+Inf", 3)):
            found[name(f"sroki_{of}_seconds_bucket", le=le)] = [(59.5, 0), (1, many)]
        found[name(f"sroki_{of}_seconds_count")] = [(59.5, 0), (1, 3)]
    return found | {
        name("sroki_worker_partitions"): [(1, 4)],
        name("sroki_worker_seated"): [(1, 1)],
        name("sroki_worker_rebalances_total"): [(30, 1), (1, 3)],
        name("sroki_worker_still_seconds"): [(1, 15)],
        name("sroki_worker_unread_records", partition="0"): [(1, 120)],
        name("sroki_gate_unread_records", topic="sroki.inbox", partition="0"): [(1, 30)],
        name("sroki_gate_unread_records", topic="sroki.inbox", partition="1"): [(1, 12)],
        name("sroki_worker_relay_gap_findings", partition="0"): [(1, 5)],
        name("sroki_worker_records_total"): [(59.5, 0), (1, 60)],
    }


# What each panel must then show: how many lines, and their sum.
SHOWN: Final = {
    "Просрочено": (1, 3),
    "Предположительно": (1, 2),
    "Уже не уложиться": (1, 1),
    "Истекает сегодня": (1, 4),
    "В три дня": (1, 5),
    "В семь дней": (1, 6),
    "Просрочено: где и по какому сроку": (1, 3),
    "Предположительно: где и по какому сроку": (1, 2),
    "Дней старейшей просрочке": (1, 13),
    "Истекает в три дня, по подразделениям": (1, 5),
    "Просрочено по подразделениям": (1, 3),
    "Показатели, по услуге": (1, 0.8),
    "Показатели, по подразделениям": (1, 0.75),
    "Признаков нарушения срока": (1, 6),
    "Из них снято": (1, 2),
    "Отклонений от порядка": (1, 4),
    "Предупреждений": (1, 8),
    "Признаков нарушения по срокам": (1, 6),
    "Признаков нарушения по подразделениям": (1, 6),
    "Шагов исполнено": (1, 10),
    "Среднее, дней": (1, 2),
    "Девять из десяти не дольше, дней": (1, 1.9),
    "Служб не отвечает": (1, 0),
    "Истекло, но не сказано": (1, 1),
    "Время придержано": (1, 0),
    "Не оценено дел": (1, 0),
    "Ждут разбора": (1, 7),
    "Что работает": (1, 1),
    "Ответы приёма": (6, 1),
    "Как давно слышали источник": (1, 90),
    "Рабочих дней без отчёта": (1, 2),
    "Не принято по состояниям": (1, 7),
    "Записей в журнал": (1, 1),
    "Возраст часов журнала": (1, 30),
    "Сколько длится опрос": (1, 0.02),
    "Ошибки оценки": (1, 0),
    "Разделов у воркера": (1, 4),
    "Сел на свои разделы": (1, 1),
    "Перераздач за выбранное время": (1, 2),
    "Сколько стоит то, что должно идти": (1, 15),
    "Не прочитано записей журнала": (1, 120),
    "Не принято из входящих": (1, 42),
    "Не передано находок": (1, 5),
    "Прочитано воркером": (1, 1),
    "Сколько длится выборка": (1, 9.5),
    "Сколько длятся круг времени и передача": (1, 9.5),
}
# Of more than one query; each by its legend.
SEVERAL: Final = {
    "сказано: {{kind}}": (5, 0),
    "снято": (1, 0),
    "доказанные": (1, 3),
    "предположительные": (1, 2),
}


@pytest.mark.real
def test_every_query_answers_what_it_promises(tmp_path: Path) -> None:
    """At minute 60; `increase` spreads a step over the hour's edges, so it is rounded."""
    checks = []
    for one in asked("59m"):
        lines, total = SEVERAL.get(one.legend) or SHOWN[one.panel]
        checks.append(Check(60, f"count({one.expr})", {"{}": lines}))
        checks.append(Check(60, f"round(sum({one.expr}), 0.01)", {"{}": round(total, 2)}))
    play(tmp_path, furnished(), checks)


@pytest.mark.real
def test_the_table_names_what_it_links_to(tmp_path: Path) -> None:
    (table,) = [one for one in asked() if one.panel == "Просрочено: где и по какому сроку"]
    row = (
        '{job="sroki",authority="04701000",service="01/01/021",rule="registration",'
        'unit="sovetsky",title="Регистрация заявления",clause="п. 15",'
        'short="в Советском районе"}'
    )
    play(tmp_path, furnished(), [Check(60, table.expr, {row: 3})])
