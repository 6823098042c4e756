"""Trying another rulebook beside a store: what of its subjects it would judge otherwise."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sroki.monitors.advance import roles_told
from sroki.monitors.dry_run import Flip, dry_run
from sroki.monitors.engine import PlansOf
from sroki.monitors.plans import Plans
from sroki.projections.store import SqlStore


def flips(told: SqlStore, rules: PlansOf, new: Plans, now: datetime) -> list[Flip]:
    """Every subject of a store that another rulebook would judge otherwise, now."""
    found: list[Flip] = []
    for head in told.heads():
        marks = partial(roles_told, head)
        found += dry_run(told.states(head.partition), rules(head.rulebook), new, now, marks)
    return found
