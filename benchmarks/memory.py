"""Memory of a service over ten thousand cases and over very many, doing the same work.

Each size is a process of its own. It opens the store, lets time act, takes a few thousand events
(some of new cases, most of cases that are there) in batches, and answers pages and `/metrics`
between them; then it says how much memory it holds, and held at most.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import timedelta
from random import Random
from secrets import token_hex

from starlette.testclient import TestClient

from benchmarks.board import BOARD, OTHERS
from benchmarks.harness import HandClock, Line, keep, peak_mib, resident_mib
from benchmarks.stocked import NOW, stocked
from sroki.deploy.collector import relax
from sroki.deploy.embedded import Embedded
from sroki.deploy.serve import build
from sroki.deploy.settings import Settings
from sroki.deploy.simulate import city as place
from sroki.deploy.simulate import wire
from sroki.deploy.ticker import Ticker
from sroki.events.strict import Item

BATCHES = 40
EVENTS = 250


def main() -> None:
    arguments = argparse.ArgumentParser(prog="benchmarks.memory", description=__doc__)
    arguments.add_argument("--full", action="store_true", help="up to 1,000,000 cases")
    arguments.add_argument("--cases", type=int, help="one size, in this process")
    given = arguments.parse_args()
    if given.cases:
        print(" ".join(f"{mib:.1f}" for mib in work(given.cases)))
        return
    held: dict[int, float] = {}
    for cases in (10_000, 100_000, 1_000_000) if given.full else (10_000, 30_000):
        command = [sys.executable, "-m", "benchmarks.memory", "--cases", str(cases)]
        stocked(cases)
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        start, now, peak = map(float, said.split())
        held[cases] = peak
        print(
            f"  {cases:>9,} cases: {start:,.0f} MiB once open, {now:,.0f} after the work, "
            f"{peak:,.0f} at most"
        )
    smallest, *_, largest = held
    more = held[largest] - held[smallest]
    print(f"  from {smallest:,} to {largest:,} cases: {more:+,.0f} MiB")
    keep(Line(f"memory, {largest:,} cases more than {smallest:,}", more, more, "MiB"))


def work(cases: int) -> tuple[float, float, float]:
    """MiB once the store is open, after the work, and at most."""
    relax()
    clock = HandClock(NOW)
    with Embedded(Settings(store=stocked(cases)), clock) as city:
        city.begin()
        app = build(city, Ticker(clock, 1.0, city.tick))
        with TestClient(app, client=("127.0.0.1", 40000)) as client:
            client.get("/")
            start = resident_mib()
            known = _known(city)
            dice, run = Random(cases), token_hex(4)
            for number in range(BATCHES):
                clock.at += timedelta(minutes=10)
                city.take([_told(dice, known, run, number, one, clock) for one in range(EVENTS)])
                city.tick()
                for address in (*BOARD, *OTHERS):
                    client.get(address)
        return start, resident_mib(), peak_mib()


def _known(city: Embedded) -> list[str]:
    """Cases of the season that runs, from all over the store."""
    with city.database.reading() as connection:
        query = "SELECT key FROM subject WHERE kind = 'case' AND NOT closed LIMIT 50000"
        return list(connection.exec_driver_sql(query).scalars())


def _told(
    dice: Random, known: list[str], run: str, batch: int, number: int, clock: HandClock
) -> Item:
    """A filing, or a paper brought to a case that is there."""
    name = f"{run}-{batch}-{number}"
    unit = dice.choice(place.UNITS)
    if dice.random() < 0.2:
        kind, fields = "submitted", {"case_id": f"new-{name}", "channel": "in_person"}
    else:
        fields = {"case_id": dice.choice(known), "document": "application"}
        kind = "document_presented"
    at = clock.at - timedelta(minutes=number % 10)
    event = wire.event(place.SED, kind, name, at, wire.place(unit) | fields)
    return Item(event, None, wire.encode(event).decode())


if __name__ == "__main__":
    main()
