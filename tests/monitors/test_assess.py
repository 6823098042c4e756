"""What an assessment says beside its deadlines and claims: whose it is, what it waits for, when to
look again, whom to tell; and the corners of a time limit that no bundled edition has."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from sroki.events.base import Event
from sroki.events.catalogue import KINDS
from sroki.monitors.assess import assess
from sroki.monitors.checks import CASE, GROUP
from sroki.monitors.plans import Plans
from sroki.monitors.record import resolve
from sroki.workflows.assessment import Assessment, Deadline, Proof, State
from sroki.workflows.checks import CHECKS
from sroki.workflows.load import bundled, rulebook_of
from tests.support.histories import History
from tests.support.rulebooks import krasnoyarsk_plans, plans_from
from tests.support.told import Teller, local

CORNERS = """
format: 1
id: corners
service: 01/01/021
authority: "04701000"
title: Углы
act: {kind: Акт, number: "1", issuer: никто, title: Углы}
in_force: {since: 2020-01-01}
zone: Asia/Krasnoyarsk
calendar: ru
done_when: told
sources:
  - {role: edms, title: СЭД, reports: watermark, knows: [registered, notice_sent, withdrawn]}
milestones:
  filed: {title: подача, event: submitted}
  registered: {title: регистрация, event: registered}
  asked: {title: сведения проверены, event: asp_checked}
  listed: {title: список, event: listed}
  told: {title: уведомление, event: notice_sent}
  withdrawn: {title: отзыв, event: withdrawn}
  refused: {title: отказ, event: refused}
  answered: {title: ответ или отзыв, any: [registered, withdrawn]}
time_limits:
  - id: morning
    title: До одиннадцати
    clause: п. 1
    words: Вымышлено.
    start: filed
    end: registered
    length: 1
    unit: working_days
    closes: "11:00"
    cancelled_by: [withdrawn, refused]
  - id: answer
    title: Ответ
    clause: п. 2
    words: Вымышлено.
    start: filed
    end: answered
    length: 5
    unit: calendar_days
    cancelled_by: [withdrawn]
  - id: whole
    title: Всё
    clause: п. 3
    words: Вымышлено.
    start: filed
    end: told
    length: 20
    unit: calendar_days
    needs:
      - {until: listed, days: 2, why: Вымышлено.}
      - {until: asked, days: 5, why: Вымышлено.}
      - {until: registered, days: 3, why: Вымышлено.}
checks:
  - id: order
    title: Порядок
    check: step_without_predecessor
    params: {order: {withdrawn: [filed]}}
    clause: п. 4
    words: Вымышлено.
"""


@pytest.fixture(scope="module")
def corners() -> Plans:
    return plans_from(CORNERS)


@pytest.fixture(scope="module")
def plans() -> Plans:
    return krasnoyarsk_plans()


@pytest.fixture
def tell() -> Teller:
    return Teller()


def standing(
    plans: Plans, events: list[Any], at: str = "2025-06-01", **told: datetime
) -> Assessment:
    return assess("case-1", events, plans, local(at), told)


def deadline(found: Assessment, rule: str) -> Deadline:
    (one,) = (one for one in found.deadlines if one.rule == rule)
    return one


def ref(event: Event) -> dict[str, str]:
    return {"source": event.source, "id": event.id}


# -- whose it is -------------------------------------------------------------------------------


def test_a_case_is_where_it_was_filed(plans: Plans, tell: Teller) -> None:
    events = [
        tell("registered", "2025-04-09", unit="sovetsky"),
        tell("submitted", "2025-04-10", channel="site", unit="kirovsky"),
    ]
    found = standing(plans, events)
    assert (found.unit, found.channel) == ("kirovsky", "site")
    assert str(found.opened_on) == "2025-04-10"


def test_until_it_is_filed_it_is_where_its_first_fact_was(plans: Plans, tell: Teller) -> None:
    events = [
        tell("registered", "2025-04-10", unit="kirovsky", id="z"),
        tell("file_formed", "2025-04-14", unit="sovetsky", id="a", part="paper"),
    ]
    found = standing(plans, events)
    assert (found.unit, found.channel, found.opened_on) == ("kirovsky", None, None)


def test_a_case_of_which_nothing_stands_is_still_a_case(plans: Plans, tell: Teller) -> None:
    filed = tell("submitted", "2025-04-10", channel="site", unit="kirovsky", id="a")
    events = [filed, tell("annulled", "2025-04-11", target=ref(filed), unit="sovetsky", id="b")]
    answers = {repr(standing(plans, list(order))) for order in permutations(events)}
    assert len(answers) == 1
    found = standing(plans, events)
    assert (found.unit, found.edition, found.claims) == ("kirovsky", "krsk-010121-97r", ())
    assert {one.state for one in found.deadlines} == {State.NOT_STARTED}
    assert (found.stage, found.closed) == ("procedure_1", False)


def test_repetitions_change_nothing(plans: Plans) -> None:
    for seed in range(60):
        history = History(seed)
        for subject in {event.subject for event in history.events}:
            told = [one for one in history.events if one.subject == subject]
            once = assess(subject, told, plans, history.end)
            assert assess(subject, [*reversed(told), *told], plans, history.end) == once


def test_two_sources_may_use_one_id(plans: Plans, tell: Teller) -> None:
    events = [
        tell("submitted", "2025-04-10 10:00", channel="site", source="/site", id="1"),
        tell("registered", "2025-04-10 11:00", source="/edms", id="1"),
    ]
    for order in permutations(events):
        found = deadline(standing(plans, list(order)), "registration")
        assert (found.state, str(found.ended_on)) == (State.MET, "2025-04-10")


def test_a_record_may_be_corrected_again_and_again(plans: Plans, tell: Teller) -> None:
    """A cell that changes every evening for years is a chain of corrections."""
    fact = tell("registered", "2025-04-14", id="0")
    events = [tell("submitted", "2025-04-10", channel="site"), fact]
    for number in range(2000):
        target = {"source": fact.source, "id": events[-1].id}
        days = ("2025-04-14", "2025-04-11")
        right = fact.model_copy(update={"occurred_at": local(days[number % 2])}).model_dump()
        events.append(
            tell("corrected", "2025-04-20", id=f"c{number}", target=target, replacement=right)
        )
    assert deadline(standing(plans, events), "registration").state is State.MET
    assert deadline(standing(plans, events[:-1]), "registration").state is State.LATE


def test_what_was_replaced_is_known_by_what_replaced_it(tell: Teller) -> None:
    fact = tell("registered", "2025-04-14")
    right = fact.model_dump()
    first = tell("corrected", "2025-04-15", target=ref(fact), replacement=right)
    second = tell("corrected", "2025-04-16", target=ref(first), replacement=right)
    withdrawn = tell("withdrawn", "2025-04-17")
    early = tell("annulled", "2025-04-18", target=ref(withdrawn))
    out = tell("annulled", "2025-04-19", target=ref(withdrawn))
    found = resolve([fact, first, second, withdrawn, early, out]).replaced
    pairs = {(name, by.id) for (_, name), by in found.items()}
    assert pairs == {(fact.id, first.id), (first.id, second.id), (withdrawn.id, out.id)}


# -- what it waits for, and whom to tell -------------------------------------------------------


def test_it_waits_for_the_earliest_due_moment_of_each_silent_source(
    plans: Plans, tell: Teller
) -> None:
    events = [
        tell("submitted", "2025-04-10 10:00", channel="in_person"),
        tell("registered", "2025-04-10 11:00"),
    ]
    found = standing(plans, events, "2025-05-20")
    overdue = [one for one in found.deadlines if one.state is State.OVERDUE]
    assert len(overdue) == 4
    assert found.awaits == {"edms": deadline(found, "procedure_1").due_at}
    told = standing(plans, events, "2025-05-20", edms=local("2025-04-14"))
    assert told.awaits == {"edms": deadline(found, "file").due_at}
    assert not standing(plans, events, "2025-05-20", edms=local("2025-05-20")).awaits


def test_it_wakes_at_the_earliest_of_what_time_can_change(plans: Plans, tell: Teller) -> None:
    events = [tell("submitted", "2025-04-10 10:00", channel="in_person")]

    def wakes(at: str) -> datetime | None:
        return standing(plans, events, at).next_change_at

    assert wakes("2025-04-11 11:00") == local("2025-04-11 12:00")
    assert wakes("2025-04-11 12:00") == local("2025-04-12 00:00")
    # Then the ladder of the thirty days, by the day before the roll: 10.05.2025 is a Saturday.
    assert wakes("2025-04-12 00:00") == local("2025-04-30 00:00")
    assert wakes("2025-05-12 12:00") == local("2025-05-13 00:00")
    assert wakes("2025-05-13 00:00") is None


def test_a_case_tells_every_group_it_was_ever_filed_into(plans: Plans, tell: Teller) -> None:
    filed = tell("submitted", "2025-04-10", channel="site")
    moved = filed.model_copy(update={"occurred_at": local("2025-10-20")})
    events = [
        filed,
        tell("corrected", "2025-10-21", target=ref(filed), replacement=moved.model_dump()),
        tell("listed", "2025-05-06", period="2025-H1", number="1", outcome="included"),
    ]
    group = "group/04701000/01/01/021/zheleznodorozhny"
    wanted = tuple(f"{group}/{period}" for period in ("2025-H1", "2025-H2", "2026-H1"))
    for order in permutations(events):
        assert standing(plans, list(order)).routes == wanted
    assert standing(plans, [tell("submitted", "2025-05-12", channel="site")]).routes == ()


def test_without_a_queue_there_is_no_group() -> None:
    plans = Plans(rulebook_of([bundled("example-omsk-archive")]))
    tell = Teller(authority="52701000", service="example/archive", unit="central")
    listed = tell("listed", "2025-05-06", period="2025-H2", number="1", outcome="included")
    assert standing(plans, [tell("registered", "2025-05-05"), listed]).routes == ()


# -- corners of a time limit -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("registered", "state"),
    [
        ("2025-04-11 11:00:00", State.MET),
        ("2025-04-11 11:00:01", State.LATE),
        # Only the day is known, and it is the last one: that it was after eleven is not proven.
        ("2025-04-11", State.MET),
        ("2025-04-12", State.LATE),
        ("2025-04-10", State.MET),
    ],
)
def test_a_day_that_closes_early(
    corners: Plans, tell: Teller, registered: str, state: State
) -> None:
    precision = "day" if len(registered) == len("2025-04-10") else "instant"
    filed = tell("submitted", "2025-04-10 09:00", channel="in_person")
    found = standing(corners, [filed, tell("registered", registered, precision=precision)])
    assert deadline(found, "morning").state is state


@pytest.mark.parametrize(
    ("stops", "by", "state"),
    [
        ([("withdrawn", "2025-04-10 12:00")], "withdrawn", State.CANCELLED),
        ([("refused", "2025-04-10 12:00")], "refused", State.CANCELLED),
        (
            [("withdrawn", "2025-04-14"), ("refused", "2025-04-10 12:00")],
            "refused",
            State.CANCELLED,
        ),
        (
            [("withdrawn", "2025-04-10 12:00"), ("refused", "2025-04-14")],
            "withdrawn",
            State.CANCELLED,
        ),
        ([("withdrawn", "2025-04-15"), ("refused", "2025-04-14")], "refused", State.LATE),
    ],
)
def test_the_first_of_what_stops_a_term_stops_it(
    corners: Plans, tell: Teller, stops: list[tuple[str, str]], by: str, state: State
) -> None:
    events = [tell("submitted", "2025-04-10 09:00", channel="in_person")]
    for kind, at in stops:
        ground = {"ground": "no_right"} if kind == "refused" else {}
        events.append(tell(kind, at, id=kind, **ground))
    found = deadline(standing(corners, events), "morning")
    assert (found.state, found.ended_by) == (state, by)


def test_what_both_ends_and_stops_a_term_ends_it(corners: Plans, tell: Teller) -> None:
    filed = tell("submitted", "2025-04-10 09:00", channel="in_person")
    found = standing(corners, [filed, tell("withdrawn", "2025-04-11 09:00")])
    assert deadline(found, "answer").state is State.MET


def test_the_next_necessity_is_the_earliest(corners: Plans, tell: Teller) -> None:
    events = [tell("submitted", "2025-04-10 09:00", channel="in_person")]
    found = standing(corners, events, "2025-04-20")
    assert str(deadline(found, "whole").due_on) == "2025-04-30"
    assert str(deadline(found, "whole").necessary_on) == "2025-04-25"
    events.append(tell("asp_checked", "2025-04-20", found=True))
    found = standing(corners, events, "2025-04-20")
    assert str(deadline(found, "whole").necessary_on) == "2025-04-27"
    impossible = standing(corners, events, "2025-04-28 00:00:00")
    assert [one.detail for one in impossible.claims if one.kind == "impossible"] == ["registered"]
    assert str(deadline(impossible, "whole").necessary_on) == "2025-04-28"


def test_a_due_moment_and_the_watermark_that_reaches_it(corners: Plans, tell: Teller) -> None:
    events = [tell("submitted", "2025-04-10 09:00", channel="in_person")]
    due_at = deadline(standing(corners, events), "morning").due_at
    assert due_at == datetime(2025, 4, 11, 4, 0, tzinfo=UTC)
    assert deadline(standing(corners, events, edms=due_at), "morning").proof is Proof.PROVEN


# -- the checks --------------------------------------------------------------------------------


def test_the_order_of_steps_is_judged_on_whatever_reaches_them(
    corners: Plans, tell: Teller
) -> None:
    found = standing(corners, [tell("withdrawn", "2025-04-10")])
    assert [one.detail for one in found.claims if one.rule == "order"] == ["withdrawn<filed"]


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_is_made_of_events_that_exist(name: str) -> None:
    spec = CHECKS[name]
    assert spec.kinds
    assert spec.kinds <= KINDS.keys()
    assert name in (CASE if spec.of == "case" else GROUP)


def test_no_check_is_skipped_that_would_have_found_something(plans: Plans) -> None:
    """Checks are asked only where events of their kinds are; asked always, they find no more."""
    found = 0
    for seed in range(120):
        history = History(seed)
        for subject in {event.subject for event in history.events}:
            if "/" in subject:
                continue
            told = [event for event in history.events if event.subject == subject]
            claims = assess(subject, told, plans, history.end).claims
            assert claims == assess(subject, told, _asking_always(plans), history.end).claims
            found += sum(one.kind == "deviation" for one in claims)
    assert found > 100


def _asking_always(plans: Plans) -> Plans:
    if not hasattr(plans, "_always"):
        always = Plans(plans.rulebook)
        for of in always._of.values():
            for plan in of:
                everything = frozenset(KINDS)
                asked = tuple((everything, check, how) for _, check, how in plan.checks)
                object.__setattr__(plan, "checks", asked)
        vars(plans)["_always"] = always
    found: Plans = vars(plans)["_always"]
    return found
