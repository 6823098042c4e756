"""A year's report put together: every statement that the cycle of the year gives, with what shows
it."""

from __future__ import annotations

from collections.abc import Mapping

from sroki.events.acts.reports import Statement
from sroki.projections.cycle import report_concluded, report_counted, report_seen
from sroki.projections.cycle.report_lines import Lines
from sroki.projections.queries.complaints import Effective
from sroki.projections.queries.reading import Reading
from sroki.workflows.requirements import Requirements


def statements(
    reading: Reading,
    authority: str,
    year: int,
    requirements: Mapping[str, Requirements],
    effective: Effective,
) -> list[Statement]:
    """The statements of an authority's year, as the store is at this reading. The reader must see
    the authority as a whole."""
    lines = Lines(reading, authority, year, effective)
    plan = report_seen.plan(lines)
    report_seen.information(lines, plan)
    report_seen.asked(lines)
    report_seen.looked_at(lines, requirements)
    report_counted.deviations(lines)
    report_counted.appeals(lines)
    report_counted.snapshots(lines)
    report_concluded.evaluations(lines, plan)
    report_concluded.proposals(lines)
    return lines.found
