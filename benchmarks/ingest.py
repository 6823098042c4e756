"""A season of JSON Lines, from bytes to durable findings: strict reading, intake, engine, SQLite.

Two orders of the same events, each into a new store file with `synchronous=FULL`:

- *as told*: in the order of arrival, in batches of at most 1,000 of one simulated day, and time is
  let act at the end of each day;
- *sorted by case*: as an office imports its register at once, in batches of 1,000, with the clock
  at the end of the season.

Yardsticks of the same run: reading the lines strictly, and nothing else; putting the bytes of each
line into a table of SQLite with `synchronous=FULL`, a thousand in a transaction.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.harness import (
    CACHE,
    Figure,
    HandClock,
    Stopwatch,
    Work,
    report,
    side_by_side,
)
from sroki.deploy.collector import relax
from sroki.deploy.embedded import Embedded
from sroki.deploy.settings import Settings
from sroki.deploy.simulate import SimEvent, over, season
from sroki.events.strict import Item, Limits, read_text
from sroki.projections.database import Database
from sroki.projections.sqlite import driver

YEAR = 2025
BATCH = 1_000
_LIMITS = Limits()


class Batch(NamedTuple):
    """Lines taken at once, and the moment of it."""

    lines: Sequence[str]
    at: datetime


class Told(NamedTuple):
    """The season as told, and the same lines by case."""

    events: int
    by_day: list[list[Batch]]
    by_case: list[list[Batch]]


def told(applications: int, seed: int) -> Told:
    """The season's lines, cut into the batches of each day."""
    lines = list(season(seed, applications, YEAR))
    days = groupby(lines, key=lambda one: one.received_at.date())
    by_day = [list(batches(list(day))) for _, day in days]
    end = over(YEAR)
    by_case = sorted((line._replace(received_at=end) for line in lines), key=_case)
    return Told(len(lines), by_day, [list(batches(by_case))])


def _case(line: SimEvent) -> str:
    """Its case, for a line that names one; the others come after."""
    _, found, rest = line.body.decode().partition('"case_id":"')
    return rest.split('"', 1)[0] if found else "~"


def batches(lines: list[SimEvent]) -> Iterator[Batch]:
    for start in range(0, len(lines), BATCH):
        some = lines[start : start + BATCH]
        yield Batch([one.body.decode() for one in some], some[-1].received_at)


def items(lines: Iterable[str]) -> list[Item]:
    """The events of some lines, strictly read."""
    found: list[Item] = []
    for line in lines:
        read = read_text(line, _LIMITS)
        if isinstance(read, list):
            found += read
    return found


def live(city: Embedded, clock: HandClock, days: Iterable[Iterable[Batch]]) -> None:
    """Take every batch of every day; at the end of a day, and of all, time acts."""
    for day in days:
        for batch in day:
            clock.at = batch.at
            city.take(items(batch.lines))
        city.tick()
    clock.at = over(YEAR)
    city.tick()


def rows_written(database: Database) -> int:
    """How many rows were inserted, updated or deleted."""
    with database.holding() as connection:
        driven = connection.connection.dbapi_connection
        return int(driven.total_changes)  # type: ignore[union-attr] # SQLite's driver has it


class Rows(NamedTuple):
    """What one run left behind."""

    written: int
    findings: int
    bytes: int


def lived(path: Path, days: list[list[Batch]], begin: datetime, watch: Stopwatch) -> Rows:
    """Take the days into a new store at `path`; to open the store is not measured."""
    clock = HandClock(begin)
    with Embedded(Settings(store=path), clock) as city:
        city.begin()
        before = rows_written(city.database)
        with watch:
            live(city, clock, days)
        written = rows_written(city.database) - before
        with city.database.reading() as connection:
            findings = connection.exec_driver_sql("SELECT count(*) FROM finding").scalar_one()
    return Rows(written, findings, path.stat().st_size)


def plain_inserts(path: Path, days: list[list[Batch]]) -> None:
    """The yardstick: what SQLite needs to make the bytes alone durable."""
    connection = driver().connect(path, isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE line (no INTEGER PRIMARY KEY, body BLOB) STRICT;"
    )
    for day in days:
        for batch in day:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT INTO line (body) VALUES (?)", [(one.encode(),) for one in batch.lines]
            )
            connection.execute("COMMIT")
    connection.close()


def main() -> None:
    arguments = argparse.ArgumentParser(prog="benchmarks.ingest", description=__doc__)
    arguments.add_argument("--full", action="store_true", help="20,000 applications, not 2,000")
    arguments.add_argument("--applications", type=int)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    relax()
    CACHE.mkdir(parents=True, exist_ok=True)
    applications = given.applications or (20_000 if given.full else 2_000)
    lines = told(applications, seed=1)
    begin = lines.by_day[0][0].at
    left: dict[str, Rows] = {}

    def run(name: str, days: list[list[Batch]], begin: datetime) -> Work:
        def work(watch: Stopwatch) -> int:
            with TemporaryDirectory(dir=CACHE, prefix="ingest-") as folder:
                left[name] = lived(Path(folder) / "store.db", days, begin, watch)
            return lines.events

        return work

    def strict(watch: Stopwatch) -> int:
        with watch:
            for day in lines.by_day:
                for batch in day:
                    items(batch.lines)
        return lines.events

    def insert(watch: Stopwatch) -> int:
        with TemporaryDirectory(dir=CACHE, prefix="ingest-") as folder, watch:
            plain_inserts(Path(folder) / "lines.db", lines.by_day)
        return lines.events

    works: dict[str, Work] = {
        "strict reading alone": strict,
        "the bytes alone into SQLite, FULL": insert,
        "to durable findings, as told": run("as told", lines.by_day, begin),
        "to durable findings, by case": run("by case", lines.by_case, over(YEAR)),
    }
    figures = side_by_side(works, given.rounds)
    print(f"{applications:,} applications, {lines.events:,} lines")
    report("A season of JSON Lines", figures, "strict reading alone", 1e6, "µs/event")
    rates(figures)
    for name, rows in left.items():
        print(
            f"  {name}: {rows.written / lines.events:.1f} rows written per event, "
            f"{rows.findings:,} findings, {rows.bytes / 2**20:.0f} MiB"
        )
    sys.stdout.flush()


def rates(figures: dict[str, Figure]) -> None:
    for name, figure in figures.items():
        wall, cpu = 1 / figure.typical, 1 / min(figure.cpu)
        print(f"  {name:<44} {wall:>9,.0f} events/s by the clock, {cpu:,.0f} by the processor")


if __name__ == "__main__":
    main()
