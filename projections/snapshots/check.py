"""What a unit is asked to check of a draft: its figures, and each deviation, a row each.

    p2                     the figure of the unit
    p2/c-7f3k2m9q          a case of it that is late, or that breaks its norm
    p2@04/c-7f3k2m9q       the same, where a body is of several services
    rule:file/c-7f3k2m9q   a finding of the period that no such row speaks of already

A span is asked about once, under the first figure that it counts in; its `instance` is named where
a case has several. A finding of the term that such a span is measured by is that same lateness, and
so is one of a term that ends with it and fell due on the same day: `rules` of the row names them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from sroki.projections.figure_data import value_data
from sroki.projections.names import Terms
from sroki.projections.queries.observed import Member
from sroki.projections.queries.standing import Kind, Stood
from sroki.projections.snapshots.body import Observation, is_late
from sroki.projections.snapshots.canonical import Json
from sroki.projections.snapshots.recount import of_audits
from sroki.workflows.figures import Material, Verdict, value_of
from sroki.workflows.indicator import Indicator

FIGURE: Final = "figure"
CASE: Final = "case"
FINDING: Final = "finding"
_AUDITS: Final = frozenset({"points", "all_met"})


class CheckRow(NamedTuple):
    """A row to be answered: `told` is what the draft says of it, `kind` a figure, case, finding."""

    unit: str
    row: str
    kind: str
    told: dict[str, Json]


class Deviating(NamedTuple):
    """What of a draft deviates: observations that are late, or above the line of a share; findings.

    `terms` says of a measure of a service which time limits are about it.
    """

    observed: Iterable[Observation]
    found: Iterable[Stood]
    terms: Mapping[tuple[str, str], Terms]


def check_rows(
    body: Mapping[str, Json], deviating: Deviating, units: tuple[str, ...]
) -> Iterator[CheckRow]:
    """The rows of these units: figures, then cases, then findings. `body` is the head of one."""
    figures = [one for figure in body["figures"] for one in (figure["services"] or (figure,))]
    several = len({one["service"] for one in figures}) > 1
    for unit in units:
        for figure in figures:
            told = _of_unit(figure, body, unit)
            if told is not None:
                yield CheckRow(unit, _name(figure, several=several), FIGURE, told)
    asked = frozenset(units)
    lists: dict[str, list[Member]] = {}
    for one in deviating.observed:
        if one.row.unit in asked:
            for name in one.lists:
                lists.setdefault(name, []).append(one.row)
    ours = [one for one in deviating.found if one.kind.unit in asked]
    # A case has one span of a measure; what has instances is measured by no figure.
    due = {(one.subject, one.kind.rule): one.on for one in ours if not one.instance}
    seen: set[tuple[str, str, str]] = set()
    known: set[tuple[str, str]] = set()
    for figure in figures:
        for row in _cases(figure, lists, str(body["past"]), seen, several=several):
            told = row.told
            limit, alike = deviating.terms.get((told["service"], told["measure"]), Terms())
            case, on = told["case_id"], told["due_on"]
            rules = {limit} if limit else set()
            rules |= {one for one in alike if on is not None and due.get((case, one)) == on}
            known |= {(case, one) for one in rules}
            yield row._replace(told=told | {"rules": sorted(rules)})
    fresh = (one for one in ours if one.instance or (one.subject, one.kind.rule) not in known)
    yield from _findings(fresh, several=several)


def _findings(found: Iterable[Stood], *, several: bool) -> Iterator[CheckRow]:
    numbers: Counter[tuple[str, str]] = Counter()
    kinds: dict[Kind, dict[str, Json]] = {}
    for one in found:
        kind, case = one.kind, one.case_id or one.subject
        rule = f"{kind.rule}@{kind.service}" if several else kind.rule
        name = f"rule:{rule}/{case}"
        numbers[kind.unit, name] += 1
        again = numbers[kind.unit, name]
        if kind not in kinds:
            kinds[kind] = kind._asdict()
        said = {"subject": one.subject, "instance": one.instance, "case_id": case}
        told = said | kinds[kind] | {"on": one.on, "ended_on": one.ended_on, "days": one.days}
        yield CheckRow(kind.unit, name if again == 1 else f"{name}/{again}", FINDING, told)


def _name(figure: Mapping[str, Json], *, several: bool) -> str:
    name = str(figure["indicator"]["id"])
    return f"{name}@{figure['service']}" if several else name


def _of_unit(
    figure: Mapping[str, Json], body: Mapping[str, Json], unit: str
) -> dict[str, Json] | None:
    """The figure of one unit; None of an audit that was not of this unit."""
    indicator = Indicator.model_validate(figure["indicator"])
    head = {"indicator": figure["indicator"], "service": figure["service"]}
    if indicator.formula.given()[0] in _AUDITS:
        material = of_audits(figure, body, unit)
        return None if material is None else head | value_data(value_of(indicator, material))
    for part in figure["by"]:
        if (part["dimension"], part["code"]) == ("unit", unit):
            told = {name: part[name] for name in ("value", "numerator", "denominator", "verdict")}
            return head | told | {"counted": part["counted"]}
    return head | value_data(value_of(indicator, Material()))


def _cases(
    figure: Mapping[str, Json],
    lists: Mapping[str, Sequence[Member]],
    past: str,
    seen: set[tuple[str, str, str]],
    *,
    several: bool,
) -> Iterator[CheckRow]:
    indicator = Indicator.model_validate(figure["indicator"])
    if indicator.formula.given()[0] in _AUDITS:
        return
    broken = frozenset(
        part["code"]
        for part in figure["by"]
        if part["dimension"] == "unit" and part["verdict"] == Verdict.BROKEN.value
    )
    of_share = indicator.formula.share_of is not None
    names: set[str] = set()
    for number, listed in enumerate(figure["lists"]):
        # Of a share, the cases above its line are what breaks a norm of nought.
        counts = broken if of_share and number == 0 else frozenset()
        for row in lists.get(listed, ()):
            span = (row.case_id, row.measure, row.instance)
            if span in seen or not (row.unit in counts or is_late(row, past)):
                continue
            seen.add(span)
            name = f"{_name(figure, several=several)}/{row.case_id}"
            if name in names or (row.instance and row.unit not in counts):
                name = f"{name}/{row.instance or row.measure}"
            names.add(name)
            head = {"indicator": figure["indicator"]["id"], "service": figure["service"]}
            yield CheckRow(row.unit, name, CASE, head | row._asdict())
