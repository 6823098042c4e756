"""A rulebook as bytes, whole: what a partition was judged by can be judged by again.

An activated rulebook is kept in the store with its calendars day by day and its zones' data, for
the package of tomorrow may count another day as a holiday, or move a city by an hour.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import date
from hashlib import sha256
from importlib import resources
from io import BytesIO
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from sroki.workflows import calendars
from sroki.workflows.calendars import FIRST_DAY, LAST_DAY, Calendar, Day, DayKind
from sroki.workflows.dates import add_days
from sroki.workflows.edition import Edition
from sroki.workflows.rulebook import Rulebook, build
from sroki.workflows.zones import Zone


class _Calendar(BaseModel):
    """A calendar: the week, and every day that differs from it."""

    title: str
    known_from: date
    known_through: date
    weekend: list[int]
    days: dict[date, Day]


class _Frozen(BaseModel):
    """The stored form. Zones are TZif, in base64."""

    format: int = 1
    editions: list[Edition]
    calendars: dict[str, _Calendar]
    zones: dict[str, str]


def freeze(rulebook: Rulebook) -> bytes:
    """The rulebook as it is kept."""
    frozen = _Frozen(
        editions=list(rulebook.editions),
        calendars={name: _frozen(one) for name, one in rulebook.calendars.items()},
        zones={name: b64encode(_zone_data(name)).decode() for name in rulebook.zones},
    )
    return frozen.model_dump_json(exclude_defaults=True).encode()


def thaw(body: bytes) -> Rulebook:
    """The rulebook that was kept.

    Its digest is what it was, unless the semantics of this program are newer than those it was
    activated under: then it is judged by today's, and says so by its digest.
    """
    frozen = _Frozen.model_validate_json(body)
    return build(
        frozen.editions,
        {name: _thawed(one) for name, one in frozen.calendars.items()},
        {name: _zone(name, b64decode(data)) for name, data in frozen.zones.items()},
    )


def _frozen(calendar: Calendar) -> _Calendar:
    weekend = _weekend(calendar)
    days = {
        on: day
        for number in range((LAST_DAY - FIRST_DAY).days + 1)
        if (day := calendar.day(on := add_days(FIRST_DAY, number))) != _plain(on, weekend)
    }
    return _Calendar(
        title=calendar.name,
        known_from=calendar.known_from,
        known_through=calendar.known_through,
        weekend=sorted(weekend),
        days=days,
    )


def _thawed(frozen: _Calendar) -> Calendar:
    return calendars.make(
        frozen.title,
        days=frozen.days,
        weekend=frozenset(frozen.weekend),
        known_from=frozen.known_from,
        known_through=frozen.known_through,
    )


def _weekend(calendar: Calendar) -> frozenset[int]:
    """The weekdays on which a plain week rests: those some day of which is a plain weekend."""
    days = (add_days(FIRST_DAY, number) for number in range(366))
    return frozenset(on.weekday() for on in days if calendar.kind_of(on) is DayKind.WEEKEND)


def _plain(on: date, weekend: frozenset[int]) -> Day:
    off = on.weekday() in weekend
    return Day(DayKind.WEEKEND if off else DayKind.WORKING, works=not off)


def _zone_data(name: str) -> bytes:
    return resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()


def _zone(name: str, data: bytes) -> Zone:
    return Zone(name, sha256(data).hexdigest(), ZoneInfo.from_file(BytesIO(data), key=name))
