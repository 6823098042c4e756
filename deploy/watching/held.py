"""Recording rules that *hold*: the last that was known, for as long as nothing answers.

A scrape that fails says nothing about deadlines, yet Prometheus lets its series end, every alert
over them *resolve*, and a counter's next step be lost. So alerts read held series only. While any
instance of a job answers, a held series is what it says, and what it no longer says is gone; while
none answers, it repeats itself. Another alert tells that nothing answers.
"""

from __future__ import annotations

from typing import Final, NamedTuple

# Longer than a restart of Prometheus, short enough to be read at every evaluation.
MEMORY: Final = "30m"
ANSWERS: Final = "sroki_build_info"


class Held(NamedTuple):
    """A held series: `level` names the labels that it keeps, as `level:metric:operation` asks."""

    level: str
    metric: str

    @property
    def record(self) -> str:
        return f"{self.level}:{self.metric.removesuffix('_total')}:held"

    @property
    def expr(self) -> str:
        """Every instance reads the same store, so the greatest says what each of them does."""
        return (
            f"max without (instance) ({self.metric})\n"
            f"  or (last_over_time({self.record}[{MEMORY}]) unless on (job) {ANSWERS})"
        )


# A place is an authority, a service, a rule and a unit.
OVERDUE: Final = Held("place", "sroki_deadlines_overdue")
PRESUMED: Final = Held("place", "sroki_deadlines_presumed")
APPROACHING: Final = Held("place", "sroki_deadlines_approaching")
IMPOSSIBLE: Final = Held("place", "sroki_deadlines_impossible")
OLDEST: Final = Held("place", "sroki_oldest_overdue_days")
DUE_DAY: Final = Held("place", "sroki_due_day_seconds")
FINDINGS: Final = Held("place", "sroki_findings_total")
RETRACTIONS: Final = Held("place", "sroki_retractions_total")
AUTHORITY: Final = Held("authority", "sroki_authority_info")
UNIT: Final = Held("unit", "sroki_unit_info")
SERVICE: Final = Held("service", "sroki_service_info")
RULE: Final = Held("rule", "sroki_rule_info")
INTAKE: Final = Held("source", "sroki_intake_events_total")
SOURCE: Final = Held("source", "sroki_source_silent_working_days")
WATERMARK: Final = Held("role", "sroki_source_watermark_working_days")
WORKING_DAY: Final = Held("authority", "sroki_calendar_working_day")
UTC_OFFSET: Final = Held("authority", "sroki_utc_offset_seconds")
QUARANTINED: Final = Held("authority", "sroki_quarantined_subjects")
MISSED: Final = Held("job", "sroki_missed_breach")
MISMATCHES: Final = Held("job", "sroki_standing_mismatches_total")
DIFFERENCES: Final = Held("job", "sroki_figure_differences")
STOPPED: Final = Held("partition", "sroki_partition_stopped")
UNREAD: Final = Held("reason", "sroki_log_unread_total")
UNTOLD: Final = Held("partition", "sroki_findings_untold")
OUTDATED: Final = Held("authority", "sroki_snapshots_outdated")
HOOK: Final = Held("hook", "sroki_hook_oldest_seconds")
COURIER: Final = Held("courier", "sroki_courier_failed_rounds")
# What a worker and a gate tell of themselves: of a partition that none of them reads, the last.
LOG_BEHIND: Final = Held("partition", "sroki_worker_unread_records")
INBOX_BEHIND: Final = Held("inbox", "sroki_gate_unread_records")

OF_PLACES: Final = (
    OVERDUE,
    PRESUMED,
    APPROACHING,
    IMPOSSIBLE,
    OLDEST,
    DUE_DAY,
    FINDINGS,
    RETRACTIONS,
    AUTHORITY,
    UNIT,
    SERVICE,
    RULE,
)
OF_THE_MACHINE: Final = (
    INTAKE,
    SOURCE,
    WATERMARK,
    WORKING_DAY,
    UTC_OFFSET,
    QUARANTINED,
    MISSED,
    MISMATCHES,
    DIFFERENCES,
    STOPPED,
    UNREAD,
    UNTOLD,
    OUTDATED,
    HOOK,
    COURIER,
    LOG_BEHIND,
    INBOX_BEHIND,
)

# Which jobs have ever answered: what is missed when one no longer does.
SEEN: Final = "job:sroki_build_info:seen"
SEEN_EXPR: Final = f"max by (job) ({ANSWERS}) or last_over_time({SEEN}[{MEMORY}])"
