"""The files one deploys with name what there is: settings, commands, ports, files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sroki.deploy.settings import variable_of
from sroki.deploy.settings_loading import described, load
from sroki.projections.postgres_url import PostgresUrl
from tests.packaging.command_lines import Line, fault

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "deploy/compose"
SYSTEMD = ROOT / "deploy/systemd"
VARIABLES = {variable_of(name) for name, _, _ in described()}


def yaml(file: Path) -> Any:
    return YAML(typ="safe").load(file.read_text(encoding="utf-8"))


def secrets() -> dict[str, str]:
    """What the template asks for, filled."""
    lines = (COMPOSE / "secrets.env.example").read_text(encoding="utf-8").splitlines()
    said = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {name: value.strip("'") or "f00d" for name, value in said.items()}


def filled(text: str) -> str:
    return re.sub(r"\$\{(\w+)[^}]*\}", lambda found: secrets()[found[1]], text)


SERVICES = yaml(COMPOSE / "compose.yaml")["services"]
OURS = {name: one for name, one in SERVICES.items() if one["image"].startswith("sroki:")}
UNITS = sorted(SYSTEMD.glob("*.service"))


@pytest.mark.parametrize("name", OURS)
def test_a_process_starts_with_the_settings_it_is_given(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {key: filled(value) for key, value in OURS[name]["environment"].items()}
    assert said.keys() <= VARIABLES
    for key, value in said.items():
        monkeypatch.setenv(key, value)
    settings = load().settings
    assert settings.kafka.addresses == ["kafka:9092"]
    assert isinstance(settings.store, PostgresUrl)
    assert settings.senders[0].inbox


@pytest.mark.parametrize("name", OURS)
def test_a_process_is_a_command_of_ours(name: str) -> None:
    assert fault(Line(name, ["sroki", *OURS[name]["command"]], True)) is None


def test_workers_are_told_apart() -> None:
    commands = [tuple(one["command"]) for one in OURS.values()]
    assert len(commands) == len(set(commands))


def test_every_file_named_is_there() -> None:
    for one in SERVICES.values():
        for volume in one.get("volumes", []):
            source = volume.split(":")[0]
            assert not source.startswith(".") or (COMPOSE / source).exists(), source
        if "build" in one:
            context = COMPOSE / one["build"]["context"]
            assert (context / one["build"]["dockerfile"]).is_file()


def test_images_are_pinned_and_nobody_is_root() -> None:
    for name, one in SERVICES.items():
        assert re.search(r":v?\d+\.\d+", one["image"]), name
        assert one["image"].startswith("sroki:") or one["user"] not in ("root", "0"), name
    assert re.search(r"^USER sroki$", _containerfile(), re.MULTILINE)


def test_the_broker_is_the_one_tests_run_on() -> None:
    version = re.search(
        r"<version>(\d+\.\d+\.\d+)</version>",
        (ROOT / "deploy/kafka/pom.xml").read_text(encoding="utf-8"),
    )
    assert version is not None
    assert SERVICES["kafka"]["image"].endswith(f":{version[1]}")


def test_only_this_machine_reaches_the_ports_and_the_pages_are_where_settings_say() -> None:
    ports = {name: one["ports"] for name, one in SERVICES.items() if "ports" in one}
    assert all(port.startswith("127.0.0.1:") for one in ports.values() for port in one)
    assert ports["serve"] == [f"127.0.0.1:{load().settings.port}:{load().settings.port}"]


def test_who_depends_on_whom_exists_and_is_looked_at() -> None:
    for one in SERVICES.values():
        for other, how in one.get("depends_on", {}).items():
            looked_at = "healthcheck" in SERVICES[other] or other == "serve"
            assert how["condition"] != "service_healthy" or looked_at


def test_watching_differs_from_that_of_one_machine_by_addresses_and_the_key_alone() -> None:
    here = yaml(COMPOSE / "prometheus.yml")
    job, processes = here["scrape_configs"]
    for one in (job, processes):
        assert one.pop("authorization") == {"credentials_file": "/run/secrets/metrics_token"}
    # On one machine there are no other processes to ask.
    here["scrape_configs"].remove(processes)
    asked = {target.partition(":")[0] for target in processes["static_configs"][0]["targets"]}
    assert asked == {"gate", "worker-one", "worker-two"} <= SERVICES.keys()
    job["static_configs"] = [{"targets": ["127.0.0.1:8080"]}]
    here["alerting"]["alertmanagers"] = [{"static_configs": [{"targets": ["127.0.0.1:9093"]}]}]
    assert here == yaml(ROOT / "deploy/prometheus/prometheus.yml")
    data = yaml(COMPOSE / "grafana-datasources/sroki.yaml")
    data["datasources"][0]["url"] = "http://127.0.0.1:9090"
    assert data == yaml(ROOT / "deploy/grafana/provisioning/datasources/sroki.yaml")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_a_command_of_ours_with_settings_of_ours(unit: Path) -> None:
    said = unit.read_text(encoding="utf-8")
    (line,) = re.findall(r"^ExecStart=/opt/sroki/bin/(.*)$", said, re.MULTILINE)
    assert fault(Line(unit.name, shlex.split(line.replace("%i", "one")), True)) is None
    assert set(re.findall(r"^Environment=(\w+)=", said, re.MULTILINE)) == {"SROKI_CONFIG"}
    (page,) = re.findall(
        r"^Documentation=file:/opt/sroki/share/doc/sroki/(.*)$", said, re.MULTILINE
    )
    assert (ROOT / page).is_file()
    assert "User=sroki" in said


def test_a_secured_cluster_is_taken_by_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SROKI_CONFIG", str(SYSTEMD / "cluster.toml"))
    monkeypatch.setenv("SROKI_KAFKA_SASL_USERNAME", "sroki-gate")
    monkeypatch.setenv("SROKI_KAFKA_SASL_PASSWORD", "secret")
    settings = load().settings
    assert settings.kafka.security == "sasl_ssl"
    assert settings.kafka.ssl_cafile == SYSTEMD / "tls/ca.pem"
    assert len(settings.kafka.addresses) == settings.kafka.replication == 3
    assert isinstance(settings.store, PostgresUrl)
    assert settings.store.parameters()["sslmode"] == "verify-full"


def _containerfile() -> str:
    return (ROOT / "deploy/container/Containerfile").read_text(encoding="utf-8")
