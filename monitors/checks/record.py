"""The record itself: statements of one case that cannot both be true."""

from __future__ import annotations

from collections.abc import Iterator

from sroki.events.outcome import Listed, Outcome
from sroki.monitors.checks.claims import deviation
from sroki.monitors.view import View
from sroki.workflows.assessment import Claim
from sroki.workflows.edition import Check

_INCLUDED = Outcome.INCLUDED


def contradiction(view: View, check: Check) -> Iterator[Claim]:
    """Filed twice, registered twice, listed both ways, included though refused, acts before filing.

    These are deviations of the record, not of the office: a person must say which is true.
    """
    for kind in ("submitted", "registered"):
        for again in view.by_kind.get(kind, ())[1:]:
            yield deviation(check, again.id, f"{kind}_twice", what=f"{kind}_twice")
    listed = view.of(Listed)
    included = [event for event in listed if event.outcome is _INCLUDED]
    if included and len(included) < len(listed):
        yield deviation(check, included[0].id, "listed_both_ways", what="listed_both_ways")
    if included and view.by_kind.get("refused"):
        yield deviation(check, included[0].id, "refused_yet_included", what="refused_yet_included")
    yield from _before_filing(view, check)


def _before_filing(view: View, check: Check) -> Iterator[Claim]:
    filings = view.by_kind.get("submitted")
    if not filings:
        return
    filed = view.mark(filings[0])
    for kind in ("registered", "listed", "notice_sent"):
        for event in view.by_kind.get(kind, ()):
            if view.on(event) < filed.on:
                yield deviation(check, event.id, "before_filing", what="before_filing", event=kind)
