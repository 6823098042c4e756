"""Once a quarter somebody holds what the site says of the service against what is so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from sroki.deploy.simulate import SimEvent, city, wire
from sroki.deploy.simulate.moments import at

_POSITIONS: Final = ("places", "hours", "phones", "regulation", "form", "electronic_filing")
# Of the spring audit the hours were found out of date; by the summer they were mended.
_UNMET: Final = {1: ("hours",)}
_NOON: Final = 12 * 3600
_WHOLE: Final = "all"


def audits(year: int) -> Iterator[SimEvent]:
    """The audits of a year, each told when it was made."""
    for quarter in range(4):
        when = at(date(year, 3 * quarter + 2, 10), _NOON)
        unmet = _UNMET.get(quarter, ())
        data: wire.Json = {
            "authority": city.AUTHORITY,
            "service": city.SERVICE,
            "unit": _WHOLE,
            "audit": f"{year}-{quarter + 1}",
            "met": [one for one in _POSITIONS if one not in unmet],
            "unmet": list(unmet),
        }
        name = f"site-{year}-{quarter + 1}"
        body = wire.encode(wire.event(city.SED, "site_audited", name, when, data))
        yield SimEvent(when, body, "taken")
