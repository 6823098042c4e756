"""How a check says what it found, and how it reads its parameters."""

from __future__ import annotations

from collections.abc import Iterable

from sroki.events.base import Event
from sroki.events.findings import FindingKind
from sroki.events.outcome import Listed, Refused
from sroki.monitors.view import View
from sroki.workflows.assessment import Claim, Param
from sroki.workflows.edition import Check
from sroki.workflows.zones import Zone


def deviation(
    check: Check, by: str, detail: str = "", case_id: str | None = None, **params: Param
) -> Claim:
    """A deviation of `check`, shown by the event whose id is `by`."""
    return Claim(
        check.id,
        FindingKind.DEVIATION,
        by,
        detail,
        check.clause,
        case_id=case_id,
        params=tuple(sorted(params.items())),
    )


def shown_on(claim: Claim, events: Iterable[Event], zone: Zone) -> Claim:
    """The claim with the civil day of the event that shows it, where that is one of `events`.

    Two sources may give their events one id: the earliest day, whatever the order.
    """
    shown = (zone.date_of(one.occurred_at) for one in events if one.id == claim.started_by)
    return claim._replace(on=min(shown, default=None))


def names(check: Check, param: str) -> frozenset[str]:
    """A parameter that lists names; empty where it is not given."""
    given = check.params.get(param, [])
    if isinstance(given, str):
        return frozenset({given})
    return frozenset(given) if isinstance(given, list) else frozenset()


def name(check: Check, param: str) -> str | None:
    """A parameter that is one name."""
    given = check.params.get(param)
    return given if isinstance(given, str) else None


def grounds(view: View) -> list[tuple[str, Event]]:
    """Every ground stated in the record, by a refusal or by a list, with the event stating it."""
    found: list[tuple[str, Event]] = [(event.ground, event) for event in view.of(Refused)]
    found += [(event.ground, event) for event in view.of(Listed) if event.ground is not None]
    return found
