"""Groups: what concerns several cases. Lists, quotas, and the order of the queue (п. 12(6), 23).

A group is the set of (a) its own events: lists and quotas, and (b) the events of every case that
was ever filed for its unit and period, forwarded by the case's partition under their own
identities. Nothing is forwarded as a summary, so a correction needs no path of its own: the group
resolves the record of each case itself, and leaves out a case whose filing, as corrected, belongs
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sroki.events.base import LATEST, Event, group_key
from sroki.events.filing import Submitted
from sroki.events.outcome import ListApproved, Listed, Outcome, QuotaSet, Refused
from sroki.events.record import Corrected
from sroki.monitors.plan import Plan
from sroki.workflows import dates, periods

# What a group needs to know of a case; amendments may concern any of it.
FORWARDED = frozenset({"submitted", "refused", "listed", "corrected", "annulled"})


def routes(plan: Plan, events: Sequence[Event]) -> tuple[str, ...]:
    """The groups that must hear of a case: one for every filing ever stated, corrected ones too.

    Only grows as the set grows; hence the same groups whatever the order of arrival.
    """
    found: set[str] = set()
    for event in events:
        kind = event.kind
        if kind == "submitted" or kind == "listed":  # noqa: PLR1714 - every event comes through here
            found.update(_route(plan, event))
        elif kind == "corrected" and isinstance(event, Corrected):
            found.update(_route(plan, event.replacement))
    return tuple(sorted(found))


def _route(plan: Plan, fact: Event) -> Iterator[str]:
    if isinstance(fact, Submitted):
        period = _period(plan, dates.civil_date(fact.occurred_at, plan.zone))
    elif isinstance(fact, Listed):
        period = fact.period
    else:
        return
    if period is not None:
        yield _key(plan, fact, period)


def _period(plan: Plan, on: date) -> str | None:
    """The period that a filing on this day is for; None outside every window (п. 20)."""
    try:
        return plan.periods[on]
    except KeyError:
        served = dates.in_any_window(on, plan.edition.windows)
        period = plan.periods[on] = str(periods.period_following(on)) if served else None
        return period


def _key(plan: Plan, event: Event, period: str) -> str:
    queue = plan.edition.queue
    unit = "all" if queue is not None and queue.quota_of == "authority" else event.unit
    return group_key(event.authority, event.service, unit, period)


@dataclass(slots=True)
class Member:
    """What a group knows of one case."""

    case_id: str
    unit: str
    filing: Submitted | None = None
    filed_on: date | None = None
    listed: Listed | None = None
    refused: Refused | None = None

    @property
    def included(self) -> bool:
        return self.listed is not None and self.listed.outcome is Outcome.INCLUDED

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


@dataclass(slots=True)
class Gathering:
    """A group's effective record: members by case, lists, the quota that stands."""

    plan: Plan
    members: list[Member]
    lists: list[ListApproved]
    quota: QuotaSet | None

    @property
    def included(self) -> list[Member]:
        return [one for one in self.members if one.included]

    @property
    def complete(self) -> bool:
        """Whether every list approved is here with all its parts, and has reached every case it
        names: a list travels ahead of what it says of each case. Else little is proven.
        """
        parts: dict[str, set[int]] = {}
        wanted: dict[str, int] = {}
        named: set[str] = set()
        for one in self.lists:
            parts.setdefault(one.number, set()).add(one.part)
            wanted[one.number] = one.parts
            named.update(one.included)
            named.update(considered.case_id for considered in one.considered)
        if not parts or any(len(parts[number]) < wanted[number] for number in parts):
            return False
        return named <= {one.case_id for one in self.members if one.listed is not None}

    def by_unit(self) -> Iterator[list[Member]]:
        """Order is judged within a unit, also where the quota is the authority's."""
        units = sorted({one.unit for one in self.members})
        for unit in units:
            yield [one for one in self.members if one.unit == unit]


def gather(plan: Plan, subject: str, period: str, effective: list[Event]) -> Gathering:
    """The record of a group, by case, in the order of filing."""
    members: dict[str, Member] = {}
    lists: list[ListApproved] = []
    quota: QuotaSet | None = None
    for event in effective:
        if isinstance(event, ListApproved):
            lists.append(event)
        elif isinstance(event, QuotaSet):
            quota = event
        elif (case_id := getattr(event, "case_id", None)) is not None:
            member = members.setdefault(case_id, Member(case_id, event.unit))
            _learn(plan, subject, period, member, event)
    found = [one for one in members.values() if one.filing is not None or one.listed is not None]
    found.sort(key=_filing_order)
    return Gathering(plan, found, lists, quota)


def _learn(plan: Plan, subject: str, period: str, member: Member, event: Event) -> None:
    if isinstance(event, Submitted):
        on = dates.civil_date(event.occurred_at, plan.zone)
        served = _period(plan, on)
        if served is not None and _key(plan, event, served) == subject:
            member.filing, member.filed_on, member.unit = event, on, event.unit
    elif isinstance(event, Listed):
        if event.period == period:
            member.listed = event
    elif isinstance(event, Refused):
        member.refused = event


def _filing_order(member: Member) -> tuple[bool, datetime, str]:
    """By filing; ties inside a date are broken by instant, then case (shown as such)."""
    if member.filing is None:
        return True, LATEST, member.case_id
    return False, member.filing.occurred_at, member.case_id
