"""Official figures: from what was observed to a value, judged and shown. Pure, over fractions.

Material is additive: what is summed over units, services and partitions gives the figure of them
all, Σ Sᵢ over Σ SNᵢ and Σ KЖ over Σ KОБ. A value is an exact `Fraction`, judged as such against the
norm and rounded half up only to be shown; a share of nothing is not applicable, unless the edition
reads it otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from hashlib import blake2b
from heapq import nsmallest
from typing import Final, NamedTuple, Self

from sroki.workflows.indicator import Indicator, Norm

HUNDRED: Final = 100


class Length(NamedTuple):
    """How spans of one kind went: so many days of so many allowed; `timely`, `late`, or `done`
    where no due day is known."""

    days: int
    norm: int | None
    outcome: str


class Score(NamedTuple):
    """What one audit earned of what could be earned."""

    earned: Fraction
    possible: Fraction


@dataclass(frozen=True, slots=True)
class Material:
    """What a figure is made of. Two of disjoint cases are added.

    `lengths` counts the spans of the cohort; `part` and `whole` are different cases. `open` spans
    have no length yet, `overdue` of them are past their due day; `withdrawn` and `reversed` ones
    have none. `sampled_from` is how many the cohort had before a sample was taken.
    """

    lengths: Counter[Length] = field(default_factory=Counter)
    part: int = 0
    whole: int = 0
    open: int = 0
    overdue: int = 0
    withdrawn: int = 0
    reversed: int = 0
    scores: tuple[Score, ...] = ()
    sampled_from: int | None = None

    def __add__(self, other: Self) -> Material:
        sampled = [one for one in (self.sampled_from, other.sampled_from) if one is not None]
        return Material(
            self.lengths + other.lengths,
            self.part + other.part,
            self.whole + other.whole,
            self.open + other.open,
            self.overdue + other.overdue,
            self.withdrawn + other.withdrawn,
            self.reversed + other.reversed,
            self.scores + other.scores,
            sum(sampled) if sampled else None,
        )

    @property
    def spans(self) -> int:
        return self.lengths.total()

    @property
    def late(self) -> int:
        return sum(n for one, n in self.lengths.items() if one.outcome == "late")

    @property
    def timely(self) -> int:
        return sum(n for one, n in self.lengths.items() if one.outcome == "timely")

    @property
    def longest(self) -> int | None:
        return max((one.days for one in self.lengths), default=None)

    def percentile(self, percent: int) -> int | None:
        """The least length that `percent` of the spans do not exceed (nearest rank)."""
        rank = -(-percent * self.spans // HUNDRED)
        for days, n in sorted(_by_days(self.lengths).items()):
            rank -= n
            if rank <= 0:
                return days
        return None


def _by_days(lengths: Counter[Length]) -> Counter[int]:
    found: Counter[int] = Counter()
    for one, n in lengths.items():
        found[one.days] += n
    return found


class Verdict(StrEnum):
    """How a value stands to its norm."""

    KEPT = "kept"
    BROKEN = "broken"
    NO_NORM = "no_norm"
    NOT_APPLICABLE = "not_applicable"


class Value(NamedTuple):
    """The exact value, and the parts of its fraction. `exact` is None where there is none.

    Of a ratio the value is `numerator` over `denominator`, in percent; of a percentile, a count or
    a yes-or-no the parts say over how many it was taken.
    """

    exact: Fraction | None
    numerator: Fraction
    denominator: Fraction | None
    verdict: Verdict


def value_of(indicator: Indicator, material: Material) -> Value:
    """The figure that the formula of `indicator` makes of `material`."""
    exact, above, below = _formula(indicator, material)
    if exact is None and below == 0 and indicator.empty == "zero":
        exact = Fraction(0)
    return Value(exact, above, below, judge(indicator.norm, exact))


_Parts = tuple[Fraction | None, Fraction, Fraction | None]


def _formula(indicator: Indicator, material: Material) -> _Parts:
    (name,) = indicator.formula.given()
    if name in _RATIOS:
        above, below = _RATIOS[name](material)
        return (above / below * HUNDRED if below else None), above, below
    if indicator.formula.percentile is not None:
        days = material.percentile(indicator.formula.percentile.percent)
        exact = None if days is None else Fraction(days)
        return exact, Fraction(days or 0), Fraction(material.spans)
    if name == "all_met":
        whole = len(material.scores)
        met = sum(one.earned == one.possible for one in material.scores)
        return (Fraction(met == whole) if whole else None), Fraction(met), Fraction(whole)
    return Fraction(_counted(indicator, material)), Fraction(_counted(indicator, material)), None


def _counted(indicator: Indicator, material: Material) -> int:
    still_open = indicator.formula.still_open
    if still_open is None:
        return material.part
    return material.overdue if still_open.overdue else material.open


def _sums(material: Material) -> tuple[Fraction, Fraction]:
    """Σ Sᵢ and Σ SNᵢ."""
    days = sum(one.days * n for one, n in material.lengths.items())
    norms = sum((one.norm or 0) * n for one, n in material.lengths.items())
    return Fraction(days), Fraction(norms)


def _points(material: Material) -> tuple[Fraction, Fraction]:
    earned = sum((one.earned for one in material.scores), Fraction(0))
    return earned, sum((one.possible for one in material.scores), Fraction(0))


# What is in percent: what is above the line, and what below it.
_RATIOS: Final[Mapping[str, Callable[[Material], tuple[Fraction, Fraction]]]] = {
    "ratio_of_sums": _sums,
    "share_of": lambda material: (Fraction(material.part), Fraction(material.whole)),
    "timely_share": lambda material: (
        Fraction(material.timely),
        Fraction(material.timely + material.late),
    ),
    "points": _points,
}


def judge(norm: Norm | None, exact: Fraction | None) -> Verdict:
    """How an exact value stands to a norm."""
    if exact is None:
        return Verdict.NOT_APPLICABLE
    if norm is None:
        return Verdict.NO_NORM
    kept = {
        "exactly": exact == norm.value,
        "at_most": exact <= norm.value,
        "at_least": exact >= norm.value,
    }[norm.comparator]
    return Verdict.KEPT if kept else Verdict.BROKEN


def rounded(exact: Fraction) -> Decimal:
    """To two digits, a half up."""
    cents = (exact * HUNDRED + Fraction(1, 2)).__floor__()
    return Decimal(cents).scaleb(-2)


def bottom(cases: Iterable[str], size: int, seed: str) -> list[str]:
    """The `size` cases with the least hashes under `seed`, in the order of their hashes.

    Who is in does not depend on the order of the cases, and one case more changes at most one
    member: a sample that is drawn anew is not another sample.
    """
    key = blake2b(seed.encode(), digest_size=32).digest()
    return nsmallest(size, cases, key=lambda case: (_hash(case, key), case))


def _hash(case: str, key: bytes) -> bytes:
    return blake2b(case.encode(), key=key, digest_size=16).digest()
