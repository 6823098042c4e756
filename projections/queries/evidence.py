"""The evidence graph: what an entry is, what it rests on, and what rests on it, down to events.

Edges are read from the acts, the frozen bodies and the store each time; there is no table of them
that could say otherwise.

    dossier, act ──► what they say they rest on
    report/2025/1 ──► its statements ──► dossiers, figures of snapshots, cases, deadlines
    snapshot/3 ──► snapshot/3/p2 ──► the cases of its lists
    case/…, case/…/rule, finding/… ──► event/…
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import select
from sqlmodel import col

from sroki.events.acts.base import HumanAct
from sroki.events.acts.evidence import Entry
from sroki.events.acts.reports import ReportAmended, ReportDrafted
from sroki.projections.queries import cases
from sroki.projections.queries.dossiers import folded
from sroki.projections.queries.reading import Reading
from sroki.projections.snapshot_tables import SnapshotRow
from sroki.projections.snapshots import shelf
from sroki.projections.snapshots.kinds import PAGE
from sroki.projections.tables import DeadlineRow as D
from sroki.projections.tables import FindingRow
from sroki.workflows.dossier_types import CYCLE
from sroki.workflows.survey_dossier import SHEET

# Sheets of surveys are thousands; their survey stands for them.
_TYPES: Final = tuple(one for one in CYCLE if one is not SHEET)
_ENTRIES: Final = frozenset({"dossier", "act", "report"})


class Node(NamedTuple):
    """What a reference leads to. `path` is its page; `there` is False where it leads nowhere.

    `says` is what a statement of a report says.
    """

    ref: str
    there: bool
    path: str
    acts: tuple[HumanAct, ...]
    rests_on: tuple[str, ...]
    says: str = ""


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
        """What a reference leads to, and what it rests on."""
        found = self.leaf(ref)
        kind, _, name = ref.partition("/")
        if not found.there or kind in _ENTRIES:
            return found
        below = {"snapshot": self._figures, "case": self._events, "finding": self._of_finding}
        return found._replace(rests_on=tuple(below[kind](name)) if kind in below else ())

    def leaf(self, ref: str) -> Node:
        """What a reference leads to; of what is no entry of the cycle, without what is below."""
        kind, _, name = ref.partition("/")
        if kind == "dossier":
            acts = self._dossiers.get(ref, ())
            return Node(ref, bool(acts), path_of(acts[-1]) if acts else "", acts, _edges(acts))
        if kind == "act":
            act = self._acts.get(name)
            acts = (act,) if act else ()
            return Node(ref, bool(acts), path_of(act) if act else "", acts, _edges(acts))
        if kind == "report":
            return self._of_report(ref, name)
        there, path = self._elsewhere(kind, name)
        return Node(ref, there, path if there else "", (), ())

    def above(self, ref: str) -> list[str]:
        """The dossiers some act of which rests on this, or on part of it."""
        return sorted(
            name
            for name, acts in self._dossiers.items()
            if any(one == ref or one.startswith(f"{ref}/") for one in _edges(acts))
        )

    def _of_report(self, ref: str, name: str) -> Node:
        """A version of a report, or one of its statements."""
        year, _, rest = name.partition("/")
        number, _, which = rest.partition("/")
        acts = self._dossiers.get(f"dossier/report/{year}", ())
        versions = [act for act in acts if isinstance(act, (ReportDrafted, ReportAmended))]
        at = int(number) if number.isdecimal() else 0
        if not 0 < at <= len(versions):
            return Node(ref, False, "", (), ())
        act, path = versions[at - 1], f"/cycle/report/{year}"
        if not which:
            below = tuple(f"{ref}/{one.id}" for one in act.statements)
            return Node(ref, True, path, (act,), below)
        one = next((it for it in act.statements if it.id == which), None)
        if one is None:
            return Node(ref, False, "", (), ())
        return Node(ref, True, path, (), one.shown_by, f"{one.title}: {one.says}")

    def _elsewhere(self, kind: str, name: str) -> tuple[bool, str]:
        """Whether something that is no entry is there to be seen, and its page."""
        reading = self._reading
        if kind == "snapshot":
            number, _, figure = name.partition("/")
            known = reading.connection.execute(
                select(col(SnapshotRow.authority)).where(col(SnapshotRow.number) == _number(number))
            ).scalar_one_or_none()
            seen = known is not None and reading.scope.allows_authority(known)
            there = seen and (not figure or figure in self._indicators(number))
            return there, f"/snapshots/{number}"
        if kind == "case":
            case, _ = self._case(name)
            return cases.exists(reading, case), f"/cases/{case}"
        if kind == "event":
            of = self._case_of_event(name)
            return of is not None, f"/cases/{of}#events"
        if kind == "finding":
            return self._found(name) is not None, f"/cases/{self._found(name)}"
        return False, ""

    def _case(self, name: str) -> tuple[str, str]:
        """A case, and the rule of a deadline that is named behind it."""
        if cases.exists(self._reading, name):
            return name, ""
        case, _, rule = name.rpartition("/")
        return case, rule

    def _case_of_event(self, name: str) -> str | None:
        """The case that an event is of. Keys and sources may hold slashes: each place is tried."""
        said, _, id_ = name.rpartition("#")
        parts = said.split("/")
        for at in range(1, len(parts)):
            case, source = "/".join(parts[:at]), "/".join(parts[at:])
            if cases.exists(self._reading, case):
                events = cases.events(self._reading, case)
                if any((one.source, one.id) == (source, id_) for one in events):
                    return case
        return None

    def _found(self, name: str) -> str | None:
        """The case of a finding."""
        found: str | None = self._reading.connection.scalar(
            select(col(FindingRow.subject)).where(
                self._reading.seen(FindingRow, col(FindingRow.authority), col(FindingRow.unit)),
                col(FindingRow.id) == name,
            )
        )
        return found

    def _indicators(self, number: str) -> list[str]:
        content = shelf.file_of(self._reading.connection, _number(number), PAGE, "json")
        figures = json.loads(content)["body"]["figures"] if content else []
        return [one["indicator"]["id"] for one in figures]

    def _figures(self, name: str) -> Iterable[str]:
        """Of a snapshot its figures; of a figure the cases that are in its lists."""
        number, _, figure = name.partition("/")
        if not figure:
            return (f"snapshot/{number}/{one}" for one in self._indicators(number))
        taken = shelf.taken(self._reading.connection, _number(number))
        assert taken is not None  # noqa: S101 - the caller has looked
        every = taken.body.head["figures"]
        of = next(one for one in every if one["indicator"]["id"] == figure)
        lists = {name for one in (of, *of["services"]) for name in one["lists"]}
        observed = taken.body.observations()
        found = {one.row.case_id for one in observed if not lists.isdisjoint(one.lists)}
        return (f"case/{one}" for one in sorted(found))

    def _events(self, name: str) -> Iterable[str]:
        """The events of a case; of a deadline those that began and ended it."""
        case, rule = self._case(name)
        events = cases.events(self._reading, case)
        if rule:
            ids = {
                id_
                for row in self._reading.connection.execute(
                    select(col(D.started_by), col(D.ended_by)).where(
                        self._reading.mine(D),
                        col(D.partition) == self._reading.home(case),
                        col(D.subject) == case,
                        col(D.rule) == rule,
                    )
                )
                for id_ in row
            }
            events = tuple(one for one in events if one.id in ids)
        return (f"event/{case}/{one.source}#{one.id}" for one in events)

    def _of_finding(self, name: str) -> Iterable[str]:
        case = self._found(name)
        return [f"case/{case}"]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _edges(acts: Iterable[HumanAct]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for act in acts:
        if isinstance(act, Entry):
            found.update(dict.fromkeys(act.leads_to()))
    return tuple(found)


_FOLDERS: Final = {
    "plan": "/cycle/plan/",
    "information": "/cycle/information/",
    "survey": "/cycle/surveys/",
    "audit": "/cycle/audits/",
    "sample": "/cycle/samples/",
    "evaluation": "/cycle/evaluation/",
    "proposal": "/cycle/proposals/",
    "report": "/cycle/report/",
}
_PAGES: Final = {
    **{folder: f"dossier/{of}/" for of, folder in _FOLDERS.items()},
    "/snapshots/": "snapshot/",
    "/cases/": "case/",
}


def path_of(act: HumanAct) -> str:
    """The page of an entry's dossier."""
    return _FOLDERS[act.of] + act.dossier if act.of in _FOLDERS else ""


def ref_of(address: str) -> str:
    """What a page of ours shows, by its address as a browser has it; other text as it is."""
    said = urlsplit(address.strip())
    path = unquote(said.path)
    if path == "/cycle/graph":
        return parse_qs(said.query).get("of", [address])[0]
    for folder, kind in _PAGES.items():
        if path.startswith(folder) and len(path) > len(folder):
            return kind + path.removeprefix(folder)
    return address.strip()
