"""A year's report put together: every statement that the cycle of the year gives, with what shows
it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sroki.events.acts.reports import Part, Statement
from sroki.events.i18n import mark
from sroki.projections.cycle import report_concluded, report_counted, report_seen
from sroki.projections.cycle.report_lines import ORDER, Lines
from sroki.projections.queries.complaints import Effective
from sroki.projections.queries.reading import Reading
from sroki.workflows.requirements import Requirements

_NOTHING: Final[Mapping[Part, str]] = {
    Part.PLAN: mark("Утверждённого плана на этот год нет."),
    Part.INFORMATION: mark("Сведений подразделений план не запрашивал, и они не представлены."),
    Part.SURVEYS: mark("Опросов в этом году не было."),
    Part.AUDITS: mark("Осмотров помещений и проверок Сайта в этом году не было."),
    Part.CASE_FILES: mark("Дела в этом году не проверялись."),
    Part.DEVIATIONS: mark("Доказанных отклонений нет."),
    Part.COMPLAINTS: mark("Жалоб и решений суда нет."),
    Part.SNAPSHOTS: mark("Утверждённых снимков за год нет."),
    Part.EVALUATION: mark("Показатели не оценивались."),
    Part.PROPOSALS: mark("Предложений не внесено."),
}


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
    for part, says in _NOTHING.items():
        lines.nothing(part, says)
    return sorted(lines.found, key=lambda one: ORDER[one.part])
