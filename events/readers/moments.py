"""From what a cell says to the moment an event carries: zone, precision, and what is not sane.

A `day` knows no hour: it is written as local noon of its civil day and compared by date alone. An
`instant` is as exact as the cell: where the cell gives no hour, the event is day-precise after all.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from importlib import resources
from io import BytesIO
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sroki.events.base import EARLIEST, LATEST, Precision
from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.events.readers.rejects import Fault

# Plain words: a member of an enumeration gives its value slowly, and there are millions of them.
_DAY: Final = Precision.DAY.value
_INSTANT: Final = Precision.INSTANT.value
_NOON: Final = time(12)
_LAST: Final = time(23, 59, 59, 999_999)


class Moment(NamedTuple):
    """`at` as CloudEvents writes it (RFC 3339, UTC), and how exactly it is known."""

    at: str
    precision: str


class Clock:
    """The zone of an office. Raises `Invalid` for an unknown one."""

    def __init__(self, zone: str) -> None:
        self.zone = zone_info(zone)
        self._noons: dict[date, Moment] = {}

    def moment(self, value: date | datetime, precision: Precision) -> Moment:
        """The moment of a date, of a local time, or of an instant with its own zone.

        Raises `Fault` for an absurd date, and for a local time that was skipped.
        """
        if not isinstance(value, datetime):
            return self.noon(value)
        if precision is Precision.DAY:
            local = value.astimezone(self.zone) if value.tzinfo else value
            return self.noon(local.date())
        return Moment(rfc3339(self.instant(value)), _INSTANT)

    def instant(self, value: datetime) -> datetime:
        """A local time, or one with its own zone, in UTC; of an hour told twice, the first."""
        if not 1989 <= value.year <= 2100:
            raise Fault("date_absurd")
        if value.tzinfo is None:
            local = value.replace(tzinfo=self.zone)
            at = local.astimezone(UTC)
            if at.astimezone(self.zone).replace(tzinfo=None) != value:
                raise Fault("time_impossible")
        else:
            at = value.astimezone(UTC)
        if not EARLIEST <= at < LATEST:
            raise Fault("date_absurd")
        return at

    def noon(self, on: date) -> Moment:
        """A civil day, as a day-precise moment."""
        known = self._noons.get(on)
        if known is None:
            if not 1990 <= on.year < 2100:
                raise Fault("date_absurd")
            at = datetime.combine(on, _NOON, self.zone).astimezone(UTC)
            known = self._noons[on] = Moment(rfc3339(at), _DAY)
        return known

    def start_of(self, on: date) -> datetime:
        """The first instant of a civil day, in UTC. Raises `Fault` for an absurd date."""
        if not 1990 <= on.year < 2100:
            raise Fault("date_absurd")
        return datetime.combine(on, time(0), self.zone).astimezone(UTC)

    def end_of(self, on: date) -> datetime:
        """The last instant of a civil day, in UTC. Raises `Fault` for an absurd date."""
        if not 1990 <= on.year < 2100:
            raise Fault("date_absurd")
        return datetime.combine(on, _LAST, self.zone).replace(fold=1).astimezone(UTC)


def rfc3339(at: datetime) -> str:
    """`2017-04-15T05:00:00Z`, with a fraction only where there is one."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def zone_info(name: str) -> ZoneInfo:
    """An IANA zone from the pinned package, never from the machine. Raises `Invalid`."""
    parts = name.split("/")
    if all(part.replace("_", "").replace("-", "").replace("+", "").isalnum() for part in parts):
        found = resources.files("tzdata").joinpath("zoneinfo", *parts)
        if found.is_file():
            return ZoneInfo.from_file(BytesIO(found.read_bytes()), key=name)
    raise Invalid(
        say("часовой пояс «{name}» неизвестен", name=name),
        accepted=say("имя IANA, например Asia/Krasnoyarsk"),
    )
