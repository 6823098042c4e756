"""What a formula hides: an average masks single breaches, and what never ends has no length.

Codes and numbers, in the order in which they matter; words are made when they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from sroki.workflows.figures import HUNDRED, Material, Value, Verdict
from sroki.workflows.indicator import Indicator

# Codes of notes.
MASKED: Final = "masked"
LATE: Final = "late"
OPEN_OVERDUE: Final = "open_overdue"
LAWFUL: Final = "lawful"
TAIL: Final = "tail"
WORST: Final = "worst"
EXCLUDED: Final = "excluded"
OPEN: Final = "open"


Params = Mapping[str, int | str | Fraction]


class Note(NamedTuple):
    """One thing that the value does not show."""

    code: str
    params: Params


class Slice(NamedTuple):
    """The same figure of a part of the cases: of a unit, of a way of filing."""

    dimension: str
    code: str
    material: Material
    value: Value


# Formulas over lengths; of the others the parts say all there is.
_AVERAGE: Final = "ratio_of_sums"


def hidden(
    indicator: Indicator, material: Material, value: Value, slices: tuple[Slice, ...]
) -> tuple[Note, ...]:
    """What the value of an average hides; nothing of the other formulas."""
    if indicator.formula.given() != [_AVERAGE] or indicator.beside == "literal":
        return ()
    found = [
        *_breaches(material, value),
        *_unfinished(material),
        *_tail(material),
        *_worst(slices),
    ]
    if material.withdrawn or material.reversed:
        excluded = {"withdrawn": material.withdrawn, "reversed": material.reversed}
        found.append(Note(EXCLUDED, excluded))
    return tuple(found)


def _breaches(material: Material, value: Value) -> list[Note]:
    judged = material.late + material.timely
    if material.late:
        code = MASKED if value.verdict is Verdict.KEPT else LATE
        longest = material.longest or 0
        share = Fraction(material.timely * HUNDRED, judged)
        counted = {"late": material.late, "of": judged, "longest": longest}
        return [Note(code, {**counted, "timely": share})]
    if value.verdict is Verdict.BROKEN and judged:
        # E-filed on Saturday, registered on Monday: two days of one, and in time (ст. 193).
        return [Note(LAWFUL, {"of": judged, "timely": Fraction(HUNDRED)})]
    return []


def _unfinished(material: Material) -> list[Note]:
    if material.overdue:
        return [Note(OPEN_OVERDUE, {"overdue": material.overdue, "open": material.open})]
    return [Note(OPEN, {"open": material.open})] if material.open else []


def _tail(material: Material) -> list[Note]:
    median, ninetieth = material.percentile(50), material.percentile(90)
    longest = material.longest
    if median is None or ninetieth is None or longest is None or longest == median:
        return []
    return [Note(TAIL, {"median": median, "p90": ninetieth, "longest": longest})]


def _worst(slices: tuple[Slice, ...]) -> list[Note]:
    """The part of each dimension that breaks the norm the most, where the parts differ."""
    found: list[Note] = []
    for dimension in dict.fromkeys(one.dimension for one in slices):
        parts = [
            (one.value.exact, one)
            for one in slices
            if one.dimension == dimension and one.value.exact is not None
        ]
        if len(parts) < 2:
            continue
        exact, worst = max(parts, key=lambda part: (part[0], part[1].code))
        if exact > min(parts, key=lambda part: part[0])[0]:
            about = {"dimension": dimension, "code": worst.code}
            late = worst.material.late
            found.append(Note(WORST, {**about, "value": exact, "late": late}))
    return found
