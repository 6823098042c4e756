"""The equality that everything hangs on: the same events give the same standing, in any journal;
the same journal says the same again."""

from __future__ import annotations

import os
from datetime import datetime
from random import Random

import pytest

from sroki.monitors.assess import assess
from sroki.monitors.memory import memory_for, whose
from sroki.monitors.plans import Plans
from sroki.monitors.record import occurrence
from sroki.monitors.replay import replay
from sroki.workflows.assessment import Assessment
from tests.monitors.runs import Run, shuffled
from tests.support.histories import History
from tests.support.memory_store import MemoryStore
from tests.support.rulebooks import krasnoyarsk_plans

# What thousands of histories pass through, other tests here prove: unwatched, in half the time.
pytestmark = pytest.mark.unwatched

# 10,000 histories in CI, each run four ways; a taste of them at the desk.
HISTORIES = int(os.environ.get("TEST_HISTORIES", "10000" if os.environ.get("CI") else "600"))
PORTIONS = 20


def standing(run: Run, at: datetime) -> dict[str, Assessment]:
    """Every subject as it stands at `at`: assessed afresh from what the store accepted."""
    found: dict[str, Assessment] = {}
    for partition, states in enumerate(run.store.states):
        told = run.store.heads[partition].watermarks
        for key, state in states.items():
            of = whose(memory_for(key), state.events, run.plans)
            marks = {
                name.split("/")[1]: to
                for name, to in told.items()
                if name.split("/")[2] in ("*", of.unit)
            }
            found[key] = assess(key, state.events, run.plans, at, marks)
    return found


def assert_ledger_holds_the_standing(run: Run, found: dict[str, Assessment]) -> None:
    """What the ledger says holds is what an assessment from nothing says: no sweep was missed."""
    for states in run.store.states:
        for key, state in states.items():
            assert state.held.keys() == {claim.key for claim in found[key].claims}, key


@pytest.fixture(scope="module")
def plans() -> Plans:
    return krasnoyarsk_plans()


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_standing_is_a_function_of_the_set(plans: Plans, portion: int) -> None:
    for seed in range(portion, HISTORIES, PORTIONS):
        history = History(seed)
        dice = Random(seed)
        plain = Run(plans)
        plain.take(history.events)
        plain.close(history)
        expected = standing(plain, history.end)
        assert_ledger_holds_the_standing(plain, expected)
        for partitions in (1, 4):
            other = Run(plans, partitions)
            shuffled(other, history, dice)
            other.close(history)
            found = standing(other, history.end)
            assert found == expected, f"history {seed}, {partitions} partitions"
            assert_ledger_holds_the_standing(other, found)


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_a_replay_of_the_journal_says_the_same(plans: Plans, portion: int) -> None:
    for seed in range(portion, HISTORIES // 4, PORTIONS):
        history = History(seed)
        run = Run(plans, 2)
        shuffled(run, history, Random(seed))
        run.close(history)
        again = Run(plans, 2, store=_fresh(plans))
        for partition, journal in enumerate(run.store.journals):
            replay(again.engine, partition, journal)
        for partition in range(2):
            assert again.store.journals[partition] == run.store.journals[partition]
        assert _ledger(again) == _ledger(run), f"history {seed}"


def _fresh(plans: Plans) -> MemoryStore:
    return MemoryStore(2, plans.digest)


def _ledger(run: Run) -> list[object]:
    """Everything said, by subject in the order said."""
    return sorted(run.store.findings, key=lambda one: one.subject)


def test_a_history_says_something(plans: Plans) -> None:
    """The suite would prove nothing on histories without findings."""
    run = Run(plans)
    told = sorted(
        (event for seed in range(30) for event in History(seed, f"/{seed}").events), key=occurrence
    )
    for event in told:
        run.tick(event.occurred_at)
        run.take([event])
    run.close(History(1))
    kinds = {one.kind.value for one in run.store.findings}
    assert kinds >= {"approaching", "presumed", "breach", "deviation", "retraction"}
    rules = {one.rule for one in run.store.findings}
    assert rules >= {"registration", "file", "list", "overtaking", "record_missing_target"}
