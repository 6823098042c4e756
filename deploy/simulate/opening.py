"""What is set before a season begins: places, how a unit breaks the queue, who falls silent."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sroki.deploy.simulate.city import UNITS, Unit, Window
from sroki.deploy.simulate.dice import Dice
from sroki.deploy.simulate.filing import Counts
from sroki.deploy.simulate.moments import DAY, in_hours, midnight
from sroki.deploy.simulate.office import Misrule, Office

# Of four who may be included three find a place.
PLACES = (3, 4)


class Silence(NamedTuple):
    """All sources of a unit fall silent, and later tell everything at once."""

    unit: Unit
    since: datetime
    until: datetime


def offices(
    counts: Counts, windows: tuple[Window, ...], dice: Dice, *, bent: bool
) -> tuple[Office, ...]:
    """Every unit in every window, with its places, and with its own way to break the queue."""
    found = []
    for window in windows:
        ways = dice.shuffled(
            [
                Misrule(overtakes=True),
                Misrule(refuses_early=True),
                Misrule(passes_quota=True),
                Misrule(swaps_in_list=True),
                *[Misrule()] * (len(UNITS) - 4),
            ]
        )
        for unit, way in zip(UNITS, ways, strict=True):
            expected = sum(
                number for on, number in counts[unit.code, window.name].items() if window.holds(on)
            )
            rule = way if bent else Misrule()
            places = expected * 2 if rule.refuses_early else expected * PLACES[0] // PLACES[1]
            found.append(Office(unit, window, places, expected, rule))
    return tuple(found)


def silences(windows: tuple[Window, ...], dice: Dice) -> tuple[Silence, ...]:
    """In each window one unit with systems is silent for nine days and nights."""
    talkative = [unit for unit in UNITS if not unit.by_day]
    return tuple(
        Silence(
            dice.pick(talkative),
            midnight(window.first + DAY * 20),
            in_hours(window.first + DAY * 29, dice),
        )
        for window in windows
    )
