"""What a group remembers of its cases saves work and changes no answer."""

from __future__ import annotations

from random import Random

from sroki.events.base import Event, group_key
from sroki.monitors.assess import assess
from sroki.monitors.gathering import FORWARDED, Heard
from sroki.workflows.assessment import Assessment
from tests.support.histories import UNITS, History
from tests.support.rulebooks import KRSK, SERVICE, krasnoyarsk_plans

GROUPS = [group_key(KRSK, SERVICE, unit, "2025-H2") for unit in UNITS]


def test_a_group_that_remembers_stands_as_one_that_does_not() -> None:
    plans = krasnoyarsk_plans()
    seen: set[str] = set()
    for seed in range(150):
        dice = Random(seed)
        # Several histories in one: the more cases, the more there is to remember wrongly.
        events: list[Event] = [
            event
            for part in range(4)
            for event in History(seed * 4 + part, f"/{part}").events
            if event.kind in FORWARDED or "/" in event.subject
        ]
        dice.shuffle(events)
        for group in GROUPS:
            heard, told = Heard(), 0
            while told < len(events):
                told = min(len(events), told + dice.randint(1, 12))
                known = events[:told]
                fresh = assess(group, known, plans, known[0].occurred_at)
                again = assess(group, known, plans, known[0].occurred_at, heard=heard)
                assert again == fresh, f"history {seed}, {told} events"
                seen |= rules(again)
    assert seen >= {"overtaking", "overtaking_in_list", "quota_passed"}


def test_what_was_heard_is_known() -> None:
    events = [event for event in History(3).events if event.kind in FORWARDED]
    heard = Heard()
    heard.hear(events[:-1])
    assert all(heard.knows(event) for event in events[:-1] if "/" not in event.subject)
    assert not heard.knows(events[-1])


def rules(standing: Assessment) -> set[str]:
    return {claim.rule for claim in standing.claims}
