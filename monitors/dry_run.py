"""What another rulebook would change: shown before it is activated, without writing anything.

«Кто опоздал бы по этому проекту?» — the same subjects, events and moment, judged twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sroki.monitors.assess import assess
from sroki.monitors.memory import memory_for, whose
from sroki.monitors.plans import Plans
from sroki.workflows.assessment import Assessment, Claim
from sroki.workflows.standing import SubjectState

Told = Callable[[str, str], Mapping[str, datetime]]


class Flip(NamedTuple):
    """A subject that the two rulebooks answer differently: claims lost, and claims gained."""

    subject: str
    before: Assessment
    after: Assessment
    lost: tuple[Claim, ...]
    gained: tuple[Claim, ...]

    @property
    def moved(self) -> tuple[tuple[str, date | None, date | None], ...]:
        """(rule, due day before, due day after) of every deadline that moves."""
        was = {(one.rule, one.instance): one.due_on for one in self.before.deadlines}
        return tuple(
            (one.rule, was[one.rule, one.instance], one.due_on)
            for one in self.after.deadlines
            if (one.rule, one.instance) in was and was[one.rule, one.instance] != one.due_on
        )


def dry_run(
    subjects: Iterable[SubjectState], old: Plans, new: Plans, as_of: datetime, told: Told
) -> Iterator[Flip]:
    """Every subject that would stand otherwise. `told(authority, unit)` gives the watermarks."""
    for state in subjects:
        if not state.events:
            continue
        memory = memory_for(state.key)
        of = whose(memory, state.events, old)
        watermarks = told(of.authority, of.unit)
        before = assess(state.key, state.events, old, as_of, watermarks, memory)
        after = assess(state.key, state.events, new, as_of, watermarks)
        was = {claim.key: claim for claim in before.claims}
        now = {claim.key: claim for claim in after.claims}
        flip = Flip(
            state.key,
            before,
            after,
            tuple(claim for key, claim in was.items() if key not in now),
            tuple(claim for key, claim in now.items() if key not in was),
        )
        if flip.lost or flip.gained or flip.moved:
            yield flip
