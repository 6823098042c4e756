"""Whether a partition may be read on from where SQL says: the log must be the one that was read.

What does not fit is never stepped over. The partition stops with an alarm that has a name, and
others go on; a person decides.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from sroki.deploy.cluster.position import NOTHING, Position, Record, digest_of
from sroki.deploy.cluster.topic_reader import Bounds


class Alarm(StrEnum):
    """Why a partition stands still until somebody looks."""

    TOPIC_REPLACED = "topic_replaced"
    LOG_CUT_SHORT = "log_cut_short"
    LOG_REWRITTEN = "log_rewritten"
    LOG_START_RAISED = "log_start_raised"
    TOLD_AHEAD = "told_ahead"
    TOLD_UNEVENLY = "told_unevenly"


class Stopped(Exception):
    """A partition may not go on. `detail` holds offsets and ids, and nothing of an event."""

    def __init__(self, alarm: Alarm, detail: str) -> None:
        super().__init__(f"{alarm}: {detail}")
        self.alarm = alarm
        self.detail = detail


class Reread(Exception):
    """What was fetched left out records that the log has: read again from the position."""


class Looking(Protocol):
    """What is asked of the log."""

    def topic_id(self) -> str: ...
    def bounds(self, partition: int) -> Bounds: ...
    def first_from(self, partition: int, offset: int) -> Record | None: ...


def seat(log: Looking, partition: int, said: str | None) -> Position:
    """The position to read on from, held against the log. Raises `Stopped`."""
    topic_id, bounds = log.topic_id(), log.bounds(partition)
    if said is None:
        if bounds.start > 0:
            raise Stopped(Alarm.LOG_START_RAISED, f"next=0 start={bounds.start}")
        return Position(topic_id, 0)
    position = Position.of(said)
    if position.topic_id != topic_id:
        raise Stopped(Alarm.TOPIC_REPLACED, f"read={position.topic_id} found={topic_id}")
    if bounds.end < position.next:
        raise Stopped(Alarm.LOG_CUT_SHORT, f"next={position.next} end={bounds.end}")
    if bounds.start > position.next:
        raise Stopped(Alarm.LOG_START_RAISED, f"next={position.next} start={bounds.start}")
    if position.last != NOTHING and bounds.start < position.next:
        last = log.first_from(partition, position.next - 1)
        if last is None or last.offset != position.next - 1 or digest_of(last) != position.last:
            raise Stopped(Alarm.LOG_REWRITTEN, f"offset={position.next - 1}")
    return position


def confirm_hole(log: Looking, partition: int, position: Position, offset: int) -> None:
    """Nothing from the position to `offset` can be read: markers of transactions, or compaction.

    Raises `Reread` where there is a record after all, and `Stopped` where the log lost its start.
    """
    if log.topic_id() != position.topic_id:
        raise Stopped(Alarm.TOPIC_REPLACED, f"read={position.topic_id}")
    start = log.bounds(partition).start
    if start > position.next:
        raise Stopped(Alarm.LOG_START_RAISED, f"next={position.next} start={start}")
    first = log.first_from(partition, position.next)
    if first is None or first.offset < offset:
        raise Reread
