"""How a group stands: the edition's group checks held against its gathering."""

from __future__ import annotations

from sroki.events.base import group_key
from sroki.monitors.checks.claims import shown_on
from sroki.monitors.gathering import ALL_UNITS, Heard, counts_together
from sroki.monitors.plan import Plan
from sroki.monitors.plans import Plans
from sroki.workflows import dates
from sroki.workflows.assessment import Assessment


def assess_group(subject: str, heard: Heard, plans: Plans) -> Assessment:
    """How a group stands. Time alone changes nothing in it, so it asks for no wake-up."""
    _, authority, service, unit, period = _parts(subject)
    plan = _plan(plans, authority, service, heard)
    if plan is None:
        return _empty(subject, authority, service, unit, "no_edition", None)
    gathering = heard.gather(plan, subject, period)
    claims = tuple(
        shown_on(claim, heard.effective(claim.case_id), plan.zone)
        for check, function in plan.group_checks
        for claim in function(gathering, check)
    )
    stage = "listed" if gathering.lists else "gathering"
    empty = _empty(subject, authority, service, unit, stage, plan.edition.id)
    if counts_together(plan) and unit != ALL_UNITS:
        together = group_key(authority, service, ALL_UNITS, period)
        return empty._replace(claims=claims, routes=(together,))
    return empty._replace(claims=claims)


def _parts(subject: str) -> tuple[str, str, str, str, str]:
    """A service code may hold slashes; the other parts do not."""
    head, authority, rest = subject.split("/", 2)
    service, unit, period = rest.rsplit("/", 2)
    return head, authority, service, unit, period


def _plan(plans: Plans, authority: str, service: str, heard: Heard) -> Plan | None:
    """The edition of the group's earliest filing, or of its earliest event of any kind."""
    first = heard.first()
    for plan in reversed(plans.of(authority, service)):
        if first is None:
            return plan
        if plan.edition.in_force.covers(dates.civil_date(first.occurred_at, plan.zone)):
            return plan
    return None


def _empty(
    subject: str, authority: str, service: str, unit: str, stage: str, edition: str | None
) -> Assessment:
    return Assessment(
        subject, authority, service, unit, edition, stage, None, False, (), (), None, {}
    )
