"""A log in memory, as cruel as the real one may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sroki.deploy.cluster.topic_reader import Bounds
from sroki.events.base import Event
from sroki.events.catalogue import to_bytes


@dataclass(frozen=True)
class Put:
    """A record."""

    offset: int
    key: bytes | None
    value: bytes | None


@dataclass
class FakeLog:
    """One partition. Offsets may be left out, as markers of transactions do."""

    topic: str = "topic-1"
    start: int = 0
    end: int = 0
    records: list[Put] = field(default_factory=list)

    def put(self, key: bytes | None, value: bytes | None) -> Put:
        record = Put(self.end, key, value)
        self.records.append(record)
        self.end += 1
        return record

    def tell(self, events: Iterable[Event]) -> list[Put]:
        return [self.put(one.subject.encode(), to_bytes(one)) for one in events]

    def skip(self, offsets: int = 1) -> None:
        self.end += offsets

    def topic_id(self) -> str:
        return self.topic

    def bounds(self, partition: int) -> Bounds:
        return Bounds(self.start, self.end)

    def first_from(self, partition: int, offset: int) -> Put | None:
        return next((one for one in self.records if one.offset >= max(offset, self.start)), None)
