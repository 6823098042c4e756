"""The compiled editions of one rulebook, and which of them governs a record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sroki.events.base import Event
from sroki.monitors.checks import CASE, GROUP
from sroki.monitors.plan import Plan, compile_edition
from sroki.monitors.view import View
from sroki.workflows.rulebook import Rulebook
from sroki.workflows.zones import Zone, load_zone


class Plans:
    """Plans of `rulebook`, compiled once; `digest` names the rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.digest = rulebook.digest
        # The kinds of events that can decide which edition governs.
        self.deciding: frozenset[str] = frozenset()
        self._nowhere = load_zone("UTC")
        self._of: dict[tuple[str, str], list[Plan]] = {}
        for edition in sorted(rulebook.editions, key=lambda one: one.in_force.since):
            plan = compile_edition(edition, rulebook, CASE, GROUP)
            self._of.setdefault((edition.authority, edition.service), []).append(plan)
            self.deciding |= {
                kind
                for kind, moved in plan.moved_by.items()
                if edition.governed_by in moved.milestones
            }

    def governing(self, effective: list[Event], first: Event) -> View | None:
        """The record under the plan that governs it, None where no edition was in force.

        The edition itself says which milestone decides (by default the filing): the latest edition
        in force on the civil day of that milestone. A record in which it is not reached yet is
        held against the edition in force on the day of its first event.
        """
        plans = self._of.get((first.authority, first.service), ())
        for plan in reversed(plans):
            view = View(plan, effective)
            if _governs(view, first):
                return view
        return None

    def govern(self, view: View) -> bool:
        """Whether the plan that a record is viewed under is the one that governs it."""
        first = view.events[0]
        for plan in reversed(self._of.get((first.authority, first.service), ())):
            if plan is view.plan:
                return _governs(view, first)
            if _governs(View(plan, view.events), first):
                return False
        return False

    def on(self, authority: str, service: str, day: date) -> Plan | None:
        """The plan in force on a day; None where there is none."""
        for plan in reversed(self._of.get((authority, service), ())):
            if plan.edition.in_force.covers(day):
                return plan
        return None

    def named(self, authority: str, service: str, edition: str) -> Plan | None:
        """The plan of an edition, by its id."""
        for plan in self._of.get((authority, service), ()):
            if plan.edition.id == edition:
                return plan
        return None

    def zone_of(self, authority: str, service: str) -> Zone:
        """The zone that the editions of a service live by; UTC where it has none."""
        plans = self.of(authority, service)
        return plans[-1].zone if plans else self._nowhere

    def of(self, authority: str, service: str) -> Sequence[Plan]:
        """All plans of a service, oldest first."""
        return self._of.get((authority, service), ())


def _governs(view: View, first: Event) -> bool:
    """Whether the edition of the view is in force on the day that it says decides."""
    edition = view.plan.edition
    mark = view[edition.governed_by]
    return edition.in_force.covers(mark.on if mark is not None else view.on(first))
