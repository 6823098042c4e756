"""The figures of a year over a million applications: recounted, on pages, and as a snapshot.

A season of the simulator is lived once; then what was observed and found of its cases is copied
under other ids, in some more units, until there are as many as asked for. The copies are rows that
a recount and the live figures read, and nothing else: no events stand behind them. With
`--snapshot` a year is drafted and frozen over them; with `--sheet` a workbook of so many rows is
written by itself.
"""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Final

from starlette.testclient import TestClient

from benchmarks.harness import CACHE, HandClock, Stopwatch, peak_mib, report, side_by_side
from benchmarks.ingest import live, told
from sroki.deploy.embedded import Embedded
from sroki.deploy.issuing import Issuing, done, fresh
from sroki.deploy.marking import mark_key
from sroki.deploy.serve import build
from sroki.deploy.settings import Settings
from sroki.deploy.simulate import over
from sroki.deploy.snapshot_making import Workshop
from sroki.deploy.ticker import Ticker
from sroki.projections.figure_lists import Window, members
from sroki.projections.figures import Asked, figures, find
from sroki.projections.metrics import indicators
from sroki.projections.queries.observed import Member
from sroki.projections.snapshots.files import workbook
from sroki.projections.snapshots.tables import MEMBER, Table
from sroki.projections.web.issues import Approval
from sroki.workflows.duties import console
from sroki.workflows.period_words import parse_span

YEAR: Final = 2025
LIVED: Final = 2_000
# Each lived case stands in so many units, so that live rows are as many as a city has.
UNITS: Final = 3
AUTHORITY: Final = "04701000"
PAGES: Final = {
    "the page of a year": f"/indicators?period={YEAR}&authority={AUTHORITY}",
    "a year, one unit": f"/indicators?period={YEAR}&authority={AUTHORITY}&unit=sovetsky",
    "the cases behind П2": f"/indicators/p2?period={YEAR}&authority={AUTHORITY}",
    "the cases behind П3": f"/indicators/p3?period={YEAR}&authority={AUTHORITY}",
}

_COPY: Final = """
WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < ?)
INSERT INTO observation
SELECT generation, partition, subject || '.' || n, measure, instance, authority, service,
       unit || CASE n % ? WHEN 0 THEN '' ELSE '-' || n % ? END,
       edition, channel, application_on, state, started_on, ended_on, days, norm, due_on, gap, code,
       since, ended_since
FROM copy, (SELECT * FROM observation WHERE subject NOT LIKE 'audit/%')
"""
_FINDINGS: Final = """
WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < ?)
INSERT INTO standing_finding
SELECT generation, partition, subject || '.' || n, rule, instance, authority, service,
       unit || CASE n % ? WHEN 0 THEN '' ELSE '-' || n % ? END,
       edition, case_id, kind, clause, proof, "on", ended_on, days, cause, since
FROM copy, (SELECT * FROM standing_finding WHERE subject NOT LIKE '%/%')
"""
_TALLIES: Final = """
WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < ?)
INSERT INTO figure_tally
SELECT generation, partition, authority, service, unit || '-' || n, measure, edge, "on", channel,
       code, outcome, days, norm, observations
FROM copy, (SELECT * FROM figure_tally)
"""


def stock(path: Path, cases: int, lived: int) -> tuple[int, int]:
    """A store with what was observed and found of about so many cases; how many rows of each."""
    season = told(lived, seed=1)
    clock = HandClock(season.by_day[0][0].at)
    with Embedded(Settings(store=path), clock) as city:
        city.begin()
        live(city, clock, season.by_day)
        clock.at = over(YEAR)
        city.tick()
    with sqlite3.connect(path) as connection:
        copies = max(1, cases // lived - 1)
        for statement in (_COPY, _FINDINGS):
            connection.execute(statement, (copies, UNITS, UNITS))
        connection.execute(
            "UPDATE figure_tally SET observations = observations * ?", (cases // lived // UNITS,)
        )
        connection.execute(_TALLIES, (UNITS - 1,))
        tables = ("observation", "standing_finding")
        (rows, found) = (
            connection.execute(f"SELECT count(*) FROM {one}").fetchone()[0]  # noqa: S608 - ours
            for one in tables
        )
    connection.close()
    return int(rows), int(found)


def counting(city: Embedded, rounds: int) -> None:
    """What a recount, a list and a scrape cost."""
    year = Asked(parse_span(str(YEAR), date(YEAR, 7, 1)), AUTHORITY)
    with city.database.reading() as connection:
        reading = city.reading(connection)

        def whole(watch: Stopwatch) -> int:
            with watch:
                figures(reading, year)
            return 1

        def drilled(watch: Stopwatch) -> int:
            found = find(figures(reading, year, wanted=lambda one: one.id == "p3"), "П3")
            with watch:
                members(reading, year, found, Window(50))
            return 1

        def gauges(watch: Stopwatch) -> int:
            with watch:
                list(indicators.samples(reading))
            return 1

        found = side_by_side(
            {
                "a year, every indicator": whole,
                "a page of the cases behind П3": drilled,
                "live gauges of a scrape": gauges,
            },
            rounds,
        )
    report("Figures", found, "a year, every indicator", 1e3, "ms")


def pages(city: Embedded, clock: HandClock, rounds: int) -> None:
    """What a page costs while the journal goes on: the first look, then the others."""
    app = build(city, Ticker(clock, 1.0, city.tick))
    with TestClient(app, client=("127.0.0.1", 40000)) as client:
        for name, address in PAGES.items():
            first = _asked(client, address)
            took = []
            for _ in range(rounds):
                clock.at += timedelta(seconds=1)
                for partition in city.partitions:
                    city.engine.tick(partition, clock.at, always=True)
                took.append(_asked(client, address))
            print(f"  {name:<28} first {_said([first])}; then {_said(took)}", flush=True)


def _asked(client: TestClient, address: str) -> tuple[float, float]:
    began, spent = perf_counter(), process_time()
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return (process_time() - spent) * 1e3, (perf_counter() - began) * 1e3


def _said(took: Sequence[tuple[float, float]]) -> str:
    cpu, clock = ([one[at] for one in took] for at in (0, 1))
    if len(took) == 1:
        return f"processor {cpu[0]:.0f}, clock {clock[0]:.0f} ms"
    p95 = [quantiles(one, n=20)[-1] for one in (cpu, clock)]
    return (
        f"processor {median(cpu):.1f} p95 {p95[0]:.1f}, "
        f"clock {median(clock):.1f} p95 {p95[1]:.1f} ms"
    )


def snapshot(city: Embedded) -> None:
    """A year drafted and frozen."""
    workshop = Workshop(
        database=city.database,
        names=city.names,
        now=city.clock.now,
        key=lambda: mark_key(city.settings),
        let_pass=city.let_pass,
    )
    issuing = Issuing(workshop, console(AUTHORITY))
    moment = city.clock.now() - timedelta(hours=1)
    asked = Asked(parse_span(str(YEAR), date(YEAR, 7, 1)), AUTHORITY, (), None, moment)
    units = tuple(unit for of, unit in city.names.units if of == AUTHORITY)
    _timed("draft", lambda: done(issuing.draft(fresh(), asked, units)))
    approval = Approval(moment, moment.date(), "Распоряжение № 1")
    form, name = fresh()._replace(seen=1), _name(city)
    _timed("create", lambda: done(issuing.freeze(form, name, approval)))


def _timed(name: str, work: Callable[[], object]) -> None:
    began, spent = perf_counter(), process_time()
    work()
    took = process_time() - spent, perf_counter() - began
    print(f"  {name}: processor {took[0]:.1f} s, clock {took[1]:.1f} s", flush=True)
    print(f"  peak memory {peak_mib():,.0f} MiB", flush=True)


def _name(city: Embedded) -> str:
    with city.database.reading() as connection:
        return str(
            connection.exec_driver_sql("SELECT name FROM dossier WHERE type = 'snapshot'").scalar()
        )


def sheet(rows: int) -> None:
    """A workbook of so many rows of cases, by itself: time and memory."""
    day = date(YEAR, 4, 1)
    told = ("c-7f3k2m9q", "service", "", "sovetsky", "in_person", day, "done", day, day, 30, 30)
    member = Member(*told, due_on=day, code="included")
    table = Table("Данные", MEMBER, [member] * rows)
    before = peak_mib()
    began, spent = perf_counter(), process_time()
    size = len(workbook([table], {"title": "Проба"}, day, "ru"))
    took = process_time() - spent, perf_counter() - began
    print(f"  XLSX of {rows:,} rows: processor {took[0]:.1f} s, clock {took[1]:.1f} s")
    print(f"  {size >> 10:,} KiB; memory {before:,.0f} MiB before, peak {peak_mib():,.0f} MiB")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="benchmarks.figures", description=__doc__)
    arguments.add_argument("--cases", type=int, default=1_000_000)
    arguments.add_argument("--lived", type=int, default=LIVED)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--pages", type=int, default=40, help="looks at each page")
    arguments.add_argument("--snapshot", action="store_true")
    arguments.add_argument("--sheet", type=int, metavar="ROWS", help="only this")
    given = arguments.parse_args()
    if given.sheet:
        sheet(given.sheet)
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=CACHE, prefix="figures-") as folder:
        path = Path(folder) / "store.db"
        rows, found = stock(path, given.cases, given.lived)
        print(
            f"{given.cases:,} applications, {rows:,} observations, {found:,} findings, "
            f"{path.stat().st_size >> 20} MiB",
            flush=True,
        )
        clock = HandClock(over(YEAR) + timedelta(days=1))
        with Embedded(Settings(store=path, cache_mib=64), clock) as city:
            city.begin()
            if given.rounds:
                counting(city, given.rounds)
            if given.pages:
                pages(city, clock, given.pages)
            if given.snapshot:
                snapshot(city)
        print(f"  peak memory {peak_mib():,.0f} MiB")


if __name__ == "__main__":
    main()
