"""Of the machine: its journal, its faults, what it is, which day and hour it is."""

from __future__ import annotations

from typing import Final

from sroki.projections.metrics.declared.metric import Metric

WORKING_DAY: Final = Metric(
    "sroki_calendar_working_day",
    "gauge",
    ("authority",),
    "1 where today is a working day by the calendar of the authority's editions, else 0.",
    "every authority with an edition",
)
UTC_OFFSET: Final = Metric(
    "sroki_utc_offset_seconds",
    "gauge",
    ("authority",),
    "Seconds by which the authority's own clock is now ahead of UTC; for hours of work and rest.",
    "every authority of the directory",
)
BUILD: Final = Metric(
    "sroki_build_info",
    "gauge",
    ("version", "semantics", "rulebook"),
    "Always 1; its labels tell the program, the version of its semantics, the rulebook in use.",
)
JOURNAL: Final = Metric(
    "sroki_journal_entries_total",
    "counter",
    ("partition",),
    "Inputs in the partition's journal: events, ticks, controls.",
    "every partition",
)
CLOCK_AGE: Final = Metric(
    "sroki_journal_clock_age_seconds",
    "gauge",
    ("partition",),
    "Seconds since the journal's clock. It moves with inputs: it may grow while nothing comes and "
    "nothing is due; whether the sweep keeps up is what sroki_missed_breach tells.",
    "every partition that has a clock",
)
QUARANTINED: Final = Metric(
    "sroki_quarantined_subjects",
    "gauge",
    ("authority",),
    "Subjects whose assessment raised: their events are kept, nothing is said of them.",
    "every authority of the directory",
)
CRASHES: Final = Metric(
    "sroki_assessment_crashes_total",
    "counter",
    (),
    "Assessments that raised an exception: a fault of the program.",
    "at once",
)
MISSED: Final = Metric(
    "sroki_missed_breach",
    "gauge",
    (),
    "Open deadlines already due that the sweep has not spoken of. Above 0 for a moment after "
    "midnight; for longer, the sweep stands still.",
    "at once",
)
MISMATCHES: Final = Metric(
    "sroki_standing_mismatches_total",
    "counter",
    (),
    "Subjects that the rolling recheck found standing otherwise than their journal makes them "
    "stand, or lacking an event of it. Must stay 0: a fault of the program or of the store.",
    "at once",
)
STOPPED: Final = Metric(
    "sroki_partition_stopped",
    "gauge",
    ("partition", "alarm"),
    "1 while a partition of the log stands still, by the name of the alarm: topic_replaced, "
    "log_cut_short, log_rewritten, log_start_raised, told_ahead, told_unevenly.",
)
UNREAD: Final = Metric(
    "sroki_log_unread_total",
    "counter",
    ("reason",),
    "Records of the log that could not be read and are held sealed, by reason.",
)
UNTOLD: Final = Metric(
    "sroki_findings_untold",
    "gauge",
    ("partition",),
    "Findings of the ledger that the topic of findings was not told of yet.",
    "every partition whose ledger is relayed",
)
