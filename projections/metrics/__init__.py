"""What Prometheus is told, true at the moment of the scrape.

    registry = registry_of(Gauged(reading=…, now=…, names=…))
    text = scrape(registry)

Every scrape reads the tallies of the store in one snapshot; nothing is kept between scrapes, so a
restarted process says what the one before it would have said. The registry is this one's own.
"""

from sroki.projections.metrics.collector import Gauged, registry_of, scrape
from sroki.projections.metrics.declared import METRICS
from sroki.projections.metrics.declared.metric import Metric

__all__ = ["METRICS", "Gauged", "Metric", "registry_of", "scrape"]
