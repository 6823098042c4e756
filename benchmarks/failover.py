"""How long a partition stands when its worker is killed: from `kill -9` to the next advance.

    python -m benchmarks.failover [--kills 10]

Two workers share four partitions, events keep coming, and one of the two is killed. Measured is
until every partition has taken an event that was told after the kill: first without a supervisor,
so that the other worker takes all; then with one that starts a worker of the same name at once.

The yardstick is the same event told to a cluster where nobody was killed.
"""

from __future__ import annotations

import argparse
from itertools import count
from statistics import median
from typing import Final

from benchmarks.cluster import TODAY, Rig, application, offsets, rig
from benchmarks.harness import Line, keep
from sroki.projections.store import SqlStore

PARTITIONS: Final = 4
_AT_ONCE: Final = 32


def advance(found: Rig, store: SqlStore, numbers: count[int]) -> float:
    """Seconds until every partition has taken something told from now on."""
    before = offsets(store)
    waited = 0.0
    while True:
        found.say([application(next(numbers), TODAY) for _ in range(_AT_ONCE)])
        after = before

        def moved(after: dict[int, int] = after) -> bool:
            return all(at > after[one] for one, at in offsets(store).items())

        try:
            return waited + found.until(moved, seconds=0.5)
        except SystemExit:
            waited += 0.5


def seated(found: Rig, store: SqlStore, numbers: count[int], before: list[int]) -> None:
    """Until both have their partitions, and move them."""
    found.until(
        lambda: any(head.epoch > epoch for head, epoch in zip(store.heads(), before, strict=True))
    )
    advance(found, store, numbers)


def measure(found: Rig, store: SqlStore, kills: int, numbers: count[int]) -> None:
    """Kill and measure, both ways; print."""
    print(f"{kills} kills each, two workers, {PARTITIONS} partitions")
    calm = [advance(found, store, numbers) for _ in range(kills)]
    told(calm, "nobody killed", calm)
    for supervised in (False, True):
        taken: list[float] = []
        for kill in range(kills):
            name = ("one", "two")[kill % 2]
            found.kill(name)
            if supervised:
                found.start(name)
            taken.append(advance(found, store, numbers))
            if not supervised:
                epochs = [head.epoch for head in store.heads()]
                found.start(name)
                seated(found, store, numbers, epochs)
        told(taken, "one started again" if supervised else "the other takes over", calm)


def told(seconds: list[float], what: str, calm: list[float]) -> None:
    """Print and keep."""
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(
        f"  {what:<22} median {median(ordered):>6.2f} s, p95 {p95:>6.2f} s, "
        f"longest {ordered[-1]:.2f} s",
        flush=True,
    )
    ratio = median(ordered) / median(calm)
    keep(Line(f"failover: {what}", 0.0, median(ordered), "s", ratio, "nobody killed"))


def main() -> None:
    arguments = argparse.ArgumentParser(prog="benchmarks.failover", description=__doc__)
    arguments.add_argument("--kills", type=int)
    arguments.add_argument("--full", action="store_true", help="twenty kills")
    given = arguments.parse_args()
    numbers = count()
    with rig(PARTITIONS) as found, found.store() as store:
        for name in ("one", "two"):
            found.start(name)
        found.until(lambda: all(head.clock is not None for head in store.heads()))
        advance(found, store, numbers)
        measure(found, store, given.kills or (20 if given.full else 4), numbers)


if __name__ == "__main__":
    main()
