"""Metrics of the work itself: cases, deadlines, findings, durations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import accumulate
from typing import Any, Final

from sroki.events.findings import FindingKind
from sroki.projections.metrics import declared as m
from sroki.projections.names import Names
from sroki.projections.queries import counters, due, subjects
from sroki.projections.queries.due import Counts, Place
from sroki.projections.queries.reading import Reading
from sroki.workflows.dates import civil_date, days_between

Sample = tuple[m.Metric, tuple[str, ...], Any]

_LIMIT_KINDS: Final = frozenset(FindingKind) - {FindingKind.DEVIATION}
_CHECK_KINDS: Final = frozenset({FindingKind.DEVIATION, FindingKind.RETRACTION})
_STAGES: Final = ("done", "last", subjects.NO_EDITION, subjects.NOT_ASSESSED)
_NONE: Final = Counts()


def samples(reading: Reading) -> Iterator[Sample]:
    """All of them."""
    counted = due.counts(reading)
    yield from _open_cases(reading)
    yield from _deadlines(reading, counted)
    yield from _oldest(reading, counted)
    yield from _findings(reading)
    yield from _durations(reading)


def known(names: Names, *, limits: bool) -> Iterator[Place]:
    """The places that the rulebook and the directory know: rule by rule, unit by unit."""
    for (authority, service, rule), name in names.rules.items():
        if name.limit is limits:
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


def _oldest(reading: Reading, counted: dict[Place, Counts]) -> Iterator[Sample]:
    names = reading.names
    oldest: dict[tuple[str, str, str], datetime | None] = {
        (authority, service, unit): None
        for authority, service in names.services
        for whose, unit in names.units
        if whose == authority
    }
    for place, counts in counted.items():
        key = (place.authority, place.service, place.unit)
        earlier = [at for at in (oldest.get(key), counts.oldest) if at is not None]
        oldest[key] = min(earlier, default=None)
    for labels, at in oldest.items():
        days = 0
        if at is not None:
            due_on = civil_date(at, names.zone(labels[0]))
            days = days_between(due_on, names.today(labels[0], reading.now))
        yield m.OLDEST, labels, days


def _findings(reading: Reading) -> Iterator[Sample]:
    found: Counter[tuple[Place, str]] = Counter()
    for limits, kinds in ((True, _LIMIT_KINDS), (False, _CHECK_KINDS)):
        for place in known(reading.names, limits=limits):
            for kind in kinds:
                found[place, kind.value] = 0
    for said, number in counters.counter(reading, "findings").items():
        found[said.place, said.detail] += number
    for (place, code), number in sorted(found.items()):
        yield m.FINDINGS, (*_labels(place), code), number


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
