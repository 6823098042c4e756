"""The rows of several tables and partitions as one stream, in one order.

Each source hands out its rows in the order of its key, a portion at a time, so that nothing is
sorted whole and nothing long is held.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Select

from sroki.projections.queries.reading import Reading
from sroki.projections.statements import Row

# Rows read of one source at a time.
PORTION: Final = 10_000
# The key of the tables, by which a statement goes on after the last row it gave.
KEY: Final = ("subject", "measure", "instance")
# Where days stand in a row; case, instance and measure are the first of it.
DAYS: Final = slice(10, 14)
_IN_ORDER: Final = itemgetter(0, 2, 1)


class Source:
    """The rows of one table in one partition, in the order of their keys."""

    def __init__(self, reading: Reading, statement: Select[Any]) -> None:
        self._connection, self._statement = reading.connection, statement
        self._after = ("", "", "")
        self.rows: list[Row] = []
        self.over = False

    def more(self) -> None:
        """Read a further portion."""
        after = dict(zip(KEY, self._after, strict=True))
        # As the driver gives them: a wrapper about each row costs as much as reading it.
        cursor: Any = self._connection.execute(self._statement, after).cursor
        found: list[Row] = cursor.fetchall()
        self.over = len(found) < PORTION
        if found:
            last = found[-1]
            self._after = (last[0], last[2], last[1])
            self.rows += map(_plain, found) if _is_typed(found) else found

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


def merged(sources: Sequence[Source]) -> Iterator[list[Row]]:
    """Portions of the rows of all, in one order, none of them ending within a subject."""
    while True:
        for one in sources:
            if not one.over and len(one.rows) < PORTION:
                one.more()
        ends = [one.rows[-1][0] for one in sources if not one.over]
        found = [rows for one in sources if (rows := one.take(min(ends, default=None)))]
        if found:
            rows = found[0]
            if len(found) > 1:
                rows = sorted((row for some in found for row in some), key=_IN_ORDER)
            yield rows
        elif all(one.over for one in sources):
            return
        else:
            # A subject longer than a portion: the rest of it is still to come.
            for one in sources:
                if not one.over and one.rows[-1][0] == min(ends):
                    one.more()


def _is_typed(rows: Sequence[Row]) -> bool:
    """Whether the driver makes days of days; SQLite's leaves them the text that they are."""
    days = (day for row in rows for day in row[DAYS] if day is not None)
    return isinstance(next(days, None), date)


def _plain(row: Row) -> Row:
    days = (one and one.isoformat() for one in row[DAYS])
    return (*row[: DAYS.start], *days, *row[DAYS.stop :])
