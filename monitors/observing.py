"""Measures of an edition, compiled: what is observed of a record, for the figures to be made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from sroki.events.audits import Audit
from sroki.events.base import Event
from sroki.events.record import Declared
from sroki.monitors.milestones import Test, kind_of, matcher
from sroki.monitors.view import Mark, View, told
from sroki.workflows import dates
from sroki.workflows.assessment import Deadline
from sroki.workflows.calendars import Calendar
from sroki.workflows.edition import Edition
from sroki.workflows.indicator import Followed, Measure
from sroki.workflows.observation import MET, UNMET, Observation, Observed

Deadlines = Sequence[Deadline]
Observer = Callable[[View, Deadlines], list[Observation]]

_NOTHING: Final[list[Observation]] = []
_OPEN, _DONE = Observed.OPEN, Observed.DONE


def observers(edition: Edition, calendar: Calendar) -> dict[str, Observer]:
    """One function for each measure of the edition, by its id and in its order."""
    lengths = {one.id: one.length for one in edition.time_limits}
    return {one.id: _observer(one, lengths, calendar) for one in edition.measures}


def _observer(measure: Measure, lengths: Mapping[str, int], calendar: Calendar) -> Observer:
    if measure.event is not None:
        return _event(measure)
    if measure.audit is not None:
        return _audit(measure, measure.audit)
    return _span(measure, lengths, calendar)


def _span(measure: Measure, lengths: Mapping[str, int], calendar: Calendar) -> Observer:
    name, start, end = measure.id, measure.start or "", measure.end or ""
    limit, code, cancels = measure.limit, measure.code, tuple(measure.cancelled_by)
    norm = None if limit is None else lengths[limit]
    length = _length(measure, calendar)

    def observe_span(view: View, deadlines: Deadlines) -> list[Observation]:
        begun, ended = view[start], view[end]
        if begun is None and ended is None:
            return _NOTHING
        due_on = None if limit is None else _due_on(limit, deadlines)
        started_on = None if begun is None else begun.on
        cancel = _first(cancels, view)
        state, on, days, said = _OPEN, None, None, None
        if cancel is not None and (ended is None or cancel < ended):
            state, on = Observed.CANCELLED, cancel.on
        elif ended is not None:
            state, on = _DONE, ended.on
            said = None if code is None else _field(_event_of(ended, view), code)
            if started_on is not None:
                days = length(started_on, on)
                state = _DONE if on >= started_on else Observed.REVERSED
        if state is not _DONE:
            days = None
        return [Observation(name, "", state, started_on, on, days, norm, due_on, None, said)]

    return observe_span


def _length(measure: Measure, calendar: Calendar) -> Callable[[date, date], int]:
    """How long a span is, in the unit of its measure."""
    if measure.unit == "working_days":
        return lambda first, last: dates.working_days_between(first, last, calendar)
    return dates.days_between


def _due_on(limit: str, deadlines: Deadlines) -> date | None:
    for one in deadlines:
        if one.rule == limit:
            return one.due_on
    return None


def _first(names: Sequence[str], view: View) -> Mark | None:
    marks = [mark for mark in map(view.__getitem__, names) if mark is not None]
    return min(marks, default=None)


def _event(measure: Measure) -> Observer:
    name, code = measure.id, measure.code
    kind, asked = kind_of(measure.event or "", measure.where)
    where = matcher(asked)
    followed = None if measure.followed_by is None else _follower(measure.followed_by)

    def observe_events(view: View, _deadlines: Deadlines) -> list[Observation]:
        events = view.by_kind.get(kind)
        if not events:
            return _NOTHING
        found: dict[str, Observation] = {}
        before: date | None = None
        for event in events:
            instance = f"{event.source} {event.id}"
            # A correction of what never came may give its fact a name that another fact has.
            if instance in found or (where is not None and not where(event)):
                continue
            if followed is not None and not followed(event, view):
                continue
            on = view.on(event)
            gap = None if before is None else dates.days_between(before, on)
            said = None if code is None else _field(event, code)
            before = on
            found[instance] = Observation(name, instance, _DONE, ended_on=on, gap=gap, code=said)
        return list(found.values())

    return observe_events


def _follower(later: Followed) -> Callable[[Event, View], bool]:
    """Whether an event that answers another is there; it may be of the same day."""
    kind, asked = kind_of(later.event, later.where)
    where: Test = matcher(asked) or (lambda _event: True)
    same = later.same

    def follows(event: Event, view: View) -> bool:
        wanted = None if same is None else _field(event, same)
        return any(
            where(one) and (same is None or _field(one, same) == wanted)
            for one in view.by_kind.get(kind, ())
        )

    return follows


def _audit(measure: Measure, kind: str) -> Observer:
    name, positions = measure.id, measure.positions

    def observe_audit(view: View, _deadlines: Deadlines) -> list[Observation]:
        events = view.by_kind.get(kind)
        if not events:
            return _NOTHING
        # An audit told twice is known by what was told last.
        last = events[-1]
        if not isinstance(last, Audit):
            return _NOTHING
        on = view.on(last)
        return [
            Observation(name, code, _DONE, ended_on=on, code=said)
            for said, codes in ((MET, last.met), (UNMET, last.unmet))
            for code in codes
            if code in positions
        ]

    return observe_audit


def _event_of(mark: Mark, view: View) -> Event | None:
    """The event that made a mark."""
    for event in view.events:
        if event.id == mark.by and event.occurred_at == mark.at:
            return event
    return None


def _field(event: Event | None, name: str) -> str | None:
    """A field as a code, to be counted by; of a declared event one of its own."""
    if event is None:
        return None
    value = told(event, name)
    if value is None and isinstance(event, Declared):
        value = event.fields.get(name)
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
