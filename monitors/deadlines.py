"""One time limit held against one view: where its deadline stands, and what can be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sroki.events.base import LATEST
from sroki.events.findings import FindingKind
from sroki.monitors.plan import Limit, Terms
from sroki.monitors.view import Mark, View
from sroki.workflows import dates
from sroki.workflows.assessment import Claim, Deadline, Param, Proof, State

# Looked up once: Python 3.11 takes longer to find a member of an enumeration than to compare it.
_APPROACHING = FindingKind.APPROACHING
_BREACH = FindingKind.BREACH
_IMPOSSIBLE = FindingKind.IMPOSSIBLE
_PRESUMED = FindingKind.PRESUMED
_PROVEN = Proof.PROVEN
_CANCELLED = State.CANCELLED
_LATE = State.LATE
_MET = State.MET
_NOT_ASSESSABLE = State.NOT_ASSESSABLE
_OVERDUE = State.OVERDUE
_RUNNING = State.RUNNING


class Clock:
    """What time is it, how far each source has told its story, and when to look again.

    `next_change_at` gathers the earliest instant after `as_of` at which time alone changes
    anything; `awaits` the earliest due instant that each silent source could still excuse.
    """

    __slots__ = ("as_of", "awaits", "next_change_at", "watermarks")

    def __init__(self, as_of: datetime, watermarks: Mapping[str, datetime]) -> None:
        self.as_of = as_of
        self.watermarks = watermarks
        self.next_change_at: datetime | None = None
        self.awaits: dict[str, datetime] = {}

    def wake(self, at: datetime) -> None:
        """Look again at `at`, which lies after `as_of`."""
        if self.next_change_at is None or at < self.next_change_at:
            self.next_change_at = at

    def proof(self, limit: Limit, terms: Terms) -> Proof:
        """Proven once every source that could tell of the end has spoken past the due moment.

        A source with watermarks speaks by them; another is believed silent after its declared lag.
        Where the edition names no source for the end, silence proves nothing.
        """
        proven = bool(limit.witnesses)
        for role in limit.witnesses:
            if role.reports == "watermark":
                told = self.watermarks.get(role.role)
                if told is None or told < terms.due_at:
                    proven = False
                    if terms.due_at < self.awaits.get(role.role, LATEST):
                        self.awaits[role.role] = terms.due_at
            else:
                silent_until = limit.silent_until(terms.due_on, role.lag_days)
                if self.as_of < silent_until:
                    proven = False
                    self.wake(silent_until)
        return _PROVEN if proven else Proof.PRESUMED


def judge(
    limit: Limit, view: View, clock: Clock, claims: list[Claim], instance: str = ""
) -> Deadline | None:
    """The deadline of `limit` for this record; what can be said of it goes to `claims`.

    None where the limit does not apply (`when`, `unless`, or not yet or no more in force).
    """
    spec = limit.spec
    if spec.when is not None and view[spec.when] is None:
        return None
    if spec.unless is not None and view[spec.unless] is not None:
        return None
    start = view[limit.start]
    if start is None:
        return limit.not_started
    if spec.in_force is not None and not spec.in_force.covers(start.on):
        return None
    return _started(limit, view, clock, claims, start, instance)


def _started(
    limit: Limit, view: View, clock: Clock, claims: list[Claim], start: Mark, instance: str
) -> Deadline:
    end = view[limit.end]
    if limit.elapsed and not (start.exact and (end is None or end.exact)):
        return _not_assessable(limit, start, end, instance)
    terms = limit.terms(start)
    cancel = _cancellation(limit, view)
    reached = end is not None and (cancel is None or end <= cancel)
    last = end if reached else cancel
    if last is not None and not _is_late(limit, terms, last):
        state = _MET if reached else _CANCELLED
        return _deadline(limit, terms, start, instance, state, last)
    term = _Term(limit, terms, start, instance, view, clock, claims)
    if last is None:
        return _running(term) if clock.as_of <= terms.due_at else _overdue(term)
    # A withdrawal does not undo a term that was broken before it; that it was broken rests on
    # silence, since the withdrawal proves nothing of what was done before it.
    proof = _PROVEN if reached else clock.proof(limit, terms)
    return term.broken(_LATE, last.on, proof, last)


def _cancellation(limit: Limit, view: View) -> Mark | None:
    """The first milestone that stops the clock."""
    first: Mark | None = None
    for name in limit.cancels:
        mark = view[name]
        if mark is not None and (first is None or mark < first):
            first = mark
    return first


def _is_late(limit: Limit, terms: Terms, end: Mark) -> bool:
    """By civil day; by instant only where the term is elapsed time or the day closes early."""
    if limit.elapsed:
        return end.at > terms.due_at
    if end.on != terms.due_on or limit.spec.closes is None or not end.exact:
        return end.on > terms.due_on
    return end.at > terms.due_at


def _deadline(
    limit: Limit, terms: Terms, start: Mark, instance: str, state: State, end: Mark | None = None
) -> Deadline:
    return Deadline(
        limit.spec.id,
        instance,
        limit.spec.clause,
        state,
        _PROVEN,
        start.on,
        start.by,
        terms.raw_on,
        terms.due_on,
        terms.due_at,
        terms.preliminary,
        None if end is None else end.on,
        None if end is None else end.by,
    )


class _Term(NamedTuple):
    """A term that runs or was not kept: something may be said of it."""

    limit: Limit
    terms: Terms
    start: Mark
    instance: str
    view: View
    clock: Clock
    claims: list[Claim]

    def deadline(self, state: State, end: Mark | None = None) -> Deadline:
        return _deadline(self.limit, self.terms, self.start, self.instance, state, end)

    def say(
        self, kind: FindingKind, detail: str = "", params: tuple[tuple[str, Param], ...] = ()
    ) -> None:
        spec, due_on, due_at = self.limit.spec, self.terms.due_on, self.terms.due_at
        self.claims.append(
            Claim(spec.id, kind, self.start.by, detail, spec.clause, due_on, due_at, None, params)
        )

    def broken(self, state: State, on: date, proof: Proof, end: Mark | None = None) -> Deadline:
        """Not kept: late by so many days on `on`, and said with its cause.

        The act stops no clock while another body is silent: what was waited for when the term ran
        out is told, and it is still a breach.
        """
        waiting = self.limit.spec.cause_when_waiting
        waited = waiting is not None and self.view.through(self.terms.due_on)[waiting]
        kind = _BREACH if proof is _PROVEN else _PRESUMED
        self.say(kind, params=(("cause", waiting),) if waited else ())
        days = dates.days_between(self.terms.due_on, on)
        return self.deadline(state, end)._replace(proof=proof, delay_days=days)


def _running(term: _Term) -> Deadline:
    terms, clock = term.terms, term.clock
    clock.wake(terms.expires_at)
    passed = ""
    for at, label in terms.rungs:
        if at <= clock.as_of:
            passed = label
        else:
            clock.wake(at)
            break
    if passed:
        term.say(_APPROACHING, passed)
    deadline = term.deadline(_RUNNING)
    for need in terms.necessities:
        if term.view[need.until] is not None:
            continue
        if need.at <= clock.as_of:
            term.say(_IMPOSSIBLE, need.until)
        else:
            clock.wake(need.at)
            if deadline.necessary_on is None or need.on < deadline.necessary_on:
                deadline = deadline._replace(necessary_on=need.on)
    return deadline


def _overdue(term: _Term) -> Deadline:
    today = dates.civil_date(term.clock.as_of, term.limit.zone)
    return term.broken(_OVERDUE, today, term.clock.proof(term.limit, term.terms))


def _not_assessable(limit: Limit, start: Mark, end: Mark | None, instance: str) -> Deadline:
    """A rule in hours or minutes is not judged from events that know only the day."""
    return limit.not_started._replace(
        instance=instance,
        state=_NOT_ASSESSABLE,
        started_on=start.on,
        started_by=start.by,
        ended_on=None if end is None else end.on,
        ended_by=None if end is None else end.by,
    )
