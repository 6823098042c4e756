"""What commands share: where the store is; reading days, moments, lengths as people write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Annotated, TypeAlias

import typer

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import mark, say
from sroki.workflows.dates import last_instant
from sroki.workflows.zones import Zone

# A file of SQLite, or postgresql://…; `settings` reads it.
StoreOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--store", metavar=mark("АДРЕС"), help=mark("Хранилище [из настроек]")),
]

# Where Prometheus may ask a process that has no pages.
MetricsOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--metrics", metavar=mark("УЗЕЛ:ПОРТ"), help=mark("Где отвечать Prometheus [из настроек]")
    ),
]

_RUSSIAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)")
_ACCEPTED = "2017-04-15, 15.04.2017, 2017-04-15T23:59:59, 2017-04-15T23:59:59+07:00"


def moment(text: str, zone: Zone, option: str) -> datetime:
    """A moment as people write it; without an offset it is the wall clock of `zone`.

    A day alone is its first instant. `option` is what the command calls it. Raises `Invalid`.
    """
    found = _parse(text, option)
    if isinstance(found, datetime):
        return found.astimezone(UTC) if found.tzinfo else zone.instant(found)
    return zone.instant(datetime.combine(found, time()))


def end_of(text: str, zone: Zone, option: str) -> datetime:
    """A moment as people write it; a day alone is its last instant. Raises `Invalid`."""
    found = _parse(text, option)
    return moment(text, zone, option) if isinstance(found, datetime) else last_instant(found, zone)


def day(text: str, option: str) -> date:
    """A civil day as people write it. Raises `Invalid`."""
    found = _parse(text, option)
    if isinstance(found, datetime):
        raise Invalid(
            say("«{text}» — время, а нужен день", text=text),
            place=Place(option),
            accepted="2017-04-15, 15.04.2017",
        )
    return found


def _parse(text: str, option: str) -> date | datetime:
    written = text.strip()
    russian = _RUSSIAN.fullmatch(written)
    if russian:
        number, month, year, rest = russian.groups()
        written = f"{year}-{month:0>2}-{number:0>2}{rest}"
    try:
        if len(written) <= len("2017-04-15"):
            return date.fromisoformat(written)
        return datetime.fromisoformat(written)
    except ValueError:
        raise Invalid(
            say("дата или время «{text}» не читается", text=text),
            place=Place(option),
            accepted=_ACCEPTED,
        ) from None
