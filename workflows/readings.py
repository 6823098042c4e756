"""Putting the chosen readings in their places: `{reading: <id>}` anywhere in an edition.

A reading is data of the same file; what it chose is taken literally, so that `length: {reading:
registration_days}` and `length: 1` are the same edition but for the reading itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sroki.workflows.yaml_tree import Json, Steps

USE = "reading"


@dataclass(slots=True)
class Substitution:
    """The data with readings put in, and which were used where; `unknown` lead nowhere."""

    data: Json
    used: dict[str, list[Steps]] = field(default_factory=dict)
    unknown: list[Steps] = field(default_factory=list)


def substitute(data: Json, chosen: Mapping[str, Json]) -> Substitution:
    """Put the `chosen` values in. The section `readings` itself is left as it is."""
    found = Substitution(data)
    if isinstance(data, dict):
        found.data = {
            key: value if key == "readings" else _put(value, (key,), chosen, found)
            for key, value in data.items()
        }
    return found


def _put(value: Json, path: Steps, chosen: Mapping[str, Json], found: Substitution) -> Json:
    name = reading_used(value)
    if name is not None:
        if name not in chosen:
            found.unknown.append(path)
            return value
        found.used.setdefault(name, []).append(path)
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
