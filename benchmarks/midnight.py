"""A midnight: very many deadlines fall due at one instant, and all of it is to be read.

    python -m benchmarks.midnight [--deadlines 100000] [--workers 2]

The store of a cluster holds as many applications as asked for, submitted on one day and not
registered since. The clock of the store stands a second before the end of the working day that the
act gives for registering, and is then put past it. Measured is from there to the last finding
readable on `sroki.findings`, over all that lies between: the sweep that notices, `assess`, all
rows, the relay, Kafka's transactions.

The yardstick is the same subjects loaded and assessed, and nothing else, in one process.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import process_time
from typing import Final
from zoneinfo import ZoneInfo

from benchmarks.cluster import Rig, application, rig, said
from benchmarks.harness import Line, keep
from sroki.deploy.cluster.following import follow
from sroki.deploy.library import rulebook_of
from sroki.deploy.settings import Settings
from sroki.events.base import Event
from sroki.events.partitions import partition_of
from sroki.monitors.assess import assess
from sroki.monitors.engine import Engine, by_partition
from sroki.monitors.plans import Plans
from sroki.projections.clock_row import Told, tell
from sroki.projections.opening import open_database, target_of
from sroki.projections.store import SqlStore

PARTITIONS: Final = 4
SUBMITTED: Final = datetime(2025, 3, 11, 10, tzinfo=ZoneInfo("Asia/Krasnoyarsk"))
# The end of the working day after it.
MIDNIGHT: Final = datetime(2025, 3, 13, tzinfo=ZoneInfo("Asia/Krasnoyarsk"))
_SECOND: Final = timedelta(seconds=1)
_PORTION: Final = 1_000
_UNITS: Final = 50
_PATIENCE: Final = 600.0
# Terms of an application that end on that day: to register it, and to give the receipt.
_OF_A_CASE: Final = 2


def applications(many: int) -> Iterator[Event]:
    """So many applications, in the units of a large city."""
    for number in range(many):
        yield application(number, SUBMITTED, f"unit-{number % _UNITS}")


def stock(url: str, plans: Plans, many: int) -> None:
    """Take them, and let time act up to a second before midnight."""
    with open_database(target_of(url)) as database:
        store = SqlStore.open(database, partitions=PARTITIONS)
        engine = Engine(store, lambda _: plans)
        for number in range(PARTITIONS):
            engine.tick(number, SUBMITTED, always=True)
            engine.activate(number, plans.digest)
        told = applications(many)
        while portion := [one for one, _ in zip(told, range(_PORTION), strict=False)]:
            split = by_partition(portion, lambda key: partition_of(key, PARTITIONS))
            for number, events in split.items():
                engine.advance(number, events)
        for number in range(PARTITIONS):
            engine.deliver(number)
            engine.tick(number, MIDNIGHT - _SECOND, always=True)
        with database.writing() as connection:
            tell(connection, Told(MIDNIGHT - _SECOND, MIDNIGHT, 0))


def assessed(plans: Plans, many: int) -> float:
    """The yardstick: seconds of the processor to assess them at midnight, decoded already."""
    events = list(applications(many))
    began = process_time()
    for event in events:
        assess(event.subject, [event], plans, MIDNIGHT + _SECOND, {})
    return process_time() - began


def due(store: SqlStore) -> int:
    """How many deadlines run that fall due at midnight or before."""
    with store.database.reading() as connection:
        query = "SELECT count(*) FROM deadline WHERE state = 'running' AND due_at <= %s"
        found: int = connection.exec_driver_sql(query, (MIDNIGHT,)).scalar_one()
    return found


def swept(store: SqlStore) -> bool:
    """Whether time has acted past midnight, to the end. To count deadlines would cost the server
    more than the sweep itself.
    """
    query = "SELECT bool_and(clock > %s AND pending = '[]') FROM partition WHERE partition >= 0"
    with store.database.reading() as connection:
        return bool(connection.exec_driver_sql(query, (MIDNIGHT,)).scalar_one())


def midnight(found: Rig, many: int, processes: int) -> None:
    """Measure and print."""
    plans = Plans(rulebook_of(Settings()))
    stock(found.url, plans, many)
    yardstick = assessed(plans, many)
    with found.store() as store:
        epochs = [head.epoch for head in store.heads()]
        for one in range(processes):
            found.start(f"w{one}")
        found.until(
            lambda: all(
                head.epoch > before for head, before in zip(store.heads(), epochs, strict=True)
            )
        )
        found.until(lambda: len(set(said(store))) == 1)
        before, _ = said(store)
        wanted, used = due(store), found.used()
        with store.database.writing() as connection:
            tell(connection, Told(MIDNIGHT + _SECOND, MIDNIGHT, 0))
        ledger = found.until(lambda: swept(store), seconds=_PATIENCE)
        topic = ledger + found.until(lambda: len(set(said(store))) == 1, seconds=_PATIENCE)
        worker, postgres = (one - other for one, other in zip(found.used(), used, strict=True))
    readable = sum(1 for _ in follow(found.kafka.client(), found.kafka.findings, None, wait=False))
    each = 1e6 / wanted
    print(f"{wanted:,} deadlines of {many:,} cases at one instant, {processes} workers")
    print(f"  in the ledger    {ledger:>8.2f} s by the clock")
    print(f"  on the topic     {topic:>8.2f} s by the clock: {readable - before:,} findings")
    print(
        f"  of the processor {worker * each:>8.1f} µs a deadline of the workers, "
        f"{postgres * each:.1f} of the server; to assess alone {yardstick * each:.1f}"
    )
    what = f"a midnight of {wanted:,} deadlines"
    keep(Line(what, worker * each, topic * each, "µs", worker / yardstick, "assessed alone"))


def main() -> None:
    arguments = argparse.ArgumentParser(prog="benchmarks.midnight", description=__doc__)
    arguments.add_argument("--deadlines", type=int)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--full", action="store_true", help="a hundred thousand")
    given = arguments.parse_args()
    many = (given.deadlines or (100_000 if given.full else 10_000)) // _OF_A_CASE
    with rig(PARTITIONS) as found:
        midnight(found, many, given.workers)


if __name__ == "__main__":
    main()
