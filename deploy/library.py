"""The editions at hand: those that come with Sroki, and an office's own files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from sroki.deploy.settings import Settings
from sroki.events.declared import DeclaredTypes, FieldSpec
from sroki.events.errors import Invalid, Place
from sroki.workflows import load
from sroki.workflows.edition import Edition
from sroki.workflows.rulebook import Rulebook


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
            raise Invalid("нет ни файла, ни папки с редакциями", place=Place(str(path)))
    return found


def rulebook_of(settings: Settings) -> Rulebook:
    """The rulebook that the settings ask for."""
    editions = [load.bundled(name) for name in load.bundled_names()] if settings.bundled else []
    editions += [load.read_edition(path) for path in edition_files(settings.editions)]
    return load.rulebook_of(editions)


def declared_of(editions: Iterable[Edition]) -> DeclaredTypes:
    """The event types that editions declare, by the name they have in events."""
    found: dict[str, Mapping[str, FieldSpec]] = {}
    for edition in editions:
        for one in edition.declares:
            fields = {field.name: FieldSpec(field.type, field.required) for field in one.fields}
            found[f"{edition.authority}.{one.name}"] = fields
    return found
