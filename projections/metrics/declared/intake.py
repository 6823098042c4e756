"""Of what comes in: answers of the intake, how fresh the sources are."""

from __future__ import annotations

from typing import Final

from sroki.projections.metrics.declared.metric import Metric

OUTCOMES: Final = ("taken", "duplicate", "conflict", "rejected", "held", "unlinked")
MOST_SOURCES: Final = 50

INTAKE: Final = Metric(
    "sroki_intake_events_total",
    "counter",
    ("source", "outcome"),
    "Events sent, by what the intake answered: taken, duplicate, conflict, rejected, held, "
    "unlinked. Sources beyond the first fifty are counted as source=other.",
    "every outcome of every source that was ever heard",
)
NOT_TAKEN: Final = Metric(
    "sroki_intake_waiting_events",
    "gauge",
    ("state",),
    "Events kept sealed that were not taken: rejected, held, unlinked.",
    "every state",
)
SOURCE_LAG: Final = Metric(
    "sroki_source_lag_seconds",
    "gauge",
    ("authority", "source"),
    "Seconds since the intake last took an event of the source. Sources beyond the first fifty "
    "are source=other, which shows the largest lag of them.",
)
WATERMARK_AGE: Final = Metric(
    "sroki_source_watermark_age_seconds",
    "gauge",
    ("authority", "role", "unit"),
    "Seconds since the moment up to which a source has said that it told everything (unit=* for "
    "all units). +Inf where the edition expects such words of the role and it never gave one.",
    "every role of the rulebook that owes watermarks",
)
SOURCE_SILENT: Final = Metric(
    "sroki_source_silent_working_days",
    "gauge",
    ("authority", "source"),
    "Working days that went by without an event of the source: those after the day it was last "
    "heard and before today. 0 on a Monday for who was heard on Friday.",
)
WATERMARK_SILENT: Final = Metric(
    "sroki_source_watermark_working_days",
    "gauge",
    ("authority", "role", "unit"),
    "Working days of which a source has not said that it told everything, but for today. +Inf "
    "where it never gave such a word.",
    "every role of the rulebook that owes watermarks",
)
