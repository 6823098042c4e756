"""Milestones of an edition, compiled to functions over a view.

A finder answers with the mark of the milestone, or None while it is not reached. The grammar is
the edition's: `event` with `where` and `pick`, `all`, `any`, `ref`, each under `when` and `unless`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter

from sroki.events.base import Event
from sroki.events.record import Declared
from sroki.monitors.view import Mark, View, told
from sroki.workflows.edition import Matches, Milestone

Finder = Callable[[View], Mark | None]
Test = Callable[[Event], bool]


def compile_milestone(milestone: Milestone | str) -> Finder:
    """The finder of a milestone, or of a name of one."""
    if isinstance(milestone, str):
        return itemgetter(milestone)
    finder = _bare(milestone)
    if milestone.when is None and milestone.unless is None:
        return finder
    when, unless = milestone.when, milestone.unless

    def conditional(view: View) -> Mark | None:
        if when is not None and view[when] is None:
            return None
        if unless is not None and view[unless] is not None:
            return None
        return finder(view)

    return conditional


def _bare(milestone: Milestone) -> Finder:
    if milestone.ref is not None:
        return compile_milestone(milestone.ref)
    if milestone.all is not None:
        return _all([compile_milestone(part) for part in milestone.all])
    if milestone.any is not None:
        return _any([compile_milestone(part) for part in milestone.any])
    return _event(milestone)


def _event(milestone: Milestone) -> Finder:
    kind, asked = kind_of(milestone.event or "", milestone.where)
    last = milestone.pick == "last"
    where = matcher(asked)
    if where is None and not last:

        def first_of_kind(view: View) -> Mark | None:
            events = view.by_kind.get(kind)
            return view.mark(events[0]) if events else None

        return first_of_kind

    def matching(view: View) -> Mark | None:
        events = view.by_kind.get(kind, ())
        for event in reversed(events) if last else events:
            if where is None or where(event):
                return view.mark(event)
        return None

    return matching


def kind_of(name: str, where: Matches) -> tuple[str, Matches]:
    """The catalogue's kind and what is asked of it; an edition's own type is a `declared` event."""
    return ("declared", {**where, "name": name}) if "." in name else (name, where)


def _all(parts: list[Finder]) -> Finder:
    """Reached with the last of its parts."""

    def find(view: View) -> Mark | None:
        latest: Mark | None = None
        for part in parts:
            mark = part(view)
            if mark is None:
                return None
            if latest is None or mark > latest:
                latest = mark
        return latest

    return find


def _any(parts: list[Finder]) -> Finder:
    """Reached with the first of its parts."""

    def find(view: View) -> Mark | None:
        earliest: Mark | None = None
        for part in parts:
            mark = part(view)
            if mark is not None and (earliest is None or mark < earliest):
                earliest = mark
        return earliest

    return find


def matcher(where: Matches) -> Test | None:
    """A test of an event's fields; None where nothing is asked.

    A field that holds several values matches when one of them does; `fields` of a declared event
    are looked into by their own names.
    """
    if not where:
        return None
    tests = [
        _field(name, frozenset(value if isinstance(value, list) else (value,)))
        for name, value in where.items()
    ]
    if len(tests) == 1:
        return tests[0]
    return lambda event: all(test(event) for test in tests)


def _field(name: str, accepted: frozenset[object]) -> Test:
    def test(event: Event) -> bool:
        value = told(event, name)
        if value is None and isinstance(event, Declared):
            value = event.fields.get(name)
        if isinstance(value, tuple):
            return not accepted.isdisjoint(value)
        return value in accepted

    return test


def movers(milestone: Milestone | str, named: Mapping[str, Milestone | str]) -> frozenset[str]:
    """Every event kind that can move the milestone, or decide whether it counts."""
    if isinstance(milestone, str):
        return movers(named[milestone], named)
    kinds = frozenset().union(
        *(movers(one, named) for one in (milestone.when, milestone.unless) if one is not None)
    )
    if milestone.event is not None:
        return kinds | {kind_of(milestone.event, milestone.where)[0]}
    parts = milestone.all or milestone.any or [milestone.ref or ""]
    return kinds.union(*(movers(part, named) for part in parts))


def kinds_of(milestone: Milestone | str, named: Mapping[str, Milestone]) -> frozenset[str]:
    """Every event kind that can reach the milestone: what a source must know to prove silence."""
    if isinstance(milestone, str):
        return kinds_of(named[milestone], named) if milestone in named else frozenset()
    if milestone.event is not None:
        name = milestone.where.get("name") if milestone.event == "declared" else None
        return frozenset({name if isinstance(name, str) else milestone.event})
    parts = milestone.all or milestone.any or [milestone.ref or ""]
    return frozenset().union(*(kinds_of(part, named) for part in parts))
