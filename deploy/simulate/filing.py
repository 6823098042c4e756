"""Who files when: applications spread over units, windows and days, with the edges of п. 20."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from itertools import accumulate
from typing import NamedTuple

from sroki.deploy.simulate.city import UNITS, Unit, Window
from sroki.deploy.simulate.dice import Dice
from sroki.deploy.simulate.due import working
from sroki.deploy.simulate.moments import CLOSES, DAY, OPENS, at

# Of 100 applications so many are filed outside the windows.
OUTSIDE_PERCENT = 4
BEFORE, AFTER = 21, 14
_CHANNELS = (("in_person", 55), ("site", 38), ("epgu", 4), ("regional_portal", 3))
_CHANNELS_BY_DAY = (("in_person", 90), ("site", 10))
_CHANNELS_DAY_OFF = (("site", 90), ("epgu", 6), ("regional_portal", 4))
LAST_SECOND = 24 * 3600 - 1


class Slot(NamedTuple):
    """One filing."""

    filed: datetime
    channel: str


Counts = dict[tuple[str, str], Counter[date]]


def spread(total: int, windows: Sequence[Window], dice: Dice) -> Counts:
    """How many file in each unit and window on each day; the sum is `total`."""
    outside = total * OUTSIDE_PERCENT // 100
    counts: Counts = {(unit.code, one.name): Counter() for unit in UNITS for one in windows}
    for number, inside in ((total - outside, True), (outside, False)):
        shares = _shares(number, [unit.weight for unit in UNITS for _ in windows])
        for (unit, window), share in zip(
            ((unit, window) for unit in UNITS for window in windows), shares, strict=True
        ):
            days = _inside(window) if inside else _outside(window)
            counts[unit.code, window.name] += _throw(share, days, dice)
    return counts


def _shares(total: int, weights: Sequence[int]) -> list[int]:
    """`total` divided by weights, in whole numbers: the rest goes to the first."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    for index in range(total - sum(shares)):
        shares[index] += 1
    return shares


def _inside(window: Window) -> list[tuple[date, int]]:
    days = []
    on = window.first
    while on <= window.last:
        days.append((on, 10 if working(on) else 3))
        on += DAY
    return [(window.first, 8), (window.last, 8), *days[1:-1]]


def _outside(window: Window) -> list[tuple[date, int]]:
    """The days around a window; the two that touch it first."""
    before = [(window.first - DAY * back, 1) for back in range(2, BEFORE + 1)]
    later = [(window.last + DAY * ahead, 1) for ahead in range(2, AFTER + 1)]
    return [(window.first - DAY, 8), (window.last + DAY, 8), *before, *later]


def _throw(number: int, days: list[tuple[date, int]], dice: Dice) -> Counter[date]:
    """Throw filings on days by weight; the first two days, the edges, get one each for sure."""
    counts: Counter[date] = Counter(on for on, _ in days[: min(2, number)])
    bounds = list(accumulate(weight for _, weight in days))
    for _ in range(number - counts.total()):
        counts[days[bisect(bounds, dice.below(bounds[-1]))][0]] += 1
    return counts


def slots(unit: Unit, window: Window, on: date, number: int, dice: Dice) -> list[Slot]:
    """The filings of a day in the order of time, with the edges: 00:00:00 and 23:59:59."""
    found = []
    for _ in range(number):
        channel = dice.weighted(_channels(unit, on))
        opens, closes = (OPENS, CLOSES) if channel == "in_person" else (0, LAST_SECOND)
        found.append(Slot(at(on, dice.between(opens, closes - 1)), channel))
    found.sort()
    if found and not unit.by_day:
        if on in (window.first, window.last + DAY):
            found[0] = Slot(at(on, 0), "site")
        elif on in (window.last, window.first - DAY):
            found[-1] = Slot(at(on, LAST_SECOND), "site")
    return found


def _channels(unit: Unit, on: date) -> tuple[tuple[str, int], ...]:
    if not working(on):
        return _CHANNELS_DAY_OFF
    return _CHANNELS_BY_DAY if unit.by_day else _CHANNELS
