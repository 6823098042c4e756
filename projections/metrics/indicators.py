"""Live figures as metrics: the shares and sums of the current half-year, by unit."""

from __future__ import annotations

from collections.abc import Iterator

from sroki.projections import figure_check
from sroki.projections.metrics.declared import figures as m
from sroki.projections.metrics.declared.metric import Sample
from sroki.projections.queries.live_figures import by_unit
from sroki.projections.queries.reading import Reading
from sroki.projections.snapshots import shelf
from sroki.workflows.edition import Edition
from sroki.workflows.figures import HUNDRED, Material, value_of
from sroki.workflows.period_words import Span
from sroki.workflows.periods import PeriodKind, period_containing


def samples(reading: Reading) -> Iterator[Sample]:
    """The parts of every fraction by unit, its value where it has one, and what a recount found."""
    yield m.DIFFERENCES, (), figure_check.kept(reading.connection)
    outdated = shelf.outdated(reading.connection)
    for authority in dict.fromkeys([*reading.names.authorities, *outdated]):
        yield m.OUTDATED, (authority,), outdated.get(authority, 0)
    for edition in _current(reading):
        place = (edition.authority, edition.service)
        units = [unit for whose, unit in reading.names.units if whose == edition.authority]
        today = reading.names.today(edition.authority, reading.now)
        half = period_containing(today, PeriodKind.HALF_YEAR)
        span = Span(half.first_on, half.last_on, str(half))
        for indicator in edition.indicators:
            if indicator.unit != "percent" or indicator.formula.points is not None:
                continue
            found = by_unit(reading, *place, indicator, span)
            whole = sum(found.values(), Material())
            for unit in dict.fromkeys([*units, *found]):
                value = value_of(indicator, found.get(unit, Material()))
                labels = (*place, indicator.id, unit)
                yield m.NUMERATOR, labels, float(value.numerator)
                yield m.DENOMINATOR, labels, float(value.denominator or 0)
            exact = value_of(indicator, whole).exact
            if exact is not None:
                yield m.RATIO, (*place, indicator.id), float(exact / HUNDRED)


def _current(reading: Reading) -> list[Edition]:
    """The edition of each service that is in force today, or was last."""
    found: dict[tuple[str, str], Edition] = {}
    for one in sorted(reading.names.editions.values(), key=lambda one: one.in_force.since):
        if one.in_force.since <= reading.names.today(one.authority, reading.now):
            found[one.authority, one.service] = one
    return list(found.values())
