"""The figures of a body counted again, from its lists alone: no store, no SQL, no network.

It is another way to the same numbers than the one that made them: rows are gone through one by one
here, where the store sums them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from sroki.projections.figure_data import value_data
from sroki.projections.snapshots.canonical import Json
from sroki.workflows.figures import Length, Material, Score, bottom, value_of
from sroki.workflows.indicator import Indicator
from sroki.workflows.observation import MET

_PARTS: Final = ("value", "numerator", "denominator", "verdict")
_COUNTED: Final = ("spans", "late", "open", "open_overdue", "sampled_from")
_ROW = dict[str, Any]


class Difference(NamedTuple):
    """A number of a body that its own lists do not give."""

    figure: str
    service: str | None
    where: str
    part: str
    written: Json
    counted: Json


def differences(body: Mapping[str, Json]) -> list[Difference]:
    """Every number of the body's figures that is not what its lists come to."""
    columns = tuple(body["columns"])
    lists = {
        name: [dict(zip(columns, row, strict=True)) for row in rows]
        for name, rows in body["lists"].items()
    }
    return [found for figure in body["figures"] for found in _of(figure, lists, str(body["past"]))]


def _of(
    figure: Mapping[str, Json], lists: Mapping[str, list[_ROW]], past: str
) -> Iterator[Difference]:
    for one in figure["services"]:
        yield from _of(one, lists, past)
    indicator = Indicator.model_validate(figure["indicator"])
    whole = _material(figure, indicator, lists, past, lambda _row: True)
    yield from _compared(figure, figure, "", indicator, whole)
    for part in figure["by"]:
        dimension, code = part["dimension"], part["code"]
        within = _within(dimension, code)
        material = _material(figure, indicator, lists, past, within)
        yield from _compared(figure, part, f"{dimension}={code}", indicator, material)


def _within(dimension: str, code: str) -> Callable[[_ROW], bool]:
    return lambda row: (row[dimension] or "") == code


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
    lists: Mapping[str, list[_ROW]],
    past: str,
    within: Callable[[_ROW], bool],
) -> Material:
    if figure["services"]:
        parts = (
            _material(one, Indicator.model_validate(one["indicator"]), lists, past, within)
            for one in figure["services"]
        )
        return sum(parts, Material())
    given = [lists[name] for name in figure["lists"]]
    (formula,) = indicator.formula.given()
    return _COUNTS[formula](_Asked(given, indicator, past, within))


class _Asked(NamedTuple):
    """What a formula is counted of: its lists, in order, and which of their rows count."""

    lists: list[list[_ROW]]
    indicator: Indicator
    past: str
    within: Callable[[_ROW], bool]


def _ratio(of: _Asked) -> Material:
    finished, unfinished = of.lists
    opened = _open(unfinished, of.past, of.within)
    return _sampled(finished, of.indicator, of.within) + opened


def _share(of: _Asked) -> Material:
    part, whole = of.lists
    return Material(part=_cases(part, of.within), whole=_cases(whole, of.within))


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
    "timely_share": lambda of: Material(_lengths(of.lists[0], of.within)),
    "percentile": lambda of: Material(_lengths(of.lists[0], of.within)),
    "count": lambda of: Material(part=_cases(of.lists[0], of.within)),
    "still_open": lambda of: _open(of.lists[0], of.past, of.within),
    "points": _points,
    "all_met": _met,
}


def _cases(rows: Iterable[_ROW], within: Callable[[_ROW], bool]) -> int:
    return len({row["case_id"] for row in rows if within(row)})


def _lengths(rows: Iterable[_ROW], within: Callable[[_ROW], bool]) -> Counter[Length]:
    return Counter(
        Length(row["days"], row["norm"], _outcome(row))
        for row in rows
        if row["days"] is not None and within(row)
    )


def _outcome(row: _ROW) -> str:
    if row["due_on"] is None:
        return "done"
    return "timely" if row["ended_on"] <= row["due_on"] else "late"


def _sampled(
    rows: Sequence[_ROW], indicator: Indicator, within: Callable[[_ROW], bool]
) -> Material:
    if indicator.sample == "all":
        return Material(_lengths(rows, within))
    measured = [row for row in rows if row["days"] is not None]
    names = [row["case_id"] for row in measured]
    kept = set(bottom(names, indicator.sample_size, indicator.sample_seed))
    cohort = [row for row in measured if within(row)]
    taken = [row for row in cohort if row["case_id"] in kept]
    sampled = len(cohort) if cohort else None
    return Material(_lengths(taken, within), sampled_from=sampled)


def of_audits(figure: Mapping[str, Json], body: Mapping[str, Json], unit: str) -> Material | None:
    """What the audits of one unit come to in a figure; None where it was not audited."""
    columns = tuple(body["columns"])
    rows = [
        row
        for name in figure["lists"]
        for given in body["lists"][name]
        if (row := dict(zip(columns, given, strict=True)))["unit"] == unit
    ]
    if not rows:
        return None
    indicator = Indicator.model_validate(figure["indicator"])
    (formula,) = indicator.formula.given()
    return _COUNTS[formula](_Asked([rows], indicator, str(body["past"]), lambda _row: True))


def _open(rows: Iterable[_ROW], past: str, within: Callable[[_ROW], bool]) -> Material:
    here = [row for row in rows if within(row)]
    overdue = sum(row["due_on"] is not None and row["due_on"] < past for row in here)
    return Material(open=len(here), overdue=overdue)


def _scores(rows: Iterable[_ROW], weights: Mapping[str, Fraction]) -> Material:
    by_audit: dict[str, dict[str, str]] = {}
    for row in rows:
        by_audit.setdefault(row["case_id"], {})[row["instance"]] = row["code"]
    possible = sum(weights.values(), Fraction(0))
    scores = tuple(
        Score(
            sum((one for code, one in weights.items() if found.get(code) == MET), Fraction(0)),
            possible,
        )
        for _, found in sorted(by_audit.items())
    )
    return Material(scores=scores)
