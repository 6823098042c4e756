"""The files that ship: made of their description, taken by the tools, and every alert explained."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sroki.deploy import runbooks
from sroki.deploy.watching import alerts
from sroki.deploy.watching.files import files
from sroki.projections.metrics import METRICS
from sroki.projections.metrics.declared import PROCESS, SHELL
from tests.packaging.service import READER, served
from tests.support.prometheus import ROOT, run

DEPLOY = ROOT / "deploy"
ALL = {one.name: one for one in (*alerts.OF_PLACES, *alerts.OF_THE_MACHINE)}
PAGES = ROOT / "docs" / "runbooks"


def test_the_files_are_made_of_their_description() -> None:
    for name, text in files().items():
        committed = (DEPLOY / name).read_text(encoding="utf-8")
        assert committed == text, f"{name}: run `python -m sroki.deploy.watching`"


def test_every_alert_has_its_page_and_every_page_its_alert() -> None:
    assert set(runbooks.names()) == ALL.keys()
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    for name in ALL:
        assert f"[{name}]({name}.md)" in index
        page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
        assert page.startswith(f"# {name}: ")
        for part in ("Что это значит", "На что смотреть", "Что делать", "Когда погаснет"):
            assert f"\n## {part}\n\n" in page


def test_the_link_of_an_alert_leads_to_its_page(tmp_path: Path) -> None:
    with served(tmp_path) as service:
        service.client.auth = READER
        for name in ALL:
            answer = service.client.get(f"/runbooks/{name}").raise_for_status().text
            assert f"<h1>{name}: " in answer
            assert "Что делать</h2>" in answer
        assert "SrokiBreach" in service.client.get("/runbooks/").text
        assert service.client.get("/runbooks/SrokiBreach.md").status_code == 200
        assert service.client.get("/runbooks/NoSuch").status_code == 404
        assert service.client.get("/runbooks/..%2Fmetrics.md").status_code == 404


def test_alerts_stand_on_metrics_that_are_exported() -> None:
    told = {one.name for one in (*METRICS, *SHELL, *PROCESS)}
    recorded = set(re.findall(r"record: (\S+)", files()["prometheus/rules/sroki.yml"]))
    read = set(re.findall(r"(?<![\w:/$])(?:\w+:)?sroki_\w+(?::\w+)?", _expressions())) - {
        "sroki_url"
    }
    assert read <= told | recorded, read - told - recorded


def _expressions() -> str:
    document = YAML(typ="safe").load(files()["prometheus/rules/sroki.yml"])
    return "\n".join(rule["expr"] for group in document["groups"] for rule in group["rules"])


def test_states_keep_on_and_say_when_they_are_over() -> None:
    helpers = {"SrokiWatchdog", "SrokiNonWorkingTime"}
    for one in ALL.values():
        if one.name not in helpers:
            assert one.happening or (one.keep and one.over), one.name
            assert not (one.happening and one.over), one.name
        assert one.summary
        assert one.description
        if one.audience == "unit":
            assert re.search(r"rule:sroki_rule_info", one.description)
            assert re.search(r"unit:sroki_unit_info", one.description)


@pytest.mark.real
def test_prometheus_takes_them() -> None:
    answer = run("promtool", "check", "config", DEPLOY / "prometheus" / "prometheus.yml")
    assert answer.returncode == 0, answer.stdout.decode()


@pytest.mark.real
def test_alertmanager_takes_them() -> None:
    answer = run("amtool", "check-config", DEPLOY / "alertmanager" / "alertmanager.yml")
    assert answer.returncode == 0, answer.stdout.decode()
    assert b"1 templates" in answer.stdout


@pytest.mark.real
def test_every_alert_reaches_its_receiver() -> None:
    config = DEPLOY / "alertmanager" / "alertmanager.yml"
    for one in ALL.values():
        labels = [f"alertname={one.name}", f"audience={one.audience}"]
        if one.happening:
            labels.append("happening=yes")
        wanted = {
            "unit": "unit_happenings" if one.happening else "unit",
            "administrator": "administrator",
            "nobody": "dead_man_switch" if one.name == "SrokiWatchdog" else "nobody",
        }[one.audience]
        command = ("config", "routes", "test", f"--config.file={config}")
        answer = run("amtool", *command, f"--verify.receivers={wanted}", *labels)
        assert answer.returncode == 0, answer.stdout.decode()


def rendered(folder: Path, template: str, status: str, *kept: dict[str, object]) -> str:
    """What a template of Alertmanager makes of alerts."""
    common = {"unit": "Управление в Советском районе", "service": "«Подписка»"}
    data = {
        "receiver": "unit",
        "status": status,
        "alerts": list(kept),
        "commonLabels": {"unit": "sovetsky"},
        "commonAnnotations": common,
        "groupLabels": {},
        "externalURL": "",
    }
    file = folder / "data.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    answer = run(
        "amtool",
        "template",
        "render",
        f"--template.glob={DEPLOY}/alertmanager/templates/*.tmpl",
        f'--template.text={{{{ template "{template}" . }}}}',
        f"--template.data={file}",
    )
    assert answer.returncode == 0, answer.stdout.decode()
    return answer.stdout.decode().strip()


def alert(status: str, severity: str = "critical", **annotations: str) -> dict[str, object]:
    return {
        "status": status,
        "labels": {"severity": severity},
        "annotations": {
            "summary": "Просрочено «Регистрация» (п. 15): 3",
            "description": "Открытых просрочек: 3. Самый давний срок истёк 11.04.2025.",
            "link": "https://sroki.example.org/?what=overdue&unit=sovetsky",
            "runbook_url": "https://sroki.example.org/runbooks/SrokiBreach",
            **annotations,
        },
        "startsAt": "2025-04-12T00:00:01Z",
        "endsAt": "2025-04-12T01:00:01Z",
        "generatorURL": "",
        "fingerprint": "1",
    }


@pytest.mark.real
def test_the_text_of_a_message(tmp_path: Path) -> None:
    one = alert("firing")
    assert rendered(tmp_path, "sroki.subject", "firing", one) == (
        "Просрочено «Регистрация» (п. 15): 3 — Управление в Советском районе"
    )
    assert rendered(tmp_path, "sroki.text", "firing", one) == (
        "Управление в Советском районе\n"
        "Услуга «Подписка»\n"
        "\n"
        "[!] Просрочено «Регистрация» (п. 15): 3\n"
        "Открытых просрочек: 3. Самый давний срок истёк 11.04.2025.\n"
        "Список: https://sroki.example.org/?what=overdue&unit=sovetsky\n"
        "Что делать: https://sroki.example.org/runbooks/SrokiBreach"
    )
    assert rendered(tmp_path, "sroki.to", "firing", one) == "sovetsky@example.org"
    html = rendered(tmp_path, "sroki.html", "firing", one)
    assert "п. 15" in html
    assert "11.04.2025" in html


@pytest.mark.real
def test_the_text_of_what_is_over(tmp_path: Path) -> None:
    over = alert("resolved", over="Открытых просрочек больше нет.")
    subject = rendered(tmp_path, "sroki.subject", "resolved", over)
    assert subject.startswith("Больше нет: Просрочено")
    text = rendered(tmp_path, "sroki.text", "resolved", over)
    assert text.endswith("Больше нет: Открытых просрочек больше нет.")
    assert "[!]" not in text
    both = rendered(tmp_path, "sroki.subject", "firing", alert("firing"), alert("firing"), over)
    assert both == "сигналов: 2 — Управление в Советском районе"
