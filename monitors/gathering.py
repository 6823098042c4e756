"""Groups: what concerns several cases. Lists, quotas, and the order of the queue (п. 12(6), 23).

A group is the set of (a) its own events: lists and quotas, and (b) the events of every case that
was ever filed for its unit and period, forwarded by the case's partition under their own
identities. Nothing is forwarded as a summary, so a correction needs no path of its own: the group
resolves the record of each case itself, and leaves out a case whose filing, as corrected, belongs
elsewhere.

Where places are the authority's as a whole, the group of all units hears what each unit's own group
was told of its lists, in the same way: else nobody could say whether places were left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Final, NamedTuple

from sroki.events.base import LATEST, Event, group_key
from sroki.events.filing import Submitted
from sroki.events.outcome import ListApproved, Listed, Outcome, QuotaSet, Refused
from sroki.events.record import Corrected
from sroki.monitors.plan import Plan
from sroki.monitors.record import occurrence, resolve
from sroki.monitors.view import told
from sroki.workflows import dates, periods

# What the keys of groups begin with.
GROUP: Final = "group/"
# What a group needs to know of a case, and one of all units of a unit's group; amendments may
# concern any of it.
FORWARDED: Final = frozenset(
    {"submitted", "refused", "listed", "list_approved", "corrected", "annulled"}
)
# In the place of a unit in the key of a group: all of them.
ALL_UNITS: Final = "all"
# What can name a group that a case belongs to.
_ROUTING: Final = frozenset({"submitted", "listed", "corrected"})


def routes(plan: Plan, events: Sequence[Event], known: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The groups that must hear of a case: one for every filing ever stated, corrected ones too.

    Only grows as the set grows, hence the same groups whatever the order of arrival; `known` are
    those of the events before these.
    """
    stated = [event for event in events if event.kind in _ROUTING]
    if not stated:
        return known
    found = {_route(plan, event) for event in stated} - {None, *known}
    return tuple(sorted((*known, *(one for one in found if one is not None))))


def _route(plan: Plan, event: Event) -> str | None:
    fact = event.replacement if isinstance(event, Corrected) else event
    if isinstance(fact, Submitted):
        period = _period(plan, dates.civil_date(fact.occurred_at, plan.zone))
    elif isinstance(fact, Listed):
        period = fact.period
    else:
        return None
    return None if period is None else _key(plan, fact, period)


def _period(plan: Plan, on: date) -> str | None:
    """The period that a filing on this day is for; None outside every window (п. 20)."""
    try:
        return plan.periods[on]
    except KeyError:
        served = dates.in_any_window(on, plan.edition.windows)
        period = plan.periods[on] = str(periods.period_following(on)) if served else None
        return period


def _key(plan: Plan, event: Event, period: str) -> str:
    unit = ALL_UNITS if counts_together(plan) else event.unit
    return group_key(event.authority, event.service, unit, period)


def counts_together(plan: Plan) -> bool:
    """Whether places are counted over all units of the authority."""
    queue = plan.edition.queue
    return queue is not None and queue.quota_of == "authority"


class Member(NamedTuple):
    """What a group knows of one case. Members sort by `order`: by filing, then by case."""

    case_id: str
    unit: str
    order: tuple[datetime, str]
    filed_on: date | None
    included: bool
    listed: Listed | None
    refused: Refused | None

    @property
    def ground(self) -> str | None:
        """On what ground it was not included, if that is known."""
        if self.included:
            return None
        if self.listed is not None and self.listed.ground is not None:
            return self.listed.ground
        return self.refused.ground if self.refused is not None else None

    @property
    def shown_by(self) -> str:
        """The event that states its outcome."""
        if self.listed is not None:
            return self.listed.id
        return self.refused.id if self.refused is not None else ""


class Gathering:
    """A group's effective record: members in the order of filing, lists, the quota that stands."""

    def __init__(
        self, plan: Plan, members: list[Member], lists: list[ListApproved], quota: QuotaSet | None
    ) -> None:
        self.plan = plan
        self.members = members
        self.lists = lists
        self.quota = quota
        self.listed = [one for one in members if one.listed is not None]
        self.included = [one for one in self.listed if one.included]

    @property
    def complete(self) -> bool:
        """Whether every list approved is here with all its parts, and has reached every case it
        names: a list travels ahead of what it says of each case. Every unit that applications were
        filed with must have a list. Else little is proven.
        """
        parts: dict[tuple[str, str], set[int]] = {}
        wanted: dict[tuple[str, str], int] = {}
        named: set[str] = set()
        for one in self.lists:
            which = one.unit, one.number
            parts.setdefault(which, set()).add(one.part)
            wanted[which] = one.parts
            named.update(one.included)
            named.update(considered.case_id for considered in one.considered)
        if not parts or any(len(parts[which]) < wanted[which] for which in parts):
            return False
        filed_with = {one.unit for one in self.members if one.filed_on is not None}
        if not filed_with <= {unit for unit, _ in parts}:
            return False
        return named <= {one.case_id for one in self.listed}

    def by_unit(self) -> Mapping[str, list[Member]]:
        """Order is judged within a unit, also where the quota is the authority's."""
        units: dict[str, list[Member]] = {}
        for one in self.members:
            units.setdefault(one.unit, []).append(one)
        return dict(sorted(units.items()))


class Heard:
    """What a group was told, case by case. A case is gathered anew only if more was told of it.

    It is a memory, and no part of the record: made afresh of the same events it is the same.
    """

    def __init__(self) -> None:
        self._count = 0
        self._own: dict[str, list[Event]] = {}
        self._told: dict[str, list[Event]] = {}
        self._cases: dict[str, list[Event]] = {}
        self._filed: dict[str, Event] = {}
        self._earliest: Event | None = None
        self._plan: Plan | None = None
        self._members: dict[str, Member | None] = {}

    def hear(self, events: Sequence[Event]) -> None:
        """Learn what `events`, all of the group's, hold beyond those heard before."""
        fresh: set[str] = set()
        for event in events[self._count :]:
            case_id = told(event, "case_id")
            if isinstance(case_id, str):
                self._told.setdefault(case_id, []).append(event)
                fresh.add(case_id)
            else:
                self._own.setdefault(event.subject, []).append(event)
        for case_id in fresh:
            effective = self._cases[case_id] = resolve(self._told[case_id]).effective
            self._file(case_id, next((one for one in effective if one.kind == "submitted"), None))
            self._members.pop(case_id, None)
        self._count = len(events)

    def _file(self, case_id: str, filing: Event | None) -> None:
        """Know when a case was filed, and keep the earliest of all at hand."""
        before = self._filed.pop(case_id, None)
        if filing is not None:
            self._filed[case_id] = filing
        if before is not None and before is self._earliest:
            self._earliest = min(self._filed.values(), key=occurrence, default=None)
        elif filing is not None and (
            self._earliest is None or occurrence(filing) < occurrence(self._earliest)
        ):
            self._earliest = filing

    def knows(self, event: Event) -> bool:
        """Whether an event of a case, or of another group, was heard already."""
        case_id = told(event, "case_id")
        if isinstance(case_id, str):
            known = self._told.get(case_id, ())
        else:
            known = self._own.get(event.subject, ())
        return any(one.id == event.id and one.source == event.source for one in known)

    def first(self) -> Event | None:
        """The earliest filing; without any, the earliest event of any kind."""
        if self._earliest is not None:
            return self._earliest
        rest = [*self._effective(), *(one for case in self._cases.values() for one in case)]
        return min(rest, key=occurrence, default=None)

    def effective(self, case_id: str | None) -> Iterable[Event]:
        """What stands of the events of a case; without one, of those of groups."""
        return self._effective() if case_id is None else self._cases.get(case_id, ())

    def _effective(self) -> Iterator[Event]:
        """What stands of the events of groups: of its own, and of those that told it."""
        for events in self._own.values():
            yield from resolve(events).effective

    def gather(self, plan: Plan, subject: str, period: str) -> Gathering:
        """The record of the group `subject` under a plan."""
        if self._plan is not plan:
            self._plan, self._members = plan, {}
        members = self._members
        for case_id in self._cases.keys() - members.keys():
            members[case_id] = _member(plan, subject, period, case_id, self._cases[case_id])
        lists: list[ListApproved] = []
        quota: QuotaSet | None = None
        for event in self._effective():
            if isinstance(event, ListApproved):
                lists.append(event)
            elif isinstance(event, QuotaSet):
                quota = event
        found = [one for one in members.values() if one is not None]
        found.sort(key=_ORDER)
        return Gathering(plan, found, lists, quota)


_ORDER = attrgetter("order")


def _member(
    plan: Plan, subject: str, period: str, case_id: str, effective: list[Event]
) -> Member | None:
    """A case as the group knows it; None for one filed elsewhere that is on none of its lists."""
    filing: Submitted | None = None
    filed_on: date | None = None
    listed: Listed | None = None
    refused: Refused | None = None
    for event in effective:
        if isinstance(event, Submitted):
            on = dates.civil_date(event.occurred_at, plan.zone)
            served = _period(plan, on)
            if served is not None and _key(plan, event, served) == subject:
                filing, filed_on = event, on
        elif isinstance(event, Listed):
            if event.period == period:
                listed = event
        elif isinstance(event, Refused):
            refused = event
    if filing is None and listed is None:
        return None
    filed_at, unit = LATEST, effective[0].unit
    if filing is not None:
        filed_at, unit = filing.occurred_at, filing.unit
    included = listed is not None and listed.outcome is Outcome.INCLUDED
    return Member(case_id, unit, (filed_at, case_id), filed_on, included, listed, refused)
