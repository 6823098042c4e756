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
from sroki.deploy.simulate.city import UNITS, Unit, Window
from sroki.deploy.simulate.dice import Dice, mix
from sroki.deploy.simulate.due import YEARS
from sroki.deploy.simulate.filing import AFTER, BEFORE, Counts, Slot, slots, spread
from sroki.deploy.simulate.life import Life
from sroki.deploy.simulate.lists import QUOTA_BEFORE, approve, list_arrives, quota, settled
from sroki.deploy.simulate.moments import DAY, in_hours, midnight
from sroki.deploy.simulate.noise import noise
from sroki.deploy.simulate.office import Misrule, Office
from sroki.deploy.simulate.ordinary import ordinary, vary
from sroki.deploy.simulate.recipes import Recipe, decks
from sroki.deploy.simulate.settling import refused_at, settle
from sroki.deploy.simulate.spool import Line, Spool
from sroki.deploy.simulate.telling import Tale, silence, tell, through_silence
from sroki.deploy.simulate.truth import Truth, truths
from sroki.deploy.simulate.watermarks import watermarks
from sroki.events.errors import Invalid

DEFAULT_SHARE = 0.3
# Of four who may be included three find a place; of forty lives one comes with a broken event.
PLACES = (3, 4)
NOISE_EVERY = 40
_MASK = (1 << 64) - 1
_GAMMA = 0x9E3779B97F4A7C15


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


class Silence(NamedTuple):
    """All sources of a unit fall silent, and later tell everything at once."""

    unit: Unit
    since: datetime
    until: datetime


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

    `pathologies` is the share of lives that a recipe bends; 0 gives a season without a finding.
    The truth is that of a journal whose clock is brought to each event's `received_at` before the
    event, and at the end to `over(year)`. Raises Invalid.
    """
    if year not in YEARS:
        known = ", ".join(map(str, YEARS))
        raise Invalid(f"года {year} нет в таблице сроков симулятора", accepted=known)
    if service != city.SERVICE:
        raise Invalid(f"услугу {service} симулятор не знает", accepted=city.SERVICE)
    if applications < 1 or not 0 <= pathologies <= 1:
        raise Invalid(
            "неверный размер сезона", accepted="заявлений не меньше 1, доля отклонений от 0 до 1"
        )
    return _Season(seed, applications, year, pathologies, truth).run()


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
        self._year = year
        self._share = share
        self._truth = truth
        self._windows = city.windows(year)
        dice = Dice("season", seed, year)
        self._ids = dice.next()
        self._counts = spread(applications, self._windows, dice)
        self._decks = decks(dice)
        self._offices = _offices(self._counts, self._windows, dice, bent=share > 0)
        self._silences = _silences(self._windows, dice) if share > 0 else ()
        self._spool = Spool()
        self._lives = 0

    def run(self) -> Iterator[SimEvent]:
        for office in self._offices:
            self._spool.add(quota(office))
        on, last = self._windows[0].first - QUOTA_BEFORE, over(self._year).date()
        while on <= last:
            for office in self._offices:
                self._file(office, on)
                self._approve(office, on)
            silent = frozenset(
                one.unit.code for one in self._silences if one.since <= midnight(on) < one.until
            )
            for line in watermarks(on, silent):
                self._spool.add(line)
            yield from map(_arrived, self._spool.until(on))
            on += DAY
        for office in self._offices:
            for found in settled(office):
                self._truth(found)
        yield from map(_arrived, self._spool.until(date.max))

    def _file(self, office: Office, on: date) -> None:
        window = office.window
        if not window.first - DAY * BEFORE <= on <= window.last + DAY * AFTER:
            return
        number = self._counts[office.unit.code, window.name][on]
        if number:
            dice = Dice("day", *self._path, office.unit.code, on.isoformat())
            for slot in slots(office.unit, window, on, number, dice):
                self._live(office, slot)

    def _live(self, office: Office, slot: Slot) -> None:
        """One application, from its filing to what must be found of it."""
        self._lives += 1
        tale = self._tale(office, slot)
        for line in _lines(tale):
            self._spool.add(line)
        for found in truths(tale):
            self._truth(found)
        if self._share and self._lives % NOISE_EVERY == 0:
            self._disturb(office.unit, slot.filed.date())

    def _tale(self, office: Office, slot: Slot) -> Tale:
        number = self._lives
        case_id = f"{mix((self._ids + number * _GAMMA) & _MASK):016x}"
        dice = Dice("case", *self._path, number)
        life = ordinary(number, case_id, office.unit, office.window, slot, dice)
        recipe = self._bend(life)
        if recipe is None:
            vary(life)
        settle(life, office)
        if life.finish is not None:
            life.finish(life)
        refused_at(life)
        tale = tell(life)
        if life.listed_on is not None:
            tale.known_at["listed"] = list_arrives(office, life.listed_on)
        if recipe is not None and recipe.retell is not None:
            recipe.retell(tale)
        for quiet in self._silences:
            if quiet.unit is life.unit:
                silence(tale, quiet.since, quiet.until)
        return tale

    def _bend(self, life: Life) -> Recipe | None:
        if not life.dice.chance(self._share):
            return None
        return self._decks[life.outside, life.unit.by_day].deal(life)

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
        for quiet in self._silences:
            if quiet.unit is unit:
                arrives = through_silence(arrives, quiet.since, quiet.until)
        return arrives


def _arrived(line: Line) -> SimEvent:
    return SimEvent(line.arrives, line.body, line.expect)


def _lines(tale: Tale) -> Iterator[Line]:
    """What is told of a life; by number only where intake must know the number by then."""
    numbered = tale.known_at.get("registered") if tale.life.by_number else None
    for act in tale.acts:
        act.by_number = numbered is not None and act.source is city.SED and act.arrives > numbered
        yield Line(act.arrives, act.expect, wire.encode(wire.of_act(tale, act)))


def _offices(
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


def _silences(windows: tuple[Window, ...], dice: Dice) -> tuple[Silence, ...]:
    """In each window one unit with systems is silent for nine days and nights."""
    talkative = [unit for unit in UNITS if not unit.by_day]
    return tuple(
        Silence(
            dice.pick(talkative),
            midnight(window.first + DAY * 20),
            midnight(window.first + DAY * 29)
            + (in_hours(window.first, dice) - midnight(window.first)),
        )
        for window in windows
    )
