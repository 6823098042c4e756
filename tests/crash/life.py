"""A life of a store in many small steps, for a process of its own that something will end.

`python -m tests.crash.life STORE ACKS [PRAGMA…]` adds a byte to ACKS after each step: what that
step wrote is acknowledged, and must be there whatever happens next.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sroki.projections import sqlite
from sroki.projections.dump import logical_dump
from sroki.projections.store import SqlStore
from tests.projections.stores import opened, run_on
from tests.support.histories import History

HISTORY = History(11)
# Pages of the log before a checkpoint: few, so that a short life holds several of them.
FEW_PAGES = "wal_autocheckpoint = 40"
_BATCH = 4
Dump = dict[str, list[Any]]


def steps(store: SqlStore) -> Iterator[None]:
    """Take events a few at a time, let time act in between; yields when a step is done.

    Every tick is journalled, so that whoever lives this again after a crash says the same: a tick
    that is only asked for when something is due would be due for what came after it.
    """
    run = run_on(store)
    events = HISTORY.events
    for at in range(0, len(events), _BATCH):
        batch = events[at : at + _BATCH]
        run.tick(batch[-1].occurred_at, always=True)
        run.take(batch)
        yield
    run.watermark(HISTORY.watermark)
    yield
    run.deliver()
    run.tick(HISTORY.end, always=True)
    yield


def reference(path: Path) -> tuple[list[Dump], list[int]]:
    """The dump after every transaction, and which of them stands after so many steps."""
    with opened(path) as store:
        dumps, places = [logical_dump(store)], [0]
        holding = store.database.holding

        @contextmanager
        def seen() -> Iterator[Any]:
            with holding() as connection:
                yield connection
            dumped = logical_dump(store)
            if dumped != dumps[-1]:
                dumps.append(dumped)

        store.database.holding = seen  # type: ignore[method-assign] # to look on
        places += [len(dumps) - 1 for _ in steps(store)]
    return dumps, places


def main(store: Path, acks: Path, pragmas: Sequence[str]) -> None:
    """Live, and acknowledge each step."""
    settings = sqlite._settings

    def more(cache_mib: int) -> Any:
        def settle(dbapi: Any, record: object) -> None:
            settings(cache_mib)(dbapi, record)
            for pragma in pragmas:
                dbapi.execute(f"PRAGMA {pragma}")

        return settle

    sqlite._settings = more
    acknowledged = os.open(acks, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with opened(store) as living:
        for _ in steps(living):
            os.write(acknowledged, b".")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
