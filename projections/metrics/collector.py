"""A scrape: the tallies of the store in one snapshot, made into metric families."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector
from sqlalchemy import Connection

from sroki.projections.metrics import cases, engine, indicators, intake, titles
from sroki.projections.metrics.declared import METRICS, machine
from sroki.projections.metrics.declared.metric import Metric, Sample
from sroki.projections.names import Names
from sroki.projections.queries.reading import Reading, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauged:
    """What a scrape needs of the world: the ports of the pages, and the program's version."""

    reading: Callable[[], AbstractContextManager[Connection]]
    now: Callable[[], datetime]
    names: Callable[[], Names]
    version: str = ""


class Samples(Protocol):
    """A part of the scrape: (metric, label values, value or buckets)."""

    def __call__(self, reading: Reading) -> Iterator[Sample]: ...


class _Collector(Collector):
    def __init__(self, ports: Gauged) -> None:
        self._ports = ports

    def collect(self) -> Iterator[Family]:
        families = {metric.name: _family(metric) for metric in METRICS}
        ports = self._ports
        with ports.reading() as connection:
            reading = read(connection, ports.now(), ports.names())
            parts: tuple[Samples, ...] = (
                cases.samples,
                intake.samples,
                engine.samples,
                titles.samples,
                indicators.samples,
            )
            for part in parts:
                for metric, labels, value in part(reading):
                    _add(families[metric.name], labels, value)
            labels = engine.build(reading, ports.version)
        _add(families[machine.BUILD.name], labels, 1)
        yield from families.values()

    def describe(self) -> Iterator[Family]:
        """Without this a registry would scrape once just to learn the names."""
        yield from map(_family, METRICS)


def _family(metric: Metric) -> Any:
    if metric.kind == "counter":
        return CounterMetricFamily(metric.name, metric.help, labels=metric.labels)
    if metric.kind == "histogram":
        return HistogramMetricFamily(metric.name, metric.help, labels=metric.labels)
    return GaugeMetricFamily(metric.name, metric.help, labels=metric.labels)


def _add(family: Any, labels: tuple[str, ...], value: Any) -> None:
    if isinstance(family, HistogramMetricFamily):
        buckets, total = value
        family.add_metric(labels, buckets, total)
    else:
        family.add_metric(labels, value)


def registry_of(ports: Gauged) -> CollectorRegistry:
    """A registry of these metrics alone; a shell may register its own beside them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(ports))
    return registry


def scrape(registry: CollectorRegistry) -> bytes:
    """The text of `/metrics`."""
    return generate_latest(registry)
