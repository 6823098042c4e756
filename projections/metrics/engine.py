"""Metrics of the machine: its journal, its faults, what it is, which day and hour it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sroki.projections.metrics import declared as m
from sroki.projections.metrics.declared import BUILD
from sroki.projections.queries import counters, due, subjects
from sroki.projections.queries.reading import Reading
from sroki.workflows.rulebook import SEMANTICS

Sample = tuple[m.Metric, tuple[str, ...], Any]

__all__ = ["BUILD", "build", "samples"]


def samples(reading: Reading) -> Iterator[Sample]:
    """All but the build's."""
    for one in reading.progress:
        partition = (str(one.partition),)
        yield m.JOURNAL, partition, one.seq
        if one.clock is not None:
            yield m.CLOCK_AGE, partition, (reading.now - one.clock).total_seconds()

    quarantined = Counter(dict.fromkeys(reading.names.authorities, 0))
    for stage in subjects.stages(reading):
        if stage.stage == subjects.NOT_ASSESSED:
            quarantined[stage.authority] += stage.subjects
    for authority, number in quarantined.items():
        yield m.QUARANTINED, (authority,), number

    for authority, calendar in reading.names.calendars.items():
        today = reading.names.today(authority, reading.now)
        yield m.WORKING_DAY, (authority,), int(calendar.is_working(today))

    for authority in reading.names.authorities:
        ahead = reading.names.zone(authority).wall(reading.now).utcoffset() or timedelta()
        yield m.UTC_OFFSET, (authority,), ahead.total_seconds()

    yield m.CRASHES, (), counters.counter(reading, "assessment_crashed").total()
    yield m.MISSED, (), due.unspoken(reading)


def build(reading: Reading, version: str) -> tuple[str, str, str]:
    """The labels that say what is running; a rulebook is told by the beginning of its hash."""
    rulebooks = {one.rulebook[:12] for one in reading.progress if one.rulebook}
    return version, str(SEMANTICS), "+".join(sorted(rulebooks))
