"""A unit in one window: its days of lists, its places, and who came on which list.

Lists are approved for waves of six days of filing, soon enough that the notice too fits the thirty
days (п. 8). Who misses the list of his wave comes on the next one, or on a list of his own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sroki.deploy.simulate.city import BUDGET_EXHAUSTED, Unit, Window
from sroki.deploy.simulate.due import after, working_from
from sroki.deploy.simulate.life import Life
from sroki.deploy.simulate.moments import DAY, at

WAVE = timedelta(days=6)
RIPENS = timedelta(days=13)


class Entry(NamedTuple):
    """One who is on a list: included, or considered and not included with the ground."""

    filed: datetime
    case_id: str
    ground: str | None
    window: Window
    outside: bool

    @property
    def order(self) -> tuple[date, datetime, str]:
        """The order of the queue: by date of filing; ties by the moment, then the case."""
        return (self.filed.date(), self.filed, self.case_id)


class Misrule(NamedTuple):
    """How a unit breaks the queue in a window, if at all (п. 12(6), п. 23 ¶2)."""

    overtakes: bool = False
    refuses_early: bool = False
    passes_quota: bool = False
    swaps_in_list: bool = False


@dataclass(slots=True)
class Office:
    """The running count of a unit in a window, in the order of filing."""

    unit: Unit
    window: Window
    places: int
    expected: int
    misrule: Misrule
    seen: int = 0
    included: int = 0
    overtaken: int = 0
    included_last_on: date | None = None
    exhausted: list[tuple[date, str]] = field(default_factory=list)
    lists: dict[date, list[Entry]] = field(default_factory=dict)
    approved: int = 0

    @property
    def main_days(self) -> list[date]:
        """The days of the lists of each wave."""
        days, first = [], self.window.first
        while first <= self.window.last:
            last = min(first + WAVE - DAY, self.window.last)
            days.append(working_from(last + RIPENS))
            first += WAVE
        return days

    def list_day(self, filed: date, file: date) -> date:
        """The list for who filed on `filed` and has the file ready on `file`."""
        wave = max(0, (filed - self.window.first) // WAVE)
        for day in self.main_days[wave:]:
            if day > file:
                return day
        return after(file, 2)

    def approved_at(self, on: date) -> datetime:
        """When the head of the unit signs the lists of a day."""
        return at(on, 10 * 3600 + self.unit.digit * 600)

    def place(self, life: Life) -> None:
        """Decide inclusion for one who has a right to it, in the order of filing."""
        self.seen += 1
        if life.ground is None and not life.outside and self._refuses(life):
            life.ground = BUDGET_EXHAUSTED
            self.exhausted.append((life.filed.date(), life.case_id))
        if life.ground is None:
            life.included = True
            self.included += 1
            if not life.outside:
                self.included_last_on = max(self.included_last_on or date.min, life.filed.date())

    def _refuses(self, life: Life) -> bool:
        rule = self.misrule
        if rule.refuses_early and life.filed.date() == self.window.last:
            return len(self.exhausted) < 3
        # Two who stand in the middle of the queue are passed over though places are left.
        if rule.overtakes and self.overtaken < 2 and self.seen >= self.expected // 3:
            self.overtaken += 1
            return True
        if self.included < self.places:
            return False
        # Places are gone; who passes the quota still includes a few, before refusing the first.
        return not (rule.passes_quota and self.included < self.places + 3 and not self.exhausted)

    def enter(self, life: Life, on: date) -> None:
        """Put a life on the list of `on`."""
        ground = None if life.included else life.ground
        entry = Entry(life.filed, life.case_id, ground, self.window, life.outside)
        self.lists.setdefault(on, []).append(entry)
