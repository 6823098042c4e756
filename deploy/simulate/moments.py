"""Moments of a simulated life: civil days and office hours of the city."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TypeVar

from sroki.deploy.simulate.city import ZONE
from sroki.deploy.simulate.dice import Dice
from sroki.deploy.simulate.due import after

T = TypeVar("T")

DAY = timedelta(days=1)
OPENS, NOON, CLOSES = 9 * 3600, 12 * 3600, 18 * 3600


def sure(moment: T | None) -> T:
    """What a life is sure to have at this point of its making."""
    if moment is None:
        raise AssertionError("a recipe was dealt to a life it does not fit")
    return moment


def at(on: date, seconds: int) -> datetime:
    """The moment so many seconds after the midnight that begins `on`."""
    hour, rest = divmod(seconds, 3600)
    minute, second = divmod(rest, 60)
    return datetime.combine(on, time(hour, minute, second), ZONE)


def midnight(on: date) -> datetime:
    """The midnight that begins `on`."""
    return datetime.combine(on, time(), ZONE)


def in_hours(on: date, dice: Dice, opens: int = OPENS, closes: int = CLOSES) -> datetime:
    """A moment of the working hours of `on`, in whole seconds."""
    return at(on, dice.between(opens, closes - 1))


def later(then: datetime, working_days: int, dice: Dice) -> datetime:
    """A moment in office hours so many working days on; never before `then`.

    With 0 it is the same day while the office is open long enough, else the next working day.
    """
    on = then.date()
    if working_days == 0:
        done = then + timedelta(seconds=dice.between(300, 2400))
        if after(on, 0) == on and at(on, OPENS) <= then and done < at(on, CLOSES):
            return done
        working_days = 0 if after(on, 0) != on or then < at(on, OPENS) else 1
    return in_hours(after(on, working_days), dice)
