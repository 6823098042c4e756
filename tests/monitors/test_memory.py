"""What is remembered of a subject saves work and changes no answer."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from sroki.events.base import Event, group_key
from sroki.monitors.assess import assess
from sroki.monitors.gathering import FORWARDED, Heard
from sroki.monitors.memory import Seen
from sroki.monitors.plans import Plans
from sroki.monitors.record import occurrence
from sroki.workflows.assessment import Assessment
from sroki.workflows.load import rulebook_of
from tests.support.histories import UNITS, History
from tests.support.rulebooks import KRSK, SERVICE, krasnoyarsk, krasnoyarsk_plans

# What thousands of histories pass through, other tests here prove: unwatched, in half the time.
pytestmark = pytest.mark.unwatched

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
                again = assess(group, known, plans, known[0].occurred_at, memory=heard)
                assert again == fresh, f"history {seed}, {told} events"
                seen |= rules(again)
    assert seen >= {"overtaking", "overtaking_in_list", "quota_passed"}


def test_a_case_that_is_remembered_stands_as_one_that_is_not() -> None:
    plans = krasnoyarsk_plans()
    kept = 0
    for seed in range(400):
        dice, history = Random(seed), History(seed)
        events = [event for event in history.events if event.subject == f"case-{seed}-0"]
        for told in (sorted(events, key=occurrence), dice.sample(events, len(events))):
            seen, heard = Seen(), history.end - timedelta(days=100)
            at = heard
            for count in range(1, len(told) + 1):
                known, view = told[:count], seen.view
                # Mostly a little later than before, as a journal goes; now and then anywhere.
                heard += timedelta(days=dice.choice((0, 0, 20)))
                words = {"edms": heard} if dice.random() < 0.9 else {}
                at = dice.choice((at, at, at + timedelta(days=3), history.end))
                before = dict(view.verdicts) if view else {}
                fresh = assess("case", known, plans, at, words)
                assert assess("case", known, plans, at, words, seen) == fresh, f"history {seed}"
                if view is not None and seen.view is view:
                    kept += sum(view.verdicts[limit] is one for limit, one in before.items())
    assert kept > 20_000, f"the memory is hardly ever used: {kept}"


def test_a_case_changes_its_edition_as_what_decides_comes_late() -> None:
    plans = successive_plans()
    changed = 0
    for seed in range(150):
        dice, history = Random(seed), History(seed)
        events = [event for event in history.events if event.subject == f"case-{seed}-0"]
        told, seen = dice.sample(events, len(events)), Seen()
        for count in range(1, len(told) + 1):
            known, view = told[:count], seen.view
            fresh = assess("case", known, plans, history.end)
            assert assess("case", known, plans, history.end, memory=seen) == fresh
            before = None if view is None else view.plan.edition.id
            changed += before not in (None, fresh.edition)
    assert changed > 20


def test_another_rulebook_is_not_judged_by_what_was_seen_under_the_first() -> None:
    first, other = krasnoyarsk_plans(), shorter_plans()
    events = [event for event in History(1).events if event.subject == "case-1-0"]
    seen = Seen()
    for plans in (first, other, first):
        at = events[-1].occurred_at
        assert assess("case", events, plans, at, memory=seen) == assess("case", events, plans, at)


def test_what_was_heard_is_known() -> None:
    events = [event for event in History(3).events if event.kind in FORWARDED]
    heard = Heard()
    heard.hear(events[:-1])
    assert all(heard.knows(event) for event in events[:-1] if "/" not in event.subject)
    assert not heard.knows(events[-1])


def successive_plans() -> Plans:
    """Two editions, one after the other; the later asks for the day of registration."""
    edition, turn = krasnoyarsk(), date(2025, 4, 1)
    until = edition.in_force.model_copy(update={"until": turn})
    since = edition.in_force.model_copy(update={"since": turn})
    other = {"id": "later", "in_force": since, "governed_by": "registered"}
    return Plans(
        rulebook_of(
            [edition.model_copy(update={"in_force": until}), edition.model_copy(update=other)]
        )
    )


def shorter_plans() -> Plans:
    """The same edition, but with every term of days a day long."""
    edition = krasnoyarsk()
    limits = [limit.model_copy(update={"length": 1}) for limit in edition.time_limits]
    return Plans(rulebook_of([edition.model_copy(update={"time_limits": limits})]))


def rules(standing: Assessment) -> set[str]:
    return {claim.rule for claim in standing.claims}
