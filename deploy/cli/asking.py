"""What figures are asked for by a command: a period, an authority, services, a moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sroki.deploy.cli.arguments import end_of
from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say
from sroki.projections.figures import Asked
from sroki.projections.names import Names
from sroki.projections.queries.positions import positions_at
from sroki.projections.queries.reading import Reading
from sroki.workflows.period_words import parse_span


def asked_of(
    reading: Reading,
    period: str,
    authority: str | None,
    services: tuple[str, ...],
    unit: str | None,
    as_of: str | None,
) -> Asked:
    """What somebody asks for, in his words. Raises `Invalid`, and `Refused` of a moment to come."""
    names = reading.names
    whose = _authority(names, authority, services)
    if unit is not None and (whose, unit) not in names.units:
        raise Invalid(
            say("подразделения «{unit}» нет в справочнике органа {whose}", unit=unit, whose=whose),
            place=Place("--unit"),
            accepted=", ".join(code for oktmo, code in names.units if oktmo == whose) or None,
        )
    windows = [one for edition in _editions(names, whose, services) for one in edition.windows]
    span = parse_span(period, names.today(whose, reading.now), windows)
    moment: datetime | None = None
    if as_of is not None:
        moment = end_of(as_of, names.zone(whose), "--as-of")
    at = None if moment is None else positions_at(reading, moment)
    return Asked(span, whose, services, unit, moment, at)


def _editions(names: Names, authority: str, services: tuple[str, ...]) -> Iterator[Any]:
    for edition in names.editions.values():
        if edition.authority == authority and (not services or edition.service in services):
            yield edition


def _authority(names: Names, said: str | None, services: tuple[str, ...]) -> str:
    """Whose figures: of the only authority, or of the one that has the service asked for."""
    editions = names.editions.values()
    having = [one for one in editions if not services or one.service in services]
    # A service that nobody has is told of where the services are known.
    every = dict.fromkeys(one.authority for one in having or editions)
    if said is None and len(every) == 1:
        return next(iter(every))
    if said is None or said not in every:
        raise Invalid(
            say("не сказано, какого органа показатели")
            if said is None
            else say("органа {said} нет", said=said),
            place=Place("--authority"),
            accepted=", ".join(every) or None,
        )
    return said
