"""Places counted over all units: the lists are the units' own, and reach the group of all."""

from __future__ import annotations

import json
from random import Random

import pytest

from sroki.deploy.offline import Offline
from sroki.events.base import Event, group_key
from sroki.events.envelope import wrap
from sroki.workflows.assessment import Claim
from tests.monitors.runs import Run
from tests.scenarios.scenario import edition_of, plans_of
from tests.support.rulebooks import KRSK, SERVICE
from tests.support.told import Teller, local

PLANS = plans_of((edition_of("krsk-010121-97r", (("quota_of", "authority"),)),))
TOGETHER = group_key(KRSK, SERVICE, "all", "2025-H2")
RULE = "quota_ground_misapplied"


def told() -> list[Event]:
    """Two places; one unit includes its applicant, the other has none left for its own."""
    one, other = Teller("case-1", unit="kirovsky"), Teller("case-2", unit="sovetsky")
    all_of = Teller("", unit="all")
    spent = {"ground": "budget_exhausted"}
    listed = {"period": "2025-H2", "number": "1"}
    return [
        all_of("quota_set", "2025-03-01", period="2025-H2", places=2),
        one("submitted", "2025-04-10 10:00", channel="in_person"),
        other("submitted", "2025-04-14 10:00", channel="in_person"),
        Teller("", unit="kirovsky")("list_approved", "2025-05-06", **listed, included=["case-1"]),
        Teller("", unit="sovetsky")(
            "list_approved", "2025-05-06", **listed, considered=[{"case_id": "case-2", **spent}]
        ),
        one("listed", "2025-05-06", **listed, outcome="included", position=1),
        other("listed", "2025-05-06", **listed, outcome="not_included", **spent),
    ]


def misapplied(claims: tuple[Claim, ...]) -> list[tuple[str, str | None]]:
    return [(one.rule, one.case_id) for one in claims if one.rule == RULE]


@pytest.mark.parametrize("partitions", [1, 4])
@pytest.mark.parametrize("seed", range(8))
def test_a_refusal_with_a_place_left_is_found_in_any_order(partitions: int, seed: int) -> None:
    events = told()
    Random(seed).shuffle(events)
    run = Run(PLANS, partitions)
    for event in [*events, *events[:3]]:
        run.take([event])
    run.deliver()
    said = [one for one in run.store.findings if one.rule == RULE]
    assert (said[-1].kind.value, said[-1].case_id) == ("deviation", "case-2")
    state = next(states[TOGETHER] for states in run.store.states if TOGETHER in states)
    assert [event.kind for event in state.events].count("list_approved") == 2
    assert len(state.held) == 1


def test_a_list_annulled_proves_nothing_any_more() -> None:
    events, run = told(), Run(PLANS, 4)
    run.take(events)
    gone = events[4]
    run.take(
        [
            Teller("", unit="sovetsky")(
                "annulled",
                "2025-05-07",
                id="a1",
                period="2025-H2",
                target={"source": gone.source, "id": gone.id},
            )
        ]
    )
    run.deliver()
    said = [one.kind.value for one in run.store.findings if one.rule == RULE]
    assert said == ["deviation", "retraction"]


def test_a_file_alone_says_the_same() -> None:
    with Offline(PLANS, local("2025-06-01")) as offline:
        offline.read(json.dumps(wrap(event)) for event in told() if event.kind != "listed")
        found = {one.subject: one for one in offline.assessed()}
    assert misapplied(found[TOGETHER].claims) == [(RULE, "case-2")]
