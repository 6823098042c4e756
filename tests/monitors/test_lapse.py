"""What an open deadline tells of itself as time passes is what the whole record tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

import pytest

from sroki.events.base import Event
from sroki.monitors.assess import assess
from sroki.monitors.deadlines import Clock
from sroki.monitors.difference import Cause, difference
from sroki.monitors.lapse import is_live, lapse, unmoved
from sroki.monitors.plans import Plans
from sroki.workflows.assessment import Assessment, Proof, State
from sroki.workflows.standing import OpenDeadline, Outline, SubjectState
from tests.support.histories import LATEST_END, START, History
from tests.support.rulebooks import krasnoyarsk_plans
from tests.support.told import Teller, local

# What thousands of histories pass through, other tests here prove: unwatched, in half the time.
pytestmark = pytest.mark.unwatched

_OPEN = {State.RUNNING, State.OVERDUE}


def outline(standing: Assessment, state: SubjectState) -> Outline | None:
    """What the rows of a subject tell; None where a store leaves the subject out."""
    impossible = {claim.rule for claim in standing.claims if claim.kind == "impossible"}
    found = []
    for one in standing.deadlines:
        if one.state not in _OPEN:
            if one.proof is Proof.PRESUMED:
                return None
            continue
        if one.started_on is None or one.started_by is None or one.rule in impossible:
            return None
        found.append(
            OpenDeadline(
                one.rule,
                one.instance,
                one.state,
                one.proof,
                one.started_on,
                one.started_by,
                one.necessary_on,
            )
        )
    assert standing.edition is not None
    return Outline(
        state,
        state.spoken_to,
        standing.authority,
        standing.service,
        standing.unit,
        standing.edition,
        standing.awaits,
        tuple(found),
    )


def passed(
    key: str,
    events: Sequence[Event],
    plans: Plans,
    moments: Sequence[datetime],
    words: Sequence[Mapping[str, datetime]],
) -> Counter[str]:
    """Let a subject be looked at, now and then, both ways; how often each way answered."""
    ways: Counter[str] = Counter()
    whole, short = SubjectState(key, rulebook=plans.digest), SubjectState(key)
    standing = assess(key, events, plans, moments[0], words[0])
    if standing.edition is None:
        return ways
    for state in (whole, short):
        state.events = [*events]
        state.rulebook = plans.digest
        difference(state, standing, standing.claims, Cause("time", moments[0]))
    for at, told in zip(moments[1:], words[1:], strict=True):
        cause = Cause("time", at)
        after = assess(key, events, plans, at, told)
        said = difference(whole, after, after.claims, cause)
        of = outline(standing, short)
        found = None if of is None else lapse(of, plans, Clock(at, told))
        if of is None or found is None:
            ways["whole"] += 1
            assert difference(short, after, after.claims, cause) == said
        else:
            ways["moved" if said else "unmoved"] += 1
            assert found.deadlines == tuple(one for one in after.deadlines if one.state in _OPEN)
            assert found.next_change_at == after.next_change_at
            assert found.awaits == after.awaits
            closed = [one for one in standing.deadlines if one.state not in _OPEN]
            assert closed == [one for one in after.deadlines if one.state not in _OPEN]
            assert after[5:8] == standing[5:8], "stage, opening and closing are not time's to move"
            assert after.observations == standing.observations
            short.events = []
            assert difference(short, of, found.claims, cause, unmoved(of)) == said
            short.events = [*events]
        assert (short.held, short.ordinals) == (whole.held, whole.ordinals)
        standing = after
    return ways


def test_time_does_by_the_rows_what_it_does_by_the_record() -> None:
    plans = krasnoyarsk_plans()
    ways: Counter[str] = Counter()
    for seed in range(120):
        dice, history = Random(seed), History(seed)
        for key in sorted({one.subject for one in history.events if "/" not in one.subject}):
            told = [one for one in history.events if one.subject == key]
            for count in {1, len(told) // 2, len(told)} - {0}:
                moments = sorted(
                    START + (LATEST_END - START) * dice.random() for _ in range(dice.randint(2, 30))
                )
                known = told[:count]
                words: list[dict[str, datetime]] = []
                for at in moments:
                    before = dict(words[-1]) if words else {}
                    for role in ("edms", "register", "asp"):
                        if dice.random() < 0.2:
                            before[role] = at - timedelta(days=dice.randint(0, 3))
                    words.append(before)
                ways += passed(key, known, plans, moments, words)
    assert ways["moved"] > 400, ways
    assert ways["unmoved"] > 400, ways


def _overdue(plans: Plans) -> tuple[SubjectState, Outline]:
    """A case of which nothing is told after its filing, as its rows stand on the next morning."""
    tell, at = Teller(), local("2025-04-11 08:00")
    events = [tell("submitted", "2025-04-10 10:00", channel="in_person")]
    standing = assess("case-1", events, plans, at)
    state = SubjectState("case-1", rulebook=plans.digest)
    found = outline(standing, state)
    assert found is not None
    return state, found


def test_under_another_rulebook_or_edition_the_record_is_asked() -> None:
    plans, clock = krasnoyarsk_plans(), Clock(local("2025-04-13"), {})
    state, found = _overdue(plans)
    assert lapse(found, plans, clock) is not None
    assert lapse(found._replace(edition="another"), plans, clock) is None
    state.rulebook = "another"
    assert lapse(found, plans, clock) is None


def test_what_fell_due_before_its_source_went_live_is_left_to_the_record() -> None:
    plans = krasnoyarsk_plans()
    found = lapse(_overdue(plans)[1], plans, Clock(local("2025-04-13"), {}))
    assert found is not None
    due = sorted(one.due_at for one in found.claims if one.due_at is not None)
    assert len(due) == len(found.claims) > 0
    assert is_live(found, due[0])
    assert not is_live(found, due[0] + timedelta(seconds=1))
    undated = found.claims[0]._replace(due_at=None)
    assert not is_live(found._replace(claims=(undated,)), due[0])


def test_of_wake_up_after_wake_up() -> None:
    plans = krasnoyarsk_plans()
    ways: Counter[str] = Counter()
    for seed in range(50):
        history = History(seed)
        for key in sorted({one.subject for one in history.events if "/" not in one.subject}):
            told = [one for one in history.events if one.subject == key]
            for count in {1, len(told) // 2, len(told)} - {0}:
                moments, at = [START], START
                while (
                    after := assess(key, told[:count], plans, at).next_change_at
                ) is not None and after < LATEST_END:
                    moments.append(at := after)
                ways += passed(key, told[:count], plans, moments, [{}] * len(moments))
    assert ways["moved"] > 200, ways
