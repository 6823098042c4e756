"""How far a partition of `sroki.events` was read: the position that SQL keeps beside the journal.

A position names the topic by the id that its creation gave it, for a topic made anew has its name
and other records; and the last record by a digest of its bytes, for a log cut short and filled
again has its offsets and other records. An offset alone would step over both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple, Protocol, Self, overload

from sroki.events.errors import Refused
from sroki.events.i18n import say

# Before the first record there is none to name.
NOTHING: Final = "-"


class Record(Protocol):
    """What is needed of a record of the log, whichever client read it."""

    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...


class Headed(Record, Protocol):
    """A record with its headers."""

    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


class Position(NamedTuple):
    """`next` is the offset to be read next, `last` the digest of the record before it."""

    topic_id: str
    next: int
    last: str = NOTHING

    def __str__(self) -> str:
        return f"{self.topic_id} {self.next} {self.last}"

    @classmethod
    def of(cls, text: str) -> Self:
        """The position that was written down so. Raises `Refused` for anything else."""
        match text.split(" "):
            case [topic_id, offset, last] if offset.isdecimal():
                return cls(topic_id, int(offset), last)
        raise Refused(
            say("«{text}» — не место в журнале Kafka", text=text),
            accepted=say("TOPIC-ID СМЕЩЕНИЕ ХЕШ"),
        )

    def after(self, record: Record) -> Self:
        """The position once `record` is taken."""
        return self._replace(next=record.offset + 1, last=digest_of(record))


def digest_of(record: Record) -> str:
    """32 hex digits over the bytes of a record."""
    key, value = record.key or b"", record.value or b""
    return blake2b(b"%d " % len(key) + key + value, digest_size=16).hexdigest()


class Positions(Sequence[str]):
    """The position after each of some records, worked out for those that are asked for."""

    def __init__(self, before: Position, records: Sequence[Record]) -> None:
        self._before = before
        self._records = records

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return Positions(self._before, self._records[index])
        return str(self._before.after(self._records[index]))

    def __iter__(self) -> Iterator[str]:
        return (str(self._before.after(record)) for record in self._records)
