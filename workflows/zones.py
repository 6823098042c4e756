"""Time zones, always from the `tzdata` package, never from the machine.

Zone data is law too (a decree moves a city by an hour), so it is part of the rulebook: it comes
from one pinned package on every machine, and carries a digest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from importlib import metadata, resources
from io import BytesIO
from zoneinfo import ZoneInfo

from sroki.events.errors import Invalid

_NAME = re.compile(r"[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}")


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA zone. `digest` is the hash of its data; equal digests, equal clocks.

    `day_ends` remembers the last instants of days already asked for (`dates.last_instant`).
    """

    name: str
    digest: str
    info: ZoneInfo = field(compare=False, repr=False)
    day_ends: dict[date, datetime] = field(default_factory=dict, compare=False, repr=False)


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
        f"часовой пояс «{name}» неизвестен",
        why=f"его нет в базе IANA (tzdata {tzdata_version()})",
        accepted="имя IANA, например Asia/Krasnoyarsk",
    )
