"""What an applicant is told: nothing but what is proven, and nothing of how the matter ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from random import Random

import pytest

from sroki.events.base import CaseEvent, Event
from sroki.monitors.applicant import status
from sroki.monitors.assess import assess
from sroki.workflows.applicant import Progress, Status
from sroki.workflows.assessment import Proof, State
from tests.support.histories import History
from tests.support.rulebooks import krasnoyarsk, krasnoyarsk_plans
from tests.support.told import Teller, local

PLANS = krasnoyarsk_plans()
ROLES = [one.role for one in krasnoyarsk().sources if one.reports == "watermark"]


def told_at(at: str, events: Sequence[Event], told_to: str = "") -> Status:
    """The status of `case-1`; every source has told all up to `told_to`, or none has."""
    marks = dict.fromkeys(ROLES, local(told_to)) if told_to else {}
    return status("case-1", events, PLANS, local(at), marks)


def filed() -> tuple[Teller, list[Event]]:
    """An application filed in the office and registered the same day."""
    tell = Teller()
    return tell, [
        tell("submitted", "2025-04-10 10:00", channel="in_person"),
        tell("registered", "2025-04-10 11:00"),
        tell("receipt_issued", "2025-04-10 11:00"),
    ]


def test_a_case_under_way_has_a_step_and_its_next_day() -> None:
    _, events = filed()
    found = told_at("2025-04-11", events, "2025-04-11")
    assert found.progress is Progress.UNDER_WAY
    assert found.step in {one.title for one in krasnoyarsk().procedures}
    assert found.next_due is not None
    assert found.next_due.due_on == date(2025, 4, 16)
    assert found.known_on == date(2025, 4, 11)
    assert found.missed is None


def test_a_silent_source_is_no_office_on_time_and_no_late_one() -> None:
    _, events = filed()
    found = told_at("2025-05-30", events)
    assert found.progress is Progress.UNHEARD
    assert found.missed is not None
    # What was last heard of the case, since nobody owes a word that came.
    assert found.known_on == date(2025, 4, 10)


def test_a_missed_day_is_told_once_it_is_proven_and_how_to_complain() -> None:
    _, events = filed()
    found = told_at("2025-05-30", events, "2025-05-30")
    assert found.progress is Progress.OVERDUE
    assert found.missed is not None
    assert found.missed.due_on < date(2025, 5, 30)
    assert found.missed.clause
    assert found.appeal
    assert found.act == krasnoyarsk().act


def test_whoever_was_told_late_reads_the_official_term_alone() -> None:
    tell, events = filed()
    listed = {"period": "2025-H2", "number": "1", "outcome": "not_included"}
    events += [
        tell("listed", "2025-06-25", **listed, ground="budget_exhausted"),
        tell("notice_sent", "2025-06-26", channel="post", outcome="not_included", signed=True),
    ]
    found = told_at("2025-06-27", events, "2025-06-27")
    assert found.progress is Progress.NOTIFIED
    assert found.notified_on == date(2025, 6, 26)
    assert (found.step, found.next_due) == ("", None)
    assert found.missed is not None
    official = {one.id: one for one in krasnoyarsk().time_limits}
    assert found.missed.title in {official[one].title for one in krasnoyarsk().official.values()}


def test_a_withdrawn_case_has_ended() -> None:
    tell, events = filed()
    found = told_at("2025-04-20", [*events, tell("withdrawn", "2025-04-12")], "2025-04-20")
    assert found.progress is Progress.ENDED
    assert (found.step, found.next_due, found.missed) == ("", None, None)


def test_of_what_no_edition_governs_nothing_is_known() -> None:
    before = Teller()("submitted", "2010-04-10 10:00", channel="in_person")
    assert told_at("2010-05-01", [before]) == Status(Progress.UNKNOWN)


def _of_histories() -> list[tuple[str, list[Event], datetime, Mapping[str, datetime]]]:
    """Every case of many random histories, and a watermark of all sources for half of them."""
    found: list[tuple[str, list[Event], datetime, Mapping[str, datetime]]] = []
    for seed in range(150):
        history = History(seed)
        marks = dict.fromkeys(ROLES, history.end) if seed % 2 else {}
        cases: dict[str, list[Event]] = {}
        for event in history.events:
            if isinstance(event, CaseEvent):
                cases.setdefault(event.case_id, []).append(event)
        found += [(case, events, history.end, marks) for case, events in cases.items()]
    return found


def test_what_is_told_follows_from_the_assessment_and_from_no_order() -> None:
    told: set[Progress] = set()
    dice = Random(1)
    for case, events, at, marks in _of_histories():
        found = status(case, events, PLANS, at, marks)
        mixed = [*events, *events[:2]]
        dice.shuffle(mixed)
        assert status(case, mixed, PLANS, at, marks) == found, case
        late = [
            one
            for one in assess(case, events, PLANS, at, marks).deadlines
            if one.state is State.OVERDUE
        ]
        if found.progress is Progress.OVERDUE:
            assert any(one.proof is Proof.PROVEN for one in late), case
        if found.progress is Progress.UNHEARD:
            assert late, case
        if found.progress is Progress.UNDER_WAY:
            assert found.missed is None
        told.add(found.progress)
    assert told >= {Progress.UNDER_WAY, Progress.OVERDUE, Progress.UNHEARD, Progress.NOTIFIED}


@pytest.mark.parametrize("ground", [one.code for one in krasnoyarsk().grounds])
def test_nothing_tells_how_the_matter_was_decided_or_why(ground: str) -> None:
    """Two applicants, one included and one refused for whatever ground, are told the same."""
    told = []
    for how in ({"outcome": "included"}, {"outcome": "not_included", "ground": ground}):
        tell, events = filed()
        events += [
            tell("listed", "2025-05-06", period="2025-H2", number="1", **how),
            tell("notice_sent", "2025-05-07", channel="post", signed=True, outcome=how["outcome"]),
        ]
        told.append(told_at("2025-05-08", events, "2025-05-08"))
    assert told[0] == told[1]
