"""What a batch costs a store: SQLite and PostgreSQL side by side, under the same engine.

The canonical events of a season, as a gate hands them on, are advanced in batches of 5,000 with the
clock let on before each, into a new file of SQLite and a new database of PostgreSQL, both with
their logs synced. Only what the store does is timed: asking for identities, loading subjects,
writing the batch. Beside this process's own time on the processor stands the server's.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import NamedTuple

from benchmarks.harness import CACHE, HandClock
from benchmarks.ingest import live, told
from sroki.deploy.collector import relax
from sroki.deploy.embedded import Embedded
from sroki.deploy.library import rulebook_of
from sroki.deploy.postgres_server import Server, server
from sroki.deploy.settings import Settings
from sroki.events.base import Event
from sroki.events.catalogue import parse_many
from sroki.monitors.engine import Engine
from sroki.monitors.plans import Plans
from sroki.projections.opening import Target, open_database, target_of
from sroki.projections.store import SqlStore
from sroki.projections.transaction import SqlTransaction
from sroki.workflows.standing import Changes, InputKind

BATCH = 5_000
STEPS = ("begin", "seen", "load", "write")


class Spent(NamedTuple):
    """Seconds by the clock, and of this process."""

    wall: float
    own: float


class Meter:
    """Adds up what the steps of a store's transactions cost."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(STEPS, Spent(0, 0))
        self.server = 0.0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        wall, own = perf_counter(), process_time()
        yield
        before = self.spent[name]
        self.spent[name] = Spent(
            before.wall + perf_counter() - wall, before.own + process_time() - own
        )

    @contextmanager
    def serving(self, postgres: Server) -> Iterator[None]:
        """What the server spends meanwhile, all of its processes that live to the end."""
        before = _ran(postgres)
        yield
        self.server += sum(
            ran - before.get(process, 0.0) for process, ran in _ran(postgres).items()
        )


def _ran(postgres: Server) -> dict[str, float]:
    """Seconds on the processor of every process of the server."""
    postmaster = (postgres.home / "data" / "postmaster.pid").read_text().split()[0]
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    ran = {}
    for process in (postmaster, *children):
        with suppress(OSError):  # it ended meanwhile
            ran[process] = int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
    return ran


class Metered:
    """A store whose transactions are measured."""

    def __init__(self, store: SqlStore, meter: Meter) -> None:
        self.store = store
        self.partitions = store.partitions
        self._meter = meter

    @contextmanager
    def transaction(self, partition: int) -> Iterator[SqlTransaction]:
        meter = self._meter
        with meter.step("begin"):
            holding = self.store.transaction(partition)
            transaction = holding.__enter__()
        seen, load, write = transaction.seen, transaction.load, transaction.write

        def measured_write(changes: Changes) -> None:
            with meter.step("write"):
                write(changes)

        def measured_seen(identities: Sequence[bytes]) -> dict[bytes, bytes]:
            with meter.step("seen"):
                return seen(identities)

        def measured_load(keys: Sequence[str]) -> object:
            with meter.step("load"):
                return load(keys)

        transaction.write = measured_write  # type: ignore[method-assign] # to measure it
        transaction.seen = measured_seen  # type: ignore[method-assign,assignment] # as above
        transaction.load = measured_load  # type: ignore[method-assign,assignment] # as above
        try:
            yield transaction
        except BaseException as error:
            holding.__exit__(type(error), error, error.__traceback__)
            raise
        holding.__exit__(None, None, None)


def canonical(applications: int) -> list[Event]:
    """The events of a season as the journal took them, in order."""
    lines = told(applications, seed=1)
    clock = HandClock(lines.by_day[0][0].at)
    with TemporaryDirectory(dir=CACHE) as folder:
        settings = Settings(store=Path(folder) / "store.db")
        with Embedded(settings, clock) as city:
            city.begin()
            live(city, clock, lines.by_day)
            entries = city.store.journal(0)
            return list(parse_many([one.body for one in entries if one.kind is InputKind.EVENT]))


def lived(
    target: Target,
    events: Sequence[Event],
    meter: Meter,
    remembered: int,
    postgres: Server | None = None,
) -> None:
    """Advance one partition by all events, a batch at a time."""
    plans = Plans(rulebook_of(Settings()))
    with open_database(target) as database:
        store = SqlStore.open(database, remembered=remembered)
        plain = Engine(store, lambda _: plans)
        plain.tick(0, _heard(events[0]), always=True)
        plain.activate(0, plans.digest)
        engine = Engine(Metered(store, meter), lambda _: plans)
        for start in range(0, len(events), BATCH):
            batch = events[start : start + BATCH]
            plain.tick(0, _heard(batch[0]))
            with nullcontext() if postgres is None else meter.serving(postgres):
                engine.advance(0, batch)
            plain.deliver(0)


def _heard(event: Event) -> datetime:
    return event.received_at or event.occurred_at


def report(name: str, events: int, meter: Meter) -> None:
    print(f"\n{name + ', µs an event':<30} by the clock      client")
    for step, spent in [*meter.spent.items(), ("all", _sum(meter))]:
        cells = "".join(f"{part / events * 1e6:>12.1f}" for part in spent)
        print(f"  {step:<28}{cells}")
    if meter.server:
        print(f"  {'its server':<40}{meter.server / events * 1e6:>12.1f}")
    sys.stdout.flush()


def _sum(meter: Meter) -> Spent:
    return Spent(*(sum(parts) for parts in zip(*meter.spent.values(), strict=True)))


def main() -> None:
    arguments = argparse.ArgumentParser(prog="benchmarks.store_write", description=__doc__)
    arguments.add_argument("--applications", type=int, default=2_000)
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--remembered", type=int, default=50_000)
    given = arguments.parse_args()
    relax()
    CACHE.mkdir(parents=True, exist_ok=True)
    events = canonical(given.applications)
    print(f"{len(events):,} events in batches of {BATCH:,}")
    with server({}) as postgres:
        for _ in range(given.rounds):
            _round(events, postgres, given.remembered)


def _round(events: Sequence[Event], postgres: Server, remembered: int) -> None:
    with TemporaryDirectory(dir=CACHE) as folder:
        meter = Meter()
        lived(Path(folder) / "store.db", events, meter, remembered)
        report("SQLite", len(events), meter)
    meter = Meter()
    url = postgres.create()
    lived(target_of(url), events, meter, remembered, postgres)
    report("PostgreSQL", len(events), meter)
    postgres.drop(url)


if __name__ == "__main__":
    main()
