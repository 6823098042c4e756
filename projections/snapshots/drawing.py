"""Drawing up a body: one census of what was observed, counted and written as it passes.

No word that may be reworded, no moment at which it was made, no number of the copy of the store is
in a body: two stores whose journals tell the same give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sroki import __version__
from sroki.events.base import audit_key
from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.projections.figure_data import counted_data, note_data, value_data
from sroki.projections.figures import AUDITED, Asked, editions_of, figures
from sroki.projections.queries.census import Census, Cohort, Kind, Passed
from sroki.projections.queries.observed import Member, Observations, Whose
from sroki.projections.queries.reading import Reading
from sroki.projections.queries.standing import stood
from sroki.projections.snapshots import body as bodies
from sroki.projections.snapshots.body import Body, Observation, packed
from sroki.projections.snapshots.canonical import Json
from sroki.projections.snapshots.found import Found
from sroki.workflows.dates import add_days
from sroki.workflows.figure import Figure
from sroki.workflows.hidden import Slice
from sroki.workflows.indicator import Indicator, StillOpen

# Where a row's case, instance and days stand in a census.
_HEAD: Final = slice(0, 2)
_DAYS: Final = slice(10, None)


class Drawn(NamedTuple):
    """A body, and of its observations those that deviate: late, or above the line of a share."""

    body: Body
    deviating: list[Observation]


def drawn(reading: Reading, asked: Asked) -> Drawn:
    """The figures of `asked`, which must be as of a moment, with all that is behind them."""
    if asked.moment is None or asked.at is None:
        raise Invalid(say("у снимка нет момента, к которому он составлен"))
    every = [(one.service, of) for one in editions_of(reading, asked) for of in one.indicators]
    cohorts = list(dict.fromkeys(cohort for one in every for cohort in cohorts_of(*one)))
    today = reading.names.today(asked.authority, asked.moment)
    # An open span due before this day is overdue.
    past = min(add_days(asked.span.last_on, 1), today)
    whose = Whose(asked.authority, "", asked.unit)
    census = Census(reading, whose, cohorts, asked.span, past, asked.at)
    above = {
        Cohort(service, one.formula.share_of.part)
        for service, one in every
        if one.formula.share_of is not None
    }
    written = _Written(census, cohorts, above)
    for passed in census.portions():
        written.write(passed)
    found = Found()
    services = {edition.service for edition in editions_of(reading, asked)}
    for rows in stood(reading, whose, services, asked.span, asked.at):
        found.write(rows)
    audits = _Audits(census)
    told = [_figure(one, audits) for one in figures(reading, asked, census)]
    head = {
        "format": bodies.FORMAT,
        "authority": asked.authority,
        "period": {
            "name": asked.span.name,
            "first_on": asked.span.first_on.isoformat(),
            "last_on": asked.span.last_on.isoformat(),
        },
        "as_of": asked.moment.isoformat(),
        "past": past.isoformat(),
        "figures": told,
        "columns": list(bodies.COLUMNS),
        "audits": audits.found,
        "lists": {one.name: census.size(one) for one in cohorts},
        "of_kind": list(bodies.OF_KIND),
        "kinds": written.kinds,
        "of_row": list(bodies.OF_ROW),
        "clauses": found.clauses(),
        "of_finding_kind": list(bodies.OF_FINDING_KIND),
        "finding_kinds": found.kinds,
        "of_finding": list(bodies.OF_FINDING),
    }
    return Drawn(Body(head, written.portions, found.portions), written.deviating)


def cohorts_of(service: str, indicator: Indicator) -> Iterator[Cohort]:
    """The observations that an indicator follows from, but for those of audits."""
    for one in indicator.chosen:
        yield Cohort(service, one)
    formula = indicator.formula
    if formula.ratio_of_sums is not None:
        of = formula.ratio_of_sums.of
        yield Cohort(service, StillOpen(measure=of.measure, channel=of.channel))
    if formula.still_open is not None:
        still = formula.still_open
        # Those overdue are of the same list as all that are open.
        yield Cohort(service, StillOpen(measure=still.measure, channel=still.channel))


def provenance_of(reading: Reading, asked: Asked) -> dict[str, Json]:
    """Where a body was read from: nothing of it changes the body."""
    return {
        "generation": reading.generation,
        "positions": {str(number): seq for number, seq in sorted((asked.at or {}).items())},
        "clocks": {
            str(one.partition): None if one.clock is None else one.clock.isoformat()
            for one in reading.progress
        },
        "watermarks": {
            str(one.partition): {key: at.isoformat() for key, at in one.watermarks.items()}
            for one in reading.progress
        },
        "rulebooks": {str(one.partition): one.rulebook for one in reading.progress},
        "version": __version__,
    }


class _Written:
    """The rows of a census as a body tells them."""

    def __init__(self, census: Census, cohorts: Sequence[Cohort], above: set[Cohort]) -> None:
        self._census, self._cohorts, self._above = census, cohorts, above
        self.portions: list[bytes] = []
        self.kinds: list[list[Json]] = []
        self.deviating: list[Observation] = []
        self._numbers: dict[tuple[Any, ...], int] = {}
        # By kind of the census: its number in the body, -1 of one in no list; whether it deviates.
        self._place: list[int] = []
        self._deviates: list[bool] = []

    def write(self, passed: Passed) -> None:
        """Write some rows."""
        for number in range(len(self._place), max(passed.kinds, default=-1) + 1):
            self._know(self._census.kind(number))
        place, deviates = self._place, self._deviates
        every = list(zip(passed.rows, passed.kinds, strict=True))
        told = [(*row[_HEAD], place[kind], *row[_DAYS]) for row, kind in every if place[kind] >= 0]
        if told:
            self.portions.append(packed(told))
        apart = [(row, place[kind]) for row, kind in every if deviates[kind]]
        self.deviating += (self._observation(row, kind) for row, kind in apart)

    def _know(self, kind: Kind) -> None:
        within = [one for one in self._cohorts if kind.counts(one)]
        lists = tuple(sorted(one.name for one in within))
        told = (kind.measure, kind.unit, kind.channel, kind.state, kind.norm, kind.code, lists)
        if lists and told not in self._numbers:
            self._numbers[told] = len(self.kinds)
            self.kinds.append([*told[:-1], list(lists)])
        self._place.append(self._numbers.get(told, -1))
        self._deviates.append(bool(lists) and (kind.is_late or not self._above.isdisjoint(within)))

    def _observation(self, row: Sequence[Any], place: int) -> Observation:
        measure, unit, channel, state, norm, code, lists = self.kinds[place]
        case_id, instance = row[_HEAD]
        applied, started, ended, due, days = row[_DAYS]
        whole = (case_id, measure, instance, unit, channel, applied, state)
        return Observation(tuple(lists), Member(*whole, started, ended, days, norm, due, code))


class _Audits:
    """The positions of the audits that figures were made of, by list."""

    def __init__(self, observations: Observations) -> None:
        self._observations = observations
        self.found: dict[str, list[list[Json]]] = {}

    def of(self, figure: Figure) -> str | None:
        """The list of a figure; None of one that follows from no audit."""
        audit = figure.indicator.formula.points or figure.indicator.formula.all_met
        if audit is None:
            return None
        whose = Whose(figure.authority, figure.service or "", figure.unit)
        taken = [
            audit_key(whose.authority, whose.service, str(said["unit"]), str(said["audit"]))
            for code, said in figure.notes
            if code == AUDITED
        ]
        name = f"{whose.service}/{audit.audit}/audits/{figure.indicator.id}"
        rows = self._observations.positions_of(whose, audit.audit, taken)
        self.found[name] = sorted(
            [one.isoformat() if isinstance(one, date) else one for one in row] for row in rows
        )
        return name


def _figure(figure: Figure, audits: _Audits) -> dict[str, Json]:
    found = {
        "indicator": figure.indicator.model_dump(mode="json"),
        "service": figure.service,
        "editions": list(figure.editions),
        **value_data(figure.value),
        "counted": counted_data(figure.material),
        "readings": [
            {"reading": one.reading.id, "question": one.reading.question}
            | {"chosen": one.reading.chosen, "means": one.chosen.means, "why": one.reading.why}
            for one in figure.readings
        ],
        "hides": [note_data(one) for one in figure.notes],
        "by": [_slice(one) for one in figure.slices],
        "lists": [],
        "services": [_figure(one, audits) for one in figure.services],
    }
    if not figure.services:
        audited = audits.of(figure)
        of_cases = cohorts_of(figure.service or "", figure.indicator)
        found["lists"] = [one.name for one in of_cases] if audited is None else [audited]
    return found


def _slice(one: Slice) -> dict[str, Json]:
    return {
        "dimension": one.dimension,
        "code": one.code,
        **value_data(one.value),
        "counted": counted_data(one.material),
    }
