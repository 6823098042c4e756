"""Every morning each system says how far it has told everything; a silent unit is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sroki.deploy.simulate import city, wire
from sroki.deploy.simulate.city import UNITS, Source
from sroki.deploy.simulate.moments import at, midnight
from sroki.deploy.simulate.spool import Line
from sroki.deploy.simulate.telling import EXPORT

MORNING = 5 * 3600
EVENING = EXPORT.hour * 3600 + EXPORT.minute * 60 + 900


def watermarks(on: date, silent: frozenset[str]) -> Iterator[Line]:
    """The words of the day: the СЭД in the morning, the register after its evening export."""
    for source, seconds, by_day in ((city.SED, MORNING, False), (city.REGISTER, EVENING, True)):
        units = [unit.code for unit in UNITS if unit.by_day is by_day and unit.code not in silent]
        if units:
            yield _word(source, on, seconds, units)


def _word(source: Source, on: date, seconds: int, units: list[str]) -> Line:
    """Everything up to the midnight that began this day has been told."""
    when = at(on, seconds)
    data: wire.Json = {
        "authority": city.AUTHORITY,
        "service": city.SERVICE,
        "unit": units[0],
        "role": source.role,
        "complete_to": midnight(on).isoformat(),
        "units": units,
    }
    name = f"{source.name}-{on.isoformat()}"
    return Line(
        when, "taken", wire.encode(wire.event(source, "source_watermark", name, when, data))
    )
