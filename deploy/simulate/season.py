"""A season of the service: both windows of a year, told in the order of arrival.

Day by day: who files is bent or not, settled, told and judged; lists of the day are approved; what
arrives on the day is given out. Nothing here reads a clock: the same arguments give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from sroki.deploy.simulate import city, wire
from sroki.deploy.simulate.city import Unit
from sroki.deploy.simulate.dice import Dice
from sroki.deploy.simulate.due import YEARS
from sroki.deploy.simulate.lists import QUOTA_BEFORE, approve, quota, settled
from sroki.deploy.simulate.moments import DAY, in_hours, midnight
from sroki.deploy.simulate.noise import noise
from sroki.deploy.simulate.office import Office
from sroki.deploy.simulate.population import Population
from sroki.deploy.simulate.spool import Line, Spool
from sroki.deploy.simulate.telling import Tale
from sroki.deploy.simulate.truth import Truth, truths
from sroki.deploy.simulate.watermarks import watermarks
from sroki.events.errors import Invalid
from sroki.events.i18n import say

DEFAULT_SHARE = 0.3
# Of forty applications one comes with a broken event.
NOISE_EVERY = 40


class SimEvent(NamedTuple):
    """One event as it reaches the intake: `body` is a line of JSON, a structured CloudEvent.

    `expect` is what intake must answer: taken, duplicate, conflict, rejected, held or unlinked.
    """

    received_at: datetime
    body: bytes
    expect: str

    @property
    def wire(self) -> dict[str, Any]:
        """The CloudEvent as JSON data. Raises ValueError where the body is not sound JSON."""
        found: dict[str, Any] = json.loads(self.body)
        return found


def _nobody(_: Truth) -> None:
    """Nobody listens to the truth."""


def over(year: int) -> datetime:
    """When everything of the season of `year` has happened, arrived, and is proven."""
    return midnight(date(year + 1, 2, 14))


def season(
    seed: int,
    applications: int = 2000,
    year: int = 2025,
    *,
    service: str = city.SERVICE,
    pathologies: float = DEFAULT_SHARE,
    truth: Callable[[Truth], None] = _nobody,
) -> Iterator[SimEvent]:
    """The events of a season in the order of arrival; planted findings go to `truth` on the way.

    `pathologies` is the share of applications that a recipe bends; 0 gives a season without a
    finding. The truth is that of a journal whose clock is brought to each event's `received_at`
    before the event, and at the end to `over(year)`. Raises Invalid.
    """
    check(applications, year, service, pathologies)
    return _Season(seed, applications, year, pathologies, truth).run()


def check(applications: int, year: int, service: str, pathologies: float) -> None:
    """Raises Invalid for a season that cannot be simulated."""
    if year not in YEARS:
        known = ", ".join(map(str, YEARS))
        raise Invalid(say("года {year} нет в таблице сроков симулятора", year=year), accepted=known)
    if service != city.SERVICE:
        raise Invalid(
            say("услугу {service} симулятор не знает", service=service), accepted=city.SERVICE
        )
    if applications < 1:
        raise Invalid(
            say("сезон из {applications} заявлений невозможен", applications=applications),
            accepted=say("1 и больше"),
        )
    if not 0 <= pathologies <= 1:
        raise Invalid(
            say("доля отклонений {pathologies} невозможна", pathologies=pathologies),
            accepted=say("от 0 до 1"),
        )


class _Season:
    def __init__(
        self,
        seed: int,
        applications: int,
        year: int,
        share: float,
        truth: Callable[[Truth], None],
    ) -> None:
        self._path = (seed, year)
        self._truth = truth
        self._broken = share > 0
        self._people = Population(seed, applications, year, share)
        self._first = city.windows(year)[0].first - QUOTA_BEFORE
        self._last = over(year).date()
        self._spool = Spool()
        self._lives = 0

    def run(self) -> Iterator[SimEvent]:
        offices = self._people.offices
        for office in offices:
            self._spool.add(quota(office))
        on = self._first
        while on <= self._last:
            for office in offices:
                for tale in self._people.file(office, on):
                    self._take(tale)
                self._approve(office, on)
            for line in watermarks(on, self._people.silent(on)):
                self._spool.add(line)
            yield from map(_arrived, self._spool.until(on))
            on += DAY
        for office in offices:
            for found in settled(office):
                self._truth(found)
        yield from map(_arrived, self._spool.until(date.max))

    def _take(self, tale: Tale) -> None:
        """Everything told of one application, and what must be found of it."""
        for line in _lines(tale):
            self._spool.add(line)
        for found in truths(tale):
            self._truth(found)
        self._lives += 1
        if self._broken and self._lives % NOISE_EVERY == 0:
            self._disturb(tale.life.unit, tale.life.filed.date())

    def _approve(self, office: Office, on: date) -> None:
        for told in approve(office, on):
            if isinstance(told, Truth):
                self._truth(told)
            else:
                self._spool.add(told._replace(arrives=self._heard(office.unit, told.arrives)))

    def _disturb(self, unit: Unit, on: date) -> None:
        number = self._lives // NOISE_EVERY
        when = in_hours(on, Dice("noise", *self._path, number))
        expect, body = noise(number, unit, when)
        self._spool.add(Line(self._heard(unit, when), expect, body))

    def _heard(self, unit: Unit, arrives: datetime) -> datetime:
        return self._people.heard(unit, arrives)


def _arrived(line: Line) -> SimEvent:
    return SimEvent(line.arrives, line.body, line.expect)


def _lines(tale: Tale) -> Iterator[Line]:
    """What is told of a life; by number only where intake must know the number by then."""
    numbered = tale.known_at.get("registered") if tale.life.by_number else None
    for act in tale.acts:
        act.by_number = numbered is not None and act.source is city.SED and act.arrives > numbered
        yield Line(act.arrives, act.expect, wire.encode(wire.of_act(tale, act)))
