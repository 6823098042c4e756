"""The texts of this room, and how days, moments and titles are written in them."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Final

from sroki.events import amounts
from sroki.events.i18n import Catalogue, Lang
from sroki.workflows.zones import Zone, load_zone

WORDS: Final = Catalogue("sroki.monitors")
t = WORDS.t
n = WORDS.n


def quoted(title: str) -> str:
    """«Сведения в „Личный кабинет“»: quotes within quotes are of the other kind."""
    return f"«{title.replace('«', '„').replace('»', '“')}»"


def day(on: date | None, lang: Lang) -> str:
    """A civil date; a dash where there is none."""
    return "—" if on is None else amounts.on(on, lang)


def moment(at: datetime, zone: Zone, lang: Lang) -> str:
    """A date and the time on the wall, with seconds where there are any."""
    wall = zone.wall(at)
    return f"{amounts.on(wall, lang)} {wall:%H:%M:%S}".removesuffix(":00")


@cache
def zone_of(name: str) -> Zone:
    """A zone by name, read once."""
    return load_zone(name)
