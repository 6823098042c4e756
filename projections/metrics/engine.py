"""Metrics of the machine: its journal, its faults, what it is, which day and hour it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from sroki.projections.metrics.declared import machine as m
from sroki.projections.metrics.declared.metric import Sample
from sroki.projections.queries import counters, due, subjects
from sroki.projections.queries.partitions import partitions
from sroki.projections.queries.reading import Reading
from sroki.workflows.rulebook import SEMANTICS


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
    yield m.MISMATCHES, (), counters.counter(reading, "standing_mismatch").total()
    yield from _of_the_log(reading)


def _of_the_log(reading: Reading) -> Iterator[Sample]:
    """What a partition has of a log, where it is fed from one."""
    for one in partitions(reading):
        for alarm in one.alarms:
            yield m.STOPPED, (str(one.partition), alarm.name), 1
        if one.told is not None:
            yield m.UNTOLD, (str(one.partition),), one.said - one.told
    for counted, records in counters.counter(reading, "unread").items():
        yield m.UNREAD, (counted.detail,), records


def build(reading: Reading, version: str) -> tuple[str, str, str]:
    """The labels that say what is running; a rulebook is told by the beginning of its hash."""
    rulebooks = {one.rulebook[:12] for one in reading.progress if one.rulebook}
    return version, str(SEMANTICS), "+".join(sorted(rulebooks))
