"""How one body differs from another: numbers that changed, what was observed, what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from sroki.projections.queries.standing import Stood
from sroki.projections.snapshots.body import Body, Observation
from sroki.projections.snapshots.canonical import Json
from sroki.projections.tables import AUDIT

_PARTS = ("value", "numerator", "denominator", "verdict")


def changes(before: Body, after: Body) -> dict[str, Json]:
    """Figures that changed, old and new; rows of lists that went and came, by list; findings that
    stand no more, or otherwise, or only now.
    """
    return {
        "figures": list(_figures(before.head["figures"], after.head["figures"])),
        "rows": list(_rows(before, after)),
        "findings": list(_findings(before, after)),
    }


def cases_of(changes: Json) -> set[str]:
    """The cases, and groups, in which something changed."""
    rows = (row for one in changes["rows"] for row in (*one["was"], *one["is"]))
    found = (one for each in changes["findings"] for one in (each["was"], each["is"]) if one)
    return {str(row[0]) for row in rows} | {str(one["subject"]) for one in found}


def _findings(before: Body, after: Body) -> Iterator[dict[str, Json]]:
    """Findings that are not told alike by both, in the order of subjects, as each tells them."""
    for old, new in _differing(before.findings(), after.findings(), _place):
        yield {"was": _said(old), "is": _said(new)}


def _said(one: Stood | None) -> dict[str, Json] | None:
    return None if one is None else {**one._asdict(), **one.kind._asdict()}


def _place(one: Stood) -> tuple[Any, ...]:
    """The order of findings in a body."""
    return (one.subject, one.kind.rule, one.instance)


def _figures(before: Json, after: Json) -> Iterator[dict[str, Json]]:
    was, now = _by_name(before), _by_name(after)
    for name in sorted({*was, *now}, key=lambda one: (one[0], one[1] or "")):
        old, new = _told(was.get(name)), _told(now.get(name))
        if old != new:
            yield {"indicator": name[0], "service": name[1], "was": old, "is": new}


def _by_name(figures: Json) -> dict[tuple[str, str | None], Json]:
    found = {}
    for one in figures:
        found[str(one["indicator"]["id"]), one["service"]] = one
        found |= _by_name(one["services"])
    return found


def _told(figure: Json) -> dict[str, Json] | None:
    return None if figure is None else {name: figure[name] for name in _PARTS}


def _rows(before: Body, after: Body) -> Iterator[dict[str, Json]]:
    """Of each list that is another, the observations that left it, and that came, as they are."""
    was: dict[str, list[Json]] = {}
    now: dict[str, list[Json]] = {}
    for old, new in _differing(before.observations(), after.observations(), _order):
        for one, other, found in ((old, new, was), (new, old, now)):
            if one is not None:
                # Of two that are the same but for their lists, those that both have are no change.
                same = other is not None and one.row == other.row
                known = other.lists if other is not None and same else ()
                for name in one.lists:
                    if name not in known:
                        found.setdefault(name, []).append(list(one.row))
    for name in sorted({*was, *now}):
        yield {"list": name, "was": was.get(name, []), "is": now.get(name, [])}


_Told = TypeVar("_Told")


def _differing(
    before: Iterator[_Told], after: Iterator[_Told], order: Callable[[_Told], tuple[Any, ...]]
) -> Iterator[tuple[_Told | None, _Told | None]]:
    """What differs between two streams in one order, side by side."""
    old, new = next(before, None), next(after, None)
    while old is not None or new is not None:
        if old == new:
            old, new = next(before, None), next(after, None)
        elif new is None or (old is not None and order(old) < order(new)):
            yield old, None
            old = next(before, None)
        elif old is None or order(new) < order(old):
            yield None, new
            new = next(after, None)
        else:
            yield old, new
            old, new = next(before, None), next(after, None)


def _order(one: Observation) -> tuple[Any, ...]:
    """The order of observations in a body: audits by list, then cases."""
    row = one.row
    audits = one.lists[0] if row.case_id.startswith(AUDIT) else ""
    return (not audits, audits, row.case_id, row.measure, row.instance)
