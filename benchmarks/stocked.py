"""A store with very many cases, made once and kept: what a region has after years.

Two seasons of a city go through the whole engine: that of 2025 to its end, that of 2026 up to the
morning of its 24th of April. Then every case of them is copied, under other ids and numbers, until
there are as many as asked for: of ten cases one is of the season that runs, nine are closed. A copy
is assessed as a whole and written by the store's own transaction (journal with its hashes, ledger,
subject, deadlines, tallies, alias), but its events do not pass the engine one by one, and no group
hears of it: that would take hours for a million.

A copied store is good for what reads it and for what is told it next; its ledger holds, of each
copy, what holds now, and not what was said on the way.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.harness import CACHE, HandClock
from benchmarks.ingest import batches, items
from sroki.deploy.embedded import Embedded
from sroki.deploy.settings import Settings
from sroki.deploy.simulate import over, season
from sroki.events.aliases import Alias
from sroki.events.catalogue import encode, identity, parse_many, to_bytes
from sroki.monitors.advance import roles_told
from sroki.monitors.assess import assess
from sroki.monitors.difference import Cause, difference
from sroki.monitors.plans import Plans
from sroki.projections.aliases import register
from sroki.projections.statements import Statements
from sroki.workflows.standing import Changes, Entry, InputKind, SubjectState

NOW = datetime(2026, 4, 24, 10, tzinfo=ZoneInfo("Asia/Krasnoyarsk"))
TEMPLATES = 2_000
PORTION = 1_000
# Portions between two syncs of the disk.
TOGETHER = 20
OLD_PER_NEW = 9

_ID = re.compile(rb'"id":"([^"]*)"')


def stocked(cases: int) -> Path:
    """The store with so many cases, and a little more; made if it is not kept."""
    path = CACHE / f"stocked-{cases}.db"
    done = path.with_suffix(".done")
    if done.exists():
        return path
    CACHE.mkdir(parents=True, exist_ok=True)
    for left in CACHE.glob(f"{path.name}*"):
        left.unlink()
    clock = HandClock(NOW)
    with Embedded(Settings(store=path, cache_mib=512), clock) as city:
        old = _live(city, clock, 2025, over(2025))
        new = _live(city, clock, 2026, NOW)
        _copy(city, old, new, cases)
    done.touch()
    return path


def _live(city: Embedded, clock: HandClock, year: int, until: datetime) -> list[str]:
    """A season through the whole engine; the cases it left."""
    before = set(_cases(city))
    told = [one for one in season(year, TEMPLATES, year) if one.received_at <= until]
    clock.at = told[0].received_at
    city.begin()
    for batch in batches(told):
        clock.at = batch.at
        city.take(items(batch.lines))
        city.tick()
    clock.at = until
    city.tick()
    return [case for case in _cases(city) if case not in before]


def _cases(city: Embedded) -> list[str]:
    with city.database.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT key FROM subject WHERE kind = 'case' ORDER BY key"
        )
        return list(rows.scalars())


def _copy(city: Embedded, old: Sequence[str], new: Sequence[str], cases: int) -> None:
    more = cases - len(old) - len(new)
    olds, news = cycle(enumerate(old)), cycle(enumerate(new))
    order = (next(olds) if n % (OLD_PER_NEW + 1) else next(news) for n in range(more))
    numbered = enumerate(key for _, key in order)
    bodies = {key: _body(city, key) for key in (*old, *new)}
    written = 0
    while written < more:
        with city.database.together():
            for _ in range(TOGETHER):
                written += _portion(city, islice(numbered, PORTION), bodies)
        print(f"\r  {written:,} of {more:,} copies", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def _body(city: Embedded, key: str) -> bytes:
    with city.store.transaction(0) as transaction:
        (state,) = transaction.load([key]).values()
    return b"\x00".join(map(to_bytes, state.events))


def _portion(city: Embedded, some: Iterator[tuple[int, str]], bodies: dict[str, bytes]) -> int:
    """Write the copies of some cases in one transaction; how many there were."""
    plans = city.rules.current
    states = []
    with city.store.transaction(0) as transaction:
        changes = Changes(head=transaction.head)
        for number, key in some:
            body = _renamed(bodies[key], key, number)
            state = SubjectState(f"{key}.{number}", list(parse_many(body.split(b"\x00"))))
            _tell(changes, state, plans)
            states.append(state)
        transaction.write(changes)
    with (
        city.database.writing() as connection,
        register(connection, Statements(connection.dialect)) as aliases,
    ):
        for state in states:
            for event in state.events:
                if event.kind == "registered":
                    said = f"СП-{state.key}"
                    alias = Alias(event.authority, event.source, "registration", said, 2026)
                    aliases.bind(alias, state.key)
    return len(states)


def _renamed(body: bytes, key: str, number: int) -> bytes:
    suffix = f".{number}".encode()
    body = body.replace(f'"{key}"'.encode(), f'"{key}'.encode() + suffix + b'"')
    return _ID.sub(rb'"id":"\g<1>' + suffix + b'"', body)


def _tell(changes: Changes, state: SubjectState, plans: Plans) -> None:
    """What one transaction of the engine would leave of a case told at once."""
    head = changes.head
    assert head.clock is not None  # noqa: S101 - two seasons have gone by
    for event in state.events:
        head.seq += 1
        body, content = encode(event)
        name = identity(event)
        changes.entries.append(
            Entry(head.seq, InputKind.EVENT, state.key, body, name, content, event.received_at)
        )
    first = state.events[0]
    told = roles_told(head, first.authority, first.unit)
    after = assess(state.key, state.events, plans, head.clock, told)
    changes.findings += difference(state, after, after.claims, Cause("copy", head.clock))
    state.spoken_to, state.rulebook = head.clock, plans.digest
    state.next_change_at, state.routes = after.next_change_at, after.routes
    changes.subjects[state.key] = (state, after)
