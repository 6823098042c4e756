"""The board: everything on it but the list itself, under a filter, in one snapshot."""

from __future__ import annotations

from typing import NamedTuple

from sroki.projections.queries import due, sealed, sources, subjects
from sroki.projections.queries.deadlines import Filter
from sroki.projections.queries.due import Counts, Place
from sroki.projections.queries.reading import Reading


class Line(NamedTuple):
    """A row of the breakdowns: what it is about, and its counts."""

    place: Place
    counts: Counts


class Board(NamedTuple):
    """The board. `places` are all that have open deadlines, for the filter to offer."""

    wanted: Filter
    counts: Counts
    by_step: tuple[Line, ...]
    by_unit: tuple[Line, ...]
    places: tuple[Place, ...]
    open_cases: int
    not_assessed: int
    no_edition: int
    waiting: dict[str, int]
    heard: list[sources.Heard]
    watermarks: list[sources.Watermark]

    @property
    def total(self) -> int:
        """How many deadlines the list has."""
        return self.wanted.what.of(self.counts)


def board(reading: Reading, wanted: Filter) -> Board:
    """Everything on the board but the list itself."""
    counted = due.counts(reading)
    stages = [one for one in subjects.stages(reading) if _of(one, wanted)]
    fates: dict[str, int] = {fate.value: 0 for fate in sealed.Fate}
    for (fate, _, _), number in sealed.tally(reading).items():
        fates[fate.value] += number
    return Board(
        wanted,
        due.together(one for place, one in counted.items() if wanted.matches(place)),
        _lines(counted, wanted._replace(service=None, rule=None), "service", "rule"),
        _lines(counted, wanted._replace(unit=None), "unit"),
        tuple(sorted(counted)),
        sum(one.subjects for one in stages if one.kind == "case" and not one.closed),
        sum(one.subjects for one in stages if one.stage == subjects.NOT_ASSESSED),
        sum(one.subjects for one in stages if one.stage == subjects.NO_EDITION),
        fates,
        sources.heard(reading),
        sources.watermarks(reading),
    )


def _of(stage: subjects.Stage, wanted: Filter) -> bool:
    """Stages know no rule: a filter by rule does not narrow them."""
    return wanted._replace(rule=None).matches(Place(stage.authority, stage.service, stage.unit, ""))


def _lines(counted: dict[Place, Counts], wanted: Filter, *by: str) -> tuple[Line, ...]:
    """Counts of the filter gathered by some fields of the place; the worst first."""
    groups: dict[Place, list[Counts]] = {}
    for place, counts in counted.items():
        if wanted.matches(place):
            kept = {name: getattr(place, name) if name in by else "" for name in place._fields[1:]}
            groups.setdefault(Place(authority=place.authority, **kept), []).append(counts)
    lines = (Line(place, due.together(parts)) for place, parts in groups.items())
    return tuple(sorted(lines, key=_badness))


def _badness(line: Line) -> tuple[object, ...]:
    one = line.counts
    return (-one.overdue, -one.presumed, -one.today, -one.in_3, -one.in_7, line.place)
