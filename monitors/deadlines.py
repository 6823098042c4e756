"""One time limit held against one view: where its deadline stands, and what can be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from sroki.events.findings import FindingKind
from sroki.monitors.plan import Limit, Terms
from sroki.monitors.view import Mark, View
from sroki.workflows import dates
from sroki.workflows.assessment import Claim, Deadline, Param, Proof, State
from sroki.workflows.edition import TimeLimit
from sroki.workflows.standing import OpenDeadline

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
_NOT_STARTED = State.NOT_STARTED
_OVERDUE = State.OVERDUE
_RUNNING = State.RUNNING

_EVER: Final = datetime.min.replace(tzinfo=UTC)
_FOR_GOOD: Final = datetime.max.replace(tzinfo=UTC)
_NOBODY: Final[Mapping[str, datetime]] = MappingProxyType({})


class Clock(NamedTuple):
    """What time is it, and how far each source has told its story."""

    as_of: datetime
    watermarks: Mapping[str, datetime]


class Verdict(NamedTuple):
    """How one time limit stands in one record: its deadlines, and what can be said of them.

    `wake_at` is the earliest instant at which time alone changes it; `awaits` the earliest due
    instant that each silent source could still excuse. As long as nothing it rests on is moved
    (`Plan.moved_by`), it is the answer at every instant from `since` until before `until`; where
    it rests on how far sources have told, only while that is `told`.
    """

    deadlines: tuple[Deadline, ...] = ()
    claims: tuple[Claim, ...] = ()
    wake_at: datetime | None = None
    awaits: Mapping[str, datetime] = _NOBODY
    since: datetime = _EVER
    until: datetime = _FOR_GOOD
    told: Mapping[str, datetime] | None = None

    def holds(self, clock: Clock) -> bool:
        """Whether it is the answer by this clock too, if nothing has moved."""
        if self.until is _FOR_GOOD:
            return True
        return self.since <= clock.as_of < self.until and (
            self.told is None or self.told == clock.watermarks
        )


_NOT_APPLICABLE = Verdict()


def judge(limit: Limit, view: View, clock: Clock, instance: str = "") -> Deadline | Verdict:
    """How `limit` stands in this record, or in what the record says of one `instance`.

    A deadline by itself is what most are: not started, or over and kept, with nothing to be said
    and nothing to wait for. Nothing where the limit does not apply (`when`, `unless`, or not yet or
    no more in force). A limit counted by a field has a deadline per complaint, per request.
    """
    start = view[limit.start]
    if limit.conditional:
        if limit.spec.per is not None and not instance:
            return _by_instance(limit, limit.spec.per, view, clock)
        if not _applies(limit.spec, view, start):
            return _NOT_APPLICABLE
    if start is None:
        return limit.not_started
    return _started(limit, view, clock, start, instance)


def judge_again(limit: Limit, one: OpenDeadline, clock: Clock) -> Verdict | None:
    """The verdict on a term that was open, if nothing but time has passed since.

    It is what `judge` says with the whole record at hand. None where the record must be asked: for
    a term of hours, for one of several instances, for what was waited for as the term ran out, and
    once a later step had to be done.
    """
    if limit.elapsed or one.instance:
        return None
    start = Mark(one.started_on, _EVER, one.started_by, exact=False)
    terms = limit.terms(start)
    if clock.as_of > terms.due_at:
        if limit.spec.cause_when_waiting is not None:
            return None
        return _overdue(_Term(limit, terms, start, "", None, {}, clock))
    reached: dict[str, Mark | None] = {}
    for need in terms.necessities:
        waited = one.necessary_on is not None and need.on >= one.necessary_on
        if waited and need.at <= clock.as_of:
            return None
        reached[need.until] = None if waited else start
    return _running(_Term(limit, terms, start, "", None, reached, clock))


def _applies(spec: TimeLimit, view: View, start: Mark | None) -> bool:
    return not (
        (spec.when is not None and view[spec.when] is None)
        or (spec.unless is not None and view[spec.unless] is not None)
        or (spec.in_force is not None and start is not None and not spec.in_force.covers(start.on))
    )


def _by_instance(limit: Limit, per: str, view: View, clock: Clock) -> Verdict:
    """The verdicts on all instances as one; those that have not started are left out."""
    verdicts: list[Verdict] = []
    for instance in view.instances(limit.starts, per):
        one = judge(limit, view.only(per, instance), clock, instance)
        verdicts.append(Verdict((one,)) if isinstance(one, Deadline) else one)
    if not verdicts:
        return _NOT_APPLICABLE
    awaits: dict[str, datetime] = {}
    for verdict in verdicts:
        for role, due_at in verdict.awaits.items():
            awaits[role] = min(due_at, awaits.get(role, due_at))
    return Verdict(
        tuple(
            deadline
            for verdict in verdicts
            for deadline in verdict.deadlines
            if deadline.state is not _NOT_STARTED
        ),
        tuple(claim for verdict in verdicts for claim in verdict.claims),
        min((v.wake_at for v in verdicts if v.wake_at is not None), default=None),
        awaits,
        max(verdict.since for verdict in verdicts),
        min(verdict.until for verdict in verdicts),
        next((v.told for v in verdicts if v.told is not None), None),
    )


def _started(
    limit: Limit, view: View, clock: Clock, start: Mark, instance: str
) -> Deadline | Verdict:
    end = view[limit.end]
    if limit.elapsed and not (start.exact and (end is None or end.exact)):
        return _not_assessable(limit, start, end, instance)
    terms = limit.terms(start)
    cancel = None if limit.cancel is None else view[limit.cancel]
    reached = end is not None and (cancel is None or end <= cancel)
    last = end if reached else cancel
    if last is not None and not _is_late(limit, terms, last):
        state = _MET if reached else _CANCELLED
        return _deadline(limit, terms, start, instance, state, last)
    term = _Term(limit, terms, start, instance, view, view, clock)
    if last is None:
        return _running(term) if clock.as_of <= terms.due_at else _overdue(term)
    if reached:
        return term.broken(_LATE, last.on, _KEPT_FOR_GOOD, last)
    # A withdrawal does not undo a term that was broken before it; that it was broken rests on
    # silence, since the withdrawal proves nothing of what was done before it.
    return term.broken(_LATE, last.on, _silence(limit, terms, clock), last)


def _is_late(limit: Limit, terms: Terms, end: Mark) -> bool:
    """By civil day; by instant only where the term is elapsed time or the day closes early."""
    if limit.elapsed:
        return end.at > terms.due_at
    if end.on != terms.due_on or limit.spec.closes is None or not end.exact:
        return end.on > terms.due_on
    return end.at > terms.due_at


class _Fate(NamedTuple):
    """What came of a term: how sure that is, how late, the next day on which a step is needed."""

    proof: Proof = _PROVEN
    delay_days: int = 0
    necessary_on: date | None = None


_AS_IT_SHOULD: Final = _Fate()


def _deadline(
    limit: Limit,
    terms: Terms,
    start: Mark,
    instance: str,
    state: State,
    end: Mark | None = None,
    fate: _Fate = _AS_IT_SHOULD,
) -> Deadline:
    proof, delay_days, necessary_on = fate
    return Deadline(
        limit.id,
        instance,
        limit.spec.clause,
        state,
        proof,
        start.on,
        start.by,
        terms.raw_on,
        terms.due_on,
        terms.due_at,
        terms.preliminary,
        None if end is None else end.on,
        None if end is None else end.by,
        delay_days,
        necessary_on,
    )


class _Silence(NamedTuple):
    """What the silence of sources proves: `proof`, and until when a lag still excuses it."""

    proof: Proof
    wake_at: datetime | None = None
    awaits: Mapping[str, datetime] = _NOBODY


_KEPT_FOR_GOOD = _Silence(_PROVEN)


def _silence(limit: Limit, terms: Terms, clock: Clock) -> _Silence:
    """Proven once every source that could tell of the end has spoken past the due moment.

    A source with watermarks speaks by them; another is believed silent after its declared lag.
    Where the edition names no source for the end, silence proves nothing.
    """
    proven = bool(limit.witnesses)
    wake_at: datetime | None = None
    awaits: dict[str, datetime] = {}
    for role in limit.witnesses:
        if role.reports == "watermark":
            told = clock.watermarks.get(role.role)
            if told is None or told < terms.due_at:
                proven = False
                awaits[role.role] = terms.due_at
        else:
            silent_until = limit.silent_until(terms.due_on, role.lag_days)
            if clock.as_of < silent_until:
                proven = False
                if wake_at is None or silent_until < wake_at:
                    wake_at = silent_until
    return _Silence(_PROVEN if proven else Proof.PRESUMED, wake_at, awaits)


class _Term(NamedTuple):
    """A term that runs or was not kept: something may be said of it.

    `reached` are the milestones of the record; the record itself may not be at hand.
    """

    limit: Limit
    terms: Terms
    start: Mark
    instance: str
    view: View | None
    reached: Mapping[str, Mark | None]
    clock: Clock

    def deadline(self, state: State, end: Mark | None, fate: _Fate) -> Deadline:
        return _deadline(self.limit, self.terms, self.start, self.instance, state, end, fate)

    def claim(
        self, kind: FindingKind, detail: str = "", params: tuple[tuple[str, Param], ...] = ()
    ) -> Claim:
        spec, due_on, due_at = self.limit.spec, self.terms.due_on, self.terms.due_at
        return Claim(
            spec.id, kind, self.start.by, detail, spec.clause, due_on, due_at, None, params
        )

    def broken(self, state: State, on: date, silence: _Silence, end: Mark | None = None) -> Verdict:
        """Not kept: late by so many days on `on`, and said with its cause.

        The act stops no clock while another body is silent: what was waited for when the term ran
        out is told, and it is still a breach.
        """
        kind = _BREACH if silence.proof is _PROVEN else _PRESUMED
        claims = (self.claim(kind, params=self._cause()),)
        days = dates.days_between(self.terms.due_on, on)
        deadline = self.deadline(state, end, _Fate(silence.proof, days))
        if silence is _KEPT_FOR_GOOD:
            return Verdict((deadline,), claims)
        as_of, told = self.clock
        return Verdict(
            (deadline,),
            claims,
            silence.wake_at,
            silence.awaits,
            as_of,
            dates.just_after(as_of),
            told,
        )

    def _cause(self) -> tuple[tuple[str, Param], ...]:
        """What was waited for at the end of the due day, if anything."""
        waiting = self.limit.spec.cause_when_waiting
        if waiting is None or self.view is None or self.limit.waits.isdisjoint(self.view.by_kind):
            return ()
        return (("cause", waiting),) if self.view.through(self.terms.due_on)[waiting] else ()


def _running(term: _Term) -> Verdict:
    terms, as_of = term.terms, term.clock.as_of
    wake_at = terms.expires_at
    claims: list[Claim] = []
    passed = ""
    for at, label in terms.rungs:
        if at <= as_of:
            passed = label
        else:
            wake_at = min(wake_at, at)
            break
    if passed:
        claims.append(term.claim(_APPROACHING, passed))
    necessary_on: date | None = None
    for need in terms.necessities:
        if term.reached[need.until] is not None:
            continue
        if need.at <= as_of:
            claims.append(term.claim(_IMPOSSIBLE, need.until))
        else:
            wake_at = min(wake_at, need.at)
            if necessary_on is None or need.on < necessary_on:
                necessary_on = need.on
    deadline = term.deadline(_RUNNING, None, _Fate(necessary_on=necessary_on))
    return Verdict((deadline,), tuple(claims), wake_at, _NOBODY, as_of, wake_at)


def _overdue(term: _Term) -> Verdict:
    today = dates.civil_date(term.clock.as_of, term.limit.zone)
    return term.broken(_OVERDUE, today, _silence(term.limit, term.terms, term.clock))


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
