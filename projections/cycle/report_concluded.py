"""What a report says of what came of the year: the evaluation of the parameters, and proposals."""

from __future__ import annotations

from collections.abc import Iterable

from sroki.events import amounts
from sroki.events.acts.evidence import Parameter
from sroki.events.acts.proposals import Origin, ParameterEvaluated, ParameterReevaluated
from sroki.events.acts.reports import Part, Reach
from sroki.events.i18n import DEFAULT, mark
from sroki.projections.cycle.approvals import approved
from sroki.projections.cycle.report_lines import Lines
from sroki.projections.queries.dossiers import dossiers, folded
from sroki.projections.words import t
from sroki.workflows.phrases import t as phrase
from sroki.workflows.plan_dossier import PARAMETERS, Plan
from sroki.workflows.proposal_dossier import DECISIONS, EVALUATION, PROPOSAL, Proposal


def evaluations(lines: Lines, state: Plan | None) -> None:
    """What was concluded of each parameter, and what lacked; one that the plan asks for and nobody
    evaluated is told as such. Values may count few people: they stay inside, in their words."""
    planned = _planned(state)
    services = sorted(code for of, code in lines.names.services if of == lines.authority)
    every = [(service, one) for service in services for one in Parameter]
    names = {pair: f"{lines.year}/{pair[1].value}/{pair[0]}" for pair in every}
    found = dossiers(lines.reading, EVALUATION, lines.authority, [*names.values()])
    for pair in every:
        one = found.get(names[pair])
        title = f"{phrase(PARAMETERS[pair[1]], DEFAULT)}: {lines.of_service(pair[0])}"
        if one is not None and one.state is not None:
            _evaluated(lines, title, pair[0], names[pair], one.state.found)
        elif pair in planned:
            says = t(mark("не оценён"))
            lines.add(Part.EVALUATION, title, says, [f"dossier/plan/{lines.year}"], service=pair[0])


def _planned(state: Plan | None) -> set[tuple[str, Parameter]]:
    if state is None or state.in_force is None:
        return set()
    return {
        (service, parameter)
        for line in state.in_force.lines
        for service in line.services
        for parameter in line.parameters
    }


def _evaluated(
    lines: Lines,
    title: str,
    service: str,
    name: str,
    found: ParameterEvaluated | ParameterReevaluated,
) -> None:
    refs = [f"dossier/evaluation/{name}"]
    grade = f" {t(mark('Оценка: {grade} ({scale}).'), grade=found.grade, scale=found.scale)}"
    says = found.conclusion + (grade if found.grade else "")
    lines.add(Part.EVALUATION, title, says, refs, origin=Origin.TYPED, service=service)
    for value in found.values:
        shown_by = [value.shown_by] if value.shown_by else refs
        lines.add(
            Part.EVALUATION,
            value.title,
            value.value or "—",
            shown_by,
            origin=value.origin,
            reach=Reach.INTERNAL,
            service=service,
        )
    if found.missing:
        lack = t(mark("Чего не хватило: {title}"), title=title)
        lines.add(Part.EVALUATION, lack, "; ".join(found.missing), refs, service=service)


def proposals(lines: Lines) -> None:
    """What was proposed, decided and done; what is not decided yet is nobody's outside."""
    found = [
        (row.name, row.unit, of.state)
        for row, of in folded(lines.reading, PROPOSAL)
        if row.authority == lines.authority
        and of.state is not None
        and of.state.made.year == lines.year
    ]
    for name, unit, one in sorted(found, key=lambda it: (it[2].made.recorded_at, it[0])):
        lines.add(
            Part.PROPOSALS,
            f"{one.clause}, {lines.of_service(one.made.service)}",
            " ".join(_proposed(one)),
            [f"dossier/proposal/{name}", *_not_cases(one.made.rests_on)],
            origin=Origin.TYPED,
            reach=Reach.INTERNAL if one.decided is None else Reach.OPEN,
            service=one.made.service,
            unit=unit or None,
        )


def _not_cases(refs: Iterable[str]) -> list[str]:
    return [one for one in refs if not one.startswith("case/")]


def _proposed(one: Proposal) -> list[str]:
    said = [one.words]
    if one.decided is None:
        return [*said, t(mark("Решения ещё нет."))]
    told, how = phrase(DECISIONS[one.decided.decision], DEFAULT), approved(one.decided.approval)
    said.append(t(mark("Решение: {told} ({how})."), told=told, how=how))
    if one.fulfilled is not None:
        on, document = amounts.on(one.fulfilled.done_on), one.fulfilled.document
        said.append(t(mark("Исполнено {on}: {document}."), on=on, document=document))
    return said
