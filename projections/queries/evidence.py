"""The evidence graph: what an entry is, what it rests on, and what rests on it.

Edges are read from the acts each time; there is no table of them that could say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import col

from sroki.events.acts.base import HumanAct
from sroki.events.acts.evidence import Entry
from sroki.projections.queries import cases
from sroki.projections.queries.dossiers import folded
from sroki.projections.queries.reading import Reading
from sroki.projections.snapshot_tables import SnapshotRow
from sroki.projections.tables import FindingRow
from sroki.workflows.dossier_types import CYCLE
from sroki.workflows.survey_dossier import SHEET

# Sheets of surveys are thousands; their survey stands for them.
_TYPES = tuple(one for one in CYCLE if one is not SHEET)


class Node(NamedTuple):
    """What a reference leads to. `path` is its page; `there` is False where it leads nowhere."""

    ref: str
    there: bool
    path: str
    acts: tuple[HumanAct, ...]
    rests_on: tuple[str, ...]


class Graph:
    """The entries of the cycle that a reader may see, read once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._dossiers: dict[str, tuple[HumanAct, ...]] = {}
        self._acts: dict[str, HumanAct] = {}
        for of in _TYPES:
            for row, found in folded(reading, of):
                self._dossiers[f"dossier/{of.name}/{row.name}"] = found.acts
                self._acts.update((act.id, act) for act in found.acts)

    def latest(self, limit: int) -> list[HumanAct]:
        """The latest acts of the cycle, the newest first."""
        every = sorted(self._acts.values(), key=lambda act: act.recorded_at, reverse=True)
        return every[:limit]

    def node(self, ref: str) -> Node:
        """What a reference leads to."""
        kind, _, name = ref.partition("/")
        if kind == "dossier":
            acts = self._dossiers.get(ref, ())
            return Node(ref, bool(acts), path_of(acts[-1]) if acts else "", acts, _edges(acts))
        if kind == "act":
            act = self._acts.get(name)
            acts = (act,) if act else ()
            return Node(ref, bool(acts), path_of(act) if act else "", acts, _edges(acts))
        there, path = self._elsewhere(kind, name)
        return Node(ref, there, path, (), ())

    def above(self, ref: str) -> list[str]:
        """The dossiers some act of which rests on this, or on part of it."""
        return sorted(
            name
            for name, acts in self._dossiers.items()
            if any(one == ref or one.startswith(f"{ref}/") for one in _edges(acts))
        )

    def _elsewhere(self, kind: str, name: str) -> tuple[bool, str]:
        """Whether something that is no entry is there to be seen, and its page."""
        reading = self._reading
        if kind == "snapshot":
            number = name.partition("/")[0]
            known = reading.connection.execute(
                select(col(SnapshotRow.authority)).where(
                    col(SnapshotRow.number) == (int(number) if number.isdecimal() else 0)
                )
            ).scalar_one_or_none()
            seen = known is not None and reading.scope.allows_authority(known)
            return seen, f"/snapshots/{number}"
        if kind == "case":
            # A deadline is named behind its case.
            whole = name if cases.exists(reading, name) else name.rpartition("/")[0]
            return cases.exists(reading, whole), f"/cases/{whole}"
        if kind == "finding":
            case = reading.connection.scalar(
                select(col(FindingRow.subject)).where(
                    reading.seen(FindingRow, col(FindingRow.authority), col(FindingRow.unit)),
                    col(FindingRow.id) == name,
                )
            )
            return case is not None, f"/cases/{case}"
        return False, ""


def _edges(acts: Iterable[HumanAct]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for act in acts:
        if isinstance(act, Entry):
            found.update(dict.fromkeys(act.rests_on))
    return tuple(found)


def path_of(act: HumanAct) -> str:
    """The page of an entry's dossier."""
    folders = {
        "plan": "/cycle/plan/",
        "information": "/cycle/information/",
        "survey": "/cycle/surveys/",
        "audit": "/cycle/audits/",
        "sample": "/cycle/samples/",
        "evaluation": "/cycle/evaluation/",
        "proposal": "/cycle/proposals/",
    }
    return folders[act.of] + act.dossier if act.of in folders else ""
