"""What "today", "in three days", "in seven days" are, for each authority in its own zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, NamedTuple

from sroki.projections.names import Names
from sroki.workflows.dates import add_days, civil_date, last_instant

# How many days ahead each edge lies; today is the first.
DAYS: Final = (0, 3, 7)


class Edges(NamedTuple):
    """The civil day, and the last instants of it, of the third and of the seventh day after."""

    today: date
    ends: tuple[datetime, ...]


def edges(now: datetime, names: Names, authorities: Iterable[str]) -> dict[Edges, list[str]]:
    """Authorities by the edges they share: one entry in a region of one time zone."""
    found: dict[Edges, list[str]] = {}
    for authority in authorities:
        zone = names.zone(authority)
        today = civil_date(now, zone)
        ends = tuple(last_instant(add_days(today, days), zone) for days in DAYS)
        found.setdefault(Edges(today, ends), []).append(authority)
    return found
