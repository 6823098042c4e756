"""Metrics of what comes in: answers of the intake, freshness of the sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sroki.projections.metrics.declared import intake as m
from sroki.projections.metrics.declared.metric import Sample
from sroki.projections.queries import counters, sealed, sources
from sroki.projections.queries.reading import Reading
from sroki.workflows.calendars import every_day
from sroki.workflows.dates import add_days, civil_date, working_days_between

_OTHER: Final = "other"
_ANY_DAY: Final = every_day()


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

    yield from _silences(reading, heard, shown)

    waiting = Counter(dict.fromkeys(sealed.Fate, 0))
    for (fate, _, _), number in sealed.tally(reading).items():
        waiting[fate] += number
    for fate, number in waiting.items():
        yield m.NOT_TAKEN, (fate.value,), number

    for mark in sources.watermarks(reading):
        age = days = float("inf")
        if mark.complete_to is not None:
            age = (reading.now - mark.complete_to).total_seconds()
            days = _working_days(reading, mark.authority, mark.complete_to)
        whose = (mark.authority, mark.role, mark.unit)
        yield m.WATERMARK_AGE, whose, age
        yield m.WATERMARK_SILENT, whose, days


def _silences(
    reading: Reading, heard: list[sources.Heard], shown: dict[str, str]
) -> Iterator[Sample]:
    """How long each source has been silent; of those shown together, the longest."""
    lags: dict[tuple[str, str], float] = {}
    days: dict[tuple[str, str], int] = {}
    for one in heard:
        key = (one.authority, shown.get(one.source, _OTHER))
        lag = max(0.0, (reading.now - one.heard_at).total_seconds())
        lags[key] = max(lags.get(key, 0.0), lag)
        gone_by = _working_days(reading, one.authority, one.heard_at)
        days[key] = max(days.get(key, 0), gone_by)
    for key, lag in lags.items():
        yield m.SOURCE_LAG, key, lag
        yield m.SOURCE_SILENT, key, days[key]


def _working_days(reading: Reading, authority: str, since: datetime) -> int:
    """Working days after the day of `since` and before today; any day where none is known."""
    names = reading.names
    first = civil_date(since, names.zone(authority))
    yesterday = add_days(names.today(authority, reading.now), -1)
    calendar = names.calendars.get(authority, _ANY_DAY)
    return max(0, working_days_between(first, yesterday, calendar))
