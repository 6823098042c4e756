"""Twenty simulated years: the figures of the store and a count of raw events, to the last digit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

import pytest

from sroki.deploy.simulate import SimEvent, over, season
from sroki.events.catalogue import from_bytes
from sroki.events.intake import Intake
from sroki.events.memory import MemoryAliases, MemoryLists
from sroki.events.outcomes import Accepted
from sroki.events.strict import Item, read
from sroki.monitors.engine import Engine
from sroki.projections import tallies
from sroki.projections.figure_lists import members
from sroki.projections.figures import Asked, figures
from sroki.projections.names import Names, names_of
from sroki.projections.queries.live_figures import by_unit
from sroki.projections.queries.positions import positions_at
from sroki.projections.queries.reading import Reading
from sroki.projections.queries.reading import read as read_store
from sroki.projections.store import SqlStore
from sroki.workflows.figures import Material, Value, value_of
from sroki.workflows.load import bundled_directory
from sroki.workflows.period_words import parse_span
from sroki.workflows.standing import InputKind
from tests.projections.stores import opened
from tests.simulate.figures_by_hand import Counted, Life, lives
from tests.simulate.figures_by_hand import figures as by_hand
from tests.support.rulebooks import KRSK, SERVICE, krasnoyarsk, krasnoyarsk_plans

PERIODS = ("{}", "{}-H1", "II полугодие {}", "{}-Q2", "апрель–май {}", "весна {}", "осень {}")
UNITS = (None, "sovetsky", "kirovsky")
YEARS = [(seed, year) for seed in range(10) for year in (2025, 2026)]


@cache
def names() -> Names:
    return names_of(krasnoyarsk_plans().rulebook, bundled_directory())


class City:
    """A store, and the intake and engine over it; time acts once a portion."""

    def __init__(self, store: SqlStore) -> None:
        names = count(1)
        self.store = store
        self.engine = Engine(store, lambda _digest: krasnoyarsk_plans())
        self.intake = Intake(
            MemoryAliases(),
            MemoryLists(),
            lambda: f"opened-{next(names)}",
            directory=bundled_directory(),
        )

    def live(self, lines: Sequence[SimEvent], portion: int = 80) -> Iterator[datetime]:
        """Take the lines; each yielded moment is one up to which all has been taken."""
        self._tick(lines[0].received_at)
        self.engine.activate(0, krasnoyarsk_plans().digest)
        for some in batched(lines, portion):
            at = some[-1].received_at
            self._tick(at)
            found = self.intake.take_all(_items(some), at)
            taken = [one for out in found if isinstance(out, Accepted) for one in out.events]
            self.engine.advance(0, taken)
            self.engine.deliver(0)
            yield at
        self._tick(lines[-1].received_at + DAY)

    def _tick(self, at: datetime) -> None:
        self.engine.tick(0, at, always=True)

    def raw(self) -> list[dict[str, object]]:
        """Every event of the journal, as data."""
        return [
            from_bytes(entry.body).model_dump()
            for entry in self.store.journal(0)
            if entry.kind is InputKind.EVENT
        ]


DAY = timedelta(days=1)


def batched(lines: Sequence[SimEvent], size: int) -> Iterator[Sequence[SimEvent]]:
    for start in range(0, len(lines), size):
        yield lines[start : start + size]


def _items(lines: Iterable[SimEvent]) -> list[Item]:
    found: list[Item] = []
    for line in lines:
        sound = read(line.body)
        found += sound if isinstance(sound, list) else []
    return found


@contextmanager
def reading_of(store: SqlStore, year: int) -> Iterator[Reading]:
    with store.database.reading() as connection:
        yield read_store(connection, over(year), names())


def counted(reading: Reading, asked: Asked) -> dict[str, Counted]:
    return {
        one.indicator.id: Counted(one.value.exact, one.value.numerator, one.value.denominator)
        for one in figures(reading, asked)
        if not (one.indicator.formula.points or one.indicator.formula.all_met)
    }


LIVE = ("p2", "p3", "p4", "p5", "timely_share", "registration_timely_share")


def live(reading: Reading, asked: Asked) -> dict[str, Value]:
    """The live figures of a period, of all units together."""
    found = {}
    for indicator in krasnoyarsk().indicators:
        if indicator.id in LIVE:
            units = by_unit(reading, asked.authority, SERVICE, indicator, asked.span)
            found[indicator.id] = value_of(indicator, sum(units.values(), Material()))
    return found


def recounted(reading: Reading, asked: Asked) -> dict[str, Value]:
    found = {one.indicator.id: one.value for one in figures(reading, asked)}
    return {name: found[name] for name in LIVE}


def asks(year: int, unit: str | None) -> list[Asked]:
    today, windows = date(year, 7, 1), krasnoyarsk().windows
    found = (parse_span(said.format(year), today, windows) for said in PERIODS)
    return [Asked(span, KRSK, unit=unit) for span in found]


@pytest.mark.parametrize(("seed", "year"), YEARS)
def test_a_year_counted_anew_from_its_events(seed: int, year: int, tmp_path: Path) -> None:
    with opened(tmp_path / "store.db") as store:
        city = City(store)
        for _ in city.live(list(season(seed, 30, year))):
            pass
        everyone: list[Life] = lives(city.raw())
        assert everyone
        with reading_of(store, year) as reading:
            for asked in asks(year, UNITS[seed % len(UNITS)]):
                span = asked.span
                expected = by_hand(everyone, span.first_on, span.last_on, asked.unit, date.max)
                assert counted(reading, asked) == expected, (span, asked.unit)
            assert tallies.recount(reading.connection, reading.generation) == {}
            for asked in asks(year, None):
                assert live(reading, asked) == recounted(reading, asked), asked.span


def test_what_was_known_at_a_moment_is_known_for_ever(tmp_path: Path) -> None:
    """As of T, the figures are those that were read at T, whatever was told and mended since."""
    then: list[tuple[datetime, dict[str, Counted]]] = []
    (asked,) = asks(2025, None)[:1]
    with opened(tmp_path / "store.db") as store:
        city = City(store)
        for at in city.live(list(season(3, 60, 2025)), portion=60):
            with reading_of(store, 2025) as reading:
                then.append((at, counted(reading, asked)))
        with reading_of(store, 2025) as reading:
            for at, known in then:
                as_known = asked._replace(moment=over(2025), at=positions_at(reading, at))
                assert counted(reading, as_known) == known, at
    assert len({str(known) for _, known in then}) > 3


def test_every_number_opens_the_cases_behind_it(tmp_path: Path) -> None:
    (asked,) = asks(2025, None)[:1]
    with opened(tmp_path / "store.db") as store:
        for _ in City(store).live(list(season(1, 60, 2025))):
            pass
        with reading_of(store, 2025) as reading:
            for figure in figures(reading, asked):
                found = members(reading, asked, figure)
                formula = figure.indicator.formula
                if formula.ratio_of_sums or formula.percentile or formula.timely_share:
                    assert len(found) == figure.material.spans > 0
                elif formula.share_of or formula.count:
                    assert len({one.case_id for one in found}) == figure.value.numerator
                elif formula.still_open:
                    assert len(found) == figure.value.numerator
                if figure.indicator.id == "p2":
                    assert sum(one.days or 0 for one in found) == figure.value.numerator
