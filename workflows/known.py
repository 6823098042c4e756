"""The names that a file may use.

They are taken from the file as it is written, so that an item with a problem of its own does not
make those who name it look wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sroki.events.yaml_tree import Json
from sroki.workflows.edition import DeclaredType, EditionFile, FederalRules, Milestone, Rules
from sroki.workflows.names import DECLARED, FACT_KINDS, GROUP_KINDS

NO_AUTHORITY: Final = "00000000"
_OKTMO: Final = re.compile("[0-9]{8}|[0-9]{11}")


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a file may use: its own, those it includes, the built-in ones.

    `milestones` has a milestone for each name that could be understood, None for one that could
    not (it is told of elsewhere). `sections` are the top-level keys that the file has.
    """

    authority: str
    milestones: Mapping[str, Milestone | None]
    limits: Collection[str]
    declared: Mapping[str, DeclaredType | None]
    grounds: frozenset[str]
    documents: frozenset[str]
    procedures: frozenset[str]
    measures: frozenset[str]
    sections: frozenset[str]

    def full_name(self, declared: str) -> str:
        """How events are named that the edition declares: "52701000.search_completed"."""
        return f"{self.authority}.{declared}"

    def is_kind(self, kind: str) -> bool:
        """Whether `kind` is an event of a case or a visit, of the catalogue or declared."""
        return kind in FACT_KINDS - {DECLARED} or kind in map(self.full_name, self.declared)

    def is_told(self, kind: str) -> bool:
        """Whether a source can tell of `kind`."""
        return self.is_kind(kind) or kind in GROUP_KINDS


def known_in(
    data: dict[str, Json], rules: Rules | None, federal: Mapping[str, FederalRules]
) -> Known:
    """The names in `data`, in what it includes, and what could be understood of them (`rules`)."""
    included = [federal[name] for name in _includes(data) if name in federal]
    milestones: dict[str, Milestone | None] = dict.fromkeys(_keys(data, "milestones"))
    declared = dict.fromkeys(_names(data, "declares", "name"))
    for one in (rules, *included):
        milestones |= one.milestones if one is not None else {}
    if isinstance(rules, EditionFile):
        declared |= {one.name: one for one in rules.declares}
    return Known(
        authority=authority_of(data),
        milestones=milestones,
        limits={
            *_names(data, "time_limits", "id"),
            *(limit.id for one in included for limit in one.time_limits),
        },
        declared=declared,
        grounds=frozenset(_names(data, "grounds", "code")),
        documents=frozenset(_names(data, "documents", "code")),
        procedures=frozenset(_names(data, "procedures", "id")),
        measures=frozenset(_names(data, "measures", "id")),
        sections=frozenset(data),
    )


def authority_of(data: dict[str, Json]) -> str:
    """The authority that names the edition's own events; of noughts, where it cannot be read."""
    authority = data.get("authority")
    return authority if isinstance(authority, str) and _OKTMO.fullmatch(authority) else NO_AUTHORITY


def _includes(data: dict[str, Json]) -> Iterator[str]:
    section = data.get("includes")
    yield from (one for one in section if isinstance(one, str)) if isinstance(section, list) else ()


def _keys(data: dict[str, Json], section: str) -> Iterator[str]:
    inner = data.get(section)
    yield from inner if isinstance(inner, dict) else ()


def _names(data: dict[str, Json], section: str, key: str) -> Iterator[str]:
    inner = data.get(section)
    for one in inner if isinstance(inner, list) else ():
        name = one.get(key) if isinstance(one, dict) else None
        if isinstance(name, str):
            yield name
