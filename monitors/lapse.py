"""What time alone does to a subject, told by its open deadlines and without its events.

At a midnight tens of thousands of subjects are due of which nobody has told anything: a term ran
out, a warning is to be given, a silence has become proof. `assess` would lay out each record anew
to find all of it as it was but that. What an open deadline comes to as time goes on follows from
its start, so its row is enough (`deadlines.judge_again`); where it is not, the subject is loaded
and assessed. Either way the answer is that of `assess` (`test_lapse.py`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sroki.events.findings import FindingKind
from sroki.monitors.deadlines import Clock, judge_again
from sroki.monitors.plans import Plans
from sroki.workflows.assessment import SEPARATOR, Claim, Deadline, Lapse
from sroki.workflows.standing import Outline

# What is said of a term; whatever else is held of a subject, time leaves alone.
_OF_TERMS: Final = frozenset(
    {
        FindingKind.APPROACHING,
        FindingKind.IMPOSSIBLE,
        FindingKind.PRESUMED,
        FindingKind.BREACH,
    }
)


def lapse(outline: Outline, plans: Plans, clock: Clock) -> Lapse | None:
    """How the open deadlines of a subject stand at `clock`; None where its events must be asked."""
    plan = plans.named(outline.authority, outline.service, outline.edition)
    if plan is None or outline.state.rulebook != plans.digest:
        return None
    judged = plan.in_order(outline.deadlines)
    if len(judged) < len(outline.deadlines):
        return None
    deadlines: list[Deadline] = []
    claims: list[Claim] = []
    wakes: list[datetime] = []
    awaits: dict[str, datetime] = {}
    for limit, one in judged:
        verdict = judge_again(limit, one, clock)
        if verdict is None:
            return None
        deadlines += verdict.deadlines
        claims += verdict.claims
        if verdict.wake_at is not None:
            wakes.append(verdict.wake_at)
        for role, due_at in verdict.awaits.items():
            awaits[role] = min(due_at, awaits.get(role, due_at))
    return Lapse(tuple(deadlines), tuple(claims), min(wakes, default=None), awaits)


def unmoved(outline: Outline) -> set[str]:
    """The keys of what is held and is not about the open deadlines."""
    terms = {(one.rule, one.started_by) for one in outline.deadlines}
    found: set[str] = set()
    for key in outline.state.held:
        kind, rule, started_by, _ = key.split(SEPARATOR)
        if kind not in _OF_TERMS or (rule, started_by) not in terms:
            found.add(key)
    return found


def is_live(found: Lapse, live_from: datetime) -> bool:
    """Whether all that is said fell due since a moment."""
    return all(one.due_at is not None and one.due_at >= live_from for one in found.claims)
