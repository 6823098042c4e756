"""The monitoring cycle of a year: what the plan in force asks for, and what of it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from sroki.events.acts.audits import SampleDrawn
from sroki.events.acts.information import information_name
from sroki.events.acts.plans import Means, PlanLine
from sroki.projections.queries.checks import Draft, drafts
from sroki.projections.queries.dossiers import dossier, dossiers, folded, listed
from sroki.projections.queries.reading import Reading
from sroki.projections.queries.samples import Checks, samples
from sroki.workflows.audit_dossier import AUDIT, Audit
from sroki.workflows.dates import days_between
from sroki.workflows.dossiers import Dossier
from sroki.workflows.information_dossier import INFORMATION
from sroki.workflows.plan_dossier import PLAN, Plan
from sroki.workflows.survey_dossier import SURVEY, Survey

# From so many days before its day on, an item of the plan is shown as due soon.
SOON_DAYS = 14


class Stands(StrEnum):
    """How an item of the plan stands."""

    DONE = "done"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    UNDER_WAY = "under_way"
    LATE = "late"
    SOON = "soon"
    AHEAD = "ahead"


class Item(NamedTuple):
    """A line of the plan for one service; `entry` is the name of the dossier that does it."""

    line: PlanLine
    service: str
    stands: Stands
    entry: str = ""

    @property
    def is_open(self) -> bool:
        return self.stands not in (Stands.DONE, Stands.SUBMITTED)


def plan_of(reading: Reading, authority: str, year: int) -> Dossier[Plan] | None:
    """The plan of a year, begun or not; None where it is not the reader's to see."""
    return dossier(reading, PLAN, authority, str(year))


def years(reading: Reading, authority: str) -> list[int]:
    """The years that have a plan, the latest first."""
    found = {int(one.name) for one in listed(reading, PLAN) if one.authority == authority}
    return sorted(found, reverse=True)


def items(
    reading: Reading, authority: str, year: int, lines: Iterable[PlanLine], today: date
) -> list[Item]:
    """Every line for every service, in order of its day. Of a unit's items only those in scope."""
    seen = _Done(reading, authority, year, today)
    found = [
        _item(line, service, *seen.of(line, service), today)
        for line in lines
        if line.unit is None or reading.scope.allows(authority, line.unit)
        for service in line.services
    ]
    return sorted(found, key=lambda one: (one.line.due_on, one.line.line, one.service))


def _item(line: PlanLine, service: str, stands: Stands | None, entry: str, today: date) -> Item:
    if stands in (None, Stands.RETURNED, Stands.UNDER_WAY):
        ahead = days_between(today, line.due_on)
        if ahead < 0:
            stands = Stands.LATE
        elif stands is None:
            stands = Stands.SOON if ahead <= SOON_DAYS else Stands.AHEAD
    assert stands is not None  # noqa: S101 - set above
    return Item(line, service, stands, entry)


class _Done:
    """What there is of a year, read once."""

    def __init__(self, reading: Reading, authority: str, year: int, today: date) -> None:
        self._reading, self._authority, self._year = reading, authority, year
        self._today = today
        self._audits = [
            (one.name, found.state, one.unit)
            for one, found in folded(reading, AUDIT)
            if one.authority == authority
            and found.state is not None
            and found.state.recorded.looked_on.year == year
        ]
        self._surveys = [
            (one.name, found.state)
            for one, found in folded(reading, SURVEY)
            if one.authority == authority
            and found.state is not None
            and found.state.opened.first_on.year == year
        ]

    def of(self, line: PlanLine, service: str) -> tuple[Stands | None, str]:
        """How far something was done, and the name of its dossier."""
        if line.means is Means.INFORMATION:
            return self._information(line, service)
        if line.means is Means.SURVEY:
            return _survey(self._surveys, line, service, self._today)
        if line.means is Means.CASE_FILES:
            return self._case_files(line, service)
        if line.means in (Means.PREMISES, Means.SITE):
            return next(self._audited(line, service), (None, ""))
        if line.means is Means.FIGURES:
            return self._figures(line)
        # Complaints and judgments come as events by themselves: nobody can be late with them.
        return Stands.DONE if self._today > line.due_on else Stands.UNDER_WAY, ""

    def _information(self, line: PlanLine, service: str) -> tuple[Stands | None, str]:
        name = information_name(self._year, line.line, line.unit or "", service)
        found = dossiers(self._reading, INFORMATION, self._authority, [name]).get(name)
        if found is None or found.state is None:
            return None, ""
        stands = {"accepted": Stands.DONE, "returned": Stands.RETURNED}
        return stands.get(found.stage, Stands.SUBMITTED), name

    def _audited(self, line: PlanLine, service: str) -> Iterator[tuple[Stands, str]]:
        for name, audit, unit in self._audits:
            wanted = (line.unit or unit, service)
            if _means_of(audit) is line.means and wanted == (unit, audit.recorded.service):
                yield Stands.DONE, name

    def _case_files(self, line: PlanLine, service: str) -> tuple[Stands | None, str]:
        """Done once every case of a sample was looked at."""
        found: tuple[Stands | None, str] = (None, "")
        for sample in self._samples:
            if (sample.service, sample.first_on.year) != (service, self._year):
                continue
            if line.unit not in (None, sample.unit):
                continue
            if all(one.seen is not None for one in self._checks.of(sample)):
                return Stands.DONE, sample.sample
            found = Stands.UNDER_WAY, sample.sample
        return found

    @cached_property
    def _samples(self) -> list[SampleDrawn]:
        return samples(self._reading, self._authority)

    @cached_property
    def _checks(self) -> Checks:
        return Checks(self._reading, self._authority)

    @cached_property
    def _drafts(self) -> list[Draft]:
        return drafts(self._reading)

    def _figures(self, line: PlanLine) -> tuple[Stands | None, str]:
        """Done once figures of the period are frozen; a draft of them is under way."""
        found: tuple[Stands | None, str] = (None, "")
        for one in self._drafts:
            if (one.authority, one.notes.draft.period) == (self._authority, line.period):
                if one.notes.frozen is not None:
                    return Stands.DONE, one.name
                found = Stands.UNDER_WAY, one.name
        return found


def _means_of(audit: Audit) -> Means:
    return Means(audit.recorded.checklist)


def _survey(
    surveys: Iterable[tuple[str, Survey]], line: PlanLine, service: str, today: date
) -> tuple[Stands | None, str]:
    for name, one in surveys:
        asked = line.unit is None or line.unit in one.opened.units
        if one.opened.service == service and asked:
            over = one.closed is not None or one.last_on < today
            return (Stands.DONE if over else Stands.UNDER_WAY), name
    return None, ""
