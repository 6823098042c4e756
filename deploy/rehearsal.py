"""Trying things beside a store: its journal played again, its subjects under another rulebook."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sroki.deploy.rules import kept
from sroki.events.partitions import CONTROL
from sroki.monitors.advance import roles_told
from sroki.monitors.dry_run import Flip, dry_run
from sroki.monitors.engine import Engine, PlansOf
from sroki.monitors.plans import Plans
from sroki.monitors.replay import replay
from sroki.projections import chain
from sroki.projections.desk import Desk
from sroki.projections.dump import control_of, ledger_of, standing_of
from sroki.projections.opening import Target, look_at, open_database
from sroki.projections.store import SqlStore

_COMPARED: Final = {"standing": standing_of, "ledger": ledger_of, "control": control_of}


def first_difference(target: Target) -> str | None:
    """Replay the journal of a store beside it; the first line that differs, or None."""
    with TemporaryDirectory(prefix="sroki-replay-") as folder, look_at(target) as original:
        told = SqlStore.view(original)
        with open_database(Path(folder) / "replay.db") as copy:
            store = SqlStore.open(copy, partitions=told.partitions)
            engine = Engine(store, kept(original))
            with original.reading() as connection:
                for partition in range(told.partitions):
                    entries = chain.journal(connection, told.generation, partition)
                    replay(engine, partition, (entry for entry, _ in entries))
            Desk(copy).replay(told.journal(CONTROL))
            for name, lines in _COMPARED.items():
                for before, after in zip_longest(lines(told), lines(store)):
                    if before != after:
                        return f"{name}: {before} ≠ {after}"
    return None


def flips(told: SqlStore, rules: PlansOf, new: Plans, now: datetime) -> list[Flip]:
    """Every subject of a store that another rulebook would judge otherwise, now."""
    found: list[Flip] = []
    for head in told.heads():
        marks = partial(roles_told, head)
        found += dry_run(told.states(head.partition), rules(head.rulebook), new, now, marks)
    return found
