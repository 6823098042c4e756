"""The rows of several tables and partitions as one stream, in one order.

Each source hands out its rows in the order of its key, a portion at a time, so that nothing is
sorted whole and nothing long is held.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import Select

from sroki.projections.queries.reading import Reading
from sroki.projections.statements import Row

# Rows read of one source at a time.
PORTION: Final = 10_000


class Layout(NamedTuple):
    """The key of a table, by which a statement goes on after the last row it gave; where the parts
    of the key stand in a row, the subject first of all, and where its days do.
    """

    key: tuple[str, ...]
    places: tuple[int, ...]
    days: slice


class Source:
    """The rows of one table in one partition, in the order of their keys."""

    def __init__(self, reading: Reading, statement: Select[Any], layout: Layout) -> None:
        self._connection, self._statement = reading.connection, statement
        self._layout = layout
        self._key = itemgetter(*layout.places)
        self._after: Sequence[str] = [""] * len(layout.key)
        self.rows: list[Row] = []
        self.over = False

    def more(self) -> None:
        """Read a further portion."""
        after = dict(zip(self._layout.key, self._after, strict=True))
        # As the driver gives them: a wrapper about each row costs as much as reading it.
        cursor: Any = self._connection.execute(self._statement, after).cursor
        found: list[Row] = cursor.fetchall()
        self.over = len(found) < PORTION
        if found:
            self._after, days = self._key(found[-1]), self._layout.days
            self.rows += _plain(found, days) if _is_typed(found, days) else found

    def take(self, before: str | None) -> list[Row]:
        """Hand out the rows of subjects before this one; of None, all."""
        rows = self.rows
        if before is None:
            self.rows = []
            return rows
        end = len(rows)
        while end and rows[end - 1][0] >= before:
            end -= 1
        self.rows = rows[end:]
        return rows[:end]


def merged(sources: Sequence[Source], layout: Layout) -> Iterator[list[Row]]:
    """Portions of the rows of all, in one order, none of them ending within a subject."""
    in_order = itemgetter(*layout.places)
    while True:
        for one in sources:
            if not one.over and len(one.rows) < PORTION:
                one.more()
        ends = [one.rows[-1][0] for one in sources if not one.over]
        found = [rows for one in sources if (rows := one.take(min(ends, default=None)))]
        if found:
            rows = found[0]
            if len(found) > 1:
                rows = sorted((row for some in found for row in some), key=in_order)
            yield rows
        elif all(one.over for one in sources):
            return
        else:
            # A subject longer than a portion: the rest of it is still to come.
            for one in sources:
                if not one.over and one.rows[-1][0] == min(ends):
                    one.more()


def _is_typed(rows: Sequence[Row], days: slice) -> bool:
    """Whether the driver makes days of days; SQLite's leaves them the text that they are."""
    found = (day for row in rows for day in row[days] if day is not None)
    return isinstance(next(found, None), date)


def _plain(rows: Sequence[Row], days: slice) -> Iterator[Row]:
    for row in rows:
        told = (one and one.isoformat() for one in row[days])
        yield (*row[: days.start], *told, *row[days.stop :])
