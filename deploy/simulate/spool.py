"""What has happened but not arrived yet, kept small until its day comes.

A season is made in the order of filing and must be told in the order of arrival. Lines wait by the
day of their arrival, packed: a million applications keep some tens of megabytes, not gigabytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sroki.deploy.simulate.city import ZONE

_EPOCH = datetime(2020, 1, 1, tzinfo=ZONE)
_MICROSECOND = timedelta(microseconds=1)
_PACK = 1 << 18


class Line(NamedTuple):
    """An event on its way: arrival, what intake must answer, the body."""

    arrives: datetime
    expect: str
    body: bytes


class _Day:
    """The lines of one day of arrival; full packs are compressed."""

    __slots__ = ("open", "packs", "size")

    def __init__(self) -> None:
        self.packs: list[bytes] = []
        self.open: list[bytes] = []
        self.size = 0

    def add(self, row: bytes) -> None:
        self.open.append(row)
        self.size += len(row)
        if self.size >= _PACK:
            self.packs.append(zlib.compress(b"\n".join(self.open), 1))
            self.open, self.size = [], 0

    def rows(self) -> list[bytes]:
        rows: list[bytes] = []
        for pack in self.packs:
            rows += zlib.decompress(pack).split(b"\n")
        return rows + self.open


class Spool:
    """Lines by day of arrival, given out in the order of arrival, then of addition."""

    def __init__(self) -> None:
        self._days: dict[date, _Day] = {}
        self._added = 0

    def add(self, line: Line) -> None:
        """Keep a line until its day."""
        self._added += 1
        micros = (line.arrives - _EPOCH) // _MICROSECOND
        head = f"{micros:020d} {self._added:012d} {line.expect} ".encode()
        self._days.setdefault(line.arrives.date(), _Day()).add(head + line.body)

    def until(self, last: date) -> Iterator[Line]:
        """Give out, and forget, everything that arrives on `last` or before."""
        for on in sorted(day for day in self._days if day <= last):
            for row in sorted(self._days.pop(on).rows()):
                micros, _, expect, body = row.split(b" ", 3)
                yield Line(_EPOCH + int(micros) * _MICROSECOND, expect.decode(), body)
