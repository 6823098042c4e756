"""What is declared of a metric, and the instrument that a process keeps of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

PLACE: Final = ("authority", "service", "rule", "unit")


class Metric(NamedTuple):
    """One metric. `born` tells for which label values it exists before anything happens."""

    name: str
    kind: Literal["gauge", "counter", "histogram"]
    labels: tuple[str, ...]
    help: str
    born: str = ""

    def gauge(self, registry: CollectorRegistry) -> Gauge:
        """One that this process sets."""
        return Gauge(self.name, self.help, self.labels, registry=registry)

    def counter(self, registry: CollectorRegistry) -> Counter:
        """One that grows while this process lives."""
        return Counter(self.name, self.help, self.labels, registry=registry)

    def histogram(self, registry: CollectorRegistry, edges: Sequence[float]) -> Histogram:
        """One of this process, by the upper edges of its buckets."""
        return Histogram(self.name, self.help, self.labels, registry=registry, buckets=edges)


# A metric, the values of its labels, its value; of a histogram its buckets and their sum.
Sample = tuple[Metric, tuple[str, ...], Any]
