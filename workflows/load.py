"""Loading rulebooks: the editions in this package, and a city's own from files.

Nothing is read on import; each function here opens files when it is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from sroki.events.acts.surveys import SurveyForm
from sroki.events.directory import Directory, read_directory
from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.workflows.calendar_files import load_calendar
from sroki.workflows.calendars import Calendar
from sroki.workflows.coverage import Coverage, parse_coverage
from sroki.workflows.edition import Edition, FederalRules
from sroki.workflows.reader import parse_edition, parse_federal
from sroki.workflows.requirements import Requirements, parse_requirements
from sroki.workflows.rulebook import Rulebook, build
from sroki.workflows.survey_file import parse_survey
from sroki.workflows.zones import load_zone

_ROOM: Final = "sroki.workflows"


def read_edition(path: Path) -> Edition:
    """Read an edition from a file. Raises `InvalidFile` with every problem of the file, and
    OSError where there is none."""
    return parse_edition(path.read_bytes(), str(path), federal=federal_rules())


def bundled_names() -> tuple[str, ...]:
    """The ids of the editions that come with Sroki."""
    return tuple(_files("editions"))


def bundled(name: str) -> Edition:
    """An edition that comes with Sroki, by id. Raises `Invalid` for an unknown one."""
    files = _files("editions")
    if name not in files:
        raise Invalid(
            say("редакции «{name}» в комплекте нет", name=name), accepted=", ".join(files)
        )
    return parse_edition(files[name].read_bytes(), files[name].name, federal=federal_rules())


@cache
def federal_rules() -> dict[str, FederalRules]:
    """The federal rules that an edition may include, by id."""
    return {
        name: parse_federal(file.read_bytes(), file.name)
        for name, file in _files("federal").items()
    }


def rulebook_of(editions: Sequence[Edition]) -> Rulebook:
    """The rulebook of these editions, with the calendars and zones that they name.

    Raises `Invalid` where two editions have one id.
    """
    ids = [one.id for one in editions]
    for name in ids:
        if ids.count(name) > 1:
            raise Invalid(
                say("две редакции с именем «{name}»", name=name),
                accepted=say("у каждой своё имя (id)"),
            )
    calendars = {one.calendar_name: _calendar(one) for one in editions}
    zones = {one.zone: load_zone(one.zone) for one in editions}
    return build(editions, calendars, zones)


def load_rulebook(paths: Iterable[Path] = ()) -> Rulebook:
    """The rulebook of the editions in these files; without files, of those that come with Sroki."""
    editions = [read_edition(path) for path in paths] or [bundled(name) for name in bundled_names()]
    return rulebook_of(editions)


def bundled_directory() -> Directory:
    """The authorities and units of the bundled editions; a city has a directory of its own."""
    found = [
        read_directory(file.read_bytes(), file.name) for file in _files("unit_directories").values()
    ]
    return Directory({oktmo: one for page in found for oktmo, one in page.authorities.items()})


def bundled_coverage() -> tuple[tuple[Coverage, Edition], ...]:
    """The acts paragraph by paragraph, each with the edition whose items cover it."""
    editions = {name: bundled(name) for name in bundled_names()}
    found = [
        parse_coverage(file.read_bytes(), file.name, editions)
        for file in _files("coverage").values()
    ]
    return tuple((one, editions[one.edition]) for one in found)


def bundled_requirements() -> dict[str, Requirements]:
    """The checklists beside the bundled editions, by edition."""
    editions = {name: bundled(name) for name in bundled_names()}
    found = [
        parse_requirements(file.read_bytes(), file.name, editions)
        for file in _files("requirements_data").values()
    ]
    return {one.edition: one for one in found}


def bundled_surveys() -> dict[str, SurveyForm]:
    """The forms of surveys that come with Sroki, by name."""
    found = [parse_survey(file.read_bytes(), file.name) for file in _files("surveys").values()]
    return {one.id: one for one in found}


def _calendar(edition: Edition) -> Calendar:
    return load_calendar(edition.calendar, presidential=edition.presidential_days)


def _files(folder: str) -> dict[str, Traversable]:
    """The YAML files of a folder of this room, by name without the ending, in order of name."""
    found = {
        one.name.removesuffix(".yaml"): one
        for one in resources.files(_ROOM).joinpath(folder).iterdir()
        if one.name.endswith(".yaml")
    }
    return dict(sorted(found.items()))
