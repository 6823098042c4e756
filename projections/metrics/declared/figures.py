"""Of the live figures of the current half-year, and of the snapshots."""

from __future__ import annotations

from typing import Final

from sroki.projections.metrics.declared.metric import Metric

RATIO: Final = Metric(
    "sroki_indicator_ratio",
    "gauge",
    ("authority", "service", "indicator"),
    "An indicator of the current calendar half-year so far, as a ratio: 1 is 100 %. Absent while "
    "its denominator is 0. The official figure is recounted: sroki indicators.",
)
NUMERATOR: Final = Metric(
    "sroki_indicator_numerator",
    "gauge",
    ("authority", "service", "indicator", "unit"),
    "What stands above the line of an indicator of the current half-year: days taken, cases.",
    "every percentage of the rulebook and every unit of the directory",
)
DENOMINATOR: Final = Metric(
    "sroki_indicator_denominator",
    "gauge",
    ("authority", "service", "indicator", "unit"),
    "What stands below the line: days allowed, cases. Sum both over units, then divide.",
    "every percentage of the rulebook and every unit of the directory",
)
DIFFERENCES: Final = Metric(
    "sroki_figure_differences",
    "gauge",
    (),
    "Live figures that were found to differ from a recount of what was observed, at the last "
    "comparison. Above 0: a fault of the program; the recounted figures are the right ones.",
    "at once",
)
OUTDATED: Final = Metric(
    "sroki_snapshots_outdated",
    "gauge",
    ("authority",),
    "Frozen snapshots whose period is otherwise on record now, and that were not restated yet: "
    "sroki snapshot list, sroki snapshot restate.",
    "every authority of the directory",
)
