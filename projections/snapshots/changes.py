"""How one body differs from another: the numbers that changed, and the observations behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sroki.projections.snapshots.canonical import Json

_PARTS = ("value", "numerator", "denominator", "verdict")


def changes(before: Mapping[str, Json], after: Mapping[str, Json]) -> dict[str, Json]:
    """Figures that changed, old and new; rows of lists that went and came, by list."""
    return {
        "figures": list(_figures(before["figures"], after["figures"])),
        "rows": list(_rows(before["lists"], after["lists"])),
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


def _rows(before: Json, after: Json) -> Iterator[dict[str, Json]]:
    for name in sorted({*before, *after}):
        was = {tuple(row) for row in before.get(name, ())}
        now = {tuple(row) for row in after.get(name, ())}
        if was != now:
            gone, came = (sorted(rows, key=repr) for rows in (was - now, now - was))
            yield {
                "list": name,
                "was": [list(row) for row in gone],
                "is": [list(row) for row in came],
            }
