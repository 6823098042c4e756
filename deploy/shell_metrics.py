"""Metrics of the shell itself, beside those of the store: does time act?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from sroki.deploy.clock import Clock
from sroki.deploy.ticker import Ticker
from sroki.projections.metrics.declared.shell import CLOCK_HELD, DISAGREEMENTS


@dataclass(frozen=True, slots=True, eq=False)
class _Shell(Collector):
    clock: Clock
    ticker: Ticker

    def collect(self) -> Iterator[Metric]:
        jumps, held = DISAGREEMENTS, CLOCK_HELD
        yield CounterMetricFamily(jumps.name, jumps.help, value=self.clock.jumps)
        yield GaugeMetricFamily(held.name, held.help, value=int(self.ticker.holding))

    def describe(self) -> Iterator[Metric]:
        """The same, so that registering them reads nothing else."""
        return self.collect()


def shell_metrics(registry: CollectorRegistry, clock: Clock, ticker: Ticker) -> None:
    """Register them."""
    registry.register(_Shell(clock, ticker))
