"""Does a subject stand as its journal makes it stand? Asked of a few at a time, for ever.

Another way to the same answer: the events are those of the journal, and nothing remembered is used.
What differs is a fault of the program or of the store, and must be told; nothing is mended here.
"""

from __future__ import annotations

from collections.abc import Sequence

from sroki.events.catalogue import identity, parse_array
from sroki.monitors.advance import Advance
from sroki.workflows.standing import Entry, InputKind, SubjectState


def wrong(work: Advance, entries: Sequence[Entry]) -> list[str]:
    """The subjects of these entries that lack an event of them, or stand otherwise than judged now.

    A subject that time or a control is about to speak for is passed over.
    """
    journalled = _journalled(entries)
    states = work.tx.load(journalled)
    return [
        key
        for key, names in journalled.items()
        if key not in states or not _stands(work, states[key], names)
    ]


def _journalled(entries: Sequence[Entry]) -> dict[str, set[bytes]]:
    """By subject, the identities of what it was told."""
    found: dict[str, set[bytes]] = {}
    for entry in entries:
        if entry.subject is None:
            continue
        names = found.setdefault(entry.subject, set())
        if entry.kind is InputKind.EVENT and entry.identity is not None:
            names.add(entry.identity)
        elif entry.kind is InputKind.FACTS:
            names.update(map(identity, parse_array(entry.body)))
    return found


def _stands(work: Advance, state: SubjectState, names: set[bytes]) -> bool:
    if not names <= set(map(identity, state.events)):
        return False
    if state.fault is not None or state.rulebook != work.plans.digest:
        return True
    if state.next_change_at is not None and work.is_due(state.next_change_at):
        return True
    state.memory = None
    return {claim.key for claim in work.assessed(state).claims} == state.held.keys()
