"""What can still be understood of a file some of whose items cannot.

Bad items of lists and dictionaries are set aside; a bad value that an edition cannot do without is
replaced by a stand-in, about which no more is said. The result is never used for anything but to
find the other problems of the same file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from pydantic import ValidationError

from sroki.events.yaml_tree import Json
from sroki.events.yaml_tree import Path as Steps
from sroki.workflows.edition import Rules
from sroki.workflows.known import NO_AUTHORITY

R = TypeVar("R", bound=Rules)

_STAND_INS: Final[Mapping[str, Json]] = {
    "format": 1,
    "id": "set-aside",
    "title": "—",
    "act": {"kind": "—", "number": "", "issuer": "—", "title": "—"},
    "service": "0",
    "authority": NO_AUTHORITY,
    "in_force": {"since": "2000-01-01"},
    "zone": "Europe/Moscow",
    "calendar": "ru",
    "milestones": {},
}


@dataclass(frozen=True, slots=True)
class Salvaged(Generic[R]):
    """The rules that are left; `aside` are top-level keys of which nothing was understood.

    `origins` maps a section to the places its items had in the file.
    """

    rules: R
    aside: frozenset[str]
    origins: Mapping[str, tuple[int, ...]]

    def original(self, path: Steps) -> Steps:
        """The path in the file of what is at `path` of the rules."""
        if len(path) > 1 and isinstance(path[1], int) and path[0] in self.origins:
            return (path[0], self.origins[str(path[0])][path[1]], *path[2:])
        return path


def salvage(model: type[R], data: dict[str, Json], bad: Iterable[Steps]) -> Salvaged[R] | None:
    """What is left of `data` without what is at the paths `bad`; None where too little is."""
    kept = dict(data)
    items: dict[str, set[int | str]] = {}
    aside: set[str] = set()
    for path in bad:
        if not path:
            return None
        section, inner = str(path[0]), data.get(str(path[0]))
        if len(path) > 1 and (isinstance(inner, list) or section in {"milestones", "official"}):
            items.setdefault(section, set()).add(path[1])
        elif isinstance(inner, list):
            return None
        else:
            aside.add(section)
            kept.pop(section, None)
            if section in _STAND_INS and section in model.model_fields:
                kept[section] = _STAND_INS[section]
    origins: dict[str, tuple[int, ...]] = {}
    for section, dropped in items.items():
        left = data[section]
        if isinstance(left, list):
            origins[section] = tuple(at for at in range(len(left)) if at not in dropped)
            kept[section] = [left[at] for at in origins[section]]
        elif isinstance(left, dict) and section not in aside:
            kept[section] = {key: one for key, one in left.items() if key not in dropped}
    try:
        rules = model.model_validate_json(json.dumps(kept), strict=True)
    except ValidationError:
        return None
    return Salvaged(rules, frozenset(aside), origins)
