"""Putting the chosen readings in their places: `{reading: <id>}` anywhere in an edition.

A reading is data of the same file; what it chose is taken literally, so that `length: {reading:
registration_days}` and `length: 1` are the same edition but for the reading itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sroki.events.yaml_tree import Json, Path

USE = "reading"


@dataclass(slots=True)
class Substitution:
    """The data with readings put in, which were used, and where some lead to none."""

    data: dict[str, Json]
    used: set[str] = field(default_factory=set)
    unknown: dict[Path, str] = field(default_factory=dict)


def chosen_in(data: dict[str, Json]) -> dict[str, Json]:
    """What each reading of the section `readings` chose, as far as it can be read."""
    section = data.get("readings")
    return {
        str(one["id"]): one["chosen"]
        for one in (section if isinstance(section, list) else [])
        if isinstance(one, dict) and "id" in one and isinstance(one.get("chosen"), str | int | list)
    }


def substitute(data: dict[str, Json], chosen: Mapping[str, Json]) -> Substitution:
    """Put the `chosen` values in. The section `readings` itself is left as it is."""
    found = Substitution(data)
    found.data = {
        key: value if key == "readings" else _put(value, (key,), chosen, found)
        for key, value in data.items()
    }
    return found


def _put(value: Json, path: Path, chosen: Mapping[str, Json], found: Substitution) -> Json:
    name = reading_used(value)
    if name is not None:
        if name not in chosen:
            found.unknown[path] = name
            return value
        found.used.add(name)
        return chosen[name]
    if isinstance(value, dict):
        return {key: _put(one, (*path, key), chosen, found) for key, one in value.items()}
    if isinstance(value, list):
        return [_put(one, (*path, at), chosen, found) for at, one in enumerate(value)]
    return value


def reading_used(value: Json) -> str | None:
    """The reading that `value` asks for, if it is `{reading: <id>}`."""
    if isinstance(value, dict) and value.keys() == {USE}:
        name = value[USE]
        return name if isinstance(name, str) else None
    return None
