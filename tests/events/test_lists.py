"""A list, told to each of its cases: the same whatever comes first, and however often.

The oracle is the resolution of records itself: what a case's own events come to must be what the
list's events come to for that case.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sroki.events.aliases import Alias
from sroki.events.base import Event
from sroki.events.intake import Intake
from sroki.events.lists import derived_id, entries
from sroki.events.outcome import ListApproved, Listed
from sroki.events.outcomes import Accepted
from sroki.monitors.record import resolve
from tests.events.office import NOW, SOURCE, accepted, codes, intake, number, stored, wire

GROUP = "group/04701000/01/01/021/sov/2026-H2"
MOMENT = "2026-03-19T10:00:00+07:00"


def by_number(said: str) -> dict[str, Any]:
    return {"reference": number(said)}


def approved(id: str, included: Sequence[Any], considered: Sequence[Any] = (), **more: Any) -> Any:  # noqa: A002  # the attribute's name
    """A list on the wire."""
    said = {"included": list(included), "considered": list(considered), **more}
    return wire("list_approved", id, time=MOMENT, period="2026-H2", number="5", **said)


def corrected(id: str, of: str, included: Sequence[Any], minute: int = 0, **more: Any) -> Any:  # noqa: A002  # the attribute's name
    """A correction of it; the minute orders corrections."""
    return wire(
        "corrected",
        id,
        period="2026-H2",
        recorded_at=f"2026-03-20T10:{minute:02}:00+07:00",
        target={"source": SOURCE, "id": of},
        replacement={
            "kind": "list_approved",
            "occurred_at": MOMENT,
            "number": "5",
            "included": list(included),
            **more,
        },
    )


def annulled(id: str, of: str) -> Any:  # noqa: A002  # the attribute's name
    """An annulment of it."""
    return wire("annulled", id, period="2026-H2", target={"source": SOURCE, "id": of})


def filed(said: str, case_id: str | None = None) -> Any:
    """The filing of an application with this number."""
    more = {} if case_id is None else {"case_id": case_id}
    return wire("submitted", f"filed-{said}", channel="post", reference=number(said), **more)


def told(desk: Intake, wires: Sequence[Any]) -> list[Event]:
    """Everything that these events make, one after another."""
    found: list[Event] = []
    for one in wires:
        found += accepted(desk.take(one, NOW)).events
    return found


def listed(events: Sequence[Event]) -> list[tuple[str, str | None, int | None, str | None]]:
    """(case, outcome, place, ground) of what lists say of cases."""
    return [
        (one.case_id, one.outcome, one.position, one.ground)
        for one in events
        if isinstance(one, Listed)
    ]


def test_each_case_hears_of_it() -> None:
    events = told(
        intake(),
        [
            approved(
                "L", ["A", "B"], [{"case_id": "C", "ground": "no_right"}], first=11, signed=True
            )
        ],
    )
    assert isinstance(events[0], ListApproved)
    assert events[0].subject == GROUP
    assert listed(events[1:]) == [
        ("A", "included", 11, None),
        ("B", "included", 12, None),
        ("C", "not_included", None, "no_right"),
    ]
    assert [one.id for one in events[1:]] == ["L A", "L B", "L C"]


def test_cases_by_number() -> None:
    desk = intake()
    events = told(desk, [filed("1"), filed("2"), approved("L", [by_number("2"), {"case_id": "A"}])])
    assert listed(events) == [("A", "included", 2, None), ("new-2", "included", 1, None)]
    again = accepted(desk.take(approved("L", [by_number("2"), {"case_id": "A"}]), NOW))
    assert stored(again.events) == stored(events[2:])


def test_a_case_not_known_yet_keeps_its_place_and_the_others_do_not_wait() -> None:
    desk = intake()
    outcome = accepted(desk.take(approved("L", ["A", by_number("7"), "B"]), NOW))
    assert [alias.number for alias in outcome.unknown] == ["7"]
    assert listed(outcome.events) == [("A", "included", 1, None), ("B", "included", 3, None)]
    later = accepted(desk.take(filed("7"), NOW))
    assert listed(later.events) == [(later.events[0].subject, "included", 2, None)]
    # It opened under the id that the list keeps it by, and a repetition tells all three.
    again = accepted(desk.take(approved("L", ["A", by_number("7"), "B"]), NOW))
    assert again.events[0] == outcome.events[0]
    assert again.unknown == ()
    assert len(listed(again.events)) == 3


def test_it_may_turn_out_to_be_a_case_with_an_id_of_its_own() -> None:
    desk = intake()
    first = accepted(desk.take(approved("L", [by_number("7")]), NOW))
    later = accepted(desk.take(filed("7", case_id="A-7"), NOW))
    assert listed(later.events) == [("A-7", "included", 1, None)]
    again = accepted(desk.take(approved("L", [by_number("7")]), NOW))
    assert again.events[0] == first.events[0]
    assert listed(again.events) == [("A-7", "included", 1, None)]


@pytest.mark.parametrize(
    "said",
    [
        filed("7"),
        filed("7", case_id="A-7"),
        wire("receipt_issued", "r", case_id="A-7", reference=number("7")),
    ],
)
def test_what_made_a_case_known_tells_the_list_again_when_it_is_repeated(said: Any) -> None:
    desk = intake()
    told(desk, [approved("L", [by_number("7")])])
    first = accepted(desk.take(said, NOW))
    again = accepted(desk.take(said, NOW))
    assert len(listed(first.events)) == 1
    assert stored(first.events) == stored(again.events)


def test_a_corrected_list_strikes_off_and_takes_in() -> None:
    desk = intake()
    events = told(desk, [approved("L", ["A", "B"]), corrected("K", "L", ["B", "C"])])
    assert _standing(events) == {("B", "included", 1, None), ("C", "included", 2, None)}


def test_another_list_under_the_same_id_is_a_conflict_and_tells_cases_nothing() -> None:
    desk = intake()
    told(desk, [approved("L", ["A"])])
    other = accepted(desk.take(approved("L", ["B"]), NOW))
    assert listed(other.events) == [("A", "included", 1, None)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (approved("L", ["A", "A"]), ("listed_twice", "/data")),
        (approved("L", ["A"], [{"case_id": "A"}]), ("listed_twice", "/data")),
        (approved("L", [by_number("7"), by_number(" 7")]), ("listed_twice", "/data")),
        (approved("L", ["A"], part=2, parts=2), ("first_missing", "/data/first")),
        (approved("L", ["A"], part=3, parts=2, first=5), ("part_of_parts", "/data")),
        (approved("L", [5]), ("wrong_type", "/data/included/0")),
        (
            wire("list_approved", "L", period="2026-H2", number="5", included="A"),
            ("wrong_type", "/data/included"),
        ),
        (approved("L", [{"case_id": "A", **by_number("7")}]), ("one_subject", "/data/included/0")),
        (
            approved("L", [{"reference": {}}]),
            ("missing_field", "/data/included/0/reference/number"),
        ),
        (approved("L", [], [{"ground": "x"}]), ("missing_field", "/data/considered/0/case_id")),
        (
            corrected("K", "L", [{"reference": 1}]),
            ("wrong_type", "/data/replacement/included/0/reference"),
        ),
    ],
)
def test_faults_of_lists(said: Any, expected: tuple[str, str]) -> None:
    assert codes(intake().take(said, NOW)) == [expected]


def test_a_part_without_included_needs_no_first() -> None:
    assert isinstance(
        intake().take(approved("L", [], [{"case_id": "A"}], part=2, parts=2), NOW), Accepted
    )


def test_a_long_id_still_fits() -> None:
    case = "c" * 64
    assert len(derived_id("x" * 135, case)) == 200
    assert len(derived_id("x" * 136, case)) <= 200
    events = told(intake(), [approved("л" * 200, [case])])
    assert len(events[1].id) <= 200


# --- whatever comes first ------------------------------------------------------------------------

MEMBERS: list[Any] = ["A", "B", "C", by_number("1"), by_number("2"), {"case_id": "D"}]
members = st.lists(st.sampled_from(range(len(MEMBERS))), unique=True, max_size=4).map(
    lambda places: [MEMBERS[place] for place in places]
)


@st.composite
def families(draw: st.DrawFn) -> list[Any]:
    """A list, corrections and annulments of it and of one another, filings of those named."""
    ids = ["L"]
    wires = [approved("L", draw(members))]
    for place in range(draw(st.integers(0, 4))):
        id_ = f"K{place}"
        target = draw(st.sampled_from([*ids, "missing"]))
        if draw(st.booleans()):
            wires.append(corrected(id_, target, draw(members), draw(st.integers(0, 2))))
        else:
            wires.append(annulled(id_, target))
        ids.append(id_)
    if draw(st.booleans()):
        wires.append(filed("1"))
    if draw(st.booleans()):
        wires.append(filed("2", case_id="case-of-2"))
    return wires


def _said(desk: Intake, events: Sequence[Event]) -> set[str]:
    """The set of events, with cases known by a number called after it."""
    said = set(stored(events))
    for alias in _aliases():
        for known in {*(desk.aliases.find(alias) or ())} - {None}:
            said = {one.replace(known, f"number-{alias.number}") for one in said}
    return said


def _aliases() -> list[Alias]:
    return [Alias("04701000", SOURCE, "registration", said, 2026) for said in ("1", "2")]


@given(families(), st.data())
def test_order_and_repetition_change_nothing(wires: list[Any], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(wires + data.draw(st.lists(st.sampled_from(wires)))))
    one, other = intake(), intake()
    assert _said(one, told(one, wires)) == _said(other, told(other, shuffled))


def test_every_order_of_a_small_family() -> None:
    wires = [
        approved("L", ["A", by_number("1")]),
        corrected("K1", "L", ["B", by_number("1")], 1),
        corrected("K2", "L", ["A", "C"], 2),
        annulled("X", "K2"),
        filed("1"),
    ]
    said = []
    for order in permutations(wires):
        desk = intake()
        said.append(_said(desk, told(desk, order)))
    assert all(one == said[0] for one in said)


@given(families())
def test_each_case_stands_as_the_list_does(wires: list[Any]) -> None:
    desk = intake()
    events = told(desk, wires)
    expected = set()
    # A correction of a list that never came stands for it, so there may be two.
    for standing in resolve([one for one in events if one.subject == GROUP]).effective:
        for member, entry in entries(standing).items():
            if (case := desk.aliases.case_of(member)) is not None:
                expected.add((case, *entry))
    assert _standing(events) == expected


def _standing(events: Sequence[Event]) -> set[tuple[Any, ...]]:
    """What lists say of each case, once each case's record is resolved."""
    by_case: dict[str, dict[tuple[str, str], Event]] = {}
    for one in events:
        if one.subject != GROUP:
            by_case.setdefault(one.subject, {})[one.source, one.id] = one
    facts = [fact for own in by_case.values() for fact in resolve(list(own.values())).effective]
    return {one for one in listed(facts) if one[1] is not None}
