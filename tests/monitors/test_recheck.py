"""The rolling recheck: silent on whatever the engine did, and loud where a row was changed."""

from __future__ import annotations

from random import Random

import pytest

from tests.monitors.runs import Run, shuffled
from tests.support.histories import History
from tests.support.rulebooks import krasnoyarsk_plans

PLANS = krasnoyarsk_plans()


def rechecked(run: Run) -> list[str]:
    found: list[str] = []
    for partition in range(run.partitions):
        after, wrong = run.engine.recheck(partition, 0, 7)
        found += wrong
        while after:
            after, wrong = run.engine.recheck(partition, after, 7)
            found += wrong
    return found


@pytest.mark.parametrize("seed", range(20))
def test_it_finds_nothing_in_what_the_engine_did(seed: int) -> None:
    run, history = Run(PLANS, 2), History(seed)
    shuffled(run, history, Random(seed))
    assert rechecked(run) == []
    run.close(history)
    assert rechecked(run) == []


def lived() -> Run:
    run, history = Run(PLANS), History(3)
    run.take(history.events)
    run.close(history)
    return run


def test_a_breach_that_is_not_held_is_found() -> None:
    run = lived()
    state = next(one for one in run.store.states[0].values() if one.held)
    state.held.popitem()
    assert state.key in rechecked(run)
    assert run.store.counts["standing_mismatch", ""] >= 1


def test_an_event_that_a_subject_lost_is_found() -> None:
    run = lived()
    state = next(iter(run.store.states[0].values()))
    state.events.pop()
    assert state.key in rechecked(run)


def test_a_subject_that_was_lost_is_found() -> None:
    run = lived()
    key = next(iter(run.store.states[0]))
    del run.store.states[0][key]
    assert key in rechecked(run)
