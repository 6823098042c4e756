"""The figures of a body counted again, from its observations alone: no store, no SQL, no network.

It is another way to the same numbers than the one that made them: here observations are gone
through one by one, each added to the lists it is in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, NamedTuple

from sroki.projections.figure_data import value_data
from sroki.projections.queries.observed import Member
from sroki.projections.snapshots.body import Observation, findings, observations
from sroki.projections.snapshots.canonical import Json
from sroki.projections.snapshots.found import clauses, named
from sroki.projections.tables import AUDIT
from sroki.workflows.figures import Length, Material, Score, bottom, value_of
from sroki.workflows.indicator import Indicator
from sroki.workflows.observation import MET

_PARTS: Final = ("value", "numerator", "denominator", "verdict")
_COUNTED: Final = ("spans", "late", "open", "open_overdue", "sampled_from")


class Difference(NamedTuple):
    """A number of a body that its own lists, or its findings, do not give."""

    figure: str
    service: str | None
    where: str
    part: str
    written: Json
    counted: Json


def differences(body: Mapping[str, Json]) -> list[Difference]:
    """Every number of a body, parsed, that is not what its observations and findings come to."""
    figures = [one for figure in body["figures"] for one in (figure, *figure["services"])]
    lists = _counted(observations(body, body["rows"]), _sampled_lists(figures), str(body["past"]))
    sizes = {name: sum(one.rows for one in lists[name].values()) for name in body["lists"]}
    found = [
        Difference("", None, name, "rows", written, sizes[name])
        for name, written in body["lists"].items()
        if written != sizes[name]
    ]
    found += [one for figure in figures for one in _of(figure, lists)]
    return found + list(_of_clauses(body))


def _of_clauses(body: Mapping[str, Json]) -> Iterator[Difference]:
    """The counts of findings that are not those of the findings."""
    written = body["clauses"]
    counted = clauses((one.kind, 1) for one in findings(body, body["standing"]))
    was, now = ({named(one): one for one in told} for told in (written, counted))
    if len(was) != len(written):
        yield Difference("", None, "clauses", "found", len(written), len(was))
    for name in sorted({*was, *now}):
        for part in ("found", "presumed"):
            told, true = (one.get(name, {}).get(part) for one in (was, now))
            if told != true:
                yield Difference("", name[0], "/".join(name[1:]), part, told, true)


def of_audits(figure: Mapping[str, Json], head: Mapping[str, Json], unit: str) -> Material | None:
    """What the audits of one unit come to in a figure; None where it was not audited."""
    rows = [Member(*row) for name in figure["lists"] for row in head["audits"][name]]
    here = _Cell()
    for row in rows:
        if row.unit == unit:
            here.met(row)
    if not here.rows:
        return None
    indicator = Indicator.model_validate(figure["indicator"])
    (formula,) = indicator.formula.given()
    return _COUNTS[formula](_Asked([[here]], indicator, [here]))


@dataclass(slots=True)
class _Cell:
    """What the observations of one list come to in one unit and way of filing.

    `sampled` are those with a length one by one, where a sample is taken of the list.
    """

    rows: int = 0
    lengths: Counter[Length] = field(default_factory=Counter)
    cases: int = 0
    last: str = ""
    overdue: int = 0
    audits: dict[str, dict[str, str]] = field(default_factory=dict)
    sampled: list[tuple[str, Length]] = field(default_factory=list)

    def add(self, row: Member, past: str, *, sampled: bool) -> None:
        self.rows += 1
        # Rows come case by case, and a case is of one unit and filed in one way.
        self.cases += row.case_id != self.last
        self.last = row.case_id
        due: Any = row.due_on
        self.overdue += due is not None and due < past
        if row.days is not None:
            length = Length(row.days, row.norm, _outcome(row))
            self.lengths[length] += 1
            if sampled:
                self.sampled.append((row.case_id, length))

    def met(self, row: Member) -> None:
        self.rows += 1
        self.audits.setdefault(row.case_id, {})[row.instance] = row.code or ""


def _outcome(row: Member) -> str:
    ended: Any = row.ended_on
    if row.due_on is None:
        return "done"
    return "timely" if ended <= row.due_on else "late"


# Cells of a list by unit and way of filing.
_Cells = dict[tuple[str, str], _Cell]


def _counted(
    found: Iterable[Observation], sampled: frozenset[str], past: str
) -> Mapping[str, _Cells]:
    """What every list comes to. Raises `ValueError` where cases are not in their order."""
    lists: dict[str, _Cells] = defaultdict(lambda: defaultdict(_Cell))
    last = ""
    for names, row in found:
        if not row.case_id.startswith(AUDIT):
            if row.case_id < last:
                raise ValueError("rows are not in the order of cases")
            last = row.case_id
        for name in names:
            cell = lists[name][row.unit, row.channel or ""]
            if "/audits/" in name:
                cell.met(row)
            else:
                cell.add(row, past, sampled=name in sampled)
    return lists


def _sampled_lists(figures: Iterable[Mapping[str, Json]]) -> frozenset[str]:
    """The lists that a sample is taken of."""
    return frozenset(
        figure["lists"][0]
        for figure in figures
        if figure["lists"] and figure["indicator"]["sample"] != "all"
    )


def _of(figure: Mapping[str, Json], lists: Mapping[str, _Cells]) -> Iterator[Difference]:
    indicator = Indicator.model_validate(figure["indicator"])
    whole = _material(figure, indicator, lists, lambda _cell: True)
    yield from _compared(figure, figure, "", indicator, whole)
    for part in figure["by"]:
        dimension, code = part["dimension"], part["code"]
        within = _within(dimension, code)
        material = _material(figure, indicator, lists, within)
        yield from _compared(figure, part, f"{dimension}={code}", indicator, material)


def _within(dimension: str, code: str) -> Callable[[tuple[str, str]], bool]:
    at = ("unit", "channel").index(dimension)
    return lambda cell: cell[at] == code


def _compared(
    figure: Mapping[str, Json],
    written: Mapping[str, Json],
    where: str,
    indicator: Indicator,
    material: Material,
) -> Iterator[Difference]:
    counted: dict[str, Json] = dict(value_data(value_of(indicator, material)))
    told = {name: written.get(name) for name in _PARTS}
    numbers = {
        "spans": material.spans,
        "late": material.late,
        "open": material.open,
        "open_overdue": material.overdue,
        "sampled_from": material.sampled_from,
    }
    told |= {name: written["counted"].get(name) for name in _COUNTED}
    counted |= numbers
    for name, value in told.items():
        if value != counted[name]:
            yield Difference(
                str(indicator.number or indicator.id),
                figure["service"],
                where,
                name,
                value,
                counted[name],
            )


def _material(
    figure: Mapping[str, Json],
    indicator: Indicator,
    lists: Mapping[str, _Cells],
    within: Callable[[tuple[str, str]], bool],
) -> Material:
    if figure["services"]:
        parts = (
            _material(one, Indicator.model_validate(one["indicator"]), lists, within)
            for one in figure["services"]
        )
        return sum(parts, Material())
    given = [lists.get(name, {}) for name in figure["lists"]]
    cells = [[cell for at, cell in one.items() if within(at)] for one in given]
    (formula,) = indicator.formula.given()
    return _COUNTS[formula](_Asked(cells, indicator, list(given[0].values())))


class _Asked(NamedTuple):
    """What a formula is counted of: the cells of its lists, in order; `every` one of the first."""

    lists: list[list[_Cell]]
    indicator: Indicator
    every: list[_Cell]


def _ratio(of: _Asked) -> Material:
    finished, unfinished = of.lists
    return _sampled(finished, of.indicator, of.every) + _open(unfinished)


def _share(of: _Asked) -> Material:
    part, whole = of.lists
    return Material(part=_cases(part), whole=_cases(whole))


def _points(of: _Asked) -> Material:
    points = of.indicator.formula.points
    weights = {} if points is None else points.weights
    return _scores(of.lists[0], {code: Fraction(one) for code, one in weights.items()})


def _met(of: _Asked) -> Material:
    audit = of.indicator.formula.all_met
    positions = [] if audit is None else audit.positions
    return _scores(of.lists[0], dict.fromkeys(positions, Fraction(1)))


_COUNTS: Final[Mapping[str, Callable[[_Asked], Material]]] = {
    "ratio_of_sums": _ratio,
    "share_of": _share,
    "timely_share": lambda of: Material(_lengths(of.lists[0])),
    "percentile": lambda of: Material(_lengths(of.lists[0])),
    "count": lambda of: Material(part=_cases(of.lists[0])),
    "still_open": lambda of: _open(of.lists[0]),
    "points": _points,
    "all_met": _met,
}


def _cases(cells: Iterable[_Cell]) -> int:
    return sum(one.cases for one in cells)


def _lengths(cells: Iterable[_Cell]) -> Counter[Length]:
    found: Counter[Length] = Counter()
    for one in cells:
        found.update(one.lengths)
    return found


def _sampled(cells: Sequence[_Cell], indicator: Indicator, every: Iterable[_Cell]) -> Material:
    if indicator.sample == "all":
        return Material(_lengths(cells))
    names = [case for one in every for case, _ in one.sampled]
    kept = set(bottom(names, indicator.sample_size, indicator.sample_seed))
    cohort = [told for one in cells for told in one.sampled]
    taken = Counter(length for case, length in cohort if case in kept)
    return Material(taken, sampled_from=len(cohort) if cohort else None)


def _open(cells: Iterable[_Cell]) -> Material:
    here = list(cells)
    return Material(open=sum(one.rows for one in here), overdue=sum(one.overdue for one in here))


def _scores(cells: Iterable[_Cell], weights: Mapping[str, Fraction]) -> Material:
    by_audit = {name: found for one in cells for name, found in one.audits.items()}
    possible = sum(weights.values(), Fraction(0))
    scores = tuple(
        Score(
            sum((one for code, one in weights.items() if found.get(code) == MET), Fraction(0)),
            possible,
        )
        for _, found in sorted(by_audit.items())
    )
    return Material(scores=scores)
