"""Time zones: what the wall clock shows, always from the `tzdata` package, never from the machine.

Zone data is law too (an act moves a city by an hour), so it is part of the rulebook: it comes
from one pinned package on every machine, and carries a digest.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from importlib import metadata, resources
from io import BytesIO
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sroki.events.errors import Invalid
from sroki.events.i18n import say

_NAME: Final = re.compile(r"[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}")
_TICK: Final = timedelta(microseconds=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


class _Day(NamedTuple):
    """A day of UTC: the wall shows `before` until the hour `midnight`, from then on `after`."""

    before: date
    midnight: int
    after: date


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA zone. `digest` is the hash of its data: equal digests, equal clocks."""

    name: str
    digest: str
    info: ZoneInfo = field(compare=False, repr=False)
    _day_ends: dict[date, datetime] = field(default_factory=dict, compare=False, repr=False)
    # By the ordinal of a day of UTC, what its hours show; None where that is not so plain.
    _days: dict[int, _Day | None] = field(default_factory=dict, compare=False, repr=False)

    def wall(self, at: datetime) -> datetime:
        """What the wall clock shows at an instant (aware; a naive one raises `Invalid`)."""
        if at.tzinfo is None:
            raise Invalid(say("время без часового пояса"), why=say("по нему нельзя узнать дату"))
        return at.astimezone(self.info)

    def date_of(self, at: datetime) -> date:
        """The date on the wall at an instant: what `wall` shows, asked for a million times.

        Nearly every day of UTC has one offset of whole hours from its beginning to its end, so
        that the hour alone tells which of two dates it is; remembered.
        """
        if at.tzinfo is not UTC:
            return self.wall(at).date()
        number = at.toordinal()
        try:
            day = self._days[number]
        except KeyError:
            day = self._days[number] = self._day(at.date())
        if day is None:
            return self.wall(at).date()
        return day.after if at.hour >= day.midnight else day.before

    def day_end(self, on: date) -> datetime:
        """The last instant (UTC) at which the wall clock shows this date.

        For a date that the clock left out it is the last instant before it. Remembered: the days
        of a project are few, and each is asked for often.
        """
        end = self._day_ends.get(on)
        if end is None:
            end = self._day_ends[on] = self._find_day_end(on)
        return end

    def instant(self, wall: datetime) -> datetime:
        """The instant (UTC) at which the wall clock last shows `wall` (naive, to the second).

        An hour shown twice is taken the second time, so that nobody loses it; a time that the
        clock jumped over is taken as the moment of the jump.
        """
        first = wall.replace(tzinfo=self.info).astimezone(UTC)
        last = wall.replace(tzinfo=self.info, fold=1).astimezone(UTC)
        return last if first <= last else self._jump(last, first)

    def _day(self, day: date) -> _Day | None:
        """A whole day of UTC, looked at from hour to hour."""
        start = datetime.combine(day, time.min, UTC)
        instants = [start + timedelta(hours=hour) for hour in range(24)]
        offsets = {self.wall(at).utcoffset() for at in (*instants, start + _DAY - _TICK)}
        (offset, *others) = offsets
        if others or offset is None or offset % _HOUR:
            return None
        dates = [self.wall(at).date() for at in instants]
        return _Day(dates[0], dates.count(dates[0]), dates[-1])

    def _find_day_end(self, on: date) -> datetime:
        midnight = datetime.combine(on, time.min) + timedelta(days=1)
        end = self.instant(midnight) - _TICK
        if self.wall(end).date() > on:
            # The clock went back to midnight, not past it (Magadan, 26.10.2014): the first counts.
            end = midnight.replace(tzinfo=self.info).astimezone(UTC) - _TICK
        return end

    def _jump(self, before: datetime, after: datetime) -> datetime:
        """The moment between two instants at which the clock was moved."""
        moved = self.wall(after).utcoffset()

        def has_moved(second: int) -> bool:
            return self.wall(before + timedelta(seconds=second)).utcoffset() == moved

        seconds = range(int((after - before).total_seconds()))
        return before + timedelta(seconds=bisect(seconds, False, key=has_moved))


def load_zone(name: str) -> Zone:
    """Read a zone by its IANA name, as "Asia/Krasnoyarsk". Raises `Invalid` for an unknown one."""
    data = _data(name)
    return Zone(name, sha256(data).hexdigest(), ZoneInfo.from_file(BytesIO(data), key=name))


def zone_digest(name: str) -> str:
    """The hash of a zone's data, as the rulebook records it."""
    return sha256(_data(name)).hexdigest()


def tzdata_version() -> str:
    """The version of the package that the zones come from, as "2026.6" for IANA's 2026f."""
    return metadata.version("tzdata")


def _data(name: str) -> bytes:
    # A name is also a path: whatever does not look like a zone is not looked for.
    if _NAME.fullmatch(name):
        found = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
        if found.is_file():
            return found.read_bytes()
    raise Invalid(
        say("часовой пояс «{name}» неизвестен", name=name),
        why=say("его нет в базе IANA (tzdata {version})", version=tzdata_version()),
        accepted=say("имя IANA, например Asia/Krasnoyarsk"),
    )
