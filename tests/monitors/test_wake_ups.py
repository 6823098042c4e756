"""`next_change_at` is a promise: until then time alone changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from sroki.events.base import Event
from sroki.monitors.assess import assess
from sroki.monitors.plans import Plans
from sroki.workflows.assessment import Assessment
from tests.support.histories import LATEST_END, START, History
from tests.support.rulebooks import krasnoyarsk_plans

# What thousands of histories pass through, other tests here prove: unwatched, in half the time.
pytestmark = pytest.mark.unwatched

_INSTANT = timedelta(microseconds=1)


def shown(standing: Assessment) -> object:
    """All that time may change, but for the count of days overdue."""
    deadlines = [one._replace(delay_days=0) for one in standing.deadlines]
    return deadlines, {claim.key for claim in standing.claims}, standing.stage, standing.closed


def walk(subject: str, events: Sequence[Event], plans: Plans) -> int:
    """From wake-up to wake-up; how many there were."""
    at: datetime | None = START
    steps = 0
    while at is not None and at < LATEST_END:
        standing = assess(subject, events, plans, at)
        following = standing.next_change_at
        last = (following or LATEST_END) - _INSTANT
        assert shown(assess(subject, events, plans, last)) == shown(standing), (subject, at)
        assert following is None or following > at
        at, steps = following, steps + 1
    return steps


def test_nothing_changes_before_the_wake_up() -> None:
    plans = krasnoyarsk_plans()
    steps = 0
    for seed in range(150):
        history = History(seed)
        for subject in {event.subject for event in history.events}:
            told = [event for event in history.events if event.subject == subject]
            # What is told later is missing at first: the terms run, and run out.
            for known in (1, len(told) // 2, len(told)):
                steps += walk(subject, told[: max(known, 1)], plans)
    assert steps > 5000
