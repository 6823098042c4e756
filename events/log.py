"""The log port: where accepted events go, and what whoever keeps them promises.

Embedded, the log is the journals of this process; distributed, it is the canonical topic. The
intake knows neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, Protocol, TypeAlias

from sroki.events.base import Event
from sroki.events.errors import SrokiError
from sroki.events.partitions import partition_of
from sroki.events.record import SourceWatermark

# What a record with an event in its stored form says it holds.
RECORD_TYPE: Final = "application/vnd.sroki.event+json"

# What a log says of an event it has taken. `accepted`: it is kept, and the journal's word on it
# (the other three) is yet to come.
Kept: TypeAlias = Literal["accepted", "taken", "duplicate", "conflict"]


class LogLost(SrokiError):
    """The log did not confirm what was given to it: it may be kept or not, and is to be told
    again."""


class Log(Protocol):
    """A log of as many partitions as the store has."""

    def append(self, events: Sequence[Event]) -> Sequence[Kept]:
        """Put events into the partitions that they concern, in order; one word for each.

        All of them are durable on return. A source's watermark is in every partition, and comes in
        each after everything that was given before it: it counts for what it follows there, and is
        not there without it. Raises `LogLost`;
        then any of the events may be in the log, and whoever sent them tells them again:
        repetition is the journal's to know.
        """
        ...


def concerned(event: Event, partitions: int) -> Sequence[int]:
    """The partitions an event is put into: that of its subject, or all for a watermark."""
    if isinstance(event, SourceWatermark):
        return range(partitions)
    return (partition_of(event.subject, partitions),)
