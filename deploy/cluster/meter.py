"""What a process of a cluster tells Prometheus of itself, in a registry of its own.

The names are declared with all others in `projections/metrics`. What is of the store is told by
`serve`; here is only what no row says: how long things take, and how far this process is behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from sroki.projections.metrics.declared import process
from sroki.projections.metrics.declared.metric import Metric

Values = Callable[[], Mapping[tuple[str, ...], float]]


class Meter:
    """The registry of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)

    def histogram(self, metric: Metric) -> Histogram:
        """Of seconds: `with found.time(): …`."""
        return metric.histogram(self.registry, process.SECONDS)

    def counter(self, metric: Metric) -> Counter:
        """What only grows while the process lives."""
        return metric.counter(self.registry)

    def gauge(self, metric: Metric, values: Values) -> None:
        """What is asked for at each scrape: its value by its labels."""
        self.registry.register(_Asked(metric, values))


class WorkerMeter(Meter):
    """Of a worker."""

    def __init__(self) -> None:
        super().__init__()
        self.batch = self.histogram(process.BATCH)
        self.records = self.counter(process.RECORDS)
        self.sweep = self.histogram(process.SWEEP)
        self.relay = self.histogram(process.RELAY)


class _Asked(Collector):
    """A gauge or a counter that is kept elsewhere."""

    def __init__(self, metric: Metric, values: Values) -> None:
        self._metric = metric
        self._values = values

    def collect(self) -> Iterable[Family]:
        """As it is now."""
        family = self._family()
        for labels, value in self._values().items():
            family.add_metric(labels, value)
        return [family]

    def describe(self) -> Iterable[Family]:
        """The same without its values: registering asks for nothing."""
        return [self._family()]

    def _family(self) -> Any:
        kind = CounterMetricFamily if self._metric.kind == "counter" else GaugeMetricFamily
        return kind(self._metric.name, self._metric.help, labels=self._metric.labels)


# Of a metric without labels.
ALONE: Final = ()
