"""The TOML file of settings: where it is found, and what it says."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, InitSettingsSource

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say
from sroki.projections.postgres_url import SCHEMES

VARIABLE = "SROKI_CONFIG"
PLACES = (Path("sroki.toml"), Path("/etc/sroki/sroki.toml"))


def config_file() -> Path | None:
    """The TOML file in use. Raises `Invalid` where SROKI_CONFIG names none."""
    named = os.environ.get(VARIABLE)
    if named and not Path(named).is_file():
        raise Invalid(say("файла настроек {named} нет", named=named), place=Place(VARIABLE))
    if named:
        return Path(named)
    return next((path for path in PLACES if path.is_file()), None)


class File(InitSettingsSource):
    """The TOML file; paths in it are relative to the folder it lies in."""

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        file = config_file()
        super().__init__(
            settings_cls, {} if file is None else _read(file, settings_cls.model_fields)
        )


def _read(file: Path, known: Collection[str]) -> dict[str, Any]:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(
            say("файл настроек не читается как TOML"), place=Place(str(file)), why=str(error)
        ) from None
    for name in data:
        if name not in known:
            raise unknown(name, Place(str(file)), known)
    kafka = data.get("kafka", {})
    for name in ("ssl_cafile", "ssl_certfile", "ssl_keyfile"):
        if name in kafka:
            kafka[name] = _beside(kafka[name], file.parent)
    for name in ("store", "editions", "directory", "mark_key"):
        if name in data:
            data[name] = _beside(data[name], file.parent)
    for calendar in data.get("calendars", {}).values():
        if "overlays" in calendar:
            calendar["overlays"] = _beside(calendar["overlays"], file.parent)
    return data


def _beside(paths: Any, folder: Path) -> Any:
    if isinstance(paths, list):
        return [_beside(one, folder) for one in paths]
    if isinstance(paths, str) and paths.startswith(SCHEMES):
        return paths
    return folder / paths if isinstance(paths, str) else paths


def unknown(name: str, place: Place, known: Collection[str]) -> Invalid:
    """A setting that there is not, and those that were perhaps meant."""
    similar = ", ".join(get_close_matches(name, known)) or ", ".join(known)
    return Invalid(say("настройки «{name}» нет", name=name), place=place, accepted=similar)
