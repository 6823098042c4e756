"""A season as Prometheus would have seen it: what was open and what had been said, day by day.

A day of the season in which something changed is twelve minutes of Prometheus's: longer than any
window that a rule looks back over, so that days do not run into each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sroki.deploy.simulate import SimEvent, over
from sroki.events.findings import FindingKind
from sroki.events.outcomes import Accepted
from sroki.events.strict import read
from sroki.workflows.assessment import Proof, State
from tests.simulate.quick_store import QuickStore
from tests.simulate.running import Run
from tests.support.rulebooks import krasnoyarsk_plans
from tests.watching.promtool import Gone, Timeline
from tests.watching.series import CODES, name

SLOT: Final = 12.0
_ZONE: Final = ZoneInfo("Asia/Krasnoyarsk")

Place = tuple[str, str]
"""(unit, rule)"""


class Day(NamedTuple):
    """How things stand in the evening: open deadlines now, findings said aloud so far."""

    on: date
    overdue: Counter[Place]
    presumed: Counter[Place]
    breaches: Counter[Place]
    presumptions: Counter[Place]
    taken_back: Counter[Place]


class Season:
    """A season played through the real intake and the real engine, as it came or as history."""

    def __init__(self) -> None:
        self.store = QuickStore()
        self.run = Run(self.store)
        self._said = 0
        self._counters: dict[str, Counter[Place]] = {
            kind: Counter() for kind in ("breach", "presumed", "retraction")
        }

    def days(self, events: Iterable[SimEvent], year: int) -> Iterator[Day]:
        """Each day as it ended; days on which nothing changed are left out."""
        last: Day | None = None
        started = False
        for on, told in groupby(events, lambda one: one.received_at.astimezone(_ZONE).date()):
            for one in told:
                if not started:
                    self.run.engine.tick(0, one.received_at, always=True)
                    self.run.engine.activate(0, krasnoyarsk_plans().digest)
                    started = True
                self._take(one, one.received_at)
            evening = datetime(on.year, on.month, on.day, 23, 59, 59, tzinfo=_ZONE)
            day = self._evening(on, evening)
            if last is None or day[1:] != last[1:]:
                yield day
            last = day
        yield self._evening(over(year).date(), over(year))

    def imported(self, events: Iterable[SimEvent], year: int) -> Day:
        """All of it taken in as history, once it is over; the evening after that."""
        now = over(year)
        self.run.engine.tick(0, now, always=True)
        self.run.engine.activate(0, krasnoyarsk_plans().digest)
        for one in events:
            self._take(one, now, historical=True)
        later = now + timedelta(days=1)
        return self._evening(later.date(), later)

    def _take(self, one: SimEvent, at: datetime, *, historical: bool = False) -> None:
        self.run.engine.tick(0, at)
        items = read(one.body)
        if isinstance(items, list):
            for answer in self.run.intake.take_all(items, at, historical=historical):
                if isinstance(answer, Accepted):
                    self.run.engine.advance(0, list(answer.events))

    def _evening(self, on: date, at: datetime) -> Day:
        self.run.engine.deliver(0)
        self.run.engine.tick(0, at, always=True)
        self.run.engine.deliver(0)
        overdue: Counter[Place] = Counter()
        presumed: Counter[Place] = Counter()
        for standing in self.store.assessments.values():
            if standing is None:
                continue
            for one in standing.deadlines:
                if one.state is State.OVERDUE:
                    which = overdue if one.proof is Proof.PROVEN else presumed
                    which[standing.unit, one.rule] += 1
        self._hear()
        said = self._counters
        return Day(
            on,
            overdue,
            presumed,
            said["breach"].copy(),
            said["presumed"].copy(),
            said["retraction"].copy(),
        )

    def _hear(self) -> None:
        for one in self.store.findings[self._said :]:
            kind = str(one.kind)
            if one.kind is FindingKind.RETRACTION and one.params["retracted"] != "breach":
                continue
            if not one.silent and kind in self._counters:
                self._counters[kind][one.unit, one.rule] += 1
        self._said = len(self.store.findings)


def rendered(days: list[Day], units: Iterable[str], rules: Iterable[str]) -> dict[str, Timeline]:
    """The days as the engine would have exported them; everything is born at 0 before the first."""
    series: dict[str, Timeline] = {
        name("sroki_build_info", version="1", semantics="1", rulebook="a"): [(SLOT, 1)]
    }
    rules = list(rules)
    for unit in units:
        for rule in rules:
            for metric, labels, part in (
                ("sroki_deadlines_overdue", {}, "overdue"),
                ("sroki_deadlines_presumed", {}, "presumed"),
                ("sroki_findings_total", {"kind": "breach"}, "breaches"),
                ("sroki_findings_total", {"kind": "presumed"}, "presumptions"),
                ("sroki_retractions_total", {"kind": "breach"}, "taken_back"),
            ):
                key = name(metric, "authority", "service", rule=rule, unit=unit, **labels)
                values = [getattr(day, part)[unit, rule] for day in days]
                series[key] = [(SLOT, 0), *((SLOT, float(value)) for value in values)]
    return series


def silences(days: int, every: int, length: int) -> list[Gone]:
    """Spans of days of which Prometheus hears nothing, so that what happened in them is late."""
    return [Gone(SLOT * first, SLOT * length) for first in range(every, days - length - 1, every)]


def heard(day: int, gone: list[Gone]) -> int:
    """The last day that Prometheus knows of in the slot of a day."""
    for one in gone:
        first = round(one.since / SLOT)
        if first <= day < first + round(one.minutes / SLOT):
            return first - 1
    return day


def places(found: Counter[Place]) -> dict[Place, int]:
    """Those that are not empty."""
    return {key: many for key, many in found.items() if many}


def labels(place: Place) -> str:
    """As promtool wants them."""
    return f'{{rule="{place[1]}",unit="{place[0]}"}}'


__all__ = ["CODES", "SLOT", "Day", "Season", "heard", "labels", "places", "rendered", "silences"]
