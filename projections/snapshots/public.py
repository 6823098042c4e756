"""The public form of a body: aggregates alone, and no count that points at a person.

A part of a figure is withheld whole where one of its counts is under the threshold and not nought.
What is withheld must not come out by subtraction: in each figure, while the withheld parts of one
dimension together are fewer than the threshold, or only one is withheld, the smallest of the others
is withheld too. Figures over one cohort withhold the same parts. Audits speak of no person. Of
findings only the counts by clause are told, of all units together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

from sroki.projections.snapshots.canonical import Json

PUBLIC: Final = "sroki.snapshot-public/2"
THRESHOLD: Final = 5
_WITHHELD: Final[dict[str, Json]] = {
    "value": None,
    "numerator": None,
    "denominator": None,
    "counted": {},
    "withheld": True,
}
# Of these formulas the parts of the fraction are counts of cases.
_SHARES: Final = frozenset({"share_of", "timely_share", "count", "still_open"})
_CLAUSE: Final = ("service", "rule", "clause", "kind")
_AUDITS: Final = frozenset({"points", "all_met"})


def public(body: Mapping[str, Json], threshold: int = THRESHOLD) -> dict[str, Json]:
    """The body as anybody may see it."""
    figures = [_figure(one, threshold) for one in body["figures"]]
    shared: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for one in _all(figures):
        for name in _cohorts(one):
            shared.setdefault(name, set()).update(_hidden(one))
    for one in _all(figures):
        codes = set().union(*(shared[name] for name in _cohorts(one)))
        one["by"] = [
            part | _WITHHELD if (part["dimension"], part["code"]) in codes else part
            for part in one["by"]
        ]
        one.pop("lists")
    return {
        "format": PUBLIC,
        "threshold": threshold,
        **{name: body[name] for name in ("authority", "period", "as_of")},
        "figures": figures,
        "clauses": _clauses(body["clauses"], threshold),
    }


def _clauses(counts: Iterable[Mapping[str, Json]], threshold: int) -> list[dict[str, Json]]:
    """How many findings there are of each rule by clause, of all units together: no total of them
    is told, so that nothing comes out by subtraction.
    """
    found: Counter[tuple[str, ...]] = Counter()
    for one in counts:
        found[tuple(one[name] for name in _CLAUSE)] += one["found"]
    return [
        dict(zip(_CLAUSE, name, strict=True))
        | ({"found": None, "withheld": True} if 0 < number < threshold else {"found": number})
        for name, number in sorted(found.items())
    ]


def public_record(record: Mapping[str, Json]) -> dict[str, Json]:
    """What anybody may see of a record: nothing that a unit answered, no case that changed."""
    told = ("number", "dated", "act", "authority", "period", "as_of", "restates", "reason")
    return {**{name: record[name] for name in told}, "check": [], "silent": [], "unanswered": {}}


def _figure(figure: Mapping[str, Json], threshold: int) -> dict[str, Json]:
    told = {
        **figure,
        "hides": [],
        "services": [_figure(one, threshold) for one in figure["services"]],
    }
    formula = _formula(figure)
    if formula in _AUDITS:
        return {**told, "by": []}
    told["by"] = _parts(figure["by"], formula, threshold)
    told["services"] = _subtracted(told["services"], figure["services"], formula, threshold)
    if _small(figure, formula, threshold):
        told |= _WITHHELD
        told["by"] = [{**part, **_WITHHELD} for part in told["by"]]
    else:
        told["counted"] = {"spans": figure["counted"].get("spans")}
    return told


def _parts(
    parts: Iterable[Mapping[str, Json]], formula: str, threshold: int
) -> list[dict[str, Json]]:
    found: list[dict[str, Json]] = []
    by_dimension: dict[str, list[Mapping[str, Json]]] = {}
    for part in parts:
        by_dimension.setdefault(part["dimension"], []).append(part)
    for one in by_dimension.values():
        told = [
            {**part, **_WITHHELD}
            if _small(part, formula, threshold)
            else {**part, "counted": {"spans": part["counted"].get("spans")}}
            for part in one
        ]
        found += _subtracted(told, one, formula, threshold)
    return found


def _subtracted(
    told: list[dict[str, Json]], exact: Iterable[Mapping[str, Json]], formula: str, threshold: int
) -> list[dict[str, Json]]:
    """Withhold more of `told` until what is withheld cannot be told by subtraction."""
    sizes = [_size(one, formula) for one in exact]
    hidden = {number for number, one in enumerate(told) if one.get("withheld")}
    while hidden and len(hidden) < len(told):
        if len(hidden) > 1 and sum(sizes[number] for number in hidden) >= threshold:
            break
        rest = [number for number in range(len(told)) if number not in hidden]
        hidden.add(min(rest, key=lambda number: (sizes[number], number)))
    return [{**one, **_WITHHELD} if number in hidden else one for number, one in enumerate(told)]


def _small(one: Mapping[str, Json], formula: str, threshold: int) -> bool:
    return any(0 < count < threshold for count in _counts(one, formula))


def _counts(one: Mapping[str, Json], formula: str) -> list[int]:
    """The counts of people that a figure, or a part of it, tells or gives away."""
    counted = one["counted"]
    found = [counted[name] for name in ("spans", "late") if counted.get(name)]
    found += [counted["spans"] - counted["late"]] if counted.get("late") else []
    if formula in _SHARES:
        above, below = _number(one["numerator"]), _number(one["denominator"])
        found += [above, below, max(0, below - above)]
    return found


def _size(one: Mapping[str, Json], formula: str) -> int:
    if formula in _SHARES:
        return max(_number(one["numerator"]), _number(one["denominator"]))
    return int(one["counted"].get("spans") or 0)


def _number(text: str | None) -> int:
    return 0 if text is None else int(Fraction(text))


def _formula(figure: Mapping[str, Json]) -> str:
    given: Mapping[str, Any] = figure["indicator"]["formula"]
    return next(name for name, one in given.items() if one is not None)


def _all(figures: Iterable[dict[str, Json]]) -> list[dict[str, Json]]:
    return [one for figure in figures for one in (figure, *_all(figure["services"]))]


def _cohorts(figure: Mapping[str, Json]) -> list[tuple[str, str]]:
    """What the figure counts, beside its own name: figures that share one withhold together."""
    formula = figure["indicator"]["formula"][_formula(figure)]
    service = str(figure["service"])
    return [(service, str(sorted(formula.get("of", {}).items()) or figure["indicator"]["id"]))]


def _hidden(figure: Mapping[str, Json]) -> set[tuple[str, str]]:
    return {(one["dimension"], one["code"]) for one in figure["by"] if one.get("withheld")}
