"""Making calendars from the files under `calendar_data/`, and from an office's own.

One reviewed file a year, `<country>/<year>.toml`; a year without a file, or marked *preliminary*,
is answered all the same, as a guess that every answer leaning on it admits. Nothing is read
before `load_calendar` or `read_overlay` is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say
from sroki.workflows import calendars
from sroki.workflows.calendar_sheets import Holidays, LocalDay, Overlay, Year, parse
from sroki.workflows.calendars import FIRST_YEAR, LAST_YEAR, Calendar, Day, DayKind
from sroki.workflows.rest_days import guessed_year, official_year

Presidential = Literal["count", "skip"]


def load_calendar(
    name: str,
    *,
    presidential: Presidential = "count",
    overlays: Iterable[Overlay] = (),
    years: Path | None = None,
) -> Calendar:
    """A calendar by name ("ru", "weekends_only", "every_day") with local days laid over it.

    `presidential` says whether the days of 2020 and 2021 that the President declared non-working
    count as working days (the default, as the Supreme Court holds) or are skipped. Of two overlays
    that speak of one day the later wins: region first, then city. `years` is a folder of the
    office's own `<year>.toml`, which go before ours: a new decree need not wait for a release.
    Raises `Invalid` for an unknown name or a bad file.
    """
    if name == "ru":
        calendar = _country(name, presidential, years)
    elif name == "weekends_only":
        calendar = calendars.weekends_only()
    elif name == "every_day":
        calendar = calendars.every_day()
    else:
        raise Invalid(
            say("календарь «{name}» неизвестен", name=name), accepted="ru, weekends_only, every_day"
        )
    for overlay in overlays:
        calendar = calendar.overlaid(overlay.name, {day.on: _local(day) for day in overlay.day})
    return calendar


def read_overlay(path: Path) -> Overlay:
    """Read a TOML file of local days. Raises `Invalid` with the file and what is wrong in it."""
    return parse(Overlay, path.read_text(encoding="utf-8"), Place(str(path)))


def _country(name: str, presidential: Presidential, own: Path | None) -> Calendar:
    shipped = resources.files("sroki.workflows") / "calendar_data" / name
    text = (shipped / "holidays.toml").read_text(encoding="utf-8")
    holidays = parse(Holidays, text, Place(f"{name}/holidays.toml"))
    days: dict[date, Day] = {}
    official: list[int] = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        file = _file(year, [own, shipped] if own else [shipped])
        if file is None:
            days |= guessed_year(year, holidays)
            continue
        place = Place(str(file))
        sheet = parse(Year, file.read_text(encoding="utf-8"), place)
        if sheet.year != year:
            raise Invalid(say("в файле записан {year} год", year=sheet.year), place=place)
        days |= official_year(sheet, holidays, place, skip=presidential == "skip")
        if not sheet.preliminary:
            official.append(year)
    return calendars.make(
        name if presidential == "count" else f"{name}, presidential {presidential}",
        days=days,
        known_from=date(official[0], 1, 1),
        known_through=date(_unbroken(official), 12, 31),
    )


def _file(year: int, folders: Iterable[Traversable]) -> Traversable | None:
    files = (folder / f"{year}.toml" for folder in folders)
    return next((file for file in files if file.is_file()), None)


def _unbroken(years: Sequence[int]) -> int:
    """The last year before the first hole: beyond it nothing is called official."""
    last = years[0]
    while last + 1 in years:
        last += 1
    return last


def _local(day: LocalDay) -> Day:
    kind = DayKind.LOCAL_WORKING if day.works else DayKind.LOCAL_OFF
    return Day(kind, works=day.works, title=day.title, cite=day.cite)
