"""Samples of cases whose papers are looked at: out of which cases, and what was seen of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import select, true
from sqlmodel import col

from sroki.events.acts.audits import Met, SampleDrawn
from sroki.projections.queries.dossiers import dossier, folded
from sroki.projections.queries.observed import Whose
from sroki.projections.queries.reading import Reading
from sroki.projections.tables import SubjectRow as S
from sroki.workflows.audit_dossier import AUDIT, SAMPLE, Audit
from sroki.workflows.dossiers import Dossier

CHECKLIST: Final = "case_files"
_CASE: Final = "case"


class Place(NamedTuple):
    """Whose a case is."""

    authority: str
    service: str
    unit: str


class Looked(NamedTuple):
    """A case of a sample; `audit` and `seen` are the last check of its papers, if there is one."""

    case: str
    unit: str
    audit: str = ""
    seen: Audit | None = None

    @property
    def unmet(self) -> int:
        return sum(one.met is Met.NO for one in self.seen.positions) if self.seen else 0


class Position(NamedTuple):
    """A position of the checklist over the checked cases of a sample."""

    code: str
    yes: int
    no: int
    not_applicable: int
    not_looked: int


def ref_of(sample: str) -> str:
    """What a check of a sampled case rests on."""
    return f"dossier/sample/{sample}"


def frame(reading: Reading, whose: Whose, first: date, last: date) -> list[str]:
    """The cases of the applications that were filed in a period: what a sample is drawn from."""
    rows = reading.connection.scalars(
        select(col(S.key)).where(
            reading.seen(S, col(S.authority), col(S.unit)),
            col(S.partition).in_(reading.partitions),
            col(S.kind) == _CASE,
            col(S.authority) == whose.authority,
            col(S.service) == whose.service,
            true() if whose.unit is None else col(S.unit) == whose.unit,
            col(S.opened_on).between(first, last),
        )
    )
    return list(rows)


def places(reading: Reading, cases: Sequence[str]) -> dict[str, Place]:
    """Whose each of some cases is, of those that the reader may see."""
    rows = reading.connection.execute(
        select(col(S.key), col(S.authority), col(S.service), col(S.unit)).where(
            reading.seen(S, col(S.authority), col(S.unit)),
            col(S.partition).in_({reading.home(one) for one in cases}),
            col(S.key).in_(cases),
        )
    )
    return {row.key: Place(row.authority, row.service, row.unit) for row in rows}


def sample_of(reading: Reading, authority: str, name: str) -> Dossier[SampleDrawn] | None:
    """A sample that was drawn; None where there is none to be seen."""
    found = dossier(reading, SAMPLE, authority, name)
    return found if found is not None and found.state is not None else None


def samples(reading: Reading, authority: str) -> list[SampleDrawn]:
    """The samples of an authority, the latest period first."""
    found = [
        of.state
        for one, of in folded(reading, SAMPLE)
        if one.authority == authority and of.state is not None
    ]
    return sorted(found, key=lambda one: (one.first_on, one.recorded_at), reverse=True)


class Checks:
    """The checks of cases' papers that a reader may see, read once."""

    def __init__(self, reading: Reading, authority: str) -> None:
        self._reading = reading
        self._by_sample: dict[str, dict[str, tuple[str, Audit]]] = {}
        for row, found in folded(reading, AUDIT):
            state = found.state
            if state is None or row.authority != authority or state.recorded.case is None:
                continue
            for ref in state.recorded.rests_on:
                of = self._by_sample.setdefault(ref, {})
                before = of.get(state.recorded.case)
                if before is None or before[1].recorded.looked_on <= state.recorded.looked_on:
                    of[state.recorded.case] = (row.name, state)

    def of(self, sample: SampleDrawn) -> list[Looked]:
        """The cases of a sample, each with the last check that rests on it."""
        found = self._by_sample.get(ref_of(sample.sample), {})
        known = places(self._reading, sample.cases)
        return [
            Looked(one, known[one].unit if one in known else "", *found.get(one, ()))
            for one in sample.cases
        ]


def positions(looked: Sequence[Looked], codes: Sequence[str]) -> list[Position]:
    """What was seen at each position, over the cases that were checked."""
    checked = [one.seen for one in looked if one.seen is not None]
    marks: Mapping[str, Counter[Met]] = {code: Counter() for code in codes}
    for audit in checked:
        for one in audit.positions:
            if one.code in marks:
                marks[one.code][one.met] += 1
    return [
        Position(code, of[Met.YES], of[Met.NO], of[Met.NOT_APPLICABLE], len(checked) - of.total())
        for code, of in marks.items()
    ]
