"""What a report says of the plan and of what people told and saw: units, citizens, auditors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from sroki.events import amounts
from sroki.events.acts.audits import Met
from sroki.events.acts.information import Conforms, information_name
from sroki.events.acts.plans import Means
from sroki.events.acts.proposals import Origin
from sroki.events.acts.reports import Part, Reach
from sroki.events.i18n import DEFAULT, mark
from sroki.projections.cycle.approvals import approved
from sroki.projections.cycle.plan_file import OFFICE
from sroki.projections.cycle.report_lines import Lines
from sroki.projections.cycle.stands import STANDS
from sroki.projections.queries.cycle import Item, items, plan_of
from sroki.projections.queries.dossiers import folded
from sroki.projections.queries.surveys import results, surveys
from sroki.projections.words import t
from sroki.workflows.audit_dossier import AUDIT, SAMPLE, Audit
from sroki.workflows.information_dossier import INFORMATION
from sroki.workflows.phrases import t as phrase
from sroki.workflows.plan_dossier import Plan
from sroki.workflows.requirements import Checklist, Requirements

ANSWERED: Final = mark("ответов: {part} из {whole}")
UNMET: Final = mark("не соблюдается требований: {part} из {whole}")
MET: Final = mark("выполнено: {part} из {whole}")
_LOOKED: Final[Mapping[str, str]] = {
    "submitted": mark("представлены"),
    "returned": mark("возвращены"),
    "accepted": mark("приняты"),
}


def plan(lines: Lines) -> Plan | None:
    """The plan in force, and what of it was not done by its day."""
    found = plan_of(lines.reading, lines.authority, lines.year)
    state = None if found is None else found.state
    ref = f"dossier/plan/{lines.year}"
    if state is None or state.in_force is None:
        return None
    one = state.in_force
    assert one.approval is not None  # noqa: S101 - it is in force
    says = t(mark("версия № {number}; {how}"), number=one.number, how=approved(one.approval))
    lines.add(Part.PLAN, t(mark("План утверждён")), says, [ref])
    every = _items(lines, state)
    done = sum(not item.is_open for item in every)
    title, words = t(mark("Сделано по плану")), mark("{part} из {whole}")
    lines.count(Part.PLAN, title, words, (done, len(every)), [ref])
    for item in every:
        if item.is_open:
            line = item.line
            says = t(
                mark("{stands}; срок {on}"),
                stands=t(STANDS[item.stands]),
                on=amounts.on(line.due_on),
            )
            who = lines.in_unit(line.unit) if line.unit else phrase(OFFICE, DEFAULT)
            told = f"{line.line}. {line.title} ({who}, {item.service})"
            lines.add(Part.PLAN, told, says, [ref], service=item.service, unit=line.unit)
    return state


def _items(lines: Lines, state: Plan) -> list[Item]:
    today = lines.names.today(lines.authority, lines.reading.now)
    assert state.in_force is not None  # noqa: S101 - the caller has looked
    return items(lines.reading, lines.authority, lines.year, state.in_force.lines, today)


def information(lines: Lines, state: Plan | None) -> None:
    """What each unit told of each service; what was asked for and did not come is told as such."""
    told: set[str] = set()
    for row, found in folded(lines.reading, INFORMATION):
        if row.authority != lines.authority or found.state is None:
            continue
        one = found.state.told
        if one.year != lines.year:
            continue
        told.add(row.name)
        unmet = sum(typed.conforms is Conforms.NO for typed in one.typed)
        says = t(UNMET, DEFAULT, part=unmet, whole=len(one.typed))
        lines.add(
            Part.INFORMATION,
            f"{lines.in_unit(row.unit)}: {lines.of_service(one.service)}",
            f"{t(_LOOKED[found.stage])}; {says}",
            [f"dossier/information/{row.name}"],
            origin=Origin.TYPED,
            service=one.service,
            unit=row.unit,
            number=unmet,
            whole=len(one.typed),
        )
    for item in [] if state is None else _items(lines, state):
        line = item.line
        name = information_name(lines.year, line.line, line.unit or "", item.service)
        if line.means is Means.INFORMATION and name not in told:
            lines.add(
                Part.INFORMATION,
                f"{lines.in_unit(line.unit)}: {lines.of_service(item.service)}",
                t(mark("не представлены; срок {on}"), on=amounts.on(line.due_on)),
                [f"dossier/plan/{lines.year}"],
                service=item.service,
                unit=line.unit,
            )


def asked(lines: Lines) -> None:
    """What people answered at the places of service."""
    for name, survey in reversed(surveys(lines.reading, lines.authority)):
        if survey.opened.first_on.year != lines.year:
            continue
        refs, service = [f"dossier/survey/{name}"], survey.opened.service
        every = results(lines.reading, lines.authority, name, survey)[0]
        first, last = amounts.on(survey.opened.first_on), amounts.on(survey.last_on)
        lines.add(
            Part.SURVEYS,
            f"{survey.form.title}, {first} – {last}",
            t(mark("листов {n}, не учтено {out}"), n=every.sheets, out=every.excluded),
            refs,
            service=service,
            number=every.sheets,
            reach=Reach.COUNTED,
        )
        if not every.sheets:
            continue
        for question, counted in zip(survey.form.questions, every.counted, strict=True):
            if not counted.answered:
                lines.add(
                    Part.SURVEYS,
                    question.text,
                    t(mark("никто не ответил")),
                    refs,
                    service=service,
                )
                continue
            titles = {one.code: one.text for one in question.options}
            for code, number in counted.options:
                lines.count(
                    Part.SURVEYS,
                    f"{question.text} — {titles[code]}",
                    ANSWERED,
                    (number, counted.answered),
                    refs,
                    service=service,
                    reach=Reach.COUNTED,
                    sums="" if question.many else f"{name}.{question.id}",
                )


def looked_at(lines: Lines, requirements: Mapping[str, Requirements]) -> None:
    """Premises, the site, and the papers of cases."""
    audits = [
        (row.name, row.unit, found.state)
        for row, found in folded(lines.reading, AUDIT)
        if row.authority == lines.authority
        and found.state is not None
        and found.state.recorded.looked_on.year == lines.year
    ]
    audits.sort(key=lambda one: (one[2].recorded.looked_on, one[0]))
    files: dict[tuple[str, str], list[tuple[str, Audit]]] = {}
    for name, unit, audit in audits:
        if Means(audit.recorded.checklist) is Means.CASE_FILES:
            files.setdefault((audit.recorded.service, unit), []).append((name, audit))
        else:
            _place(lines, name, unit, audit, _checklist(lines, audit, requirements))
    for (service, unit), some in sorted(files.items()):
        checklist = _checklist(lines, some[0][1], requirements)
        _case_files(lines, service, unit, some, checklist)


def _checklist(
    lines: Lines, audit: Audit, requirements: Mapping[str, Requirements]
) -> Checklist | None:
    for edition in lines.names.editions.values():
        of = (edition.authority, edition.service)
        if of == (lines.authority, audit.recorded.service) and edition.id in requirements:
            return requirements[edition.id].checklist(audit.recorded.checklist)
    return None


def _titles(checklist: Checklist | None) -> dict[str, str]:
    if checklist is None:
        return {}
    return {one.code: f"{one.title} ({one.clause})" for one in checklist.positions}


def _place(lines: Lines, name: str, unit: str, audit: Audit, checklist: Checklist | None) -> None:
    seen = audit.recorded
    title = checklist.title if checklist else seen.checklist
    refs, titles = [f"dossier/audit/{name}"], _titles(checklist)
    met = sum(one.met is not Met.NO for one in audit.positions)
    where = f"{lines.in_unit(unit)}, {amounts.on(seen.looked_on)}"
    more: dict[str, Any] = {"service": seen.service, "unit": unit or None}
    of = (met, len(audit.positions))
    lines.count(Part.AUDITS, f"{title}: {where}", MET, of, refs, **more)
    for one in audit.positions:
        if one.met is Met.NO:
            told = f"{titles.get(one.code, one.code)}: {where}"
            lines.add(Part.AUDITS, told, t(mark("не выполнено")), refs, **more)


def _case_files(
    lines: Lines,
    service: str,
    unit: str,
    some: list[tuple[str, Audit]],
    checklist: Checklist | None,
) -> None:
    drawn = [
        f"dossier/sample/{row.name}"
        for row, found in folded(lines.reading, SAMPLE)
        if row.authority == lines.authority
        and found.state is not None
        and (found.state.service, row.unit) == (service, unit)
        and found.state.last_on.year == lines.year
    ]
    refs = [*drawn, *(f"dossier/audit/{name}" for name, _ in some)]
    unmet = Counter(one.code for _, audit in some for one in audit.positions if one.met is Met.NO)
    bad = sum(any(one.met is Met.NO for one in audit.positions) for _, audit in some)
    titles = _titles(checklist)
    more: dict[str, Any] = {"service": service, "unit": unit or None}
    words = mark("дел с замечаниями: {part} из {whole} проверенных")
    for title, number in [
        (t(mark("Проверка дел: {unit}"), unit=lines.in_unit(unit)), bad),
        *((f"{titles.get(code, code)}: {lines.in_unit(unit)}", n) for code, n in unmet.items()),
    ]:
        of = (number, len(some))
        lines.count(Part.CASE_FILES, title, words, of, refs, reach=Reach.COUNTED, **more)
