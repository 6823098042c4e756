"""How fresh the sources are: when each was last heard, and up to when it has told everything."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlmodel import col

from sroki.projections.intake_tables import SourceRow
from sroki.projections.queries.reading import Reading


class Heard(NamedTuple):
    """A source as the intake knows it."""

    authority: str
    source: str
    events: int
    heard_at: datetime
    told_at: datetime
    entered_at: datetime | None


class Watermark(NamedTuple):
    """A role's word for a unit (`*`: for all) that everything up to `complete_to` has been told.

    None where the edition expects such words of the role and it never gave one. `known` tells
    whether any edition has such a role: a mark of another proves nothing.
    """

    authority: str
    role: str
    unit: str
    complete_to: datetime | None
    title: str
    known: bool = True


# A watermark's unit where it speaks of every one.
_ALL: Final = "*"
_HEARD: Final = tuple(col(getattr(SourceRow, name)) for name in Heard._fields)


def heard(reading: Reading) -> list[Heard]:
    """The sources that ever sent anything, the longest silent first."""
    rows = reading.connection.execute(
        select(*_HEARD).order_by(col(SourceRow.heard_at), col(SourceRow.source))
    )
    return [Heard(*row) for row in rows if reading.scope.allows_authority(row.authority)]


def watermarks(reading: Reading) -> list[Watermark]:
    """By role and unit; where partitions differ, the earliest. Roles that owe one and gave none.

    Who sees some units only sees what was said of those, and of all.
    """
    told: dict[tuple[str, str, str], datetime] = {}
    for progress in reading.progress:
        for key, at in progress.watermarks.items():
            authority, role, unit = key.split("/")
            place = (authority, role, unit)
            told[place] = min(told.get(place, at), at)
    titles: dict[tuple[str, str], str] = {}
    roles: set[tuple[str, str]] = set()
    for edition in reading.names.editions.values():
        for source in edition.sources:
            roles.add((edition.authority, source.role))
            if source.reports == "watermark":
                titles[edition.authority, source.role] = source.title
    silent = titles.keys() - {(authority, role) for authority, role, _ in told}
    found = [
        Watermark(*place, at, titles.get(place[:2], place[1]), known=place[:2] in roles)
        for place, at in told.items()
    ]
    found += [Watermark(*place, _ALL, None, titles[place]) for place in silent]
    return sorted(
        (one for one in found if _concerns(reading, one)),
        key=lambda one: one[:3],
    )


def _concerns(reading: Reading, one: Watermark) -> bool:
    if one.unit == _ALL:
        return reading.scope.allows_authority(one.authority)
    return reading.scope.allows(one.authority, one.unit)
