"""The metrics, declared: names, labels and what they mean. `docs/metrics.md` is made from here.

Labels are codes of the directory and of the rulebook, so the number of series follows from them
and not from the number of applications. No label ever holds a case, a registration number or a
person.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

PLACE: Final = ("authority", "service", "rule", "unit")


class Metric(NamedTuple):
    """One metric. `born` tells for which label values it exists before anything happens."""

    name: str
    kind: Literal["gauge", "counter", "histogram"]
    labels: tuple[str, ...]
    help: str
    born: str = ""


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
DURATION: Final = Metric(
    "sroki_step_duration_days",
    "histogram",
    ("authority", "service", "rule"),
    "Civil days from the event that started a time limit to the one that ended it, once each. A "
    "later correction does not take a duration back; frozen figures come from the store.",
    "every time limit of the rulebook",
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
EDITION: Final = Metric(
    "sroki_edition_in_force",
    "gauge",
    ("authority", "service", "edition"),
    "1 for the edition of the regulation that is in force today, 0 for every other.",
    "every edition of the rulebook",
)
WINDOW: Final = Metric(
    "sroki_window_open",
    "gauge",
    ("authority", "service", "window"),
    "1 while applications are taken, by the edition in force today, else 0.",
    "every period of filing of the rulebook",
)
AUTHORITY_INFO: Final = Metric(
    "sroki_authority_info",
    "gauge",
    ("authority", "title"),
    "Always 1; what people call the authority.",
    "every authority of the directory",
)
UNIT_INFO: Final = Metric(
    "sroki_unit_info",
    "gauge",
    ("authority", "unit", "title"),
    "Always 1; what people call the unit.",
    "every unit of the directory",
)
SERVICE_INFO: Final = Metric(
    "sroki_service_info",
    "gauge",
    ("authority", "service", "title"),
    "Always 1; what people call the service.",
    "every service of the rulebook",
)
RULE_INFO: Final = Metric(
    "sroki_rule_info",
    "gauge",
    ("authority", "service", "rule", "title", "clause", "check"),
    "Always 1; what people call a time limit or a check, and the clause that orders it. `check` is "
    "what the edition asks to be checked, empty for a time limit.",
    "every time limit and check of the rulebook",
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

METRICS: Final = (
    OPEN_CASES,
    OVERDUE,
    PRESUMED,
    APPROACHING,
    IMPOSSIBLE,
    OLDEST,
    DUE_DAY,
    NEXT,
    FINDINGS,
    RETRACTIONS,
    INTAKE,
    NOT_TAKEN,
    DURATION,
    SOURCE_LAG,
    WATERMARK_AGE,
    SOURCE_SILENT,
    WATERMARK_SILENT,
    WORKING_DAY,
    UTC_OFFSET,
    EDITION,
    WINDOW,
    AUTHORITY_INFO,
    UNIT_INFO,
    SERVICE_INFO,
    RULE_INFO,
    BUILD,
    JOURNAL,
    CLOCK_AGE,
    QUARANTINED,
    CRASHES,
    MISSED,
    MISMATCHES,
    STOPPED,
    UNREAD,
    UNTOLD,
    RATIO,
    NUMERATOR,
    DENOMINATOR,
    DIFFERENCES,
    OUTDATED,
)

# What a process knows and no row of the store: see `deploy/shell_metrics`, `deploy/rounds`.
DISAGREEMENTS: Final = Metric(
    "sroki_clock_disagreements_total",
    "counter",
    (),
    "How often the wall clock and the monotonic one fell apart by more than 120 s.",
    "at once",
)
CLOCK_HELD: Final = Metric(
    "sroki_clock_held",
    "gauge",
    (),
    "1 while time does not act because the clock jumped, else 0.",
    "at once",
)
DIGESTS: Final = Metric(
    "sroki_digests_total",
    "counter",
    ("outcome",),
    "Daily digests of units, by what came of them: sent, empty, failed.",
    "every outcome",
)
HOOK_ATTEMPTS: Final = Metric(
    "sroki_hook_attempts_total",
    "counter",
    ("hook", "outcome"),
    "Statuses sent to cabinets of applicants, by what came of the attempt: delivered, failed, "
    "given_up.",
    "every outcome of every cabinet with an address",
)
HOOK_OLDEST: Final = Metric(
    "sroki_hook_oldest_seconds",
    "gauge",
    ("hook",),
    "For how long the oldest status has waited to reach a cabinet; 0 while none waits.",
    "every cabinet with an address",
)
FAILED_ROUNDS: Final = Metric(
    "sroki_courier_failed_rounds",
    "gauge",
    ("courier",),
    "Rounds in a row that a courier could not finish: hooks, which tells cabinets, or postman, "
    "which sends digests. 0 while it goes round; a receiver that does not take a letter is no "
    "failed round.",
    "every courier",
)
SHELL: Final = (
    DISAGREEMENTS,
    CLOCK_HELD,
    DIGESTS,
    HOOK_ATTEMPTS,
    HOOK_OLDEST,
    FAILED_ROUNDS,
)

# What a process of a cluster tells of itself, and of nobody else: see `deploy/cluster/meter`.
LOG_BEHIND: Final = Metric(
    "sroki_worker_unread_records",
    "gauge",
    ("partition",),
    "Records of the log after the position that is durable, of the partitions that this worker "
    "holds; the log's end is looked at every five seconds.",
)
HELD: Final = Metric(
    "sroki_worker_partitions",
    "gauge",
    (),
    "Partitions that this worker holds and moves.",
    "at once",
)
REBALANCES: Final = Metric(
    "sroki_worker_rebalances_total",
    "counter",
    (),
    "How often the group has told this worker what is its, or that nothing is for now.",
    "at once",
)
SEATED: Final = Metric(
    "sroki_worker_seated",
    "gauge",
    (),
    "1 once the worker has done all that the group last told it to: what it was given is taken, "
    "what was taken from it is let go. 0 meanwhile.",
    "at once",
)
STILL: Final = Metric(
    "sroki_worker_still_seconds",
    "gauge",
    (),
    "For how long that duty of the worker has not moved that should have, by looks of five "
    "seconds: a partition, a relay, the seating. At worker.stuck_seconds, or three sessions where "
    "that is longer, the process ends by itself.",
    "at once",
)
BATCH: Final = Metric(
    "sroki_worker_batch_seconds",
    "histogram",
    (),
    "A fetched batch of a partition, from a free thread to its commit.",
    "at once",
)
RECORDS: Final = Metric(
    "sroki_worker_records_total",
    "counter",
    (),
    "Records of the log that this worker has taken, whatever came of them.",
    "at once",
)
SWEEP: Final = Metric(
    "sroki_worker_sweep_seconds",
    "histogram",
    (),
    "One round over all partitions in which time acts, letters are delivered and cases rechecked.",
    "at once",
)
RELAY_GAP: Final = Metric(
    "sroki_worker_relay_gap_findings",
    "gauge",
    ("partition",),
    "Findings of the ledger that the topic lacks, of the partitions that this worker tells.",
)
RELAY: Final = Metric(
    "sroki_worker_relay_seconds",
    "histogram",
    (),
    "One transaction of findings, from the ledger to the topic, and the note of it.",
    "at once",
)
INBOX_BEHIND: Final = Metric(
    "sroki_gate_unread_records",
    "gauge",
    ("topic", "partition"),
    "Records of an inbox that this gate has yet to take, of the partitions that it reads.",
)
PASSED: Final = Metric(
    "sroki_gate_batch_seconds",
    "histogram",
    (),
    "What was read of a partition of an inbox: through the intake, into the log, acknowledged.",
    "at once",
)
PROCESS: Final = (
    LOG_BEHIND,
    HELD,
    REBALANCES,
    SEATED,
    STILL,
    BATCH,
    RECORDS,
    SWEEP,
    RELAY_GAP,
    RELAY,
    INBOX_BEHIND,
    PASSED,
)
# Upper edges of their histograms.
SECONDS: Final = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

# Upper edges of the duration's buckets: the terms of the acts, and what lies beyond them.
DAYS: Final = (0, 1, 2, 3, 5, 6, 10, 15, 23, 30, 35, 45, 60, 90)
OUTCOMES: Final = ("taken", "duplicate", "conflict", "rejected", "held", "unlinked")
MOST_SOURCES: Final = 50
