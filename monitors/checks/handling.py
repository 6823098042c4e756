"""Checks of the work on the file: interagency requests, and the order of steps."""

from __future__ import annotations

from collections.abc import Iterator

from sroki.events.filing import DocumentPresented, DocumentsChecked, Submitted
from sroki.events.handling import AspChecked, InteragencyRequestSent
from sroki.monitors.checks.claims import deviation, name, names
from sroki.monitors.view import Mark, View
from sroki.workflows.assessment import Claim
from sroki.workflows.edition import Check


def request_missing(view: View, check: Check) -> Iterator[Claim]:
    """The procedure is complete, a paper that the office obtains was lacking, and nobody asked.

    «В случае непредставления … специалист формирует и направляет межведомственные запросы» (п. 22).
    A paper lacks if the check of papers says so, or if the category needs it and it was not
    brought though АСП does not know the applicant.
    """
    done = view[name(check, "before") or ""]
    if done is None or view.of(InteragencyRequestSent):
        return
    lacking = _lacking(view, check)
    if lacking:
        yield deviation(check, done.by, documents=", ".join(sorted(lacking)))


def _lacking(view: View, check: Check) -> set[str]:
    needed = names(check, "documents")
    brought = {event.document for event in view.of(DocumentPresented)}
    missing = {code for event in view.of(DocumentsChecked) for code in event.missing}
    lacking = (missing & needed) - brought
    if _unknown_to_asp(view):
        needing = names(check, "categories")
        if any(event.category in needing for event in view.of(Submitted)):
            lacking |= needed - brought
    return lacking


def _unknown_to_asp(view: View) -> bool:
    answers = view.of(AspChecked)
    return bool(answers) and not any(answer.found for answer in answers)


def request_late(view: View, check: Check) -> Iterator[Claim]:
    """A request has no term of its own: it is owed within the term of its procedure."""
    limit = next((one for one in view.plan.limits if one.spec.id == name(check, "limit")), None)
    start = view[limit.start] if limit is not None else None
    if limit is None or start is None:
        return
    terms = limit.terms(start)
    for event in view.of(InteragencyRequestSent):
        if view.on(event) > terms.due_on:
            yield deviation(
                check, event.id, due_on=terms.due_on.isoformat(), sent_on=view.on(event).isoformat()
            )


def step_without_predecessor(view: View, check: Check) -> Iterator[Claim]:
    """A step done while a step it rests on was not, or was done on a later day."""
    order = check.params.get("order")
    if not isinstance(order, dict):
        return
    for step, predecessors in order.items():
        mark = view[step]
        if mark is None:
            continue
        for predecessor in predecessors:
            before = view[predecessor]
            if before is None or before.on > mark.on or _later_that_day(before, mark):
                yield deviation(
                    check, mark.by, f"{step}<{predecessor}", step=step, lacks=predecessor
                )


def _later_that_day(before: Mark, after: Mark) -> bool:
    """Within one day the order is proven only between two exactly known instants."""
    return before.exact and after.exact and before.at > after.at
