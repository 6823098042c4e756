"""`assess`: the one function that says how a subject stands.

    assess(subject, events, plans, as_of, watermarks) -> Assessment

It is pure, total and deterministic: a function of the *set* of accepted events, the rulebook, the
moment and the watermarks; the order and the repetition of events do not matter. Late, corrected
and annulled events need no path of their own: the set grows, and the subject is assessed again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sroki.events.base import Event
from sroki.events.findings import FindingKind
from sroki.monitors.checks.claims import shown_on
from sroki.monitors.deadlines import Clock, Verdict, judge
from sroki.monitors.gathering import GROUP, Heard
from sroki.monitors.groups import assess_group
from sroki.monitors.memory import Memory, Seen
from sroki.monitors.plan import Plan
from sroki.monitors.plans import Plans
from sroki.monitors.record import Oddity, Resolved
from sroki.monitors.view import View
from sroki.workflows.assessment import Assessment, Claim, Deadline, State
from sroki.workflows.zones import Zone

_OWED = frozenset({State.RUNNING, State.OVERDUE})
NO_WATERMARKS: Mapping[str, datetime] = {}


def assess(
    subject: str,
    events: Sequence[Event],
    plans: Plans,
    as_of: datetime,
    watermarks: Mapping[str, datetime] = NO_WATERMARKS,
    memory: Memory | None = None,
) -> Assessment:
    """How `subject` stands at `as_of` by what is accepted of it.

    `events` may hold repetitions; `watermarks` maps a source's role to the instant up to which it
    has told everything about this subject's unit. `memory` is what an earlier look at fewer of
    these events left: it saves work and changes no answer. Raises only on a programming error.
    """
    if subject.startswith(GROUP):
        heard = memory if isinstance(memory, Heard) else Heard()
        heard.hear(events)
        return assess_group(subject, heard, plans)
    seen = memory if isinstance(memory, Seen) else Seen()
    seen.look(events, plans)
    first = seen.first(events)
    if seen.view is None:
        zone = plans.zone_of(first.authority, first.service)
        return _no_edition(subject, first, _record_claims(seen.record, events, zone))
    record = _record_claims(seen.record, events, seen.view.plan.zone)
    return _assess_case(subject, first, seen, seen.view, Clock(as_of, watermarks), record)


def _assess_case(
    subject: str,
    first: Event,
    seen: Seen,
    view: View,
    clock: Clock,
    of_record: tuple[Claim, ...],
) -> Assessment:
    plan = view.plan
    deadlines: list[Deadline] = []
    claims: list[Claim] = []
    wake_at: datetime | None = None
    awaits: dict[str, datetime] = {}
    verdicts = view.verdicts
    asked = view.asked or view.ask(subject)
    for limit in asked.limits:
        verdict = verdicts.get(limit.id)
        if verdict is None or (isinstance(verdict, Verdict) and not verdict.holds(clock)):
            verdict = verdicts[limit.id] = judge(limit, view, clock)
        if isinstance(verdict, Deadline):
            deadlines.append(verdict)
            continue
        deadlines += verdict.deadlines
        claims += verdict.claims
        if verdict.wake_at is not None and (wake_at is None or verdict.wake_at < wake_at):
            wake_at = verdict.wake_at
        if verdict.awaits:
            for role, due_at in verdict.awaits.items():
                if role not in awaits or due_at < awaits[role]:
                    awaits[role] = due_at
    if deviations := view.claims(asked):
        claims += [shown_on(one, view.events, plan.zone) for one in deviations]
    claims += of_record
    governed = view[plan.edition.governed_by]
    stage, closed = _stage(plan, view, deadlines)
    submitted = view.by_kind.get("submitted")
    return Assessment(
        subject,
        first.authority,
        first.service,
        seen.unit(first),
        plan.edition.id,
        stage,
        None if governed is None else governed.on,
        closed,
        tuple(deadlines),
        tuple(claims),
        wake_at,
        awaits,
        seen.routes,
        getattr(submitted[0], "channel", None) if submitted else None,
        view.observations(deadlines),
    )


def _stage(plan: Plan, view: View, deadlines: list[Deadline]) -> tuple[str, bool]:
    """The first procedure not completed; closed when nothing is owed any more."""
    done_when = plan.edition.done_when
    if done_when is not None and view[done_when] is not None:
        return "done", _OWED.isdisjoint([one.state for one in deadlines])
    for stage, completed_by in plan.stages:
        if view[completed_by] is None:
            return stage, False
    return "last", False


def _record_claims(record: Resolved, events: Sequence[Event], zone: Zone) -> tuple[Claim, ...]:
    """What is odd in the record itself, on the days of the events as they were told."""
    if not record.oddities:
        return ()
    return tuple(shown_on(_record_claim(one), events, zone) for one in record.oddities)


def _record_claim(oddity: Oddity) -> Claim:
    return Claim(
        oddity.code,
        FindingKind.DEVIATION,
        oddity.events[0],
        params=(("events", ", ".join(oddity.events)),),
    )


def _no_edition(subject: str, first: Event, of_record: tuple[Claim, ...]) -> Assessment:
    """No edition in force is an answer: nothing is judged, the subject is listed and counted."""
    return Assessment(
        subject,
        first.authority,
        first.service,
        first.unit,
        None,
        "no_edition",
        None,
        False,
        (),
        of_record,
        None,
        {},
    )
