"""Everyone who applies in a season: each life settled and told, in the order of filing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sroki.deploy.simulate import city
from sroki.deploy.simulate.city import Unit
from sroki.deploy.simulate.dice import Dice, Names
from sroki.deploy.simulate.filing import AFTER, BEFORE, Slot, slots, spread
from sroki.deploy.simulate.life import Life
from sroki.deploy.simulate.lists import list_arrives
from sroki.deploy.simulate.moments import DAY, midnight
from sroki.deploy.simulate.office import Office
from sroki.deploy.simulate.opening import offices, silences
from sroki.deploy.simulate.ordinary import ordinary, vary
from sroki.deploy.simulate.recipes import Recipe, decks
from sroki.deploy.simulate.settling import refused_at, settle
from sroki.deploy.simulate.telling import Tale, silence, tell, through_silence


class Population:
    """The applicants of a season, and the offices that serve them.

    `share` of the lives are bent by recipes. Days must be asked for in order, each once.
    """

    def __init__(self, seed: int, applications: int, year: int, share: float) -> None:
        dice = Dice("season", seed, year)
        windows = city.windows(year)
        self._path = (seed, year)
        self._share = share
        self._names = Names(dice.next())
        self._counts = spread(applications, windows, dice)
        self._decks = decks(dice)
        self._born = 0
        self.offices = offices(self._counts, windows, dice, bent=share > 0)
        self._silences = silences(windows, dice) if share > 0 else ()

    def file(self, office: Office, on: date) -> Iterator[Tale]:
        """Who files with the office on this day."""
        window = office.window
        if not window.first - DAY * BEFORE <= on <= window.last + DAY * AFTER:
            return
        number = self._counts[office.unit.code, window.name][on]
        if number:
            dice = Dice("day", *self._path, office.unit.code, on.isoformat())
            for slot in slots(office.unit, window, on, number, dice):
                yield self._tale(office, slot)

    def silent(self, on: date) -> frozenset[str]:
        """The units whose sources are silent as the day begins."""
        return frozenset(
            one.unit.code for one in self._silences if one.since <= midnight(on) < one.until
        )

    def heard(self, unit: Unit, arrives: datetime) -> datetime:
        """When something told of a unit arrives, silences considered."""
        for quiet in self._silences:
            if quiet.unit is unit:
                arrives = through_silence(arrives, quiet.since, quiet.until)
        return arrives

    def _tale(self, office: Office, slot: Slot) -> Tale:
        self._born += 1
        life = ordinary(
            self._born,
            self._names.name(self._born),
            office.unit,
            office.window,
            slot,
            Dice("case", *self._path, self._born),
        )
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
