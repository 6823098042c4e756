"""Of the work itself: cases, deadlines, findings, durations."""

from __future__ import annotations

from typing import Final

from sroki.projections.metrics.declared.metric import PLACE, Metric

# Upper edges of the buckets of a duration: the terms of the acts, and what lies beyond them.
DAYS: Final = (0, 1, 2, 3, 5, 6, 10, 15, 23, 30, 35, 45, 60, 90)

_LIMITS: Final = "every time limit and unit of the rulebook and the directory"
_RULES: Final = "every time limit and check of the rulebook, and every unit of the directory"

OPEN_CASES: Final = Metric(
    "sroki_open_cases",
    "gauge",
    ("authority", "service", "unit", "stage"),
    "Cases that are not closed, by the stage they stand at. Stages are the procedures of the "
    "edition, and done, last, no_edition, not_assessed.",
    "every stage and unit of the rulebook and the directory",
)
OVERDUE: Final = Metric(
    "sroki_deadlines_overdue",
    "gauge",
    PLACE,
    "Open deadlines whose due moment has passed and whose source has told everything up to it.",
    _LIMITS,
)
PRESUMED: Final = Metric(
    "sroki_deadlines_presumed",
    "gauge",
    PLACE,
    "Open deadlines whose due moment has passed while their source is still silent about it. "
    "None of them is among the overdue.",
    _LIMITS,
)
APPROACHING: Final = Metric(
    "sroki_deadlines_approaching",
    "gauge",
    (*PLACE, "within"),
    "Open deadlines not yet due that fall due today (within=0d), or by the end of the third or "
    "seventh civil day after (3d, 7d). Each holds those before it.",
    _LIMITS,
)
IMPOSSIBLE: Final = Metric(
    "sroki_deadlines_impossible",
    "gauge",
    PLACE,
    "Open deadlines not yet due that can no longer be kept: what the act still demands before "
    "them does not fit.",
    _LIMITS,
)
OLDEST: Final = Metric(
    "sroki_oldest_overdue_days",
    "gauge",
    PLACE,
    "Civil days since the due day of the oldest overdue deadline; 0 where nothing is overdue.",
    _LIMITS,
)
DUE_DAY: Final = Metric(
    "sroki_due_day_seconds",
    "gauge",
    (*PLACE, "of"),
    "A due day on the authority's own calendar: of the oldest deadline overdue (of=overdue) or "
    "presumed, of the next one. In seconds from 1970-01-01 to that day, so that whoever prints it "
    "in UTC prints the local day. Not there where there is no such deadline.",
)
NEXT: Final = Metric(
    "sroki_next_deadline_timestamp_seconds",
    "gauge",
    PLACE,
    "The instant at which the next deadline falls due. Not there where none is running.",
)
FINDINGS: Final = Metric(
    "sroki_findings_total",
    "counter",
    (*PLACE, "kind"),
    "Findings said: approaching, impossible, presumed, breach, deviation. Silent ones (history, or "
    "due before the source went live) are not counted.",
    _RULES,
)
RETRACTIONS: Final = Metric(
    "sroki_retractions_total",
    "counter",
    (*PLACE, "kind"),
    "Findings taken back, by what they had been: presumed, breach, deviation.",
    _RULES,
)
DURATION: Final = Metric(
    "sroki_step_duration_days",
    "histogram",
    ("authority", "service", "rule"),
    "Civil days from the event that started a time limit to the one that ended it, once each. A "
    "later correction does not take a duration back; frozen figures come from the store.",
    "every time limit of the rulebook",
)
