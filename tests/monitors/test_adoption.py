"""A store restored from an older copy, after others have heard what it said since."""

from __future__ import annotations

from random import Random

import pytest

from sroki.events.findings import Finding, FindingKind
from sroki.monitors.adoption import claim_key
from sroki.monitors.difference import QUIET
from sroki.monitors.replay import replay
from tests.monitors.runs import Run, shuffled
from tests.support.histories import History
from tests.support.rulebooks import krasnoyarsk_plans

PLANS = krasnoyarsk_plans()


def open_ones(findings: list[Finding]) -> set[str]:
    """What a reader of the topic takes to hold: said, not taken back, and no mere warning.

    A presumption that became proof is not taken back; the breach says enough, before it or after.
    """
    found: dict[str, Finding] = {}
    for one in findings:
        if one.kind is FindingKind.RETRACTION:
            found.pop(one.retracts or "", None)
        elif one.kind not in QUIET:
            found[one.id] = one
        if one.kind is FindingKind.BREACH:
            presumed = claim_key(one).replace("breach", "presumed", 1)
            found = {
                name: other
                for name, other in found.items()
                if other.subject != one.subject or claim_key(other) != presumed
            }
    proven = {
        (one.subject, claim_key(one).replace("breach", "presumed", 1))
        for one in found.values()
        if one.kind is FindingKind.BREACH
    }
    return {
        one.id
        for one in found.values()
        if one.kind is not FindingKind.PRESUMED or (one.subject, claim_key(one)) not in proven
    }


def held(run: Run) -> set[str]:
    return {
        one.finding
        for state in run.store.states[0].values()
        for one in state.held.values()
        if one.kind not in QUIET
    }


@pytest.mark.parametrize("seed", range(25))
def test_what_readers_take_to_hold_is_what_holds_after_a_restore(seed: int) -> None:
    history, dice = History(seed), Random(seed)
    first = Run(PLANS)
    shuffled(first, history, dice)
    journal, told = first.store.journals[0], first.store.findings

    copy = Run(PLANS)
    kept = dice.randint(1, len(journal))
    replay(copy.engine, 0, journal[1:kept])
    since = len(copy.store.findings)
    assert copy.engine.adopt(0, since + 1, told[since:]) == len(told) - since
    assert copy.engine.adopt(0, since + 1, told[since:]) == 0
    assert [one.id for one in copy.store.findings] == [one.id for one in told]

    # The log tells it all again, and something that was not there before.
    copy.take(history.events)
    copy.close(history)
    copy.engine.reconcile(0)

    names = [one.id for one in copy.store.findings]
    assert len(set(names)) == len(names)
    assert open_ones(copy.store.findings) == held(copy)
    before = list(copy.store.findings)
    copy.engine.reconcile(0)
    assert copy.store.findings == before

    again = Run(PLANS)
    replay(again.engine, 0, copy.store.journals[0][1:])
    assert [one.id for one in again.store.findings] == names
