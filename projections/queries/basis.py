"""What an evaluation of a parameter can rest on: what was counted, seen, told, and what lacks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sroki.events.acts.audits import Met
from sroki.events.acts.evidence import Parameter
from sroki.events.acts.information import Conforms
from sroki.events.acts.plans import Means
from sroki.projections.queries import complaints
from sroki.projections.queries.cycle import items, plan_of
from sroki.projections.queries.dossiers import folded
from sroki.projections.queries.kept import Where, kept
from sroki.projections.queries.reading import Reading
from sroki.projections.queries.samples import CHECKLIST, Checks, ref_of, samples
from sroki.projections.queries.sources import watermarks
from sroki.projections.queries.surveys import results, surveys
from sroki.projections.snapshots import shelf
from sroki.workflows.audit_dossier import AUDIT
from sroki.workflows.dates import civil_date
from sroki.workflows.information_dossier import INFORMATION
from sroki.workflows.requirements import Requirements


class Fact(NamedTuple):
    """One computed value: `what` is a code for the words, its numbers, and what shows it.

    Of a source of events `on` is the day up to which it told everything, None: it never said so.
    """

    what: str
    title: str
    part: int
    whole: int
    ref: str | None
    on: date | None = None


class Basis(NamedTuple):
    """Facts, and the titles of lines of the plan in force that are not done."""

    facts: tuple[Fact, ...]
    missing: tuple[str, ...]

    @property
    def refs(self) -> list[str]:
        return sorted({one.ref for one in self.facts if one.ref is not None})


def basis(
    reading: Reading,
    whose: tuple[str, str],
    year: int,
    parameter: Parameter,
    requirements: Requirements | None,
    effective: complaints.Effective,
) -> Basis:
    """The basis of a parameter; `whose` are authority and service."""
    authority, service = whose
    facts = [*_audits(reading, whose, year, parameter, requirements)]
    facts += _samples(reading, whose, year, parameter, requirements)
    facts += _surveys(reading, whose, year, parameter)
    facts += _information(reading, whose, year, _Rows(reading, whose, requirements, parameter))
    if parameter is Parameter.TIMELINESS:
        facts += _rules(reading, whose, year, limits=True)
        facts += _snapshots(reading, whose, year)
        facts += _sources(reading, whose)
    if parameter is Parameter.ADDITIONAL:
        facts += _rules(reading, whose, year, limits=False)
        span = (date(year, 1, 1), date(year, 12, 31))
        filed = complaints.journal(reading, Where(authority, service), *span, effective)
        for one in complaints.grounds_of(filed):
            facts.append(Fact("complaint", str(one.ground), one.upheld, one.filed, None))
    return Basis(tuple(facts), tuple(_missing(reading, whose, year, parameter)))


def _audits(
    reading: Reading,
    whose: tuple[str, str],
    year: int,
    parameter: Parameter,
    requirements: Requirements | None,
) -> Iterator[Fact]:
    for row, found in folded(reading, AUDIT):
        state = found.state
        if state is None or (row.authority, state.recorded.service) != whose:
            continue
        checklist = requirements.checklist(state.recorded.checklist) if requirements else None
        if checklist is None or state.recorded.looked_on.year != year:
            continue
        if any(ref.startswith(ref_of("")) for ref in state.recorded.rests_on):
            # Told together, as the check of its sample.
            continue
        codes = {one.code for one in checklist.positions if one.parameter is parameter}
        seen = [one for one in state.positions if one.code in codes]
        if seen:
            met = sum(one.met is not Met.NO for one in seen)
            yield Fact("audit", checklist.title, met, len(seen), f"dossier/audit/{row.name}")


def _samples(
    reading: Reading,
    whose: tuple[str, str],
    year: int,
    parameter: Parameter,
    requirements: Requirements | None,
) -> Iterator[Fact]:
    authority, service = whose
    checklist = requirements.checklist(CHECKLIST) if requirements else None
    if checklist is None or all(one.parameter is not parameter for one in checklist.positions):
        return
    checks = Checks(reading, authority)
    for sample in samples(reading, authority):
        if (sample.service, sample.first_on.year) == (service, year):
            seen = [one for one in checks.of(sample) if one.seen is not None]
            clean = sum(not one.unmet for one in seen)
            yield Fact("sample", checklist.title, clean, len(seen), ref_of(sample.sample))


def _surveys(
    reading: Reading, whose: tuple[str, str], year: int, parameter: Parameter
) -> Iterator[Fact]:
    authority, service = whose
    for name, survey in surveys(reading, authority):
        if survey.opened.service != service or survey.opened.first_on.year != year:
            continue
        every = results(reading, authority, name, survey)[0]
        for question, counted in zip(survey.form.questions, every.counted, strict=True):
            if question.parameter is parameter:
                ref = f"dossier/survey/{name}"
                yield Fact("survey", question.text, counted.answered, every.sheets, ref)


class _Rows:
    """Which requirements a unit tells of feed a parameter: terms its timeliness, positions of a
    checklist what stands there, all other rules the additional ones."""

    def __init__(
        self,
        reading: Reading,
        whose: tuple[str, str],
        requirements: Requirements | None,
        parameter: Parameter,
    ) -> None:
        self._limits = _limits(reading, whose)
        self._requirements, self._parameter = requirements, parameter

    def __contains__(self, row: str) -> bool:
        return self._of(row) is self._parameter

    def _of(self, row: str) -> Parameter:
        name, _, code = row.partition(".")
        checklist = self._requirements.checklist(name) if self._requirements else None
        demand = checklist.by_code.get(code) if checklist else None
        if demand is not None:
            return demand.parameter
        return Parameter.TIMELINESS if row in self._limits else Parameter.ADDITIONAL


def _limits(reading: Reading, whose: tuple[str, str]) -> frozenset[str]:
    """The rules of a service that are time limits."""
    rules = reading.names.rules.items()
    return frozenset(rule for (*of, rule), one in rules if one.limit and tuple(of) == whose)


def _information(
    reading: Reading, whose: tuple[str, str], year: int, rows: _Rows
) -> Iterator[Fact]:
    for row, found in folded(reading, INFORMATION):
        state = found.state
        if state is None or (row.authority, state.told.service) != whose:
            continue
        if state.told.year == year:
            unit = reading.names.unit(row.authority, row.unit)
            told = [one for one in state.told.typed if one.row in rows]
            unmet = sum(one.conforms is Conforms.NO for one in told)
            if told:
                ref = f"dossier/information/{row.name}"
                yield Fact("information", unit, unmet, len(told), ref)


def _rules(reading: Reading, whose: tuple[str, str], year: int, *, limits: bool) -> Iterator[Fact]:
    """How time limits were kept, or how everything else was."""
    authority, service = whose
    first, last, known = date(year, 1, 1), date(year, 12, 31), _limits(reading, whose)
    for rule, one in sorted(kept(reading, Where(authority, service), first, last).items()):
        if (rule in known) is limits:
            title = reading.names.rule(authority, service, rule)
            yield Fact("rule", title, one.broken, one.cases, None)


def _snapshots(reading: Reading, whose: tuple[str, str], year: int) -> Iterator[Fact]:
    authority, _ = whose
    for frozen in shelf.listed(reading):
        if frozen.authority == authority and frozen.last_on.year == year:
            yield Fact("snapshot", frozen.period, 0, 0, f"snapshot/{frozen.number}")


def _sources(reading: Reading, whose: tuple[str, str]) -> Iterator[Fact]:
    """The sources that the terms of the service are judged by, such as ГИСОГД (item 6,
    subparagraph 2, letter d), and how far each has spoken."""
    authority, service = whose
    editions = [
        one
        for one in reading.names.editions.values()
        if (one.authority, one.service) == (authority, service)
    ]
    latest = max(editions, key=lambda one: one.in_force.since, default=None)
    zone = reading.names.zone(authority)
    for source in latest.sources if latest else ():
        if source.reports != "watermark":
            continue
        moments = [
            one.complete_to
            for one in watermarks(reading)
            if (one.authority, one.role) == (authority, source.role) and one.complete_to
        ]
        on = civil_date(min(moments), zone) if moments else None
        yield Fact("source" if on else "silent", source.title, 0, 0, None, on)


def _missing(
    reading: Reading, whose: tuple[str, str], year: int, parameter: Parameter
) -> Iterator[str]:
    authority, service = whose
    plan = plan_of(reading, authority, year)
    if plan is None or plan.state is None or plan.state.in_force is None:
        return
    today = reading.names.today(authority, reading.now)
    for one in items(reading, authority, year, plan.state.in_force.lines, today):
        if one.line.means is Means.COMPLAINTS:
            continue
        if one.is_open and one.service == service and parameter in one.line.parameters:
            unit = "" if one.line.unit is None else reading.names.unit(authority, one.line.unit)
            yield f"{one.line.line}. {one.line.title}" + (f" ({unit})" if unit else "")
