"""An edition made ready to be held against a case: compiled once, used a million times.

Nothing is decided here that the edition does not say; compiling only turns names into functions
and memoises the date function per start day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from sroki.monitors.milestones import Finder, compile_milestone, kind_of, kinds_of, movers
from sroki.monitors.observing import Observer, observers
from sroki.monitors.view import Mark, View
from sroki.workflows import dates
from sroki.workflows.assessment import Claim, Deadline, State
from sroki.workflows.calendars import Calendar
from sroki.workflows.checks import CHECKS
from sroki.workflows.edition import Check, Edition, Milestone, Needs, Rung, SourceRole, TimeLimit
from sroki.workflows.indicator import Measure
from sroki.workflows.rulebook import Rulebook
from sroki.workflows.standing import OpenDeadline
from sroki.workflows.terms import Due, Unit
from sroki.workflows.zones import Zone

if TYPE_CHECKING:
    from sroki.monitors.gathering import Gathering


class Necessity(NamedTuple):
    """From `at` on, the term can no longer be kept if `until` still is not reached."""

    at: datetime
    on: date
    until: str


class Terms(NamedTuple):
    """All that follows from a start day: due day, warnings, necessities."""

    raw_on: date
    due_on: date
    due_at: datetime
    expires_at: datetime
    preliminary: bool
    rungs: tuple[tuple[datetime, str], ...]
    necessities: tuple[Necessity, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit of the edition, and the sources that can prove its silence.

    `start`, `end` and `cancel` are names of milestones of the plan; `cancel` is the first of all
    that stop the clock. `starts` are the kinds of events that can reach `start`, `waits` those
    without which nothing was waited for. `conditional`: it does not apply to every record.
    """

    id: str
    spec: TimeLimit
    start: str
    starts: frozenset[str]
    end: str
    cancel: str | None
    witnesses: tuple[SourceRole, ...]
    waits: frozenset[str]
    conditional: bool
    elapsed: bool
    not_started: Deadline
    calendar: Calendar
    zone: Zone
    cache: dict[date, Terms] = field(default_factory=dict)

    def terms(self, start: Mark) -> Terms:
        """What follows from `start`; day terms are computed once per start day."""
        if self.elapsed:
            due = dates.due_after(start.at, self.spec.term, self.calendar, self.zone)
            return self._terms(due)
        try:
            return self.cache[start.on]
        except KeyError:
            due = dates.due(start.on, self.spec.term, self.calendar, self.zone)
            terms = self.cache[start.on] = self._terms(due)
            return terms

    def told_on(self, due_on: date, lag_days: int) -> date:
        """The day by which a source that reports with a lag tells of what was done in time."""
        return dates.add_days(due_on, lag_days)

    def silent_until(self, due_on: date, lag_days: int) -> datetime:
        """When such a source has had its time."""
        return dates.just_after(dates.last_instant(self.told_on(due_on, lag_days), self.zone))

    def _terms(self, due: Due) -> Terms:
        rungs = (self._rung(rung, due) for rung in self.spec.warn)
        return Terms(
            due.raw_on,
            due.due_on,
            due.due_at,
            dates.just_after(due.due_at),
            due.preliminary,
            tuple(sorted(rungs)),
            tuple(self._necessity(needs, due) for needs in self.spec.needs),
        )

    def _rung(self, rung: Rung, due: Due) -> tuple[datetime, str]:
        # Warnings run on the unrolled day: who waits for the rolled one relies on ст. 193.
        if rung.noon_of_last_working_day:
            return dates.noon_of_last_working_day(due.due_on, self.zone, self.calendar), "noon"
        on = dates.shift_back(due.raw_on, rung.days_before or 0, Unit.CALENDAR_DAYS, self.calendar)
        return dates.first_instant(on, self.zone), str(rung.days_before)

    def _necessity(self, needs: Needs, due: Due) -> Necessity:
        on = dates.add_days(due.due_on, -needs.days)
        return Necessity(dates.just_after(dates.last_instant(on, self.zone)), on, needs.until)


class Moved(NamedTuple):
    """What an event of some kind may move: milestones by name, the rest by id.

    Beside each limit stand the milestones it rests on: where none of them moves, neither does it;
    None where it reads others, too.
    """

    milestones: tuple[str, ...]
    limits: tuple[tuple[str, frozenset[str] | None], ...]
    checks: tuple[str, ...]
    measures: tuple[str, ...]


CheckFunction = Callable[[View, Check], Iterable[Claim]]
GroupCheckFunction = Callable[["Gathering", Check], Iterable[Claim]]


class Asked(NamedTuple):
    """Of the limits and checks of an edition, those that some events could have an answer to."""

    limits: tuple[Limit, ...]
    checks: tuple[tuple[Check, CheckFunction], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """An edition, compiled."""

    edition: Edition
    zone: Zone
    calendar: Calendar
    milestones: Mapping[str, Finder]
    # By kind of event. What such an event does not move is the same with it as without.
    moved_by: Mapping[str, Moved]
    limits: tuple[Limit, ...]
    visit_limits: tuple[Limit, ...]
    checks: tuple[tuple[frozenset[str], Check, CheckFunction], ...]
    group_checks: tuple[tuple[Check, GroupCheckFunction], ...]
    stages: tuple[tuple[str, str], ...]
    observers: Mapping[str, Observer]
    # The period that a filing of each day is for, as it comes to be asked.
    periods: dict[date, str | None] = field(default_factory=dict)
    # Whether applications are taken on each day, likewise.
    inside: dict[date, bool] = field(default_factory=dict)
    _asked: dict[tuple[str, frozenset[str]], Asked] = field(default_factory=dict)

    def asked(self, subject: str, kinds: frozenset[str]) -> Asked:
        """What is to be asked of a record with events of these kinds."""
        what, slash, _ = subject.partition("/")
        place = (what if slash else "case", kinds)
        try:
            return self._asked[place]
        except KeyError:
            found = self._asked[place] = Asked(
                tuple(
                    one
                    for one in self._owed(place[0])
                    if one.spec.per is None or one.starts & kinds
                ),
                tuple(
                    (check, function)
                    for triggers, check, function in self.checks
                    if not triggers.isdisjoint(kinds)
                ),
            )
            return found

    def in_order(self, deadlines: Sequence[OpenDeadline]) -> list[tuple[Limit, OpenDeadline]]:
        """Open deadlines beside their limits, in the order in which these are assessed."""
        known = {one.rule: one for one in deadlines}
        return [
            (limit, known[limit.id])
            for limit in (*self.limits, *self.visit_limits)
            if limit.id in known
        ]

    def _owed(self, what: str) -> tuple[Limit, ...]:
        """What is owed to such a subject: to an audit, nothing."""
        if what == "visit":
            return self.visit_limits
        return () if what == "audit" else self.limits


def _first_of(milestones: Sequence[Milestone | str]) -> Milestone | str:
    return milestones[0] if len(milestones) == 1 else Milestone(any=list(milestones))


def _limit(
    spec: TimeLimit,
    edition: Edition,
    calendar: Calendar,
    zone: Zone,
    milestones: dict[str, Milestone | str],
) -> Limit:
    def named(milestone: Milestone | str, role: str) -> str:
        """Its name; one written in place gets a name that no edition can give."""
        if isinstance(milestone, str):
            return milestone
        name = f"{spec.id}:{role}"
        milestones[name] = milestone
        return name

    proves = frozenset(spec.knows) or kinds_of(spec.end, edition.milestones)
    return Limit(
        id=spec.id,
        spec=spec,
        start=named(spec.start, "start"),
        starts=kinds_of(spec.start, edition.milestones),
        end=named(spec.end, "end"),
        cancel=named(_first_of(spec.cancelled_by), "cancel") if spec.cancelled_by else None,
        witnesses=tuple(role for role in edition.sources if not proves.isdisjoint(role.knows)),
        waits=(
            movers(spec.cause_when_waiting, milestones)
            if spec.cause_when_waiting is not None
            else frozenset()
        ),
        conditional=any(
            one is not None for one in (spec.when, spec.unless, spec.in_force, spec.per)
        ),
        elapsed=spec.unit.elapsed,
        not_started=Deadline(spec.id, "", spec.clause, State.NOT_STARTED),
        calendar=calendar,
        zone=zone,
    )


def out_of_window(view: View) -> Mark | None:
    """The filing, if it lies outside every window of the edition (п. 20); else None."""
    return _filing_if(view, inside=False)


def in_window(view: View) -> Mark | None:
    """The filing, if it lies inside a window; else None."""
    return _filing_if(view, inside=True)


def _filing_if(view: View, *, inside: bool) -> Mark | None:
    windows = view.plan.edition.windows
    filed = view[view.plan.edition.governed_by]
    if filed is None or not windows:
        return None
    known = view.plan.inside
    if filed.on not in known:
        known[filed.on] = dates.in_any_window(filed.on, windows)
    return filed if known[filed.on] is inside else None


# Milestones that every edition has; they rest on the one that decides which edition governs.
_WINDOWS: Final[dict[str, Finder]] = {"out_of_window": out_of_window, "in_window": in_window}


def _triggers(check: Check, edition: Edition) -> frozenset[str]:
    """The kinds of events that can produce the check's finding.

    A check of the order of steps is produced by whatever reaches the steps that the edition names.
    """
    spec = CHECKS[check.check]
    steps = [
        step
        for param, of in spec.params.items()
        if of == "order" and isinstance(order := check.params.get(param), dict)
        for step in order
    ]
    reached = frozenset().union(*(kinds_of(step, edition.milestones) for step in steps))
    return spec.kinds | {"declared" if "." in kind else kind for kind in reached}


def _read(limit: Limit) -> frozenset[str]:
    """The milestones that a deadline of `limit` rests on."""
    spec = limit.spec
    named_once = (limit.cancel, spec.when, spec.unless, spec.cause_when_waiting)
    always = (limit.start, limit.end, *(need.until for need in spec.needs))
    return frozenset(always).union(name for name in named_once if name is not None)


def _rests_on(limit: Limit, named: Mapping[str, Milestone | str]) -> frozenset[str]:
    """The kinds of events that can change where a deadline of `limit` stands."""
    return frozenset().union(*(movers(name, named) for name in _read(limit)))


def _decided_by(
    check: Check, edition: Edition, limits: Iterable[Limit], named: Mapping[str, Milestone | str]
) -> frozenset[str]:
    """The kinds of events that can change what a check says."""
    spec = CHECKS[check.check]
    kinds = spec.kinds | spec.decides | movers(edition.governed_by, named)
    for param, of in spec.params.items():
        given = check.params.get(param)
        read: set[str] = set()
        if of == "milestone" and isinstance(given, str):
            read = {given}
        elif of == "limit":
            read = {limit.start for limit in limits if limit.id == given}
        elif of == "order" and isinstance(given, dict):
            read = {*given, *(before for steps in given.values() for before in steps)}
        kinds = kinds.union(*(movers(name, named) for name in read))
    return kinds


def _seen_in(
    measure: Measure, limits: Iterable[Limit], named: Mapping[str, Milestone | str]
) -> frozenset[str]:
    """The kinds of events that can change what a measure finds."""
    if measure.audit is not None:
        return frozenset({measure.audit})
    if measure.event is not None:
        answer = measure.followed_by
        told = [measure.event] if answer is None else [measure.event, answer.event]
        return frozenset(kind_of(event, {})[0] for event in told)
    read = {measure.start or "", measure.end or "", *measure.cancelled_by}
    due = (_rests_on(limit, named) for limit in limits if limit.id == measure.limit)
    return frozenset().union(*due, *(movers(name, named) for name in read))


def _moved_by(
    edition: Edition,
    named: Mapping[str, Milestone | str],
    limits: Sequence[Limit],
    checks: Sequence[Check],
) -> dict[str, Moved]:
    whole = (
        {name: movers(milestone, named) for name, milestone in named.items()},
        {limit.id: _rests_on(limit, named) for limit in limits},
        {check.id: _decided_by(check, edition, limits, named) for check in checks},
        {measure.id: _seen_in(measure, limits, named) for measure in edition.measures},
    )

    def moving(kind: str, what: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
        return tuple(name for name, kinds in what.items() if kind in kinds)

    milestones, resting, deciding, seen = whole

    def resting_on(kind: str) -> Iterator[tuple[str, frozenset[str] | None]]:
        # Each of several instances, and a cause as it was on a day, has milestones of its own.
        for limit in limits:
            if kind in resting[limit.id]:
                apart = limit.spec.per is not None or kind in limit.waits
                yield limit.id, None if apart else _read(limit)

    every = frozenset(kind for what in whole for kinds in what.values() for kind in kinds)
    return {
        kind: Moved(
            moving(kind, milestones),
            tuple(resting_on(kind)),
            moving(kind, deciding),
            moving(kind, seen),
        )
        for kind in every
    }


def compile_edition(
    edition: Edition,
    rulebook: Rulebook,
    of_case: Mapping[str, CheckFunction],
    of_group: Mapping[str, GroupCheckFunction],
) -> Plan:
    """The plan of `edition`, with the checks it asks for out of those that exist."""
    calendar = rulebook.calendars[edition.calendar_name]
    zone = rulebook.zones[edition.zone]
    named: dict[str, Milestone | str] = {**edition.milestones}
    named |= dict.fromkeys(_WINDOWS, edition.governed_by)
    limits = [_limit(spec, edition, calendar, zone, named) for spec in edition.time_limits]
    return Plan(
        edition=edition,
        zone=zone,
        calendar=calendar,
        milestones={name: compile_milestone(one) for name, one in named.items()} | _WINDOWS,
        moved_by=_moved_by(
            edition, named, limits, [one for one in edition.checks if one.check in of_case]
        ),
        limits=tuple(one for one in limits if one.spec.subject == "case"),
        visit_limits=tuple(one for one in limits if one.spec.subject == "visit"),
        checks=tuple(
            (_triggers(one, edition), one, of_case[one.check])
            for one in edition.checks
            if one.check in of_case
        ),
        group_checks=tuple(
            (one, of_group[one.check]) for one in edition.checks if one.check in of_group
        ),
        stages=tuple((one.id, one.completed_by) for one in edition.procedures if one.completed_by),
        observers=observers(edition, calendar),
    )
