"""The few spans of civil days that a page needs, each asked of the one date function.

Nothing here decides a deadline: these are the edges of "in three days" and the marks of an axis.
"""

from __future__ import annotations

from datetime import date

from sroki.workflows.dates import add_months


def month_starts(first: date, last: date, at_most: int) -> list[date]:
    """First days of months inside the span, thinned evenly to `at_most`."""
    start = add_months(first.replace(day=1), 1)
    months = 12 * (last.year - start.year) + last.month - start.month
    step = max(1, -(-(months + 1) // at_most))
    return [add_months(start, number) for number in range(0, months + 1, step)]
