"""The editions at hand: those that come with Sroki, and an office's own files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sroki.deploy.settings import CalendarSetting, Settings
from sroki.events.directory import Authority, Directory, read_directory
from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say
from sroki.workflows import load
from sroki.workflows.calendar_files import load_calendar, read_overlay
from sroki.workflows.calendars import Calendar
from sroki.workflows.edition import Edition
from sroki.workflows.reader import CALENDARS, parse_edition
from sroki.workflows.requirements import Requirements, parse_requirements
from sroki.workflows.rulebook import Rulebook, build
from sroki.workflows.zones import load_zone


def find_edition(named: str) -> Edition:
    """An edition by the path of its file, or by the id of one that comes with Sroki.

    Raises `InvalidFile` with every problem of the file, `Invalid` where there is no such edition.
    """
    path = Path(named)
    if path.is_file() or path.suffix in {".yaml", ".yml"} or os.sep in named:
        return load.read_edition(path)
    return load.bundled(named)


def edition_files(paths: Iterable[Path]) -> list[Path]:
    """The files of editions under `paths`, files or folders. Raises `Invalid` for neither."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(path.glob("*.yaml"))
        elif path.is_file():
            found.append(path)
        else:
            raise Invalid(say("нет ни файла, ни папки с редакциями"), place=Place(str(path)))
    return found


def rulebook_of(settings: Settings) -> Rulebook:
    """The rulebook that the settings ask for. Raises `Invalid` for what is wrong with any of it."""
    editions = [load.bundled(name) for name in load.bundled_names()] if settings.bundled else []
    editions += [_read(path, settings.calendars) for path in edition_files(settings.editions)]
    _refuse_twins(editions)
    return build(
        editions,
        {one.calendar_name: _calendar(one, settings.calendars) for one in editions},
        {one.zone: load_zone(one.zone) for one in editions},
    )


def requirements_of(settings: Settings) -> dict[str, Requirements]:
    """The checklists of the editions: those that come with Sroki, and for an edition of the
    settings `name.yaml` those in `name.checklists.yml` beside it. Raises `InvalidFile`."""
    editions = {one.id: one for one in rulebook_of(settings).editions}
    found = load.bundled_requirements() if settings.bundled else {}
    for path in edition_files(settings.editions):
        beside = path.with_suffix(".checklists.yml")
        if beside.is_file():
            read = parse_requirements(beside.read_bytes(), str(beside), editions)
            found[read.edition] = read
    return found


def with_drafts(rulebook: Rulebook, files: Iterable[Path], settings: Settings) -> Rulebook:
    """A rulebook with the editions of `files` in place of all that their services have in it.

    Other services keep their editions, and every calendar and zone of the rulebook stays as it
    is; what only a draft counts by is taken from the settings and the package.
    """
    drafts = [_read(path, settings.calendars) for path in edition_files(files)]
    drafted = {(one.authority, one.service) for one in drafts}
    others = [one for one in rulebook.editions if (one.authority, one.service) not in drafted]
    editions = [*others, *drafts]
    _refuse_twins(editions)
    calendars = {one.calendar_name: _calendar(one, settings.calendars) for one in drafts}
    zones = {one.zone: load_zone(one.zone) for one in drafts}
    calendars.update(rulebook.calendars)
    zones.update(rulebook.zones)
    return build(
        editions,
        {one.calendar_name: calendars[one.calendar_name] for one in editions},
        {one.zone: zones[one.zone] for one in editions},
    )


def _read(path: Path, local: Mapping[str, CalendarSetting]) -> Edition:
    return parse_edition(
        path.read_bytes(),
        str(path),
        federal=load.federal_rules(),
        calendars=CALENDARS | local.keys(),
    )


def _refuse_twins(editions: Sequence[Edition]) -> None:
    ids = [one.id for one in editions]
    for name in ids:
        if ids.count(name) > 1:
            raise Invalid(
                say("две редакции с именем «{name}»", name=name),
                accepted=say("у каждой своё имя (id)"),
            )


def _calendar(edition: Edition, local: Mapping[str, CalendarSetting]) -> Calendar:
    setting = local.get(edition.calendar, CalendarSetting(base=edition.calendar))
    return load_calendar(
        setting.base,
        presidential=edition.presidential_days,
        overlays=[read_overlay(path) for path in setting.overlays],
    )


class Places(NamedTuple):
    """Directories: `known` has words for codes, `strict` is what events are checked against."""

    known: Directory
    strict: Directory | None


def directory_of(settings: Settings) -> Places:
    """The directories of the settings beside those that come with Sroki.

    Events are checked against the settings' own alone; without any, places are not checked.
    """
    known = dict(load.bundled_directory().authorities) if settings.bundled else {}
    own: dict[str, Authority] = {}
    for path in settings.directory:
        own |= read_directory(path.read_bytes(), str(path)).authorities
    return Places(Directory(known | own), Directory(own) if own else None)
