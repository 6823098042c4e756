"""Sweeping what a tick, a watermark or a rulebook concerns: maybe a million subjects, in portions.

The partition's row remembers what is pending, and no further input is taken until it is done. A
sweep of no more than a portion ends in the transaction of the input itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sroki.monitors.advance import Advance

# Subjects assessed in one transaction of a sweep: long enough to be cheap, short enough to yield.
PORTION = 1000


def settle(work: Advance) -> None:
    """Sweep what an input of this transaction left pending, unless that is more than a portion."""
    while work.head.pending:
        if sweep(work):
            return


def sweep(work: Advance, after: str = "") -> str:
    """Assess a portion of what is pending first, from the key after `after` on.

    Answers with the last key where there may be more; "" once it is done.
    """
    pending = work.head.pending[0]
    keys = _portion(work, pending, after)
    if pending == "rulebook":
        work.visit(keys, pending)
    else:
        work.pass_time(keys, "time" if pending == "tick" else pending)
    if len(keys) == PORTION:
        return max(keys)
    work.done(pending)
    return ""


def _portion(work: Advance, pending: str, after: str) -> Sequence[str]:
    head, tx = work.head, work.tx
    if pending == "tick" and head.clock is not None:
        return tx.due(head.clock, PORTION)
    if pending == "rulebook":
        return tx.under_another(head.rulebook, PORTION)
    return _awaiting(work, pending, head.watermarks[pending], after)


def _awaiting(work: Advance, name: str, to: datetime, after: str) -> Sequence[str]:
    """Who waits for a watermark: by the rows, but for those this transaction has changed."""
    authority, role, unit = name.split("/")
    changed = len(work.changes.subjects) + len(work.changes.lapses)
    rows = work.tx.awaiting(name, to, PORTION + changed, after)
    found = [key for key in rows if not work.has_changed(key)]
    found += [
        one.key
        for one in work.awaiting(role)
        if one.due_at <= to
        and one.key > after
        and one.authority == authority
        and unit in ("*", one.unit)
    ]
    return sorted(found)[:PORTION]
