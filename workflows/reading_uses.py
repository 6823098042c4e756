"""Which readings shape each indicator: those in its item, in the measures and limits behind it.

Once a reading is put in its place nothing tells that there was a choice; a figure must tell. So the
reader looks before, in the file as written, and notes the names with the indicator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sroki.events.yaml_tree import Json
from sroki.workflows.readings import reading_used

# What of a span's length matters to a formula: shares and counts do not ask how long it took.
_LENGTH: Final = frozenset({"unit", "limit"})
_LENGTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "ratio_of_sums": ("unit", "limit"),
    "timely_share": ("limit",),
    "percentile": ("unit",),
    "still_open": ("limit",),
}


def note_readings(data: dict[str, Json], written: dict[str, Json]) -> dict[str, Json]:
    """`data`, with the readings of each indicator noted in it; `written` has them in place."""
    section = data.get("indicators")
    if not isinstance(section, list):
        return data
    raw = written.get("indicators")
    spoken = _spoken(data)
    return data | {
        "indicators": [
            _noted(one, raw[at] if isinstance(raw, list) else None, data, written, spoken)
            for at, one in enumerate(section)
        ]
    }


def _noted(
    item: Json,
    raw: Json,
    data: dict[str, Json],
    written: dict[str, Json],
    spoken: Mapping[str, list[str]],
) -> Json:
    if not isinstance(item, dict):
        return item
    own = item.get("readings", [])
    if not isinstance(own, list):
        return item
    found = [*(one for one in own if isinstance(one, str)), *_within(raw)]
    found += spoken.get(str(item.get("id")), [])
    formula = item.get("formula")
    names = formula if isinstance(formula, dict) else {}
    asked = {key for name in names for key in _LENGTHS.get(name, ())}
    for name in _measures(names):
        measure, said = _item(data, "measures", name), _item(written, "measures", name, data)
        if isinstance(measure, dict) and isinstance(said, dict):
            kept = {key: one for key, one in said.items() if key in asked or key not in _LENGTH}
            found += _within(kept)
            if "limit" in asked:
                limit = str(measure.get("limit"))
                found += _within(_item(written, "time_limits", limit, data))
        found += spoken.get(name, [])
    return item | {"readings": _in_order(found, data)} if found else item


def _in_order(names: list[str], data: dict[str, Json]) -> list[Json]:
    """Each once, as the section `readings` has them; those of included files come last."""
    section = data.get("readings")
    items = section if isinstance(section, list) else []
    known = [one.get("id") for one in items if isinstance(one, dict)]
    return [
        *(name for name in known if name in names),
        *sorted({name for name in names if name not in known}),
    ]


def _spoken(data: dict[str, Json]) -> dict[str, list[str]]:
    """By item, the readings that say they shape it without being a value in it."""
    found: dict[str, list[str]] = {}
    section = data.get("readings")
    for one in section if isinstance(section, list) else []:
        said = one if isinstance(one, dict) else {}
        users = said.get("used_by")
        for name in users if isinstance(users, list) else []:
            found.setdefault(str(name), []).append(str(said.get("id")))
    return found


def _within(value: Json) -> Iterator[str]:
    name = reading_used(value)
    if name is not None:
        yield name
    elif isinstance(value, dict):
        for one in value.values():
            yield from _within(one)
    elif isinstance(value, list):
        for one in value:
            yield from _within(one)


def _measures(formula: Json) -> Iterator[str]:
    """Whatever a formula names as its measure or audit."""
    if not isinstance(formula, dict):
        return
    for key, one in formula.items():
        if key in ("measure", "audit") and isinstance(one, str):
            yield one
        yield from _measures(one)


def _item(
    data: dict[str, Json], section: str, name: str, named_in: dict[str, Json] | None = None
) -> Json:
    """The item of a section by its id; taken from `data`, found by the ids of `named_in`."""
    items, names = data.get(section), (named_in or data).get(section)
    if not isinstance(items, list) or not isinstance(names, list):
        return None
    for at, one in enumerate(names):
        if isinstance(one, dict) and one.get("id") == name and at < len(items):
            return items[at]
    return None
