"""The figures of a year over a million applications: every indicator, by unit, with what it hides.

A season of the simulator is lived once; then what was observed of its cases is copied under other
ids until there are as many as asked for. The copies are rows that a recount reads, and nothing
else: no events stand behind them.
"""

from __future__ import annotations

import argparse
import sqlite3
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness import CACHE, HandClock, Stopwatch, peak_mib, report, side_by_side
from benchmarks.ingest import live, told
from sroki.deploy.embedded import Embedded
from sroki.deploy.library import directory_of, rulebook_of
from sroki.deploy.settings import Settings
from sroki.deploy.simulate import over
from sroki.projections.figures import Asked, figures, find, members
from sroki.projections.metrics import indicators
from sroki.projections.names import names_of
from sroki.projections.opening import look_at
from sroki.projections.queries.reading import read
from sroki.workflows.period_words import parse_span

YEAR = 2025
LIVED = 250
AUTHORITY = "04701000"

_COPY = """
WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < ?)
INSERT INTO observation
SELECT generation, partition, subject || '.' || n, measure, instance, authority, service, unit,
       edition, channel, application_on, state, started_on, ended_on, days, norm, due_on, gap, code,
       since, ended_since
FROM copy, (SELECT * FROM observation)
"""


def stock(path: Path, cases: int) -> int:
    """A store with what was observed of about so many cases; how many rows."""
    season = told(LIVED, seed=1)
    clock = HandClock(season.by_day[0][0].at)
    with Embedded(Settings(store=path), clock) as city:
        city.begin()
        live(city, clock, season.by_day)
    with sqlite3.connect(path) as connection:
        connection.execute(_COPY, (max(1, cases // LIVED - 1),))
        connection.execute(
            "UPDATE figure_tally SET observations = observations * ?", (cases // LIVED,)
        )
        (rows,) = connection.execute("SELECT count(*) FROM observation").fetchone()
    connection.close()
    return int(rows)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="benchmarks.figures", description=__doc__)
    arguments.add_argument("--cases", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=CACHE, prefix="figures-") as folder:
        path = Path(folder) / "store.db"
        rows = stock(path, given.cases)
        settings = Settings(store=path)
        names = names_of(rulebook_of(settings), directory_of(settings).known)
        year = Asked(parse_span(str(YEAR), date(YEAR, 7, 1)), AUTHORITY)

        with look_at(path) as database, database.reading() as connection:
            reading = read(connection, over(YEAR), names)

            def whole(watch: Stopwatch) -> int:
                with watch:
                    figures(reading, year)
                return 1

            def drilled(watch: Stopwatch) -> int:
                found = find(figures(reading, year), "П3")
                with watch:
                    members(reading, year, found)
                return 1

            def gauges(watch: Stopwatch) -> int:
                with watch:
                    list(indicators.samples(reading))
                return 1

            found = side_by_side(
                {
                    "a year, every indicator": whole,
                    "the cases behind П3": drilled,
                    "live gauges of a scrape": gauges,
                },
                given.rounds,
            )
        print(
            f"{given.cases:,} applications, {rows:,} observations, {path.stat().st_size >> 20} MiB"
        )
        report("Figures", found, "a year, every indicator", 1e3, "ms")
        print(f"  peak memory {peak_mib():,.0f} MiB")


if __name__ == "__main__":
    main()
