"""Metrics of the work itself: cases, deadlines, findings, durations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from typing import Final

from sroki.events.findings import FindingKind
from sroki.projections.metrics.declared import work as m
from sroki.projections.metrics.declared.metric import Sample
from sroki.projections.names import Names
from sroki.projections.queries import counters, due, subjects
from sroki.projections.queries.due import Counts, Place
from sroki.projections.queries.reading import Reading
from sroki.workflows.checks import RECORD_DEVIATIONS
from sroki.workflows.dates import civil_date, days_between

_LIMIT_KINDS: Final = (
    FindingKind.APPROACHING,
    FindingKind.IMPOSSIBLE,
    FindingKind.PRESUMED,
    FindingKind.BREACH,
)
_CHECK_KINDS: Final = (FindingKind.DEVIATION,)
# What is over by itself is not taken back.
_TAKEN_BACK: Final = frozenset({FindingKind.PRESUMED, FindingKind.BREACH, FindingKind.DEVIATION})
_EPOCH: Final = date(1970, 1, 1)
_DAY: Final = 86_400
_STAGES: Final = ("done", "last", subjects.NO_EDITION, subjects.NOT_ASSESSED)
_NONE: Final = Counts()


def samples(reading: Reading) -> Iterator[Sample]:
    """All of them."""
    counted = due.counts(reading)
    yield from _open_cases(reading)
    yield from _deadlines(reading, counted)
    yield from _days(reading, counted)
    yield from _findings(reading)
    yield from _durations(reading)


def known(names: Names, *, limits: bool) -> Iterator[Place]:
    """The places that the rulebook and the directory know: rule by rule, unit by unit."""
    rules = [key for key, name in names.rules.items() if name.limit is limits]
    if not limits:  # what no edition need ask for
        rules += [(*of, rule) for of in names.services for rule in RECORD_DEVIATIONS]
    for authority, service, rule in rules:
        for whose, unit in names.units:
            if whose == authority:
                yield Place(authority, service, unit, rule)


def _labels(place: Place) -> tuple[str, str, str, str]:
    return place.authority, place.service, place.rule, place.unit


def _open_cases(reading: Reading) -> Iterator[Sample]:
    names = reading.names
    stages = {(authority, service): [*_STAGES] for authority, service in names.services}
    for authority, service, stage in names.stages:
        stages[authority, service].append(stage)
    found = Counter(
        {
            (authority, service, unit, stage): 0
            for (authority, service), some in stages.items()
            for whose, unit in names.units
            if whose == authority
            for stage in some
        }
    )
    for one in subjects.stages(reading):
        if one.kind == "case" and not one.closed:
            found[one.authority, one.service, one.unit, one.stage] += one.subjects
    for labels, number in found.items():
        yield m.OPEN_CASES, labels, number


def _deadlines(reading: Reading, counted: dict[Place, Counts]) -> Iterator[Sample]:
    for place in {**dict.fromkeys(known(reading.names, limits=True)), **counted}:
        counts, labels = counted.get(place, _NONE), _labels(place)
        yield m.OVERDUE, labels, counts.overdue
        yield m.PRESUMED, labels, counts.presumed
        yield m.APPROACHING, (*labels, "0d"), counts.today
        yield m.APPROACHING, (*labels, "3d"), counts.in_3
        yield m.APPROACHING, (*labels, "7d"), counts.in_7
        yield m.IMPOSSIBLE, labels, counts.impossible


def _days(reading: Reading, counted: dict[Place, Counts]) -> Iterator[Sample]:
    """Due days, on the calendar of whoever owes them."""
    names = reading.names
    for place in {**dict.fromkeys(known(names, limits=True)), **counted}:
        counts, labels = counted.get(place, _NONE), _labels(place)
        zone, today = names.zone(place.authority), names.today(place.authority, reading.now)
        days = 0 if counts.oldest is None else days_between(civil_date(counts.oldest, zone), today)
        yield m.OLDEST, labels, days
        for of, at in (
            ("overdue", counts.oldest),
            ("presumed", counts.oldest_presumed),
            ("next", counts.next),
        ):
            if at is not None:
                on = days_between(_EPOCH, civil_date(at, zone))
                yield m.DUE_DAY, (*labels, of), on * _DAY
        if counts.next is not None:
            yield m.NEXT, labels, counts.next.timestamp()


def _findings(reading: Reading) -> Iterator[Sample]:
    for metric, counter, limit_kinds, check_kinds in (
        (m.FINDINGS, "findings", _LIMIT_KINDS, _CHECK_KINDS),
        (m.RETRACTIONS, "retractions", _TAKEN_BACK - {FindingKind.DEVIATION}, _CHECK_KINDS),
    ):
        found = Counter(
            {
                (place, kind.value): 0
                for limits, kinds in ((True, limit_kinds), (False, check_kinds))
                for place in known(reading.names, limits=limits)
                for kind in kinds
            }
        )
        for said, number in counters.counter(reading, counter).items():
            found[said.place, said.detail] += number
        for (place, code), number in sorted(found.items()):
            yield metric, (*_labels(place), code), number


def _durations(reading: Reading) -> Iterator[Sample]:
    """Whole days, counted by day in the store, gathered into the buckets here."""
    took: dict[tuple[str, str, str], Counter[int]] = {
        key: Counter() for key, name in reading.names.rules.items() if name.limit
    }
    for counted, number in counters.counter(reading, "step_days").items():
        place = counted.place
        key = (place.authority, place.service, place.rule)
        took.setdefault(key, Counter())[int(counted.detail)] += number
    for labels, days in took.items():
        yield m.DURATION, labels, (_buckets(days), sum(day * n for day, n in days.items()))


def _buckets(days: Counter[int]) -> list[tuple[str, int]]:
    """Numbers up to each edge, as Prometheus wants them: each holds those before it."""
    edges = [float(edge) for edge in m.DAYS] + [float("inf")]
    within = [0] * len(edges)
    for day, number in days.items():
        within[next(place for place, edge in enumerate(edges) if day <= edge)] += number
    names = [f"{edge:g}" if edge != float("inf") else "+Inf" for edge in edges]
    return list(zip(names, accumulate(within), strict=True))
