"""The journal played again into a store of its own, and the first thing it says otherwise."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from sroki.deploy.rules import kept
from sroki.monitors.engine import Engine
from sroki.monitors.replay import replay
from sroki.projections import chain
from sroki.projections.database import Database
from sroki.projections.dump import ledger_of, standing_of
from sroki.projections.store import SqlStore


def first_difference(path: Path) -> str | None:
    """Replay the journal of the store at `path` beside it; the first line that differs, or None."""
    with TemporaryDirectory(prefix="sroki-replay-") as folder, Database.look(path) as original:
        told = SqlStore.view(original)
        with Database.open(Path(folder) / "replay.db") as copy:
            store = SqlStore.open(copy, partitions=told.partitions)
            engine = Engine(store, kept(original))
            with original.reading() as connection:
                for partition in range(told.partitions):
                    entries = chain.journal(connection, told.generation, partition)
                    replay(engine, partition, (entry for entry, _ in entries))
            for name, lines in (("standing", standing_of), ("ledger", ledger_of)):
                for before, after in zip_longest(lines(told), lines(store)):
                    if before != after:
                        return f"{name}: {before} ≠ {after}"
    return None
