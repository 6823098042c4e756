"""`/metrics` of a process without pages: who may ask, and what is declared is what is told."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from prometheus_client import CollectorRegistry, make_asgi_app

from sroki.deploy.cluster.exposing import Guarded, exposing
from sroki.deploy.cluster.meter import Meter, WorkerMeter
from sroki.deploy.settings import Settings
from sroki.events.errors import Invalid
from sroki.projections.metrics.declared import PROCESS, process


def settings(listen: str, **more: str) -> Settings:
    return Settings.model_validate({"metrics_listen": listen, **more})


def test_without_an_address_nothing_listens() -> None:
    with exposing(settings(""), CollectorRegistry()) as address:
        assert address == ""


@pytest.mark.parametrize("listen", ["0.0.0.0:0", "192.0.2.1:9464", "[::]:9464"])
def test_nobody_else_may_ask_without_a_key(listen: str) -> None:
    with pytest.raises(Invalid, match="metrics_token"), exposing(settings(listen), None):  # type: ignore[arg-type]
        pytest.fail("it listens")


@pytest.mark.parametrize("listen", ["9464", "127.0.0.1", "127.0.0.1:port"])
def test_an_address_is_a_node_and_a_port(listen: str) -> None:
    with pytest.raises(ValueError, match="metrics_listen"):
        settings(listen)


def test_with_a_key_it_is_the_key_that_opens() -> None:
    client = TestClient(Guarded(make_asgi_app(WorkerMeter().registry), b"Bearer key"))
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"authorization": "Bearer other"}).status_code == 401
    assert client.get("/metrics", headers={"authorization": "Bearer key"}).status_code == 200
    assert client.get("/", headers={"authorization": "Bearer key"}).status_code == 404


def test_near_it_answers_all_that_is_declared() -> None:
    meter = WorkerMeter()
    gate = Meter()
    gate.histogram(process.PASSED)
    for metric in (
        process.LOG_BEHIND,
        process.HELD,
        process.REBALANCES,
        process.SEATED,
        process.STILL,
        process.RELAY_GAP,
    ):
        meter.gauge(metric, dict)
    gate.gauge(process.INBOX_BEHIND, lambda: {("inbox", "0"): 7.0})
    told = {family.name: family for one in (meter, gate) for family in one.registry.collect()}
    for metric in PROCESS:
        family = told.pop(metric.name.removesuffix("_total"))
        assert family.type == metric.kind
        assert all(set(one.labels) - {"le"} <= set(metric.labels) for one in family.samples)
    assert not told
