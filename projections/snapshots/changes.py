"""How one body differs from another: the numbers that changed, and the observations behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sroki.projections.snapshots.body import Body, Observation
from sroki.projections.snapshots.canonical import Json
from sroki.projections.tables import AUDIT

_PARTS = ("value", "numerator", "denominator", "verdict")


def changes(before: Body, after: Body) -> dict[str, Json]:
    """Figures that changed, old and new; rows of lists that went and came, by list."""
    return {
        "figures": list(_figures(before.head["figures"], after.head["figures"])),
        "rows": list(_rows(before, after)),
    }


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
    for old, new in _differing(before.observations(), after.observations()):
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


def _differing(
    before: Iterator[Observation], after: Iterator[Observation]
) -> Iterator[tuple[Observation | None, Observation | None]]:
    """What differs between two streams in one order, side by side."""
    old, new = next(before, None), next(after, None)
    while old is not None or new is not None:
        if old == new:
            old, new = next(before, None), next(after, None)
        elif new is None or (old is not None and _order(old) < _order(new)):
            yield old, None
            old = next(before, None)
        elif old is None or _order(new) < _order(old):
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
