"""The figures of a period, recounted from what was observed: the values that can be frozen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Final, NamedTuple

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say
from sroki.events.shape_problems import closest
from sroki.projections.queries.observed import (
    WHOLE,
    Cell,
    Observations,
    Positions,
    Whose,
)
from sroki.projections.queries.reading import Reading
from sroki.workflows.dates import add_days
from sroki.workflows.edition import Edition
from sroki.workflows.figure import Choice, Figure
from sroki.workflows.figures import Length, Material, Score, bottom, value_of
from sroki.workflows.hidden import Note, Slice, hidden
from sroki.workflows.indicator import AllMet, Chosen, Indicator, Points
from sroki.workflows.observation import MET, Observed
from sroki.workflows.period_words import Span

# A note of the audit that a figure rests on.
AUDITED: Final = "audited"
# Audits of the authority as a whole are in no cell of a unit.
_NOWHERE: Final = Cell(WHOLE, "")
_NOTHING: Final = Material()


class Asked(NamedTuple):
    """What is asked for: the period, and whose.

    `moment` is the one as of which it is asked, and `at` how long the journals were then; without
    them it is what is known now.
    """

    span: Span
    authority: str
    services: tuple[str, ...] = ()
    unit: str | None = None
    moment: datetime | None = None
    at: Positions | None = None


def editions_of(reading: Reading, asked: Asked) -> list[Edition]:
    """The edition of each service asked for that is in force at the end of the period.

    Where none is in force on that day, the latest of those before it. Raises `Invalid` for a
    service of which the authority has no edition by then.
    """
    found: dict[str, Edition] = {}
    every = sorted(reading.names.editions.values(), key=lambda one: one.in_force.since)
    for one in every:
        if one.authority == asked.authority and one.in_force.since <= asked.span.last_on:
            found[one.service] = one
    for service in asked.services:
        if service not in found:
            raise Invalid(
                say("услуги «{service}» с показателями нет", service=service),
                place=Place("--service"),
                why=closest(service, found),
                accepted=", ".join(sorted(found)) or None,
            )
    return [found[service] for service in asked.services or sorted(found)]


def figures(
    reading: Reading,
    asked: Asked,
    observations: Observations | None = None,
    wanted: Callable[[Indicator], bool] = lambda _one: True,
) -> list[Figure]:
    """Every indicator of the services asked for; of several services, of the set and of each.

    Counted of `observations`, where they are not those of the store; `wanted` leaves some out.
    """
    counting = _Counting(reading, asked, observations)
    by_service = [
        [counting.figure(edition, one) for one in edition.indicators if wanted(one)]
        for edition in editions_of(reading, asked)
    ]
    if len(by_service) == 1:
        return by_service[0]
    by_indicator: dict[str, list[Figure]] = {}
    for found in by_service:
        for figure in found:
            by_indicator.setdefault(figure.indicator.id, []).append(figure)
    return [_together(parts) for parts in by_indicator.values()]


def past_of(reading: Reading, asked: Asked) -> date:
    """The day before which an open span must be due to be overdue: the period's end, or today."""
    today = reading.names.today(asked.authority, asked.moment or reading.now)
    # A span due on a day is late once the day is over.
    return min(add_days(asked.span.last_on, 1), today)


def sample_of(indicator: Indicator, cases: Iterable[str]) -> list[str]:
    """The cases that the sample of an indicator takes of all."""
    return bottom(cases, indicator.sample_size, indicator.sample_seed)


def find(found: Sequence[Figure], named: str) -> Figure:
    """The figure that people call so: by its number in the act, or by id. Raises `Invalid`."""
    for one in found:
        if named.casefold() in (one.indicator.number.casefold(), one.indicator.id):
            return one
    names = [one.name for one in found]
    raise Invalid(
        say("показателя «{named}» нет", named=named),
        place=Place("--cases"),
        why=closest(named, names),
        accepted=", ".join(names),
    )


def _together(parts: list[Figure]) -> Figure:
    """The figure of a set of services: ratios of sums, each service beside it."""
    first = parts[0]
    if len(parts) == 1:
        return first
    material = sum((one.material for one in parts), _NOTHING)
    norms = {one.indicator.norm for one in parts}
    # Acts that want different things of a figure judge it each for itself.
    indicator = first.indicator
    if len(norms) > 1:
        indicator = indicator.model_copy(update={"norm": None})
    value = value_of(indicator, material)
    slices = _merged(parts, indicator)
    readings = {one.reading.id: one for part in parts for one in part.readings}
    return Figure(
        first.authority,
        None,
        first.unit,
        first.span,
        indicator,
        tuple(edition for one in parts for edition in one.editions),
        material,
        value,
        hidden(indicator, material, value, slices),
        tuple(readings.values()),
        slices,
        tuple(parts),
    )


def _merged(parts: Iterable[Figure], indicator: Indicator) -> tuple[Slice, ...]:
    found: dict[tuple[str, str], Material] = defaultdict(Material)
    for one in parts:
        for part in one.slices:
            found[part.dimension, part.code] += part.material
    return tuple(
        Slice(dimension, code, material, value_of(indicator, material))
        for (dimension, code), material in sorted(found.items())
    )


class _Counting:
    """One count: what several indicators ask of the same observations is asked once."""

    def __init__(
        self, reading: Reading, asked: Asked, observations: Observations | None = None
    ) -> None:
        self._reading = reading
        self._asked = asked
        self._observations = observations or Observations(reading, asked.at)
        self._known: dict[tuple[object, ...], Mapping[Cell, Material]] = {}
        self._past = past_of(reading, asked)

    def figure(self, edition: Edition, indicator: Indicator) -> Figure:
        """An indicator of an edition."""
        whose = Whose(edition.authority, edition.service, self._asked.unit)
        cells = self._cells(whose, indicator)
        notes: tuple[Note, ...] = ()
        audit = indicator.formula.points or indicator.formula.all_met
        if audit is not None:
            cells, notes = self._audits(whose, audit)
        material = sum(cells.values(), _NOTHING)
        value = value_of(indicator, material)
        slices = () if audit is not None else _slices(indicator, cells)
        return Figure(
            edition.authority,
            edition.service,
            self._asked.unit,
            self._asked.span,
            indicator,
            (edition.id,),
            material,
            value,
            notes + hidden(indicator, material, value, slices),
            _choices(edition, indicator),
            slices,
        )

    def _cells(self, whose: Whose, indicator: Indicator) -> Mapping[Cell, Material]:
        formula = indicator.formula
        if formula.share_of is not None:
            part = self._cases(whose, formula.share_of.part)
            whole = self._cases(whose, formula.share_of.whole)
            return {
                cell: Material(part=part.get(cell, 0), whole=whole.get(cell, 0))
                for cell in {*part, *whole}
            }
        if formula.count is not None:
            counted = self._cases(whose, formula.count.of)
            return {cell: Material(part=n) for cell, n in counted.items()}
        if formula.still_open is not None:
            return self._open(whose, formula.still_open.measure, formula.still_open.channel)
        if not indicator.chosen:
            return {}
        chosen = indicator.chosen[0]
        if formula.ratio_of_sums is None:
            return self._lengths(whose, chosen)
        return _added(
            self._sampled(whose, indicator, chosen),
            self._open(whose, chosen.measure, chosen.channel),
            self._without(whose, chosen),
        )

    def _lengths(self, whose: Whose, chosen: Chosen) -> Mapping[Cell, Material]:
        key = ("lengths", whose, chosen)
        if key not in self._known:
            found = self._observations.lengths(whose, chosen, self._asked.span)
            self._known[key] = {cell: Material(lengths) for cell, lengths in found.items()}
        return self._known[key]

    def _without(self, whose: Whose, chosen: Chosen) -> Mapping[Cell, Material]:
        found = self._observations.without_length(whose, chosen, self._asked.span)
        return {
            cell: Material(
                withdrawn=states[Observed.CANCELLED.value],
                reversed=states[Observed.REVERSED.value],
            )
            for cell, states in found.items()
        }

    def _open(self, whose: Whose, measure: str, channel: str) -> Mapping[Cell, Material]:
        key = ("open", whose, measure, channel)
        if key not in self._known:
            found = self._observations.still_open(
                whose, measure, channel, self._asked.span, self._past
            )
            self._known[key] = {
                cell: Material(open=still, overdue=overdue)
                for cell, (still, overdue) in found.items()
            }
        return self._known[key]

    def _cases(self, whose: Whose, chosen: Chosen) -> Mapping[Cell, int]:
        key = ("cases", whose, chosen)
        if key not in self._known:
            found = self._observations.cases(whose, chosen, self._asked.span)
            self._known[key] = {cell: Material(part=n) for cell, n in found.items()}
        return {cell: one.part for cell, one in self._known[key].items()}

    def _sampled(
        self, whose: Whose, indicator: Indicator, chosen: Chosen
    ) -> Mapping[Cell, Material]:
        if indicator.sample == "all":
            return self._lengths(whose, chosen)
        every = self._observations.subjects(whose, chosen, self._asked.span)
        kept = set(sample_of(indicator, [case for case, _, _ in every]))
        found: dict[Cell, Counter[Length]] = defaultdict(Counter)
        cohort = Counter(cell for _, cell, _ in every)
        for case, cell, length in every:
            if case in kept:
                found[cell][length] += 1
        return {cell: Material(found[cell], sampled_from=n) for cell, n in cohort.items()}

    def _audits(
        self, whose: Whose, audit: Points | AllMet
    ) -> tuple[Mapping[Cell, Material], tuple[Note, ...]]:
        """The score of the audit taken of each unit, and what it found."""
        span = self._asked.span
        weights = (
            {code: Fraction(weight) for code, weight in audit.weights.items()}
            if isinstance(audit, Points)
            else dict.fromkeys(audit.positions, Fraction(1))
        )
        by_unit: dict[str, dict[tuple[date, str], dict[str, str]]] = {}
        for unit, key, on, position, code in self._observations.positions_of_audits(
            whose, audit.audit, span.last_on
        ):
            by_unit.setdefault(unit, {}).setdefault((on, key), {})[position] = code
        if whose.unit in by_unit:
            # A unit looked at for itself is not answered for by the authority as a whole.
            by_unit = {whose.unit: by_unit[whose.unit]}
        cells: dict[Cell, Material] = {}
        notes: list[Note] = []
        for unit, audits in sorted(by_unit.items()):
            on, key = _taken(audits, weights, audit.take, span)
            found = audits[on, key]
            earned = _earned(found, weights)
            score = Score(earned, sum(weights.values(), Fraction(0)))
            cells[_NOWHERE._replace(unit=unit)] = Material(scores=(score,))
            unmet = [code for code in weights if found.get(code, MET) != MET]
            unseen = [code for code in weights if code not in found]
            about = {"unit": unit, "on": on.isoformat(), "audit": key.rsplit("/", 1)[1]}
            said = {"unmet": ", ".join(unmet), "unseen": ", ".join(unseen)}
            notes.append(Note(AUDITED, {**about, **said}))
        return cells, tuple(notes)


def _taken(
    audits: Mapping[tuple[date, str], Mapping[str, str]],
    weights: Mapping[str, Fraction],
    take: str,
    span: Span,
) -> tuple[date, str]:
    """The audit that counts: the latest, or the worst of the period, if there was one in it."""
    within = [one for one in audits if one[0] >= span.first_on]
    if take == "worst" and within:
        return min(within, key=lambda one: (_earned(audits[one], weights), one))
    return max(audits)


def _earned(found: Mapping[str, str], weights: Mapping[str, Fraction]) -> Fraction:
    return sum((weight for code, weight in weights.items() if found.get(code) == MET), Fraction(0))


def _added(*parts: Mapping[Cell, Material]) -> Mapping[Cell, Material]:
    found: dict[Cell, Material] = defaultdict(Material)
    for part in parts:
        for cell, material in part.items():
            found[cell] += material
    return found


def _slices(indicator: Indicator, cells: Mapping[Cell, Material]) -> tuple[Slice, ...]:
    """The figure by unit and by way of filing."""
    found: dict[tuple[str, str], Material] = defaultdict(Material)
    for cell, material in cells.items():
        found["unit", cell.unit] += material
        found["channel", cell.channel] += material
    return tuple(
        Slice(dimension, code, material, value_of(indicator, material))
        for (dimension, code), material in sorted(found.items())
    )


def _choices(edition: Edition, indicator: Indicator) -> tuple[Choice, ...]:
    known = {one.id: one for one in edition.readings}
    found = (known[name] for name in indicator.readings if name in known)
    return tuple(
        Choice(one, next(way for way in one.options if way.value == one.chosen)) for one in found
    )
