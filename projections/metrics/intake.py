"""Metrics of what comes in: answers of the intake, freshness of the sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sroki.projections.metrics import declared as m
from sroki.projections.queries import counters, sealed, sources
from sroki.projections.queries.reading import Reading

Sample = tuple[m.Metric, tuple[str, ...], Any]
_OTHER = "other"


def samples(reading: Reading) -> Iterator[Sample]:
    """All of them."""
    heard = sources.heard(reading)
    answers = counters.intake(reading)
    every = sorted({one.source for one in heard} | {source for source, _ in answers})
    shown = {source: source for source in every[: m.MOST_SOURCES]}

    told: Counter[tuple[str, str]] = Counter(
        {(shown.get(one, _OTHER), outcome): 0 for one in every for outcome in m.OUTCOMES}
    )
    for (source, outcome), number in answers.items():
        told[shown.get(source, _OTHER), outcome] += number
    for labels, number in told.items():
        yield m.INTAKE, labels, number

    lags: dict[tuple[str, str], float] = {}
    for one in heard:
        key = (one.authority, shown.get(one.source, _OTHER))
        lag = max(0.0, (reading.now - one.heard_at).total_seconds())
        lags[key] = max(lags.get(key, 0.0), lag)
    for labels, lag in lags.items():
        yield m.SOURCE_LAG, labels, lag

    waiting = Counter(dict.fromkeys(sealed.Fate, 0))
    for (fate, _, _), number in sealed.tally(reading).items():
        waiting[fate] += number
    for fate, number in waiting.items():
        yield m.NOT_TAKEN, (fate.value,), number

    for mark in sources.watermarks(reading):
        age = float("inf")
        if mark.complete_to is not None:
            age = (reading.now - mark.complete_to).total_seconds()
        yield m.WATERMARK_AGE, (mark.authority, mark.role, mark.unit), age
