"""Checks of refusals and inclusions against the closed list of grounds (п. 12)."""

from __future__ import annotations

from collections.abc import Iterator

from sroki.events.filing import Defect, DocumentsChecked
from sroki.events.outcome import Listed, NoticeSent, Outcome
from sroki.monitors.checks.claims import deviation, grounds, names
from sroki.monitors.view import Mark, View
from sroki.workflows import dates
from sroki.workflows.assessment import Claim
from sroki.workflows.edition import Check


def ground_not_listed(view: View, check: Check) -> Iterator[Claim]:
    """A ground that the closed list does not hold."""
    stated = grounds(view)
    listed = {ground.code for ground in view.plan.edition.grounds} if stated else ()
    for ground, event in stated:
        if ground not in listed:
            yield deviation(check, event.id, ground=ground)


def ground_misapplied(view: View, check: Check) -> Iterator[Claim]:
    """A ground of the list that the record itself contradicts."""
    for ground, event in grounds(view):
        if ground in names(check, "self_obtained") and _only_office_papers_missing(view):
            yield deviation(check, event.id, "office_obtains", ground=ground)
        if ground in names(check, "defective") and _only_damage(view):
            yield deviation(check, event.id, "damage_only", ground=ground)
        if ground in names(check, "window") and view["in_window"] is not None:
            yield deviation(check, event.id, "inside_window", ground=ground)


def _only_office_papers_missing(view: View) -> bool:
    """Whether all that is missing is what the office must request itself (п. 10 ¶8, п. 12(3))."""
    missing = {code for event in view.of(DocumentsChecked) for code in event.missing}
    office = {one.code for one in view.plan.edition.documents if one.obtained_by == "office"}
    return bool(missing) and missing <= office


def _only_damage(view: View) -> bool:
    """п. 12(4) names erasures, additions, corrections, strikings-out; damage alone it does not."""
    defects = {one for event in view.of(DocumentsChecked) for one in event.defects}
    return defects == {Defect.DAMAGE}


def out_of_window_included(view: View, check: Check) -> Iterator[Claim]:
    """«Граждане могут обратиться … только в указанные периоды» (п. 20), yet included.

    A window is not extended where its last day is a day off; whoever filed on the next working day
    may argue ст. 193, and people should be told.
    """
    filed = view["out_of_window"]
    if filed is None:
        return
    told: list[Listed | NoticeSent] = [*view.of(Listed), *view.of(NoticeSent)]
    for event in told:
        if event.outcome is Outcome.INCLUDED:
            claim = deviation(check, event.id)
            yield claim._replace(params=(("arguable", True),)) if _arguable(view, filed) else claim
            return


def _arguable(view: View, filed: Mark) -> bool:
    windows = view.plan.edition.windows
    return dates.window_just_closed(filed.on, windows, view.plan.calendar) is not None
