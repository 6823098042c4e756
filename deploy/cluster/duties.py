"""What this process owes: the partitions that the group gave it, and what is to be told of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from sroki.deploy.cluster.topic_reader import Bounds
from sroki.deploy.cluster.watchdog import Duty


class Log(Protocol):
    """What is asked of the log."""

    def bounds(self, partition: int) -> Bounds: ...


class Ends:
    """The log, and how far it went in each partition when it was last looked at (`seen`)."""

    def __init__(self, log: Log) -> None:
        self.seen: dict[int, int] = {}
        self._log = log

    def bounds(self, partition: int) -> Bounds:
        """As the log's."""
        found = self._log.bounds(partition)
        self.seen[partition] = found.end
        return found


class Seated(Protocol):
    """What is asked of the seats."""

    turn: int
    seated: bool


class Owing(Protocol):
    """The lanes: how far each of ours has come, None of one that nobody moves."""

    def owed(self) -> Mapping[int, int | None]: ...


class Telling(Protocol):
    """The relays: how far each of ours has told, None of one that is down; how far it should."""

    def owed(self) -> Mapping[int, tuple[int | None, int]]: ...


def duties(seats: Seated, lanes: Owing, relays: Telling, log: Log) -> Iterator[Duty]:
    """All of it, as it stands now. Raises KafkaError where the brokers do not answer."""
    log.bounds(0)
    yield Duty("the seating", seats.turn, not seats.seated)
    for number, offset in lanes.owed().items():
        behind = offset is None or log.bounds(number).end > offset
        yield Duty(f"partition {number}", offset, behind)
    for number, (told, said) in relays.owed().items():
        yield Duty(f"the relay of {number}", told, told is None or told < said)
