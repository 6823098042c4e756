"""How soon a finding is readable on the topic after its event, at half of what a worker can take.

    python -m benchmarks.latency [--seconds 30] [--rate EVENTS_PER_SECOND]

One worker, four partitions. What it can take is measured first, on a backlog; then events are told
at half that rate, evenly. One of ten is an application submitted weeks ago, of which a breach is
known at once: measured is from handing it to the producer until its first finding is read from
`sroki.findings`, committed ones alone.

The yardstick is the producer's own time to have an event acknowledged.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from itertools import count
from statistics import median
from threading import Event, Thread
from time import monotonic
from typing import Final

from kafka import KafkaConsumer, TopicPartition

from benchmarks.cluster import TODAY, Rig, application, offsets, rig, said
from benchmarks.harness import Line, keep
from sroki.projections.store import SqlStore

PARTITIONS: Final = 4
_BACKLOG: Final = 5_000
_STEP: Final = 0.05
_WEEKS: Final = timedelta(weeks=6)
_UNITS: Final = 50


class Reader:
    """Reads the findings as they come: when the first of each subject was there."""

    def __init__(self, found: Rig) -> None:
        self.seen: dict[str, float] = {}
        self._over = Event()
        self._consumer = KafkaConsumer(
            **found.kafka.client(), enable_auto_commit=False, isolation_level="read_committed"
        )
        places = [TopicPartition(found.kafka.findings, one) for one in range(PARTITIONS)]
        self._consumer.assign(places)
        self._consumer.seek_to_end(*places)
        for place in places:
            self._consumer.position(place)
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self._consumer.close()

    def _run(self) -> None:
        while not self._over.is_set():
            for records in self._consumer.poll(timeout_ms=100).values():
                now = monotonic()
                for record in records:
                    self.seen.setdefault(record.key.decode(), now)


def most(found: Rig, store: SqlStore, numbers: count[int]) -> float:
    """Events a second of a backlog."""
    before = sum(offsets(store).values())
    events = [application(next(numbers), TODAY, f"unit-{n % _UNITS}") for n in range(_BACKLOG)]
    began = monotonic()
    found.say(events)
    found.until(lambda: sum(offsets(store).values()) >= before + _BACKLOG)
    taken = monotonic() - began
    found.until(lambda: len(set(said(store))) == 1)
    return _BACKLOG / taken


def half(found: Rig, numbers: count[int], rate: float, seconds: float) -> tuple[list[float], ...]:
    """Tell at that rate for so long; seconds until findings were read, and to be acknowledged."""
    told: dict[str, float] = {}
    acknowledged: list[float] = []
    with closing(Reader(found)) as reader:
        began, sent, waiting = monotonic(), 0, Event()
        while monotonic() - began < seconds:
            due = int((monotonic() - began) * rate) - sent
            events = []
            for number in (next(numbers) for _ in range(due)):
                when = TODAY - _WEEKS if number % 10 == 0 else TODAY
                events.append(application(number, when, f"unit-{number % _UNITS}"))
            handed = monotonic()
            told |= {one.subject: handed for one in events if one.occurred_at < TODAY}
            if events:
                found.say(events)
                acknowledged.append(monotonic() - handed)
            sent += due
            waiting.wait(_STEP)
        found.until(lambda: told.keys() <= reader.seen.keys())
        return [reader.seen[one] - handed for one, handed in told.items()], acknowledged


def at(seconds: Sequence[float], part: float) -> float:
    """What that part of them does not exceed."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def main() -> None:
    arguments = argparse.ArgumentParser(prog="benchmarks.latency", description=__doc__)
    arguments.add_argument("--seconds", type=float)
    arguments.add_argument("--rate", type=float, help="events a second, instead of half the most")
    arguments.add_argument("--full", action="store_true", help="a minute")
    given = arguments.parse_args()
    numbers = count()
    with rig(PARTITIONS) as found, found.store() as store:
        found.start("one")
        found.until(lambda: all(head.clock is not None for head in store.heads()))
        rate = given.rate or most(found, store, numbers) / 2
        used = found.used()
        seconds, acknowledged = half(
            found, numbers, rate, given.seconds or (60 if given.full else 15)
        )
        worker, _ = (one - before for one, before in zip(found.used(), used, strict=True))
    print(f"{rate:,.0f} events/s, {len(seconds):,} of them with findings")
    print(
        f"  readable after   median {median(seconds):.3f} s, p99 {at(seconds, 0.99):.3f} s, "
        f"longest {max(seconds):.3f} s"
    )
    print(
        f"  acknowledged     median {median(acknowledged):.3f} s, "
        f"p99 {at(acknowledged, 0.99):.3f} s"
    )
    print(f"  the worker used {worker:.1f} s of the processor")
    for what, part in (("median", 0.5), ("p99", 0.99)):
        ratio = at(seconds, part) / at(acknowledged, part)
        name = f"finding readable, {what}"
        keep(Line(name, 0.0, at(seconds, part) * 1e3, "ms", ratio, "acknowledged"))


if __name__ == "__main__":
    main()
