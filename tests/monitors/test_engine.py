"""The engine's promises beyond the equalities: outcomes, conflicts, quarantine, history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from sroki.events.base import Event
from sroki.events.findings import Finding, FindingKind
from sroki.events.reasons import Reason
from sroki.monitors import sweep
from sroki.monitors.advance import QUARANTINE_AFTER, Outcome
from sroki.monitors.record import Resolved, resolve
from sroki.workflows.standing import Changes, Unread
from tests.monitors.runs import Run
from tests.support.histories import START
from tests.support.memory_store import MemoryTransaction
from tests.support.rulebooks import krasnoyarsk_plans
from tests.support.told import Teller, local


@pytest.fixture
def run() -> Run:
    return Run(krasnoyarsk_plans())


def said(run: Run, rule: str) -> list[str]:
    return [one.kind.value for one in run.store.findings if one.rule == rule]


def filed(**fields: object) -> tuple[Teller, Event]:
    tell = Teller()
    return tell, tell("submitted", "2025-04-10 10:00", channel="in_person", **fields)


def watermark(to: str) -> Event:
    return Teller(case_id="")(
        "source_watermark", to, complete_to=local(to), role="edms", id=f"w {to}"
    )


def test_a_repetition_is_a_duplicate_and_another_content_a_conflict(run: Run) -> None:
    _, event = filed()
    other = event.model_copy(update={"occurred_at": event.occurred_at + timedelta(hours=1)})
    assert run.engine.advance(0, [event, event, other]) == [
        Outcome.TAKEN,
        Outcome.DUPLICATE,
        Outcome.CONFLICT,
    ]
    assert run.engine.advance(0, [event, other]) == [Outcome.DUPLICATE, Outcome.CONFLICT]
    assert said(run, "record_conflict") == ["deviation"]
    assert run.store.states[0]["case-1"].events == [event]


def unread(raw: bytes) -> Unread:
    return Unread(raw, Reason("not_json", "", {"line": 1, "column": 1}), START, START)


def test_the_position_moves_with_what_was_read_whether_it_can_be_taken_or_not(run: Run) -> None:
    _, event = filed()
    outcomes = run.engine.advance(0, [unread(b"?"), event, event, unread(b"!")], list("abcd"))
    assert outcomes == [Outcome.UNREAD, Outcome.TAKEN, Outcome.DUPLICATE, Outcome.UNREAD]
    assert run.store.heads[0].position == "d"
    assert [one.raw for one in run.store.unread] == [b"?", b"!"]
    assert run.store.counts["unread", "not_json"] == 2


def test_the_position_is_never_ahead_of_what_is_journalled(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "PORTION", 1)
    written: list[str | None] = []
    write = MemoryTransaction.write

    def noted(tx: MemoryTransaction, changes: Changes) -> None:
        write(tx, changes)
        written.append(changes.head.position)

    monkeypatch.setattr(MemoryTransaction, "write", noted)
    cases = [Teller(f"case-{n}")("submitted", "2025-04-10", channel="in_person") for n in (1, 2)]
    run.tick(local("2025-04-13 12:00"), always=True)
    run.engine.advance(0, [*cases, watermark("2025-04-12 12:00"), filed()[1]], list("abcd"))
    # The watermark's sweep is longer than a transaction: what came after it was not read yet.
    assert written[1:4] == ["c", "c", "c"]
    assert written[-1] == "d"


def test_silence_is_presumed_and_proven_by_the_watermark(run: Run) -> None:
    _, event = filed()
    run.take([event])
    run.tick(local("2025-04-11 12:00"))
    run.tick(local("2025-04-12 00:00"))
    assert said(run, "registration") == ["approaching", "presumed"]
    run.take([watermark("2025-04-11 23:00")])
    assert said(run, "registration") == ["approaching", "presumed"]
    run.take([watermark("2025-04-12 00:00")])
    assert said(run, "registration") == ["approaching", "presumed", "breach"]


def test_a_breach_retracted_may_come_back_under_the_next_ordinal(run: Run) -> None:
    tell, event = filed()
    run.take([event, watermark("2025-05-01")])
    run.tick(local("2025-05-01"))
    in_time = tell("registered", "2025-04-11 18:00")
    run.take([in_time])
    run.take([tell("annulled", "2025-04-11", target={"source": in_time.source, "id": in_time.id})])
    found = [one for one in run.store.findings if one.rule == "registration"]
    assert [(one.kind.value, one.ordinal) for one in found][-3:] == [
        ("breach", 1),
        ("retraction", 1),
        ("breach", 2),
    ]
    assert found[-2].retracts == found[-3].id
    assert found[-2].reason == in_time.id
    assert len({one.id for one in run.store.findings}) == len(run.store.findings)


def test_a_late_completion_does_not_erase_a_breach(run: Run) -> None:
    tell, event = filed()
    run.take([event, watermark("2025-05-01")])
    run.tick(local("2025-05-01"))
    before = said(run, "registration")
    run.take([tell("registered", "2025-04-20")])
    assert said(run, "registration") == before
    assert before[-1] == "breach"


def test_history_is_told_in_silence(run: Run) -> None:
    _, event = filed(historical=True)
    run.tick(local("2025-06-01"), always=True)
    run.take([event])
    found: list[Finding] = run.store.findings
    assert found
    assert all(one.silent for one in found)


def test_what_was_told_as_history_stays_history_when_a_source_speaks(run: Run) -> None:
    told_at = local("2025-06-01")
    tell, event = filed(historical=True, received_at=told_at)
    run.tick(told_at, always=True)
    run.take([event])
    run.take([watermark("2025-06-01")])
    assert said(run, "registration") == ["presumed", "breach"]
    run.take([tell("registered", "2025-04-11 18:00")])
    assert said(run, "registration") == ["presumed", "breach", "retraction"]
    assert all(one.silent for one in run.store.findings if one.rule == "registration")


def test_a_term_that_runs_out_after_history_was_told_is_news(run: Run) -> None:
    _, event = filed(historical=True, received_at=local("2025-04-11 09:00"))
    run.tick(local("2025-04-11 09:00"), always=True)
    run.take([event])
    run.tick(local("2025-04-12 00:00"))
    assert said(run, "registration") == ["presumed"]
    presumed = run.store.findings[-1]
    assert (presumed.kind, presumed.silent) == (FindingKind.PRESUMED, False)


def test_what_happened_before_a_source_went_live_is_history_too(run: Run) -> None:
    tell, event = filed()
    run.engine.go_live(0, event.source, local("2025-04-15"))
    run.take(
        [event, tell("payment_demanded", "2025-04-14"), tell("payment_demanded", "2025-04-16")]
    )
    found = [one for one in run.store.findings if one.rule == "payment_demanded"]
    assert [one.silent for one in found] == [True, False]


def test_taking_back_what_was_said_in_silence_is_silent(run: Run) -> None:
    tell, event = filed()
    run.engine.go_live(0, event.source, local("2025-04-15"))
    run.take([event])
    run.tick(local("2025-04-14"))
    run.take([tell("registered", "2025-04-11 18:00")])
    found = [one for one in run.store.findings if one.rule == "registration"]
    assert [(one.kind.value, one.silent) for one in found if one.kind != "approaching"] == [
        ("presumed", True),
        ("retraction", True),
    ]


def test_what_fell_due_before_a_source_went_live_is_history(run: Run) -> None:
    tell, event = filed()
    run.engine.go_live(0, event.source, local("2025-04-15"))
    run.take([event])
    run.tick(local("2025-04-12 00:00"))
    run.take([tell("registered", "2025-04-20")])
    run.tick(local("2025-05-01"))
    silent = {one.rule: one.silent for one in run.store.findings if one.kind != "approaching"}
    assert silent["registration"]
    assert not silent["file"]


def test_a_subject_that_cannot_be_assessed_is_set_aside_and_others_go_on(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell, event = filed()

    def broken(events: Sequence[Event]) -> Resolved:
        if any(one.subject == "case-1" for one in events):
            raise ZeroDivisionError("planted")
        return resolve(events)

    monkeypatch.setattr("sroki.monitors.memory.resolve", broken)
    other = Teller("case-2")("submitted", "2025-04-10 10:00", channel="in_person")
    run.take([event, other])
    for day in range(11, 20):
        run.take([tell("receipt_issued", f"2025-04-{day}")])
    state = run.store.states[0]["case-1"]
    assert state.crashes == QUARANTINE_AFTER
    assert state.fault == "ZeroDivisionError: planted"
    assert len(state.events) == 10
    run.tick(local("2025-04-12 00:00"))
    assert {one.subject for one in run.store.findings} == {"case-2"}


def test_a_partition_without_a_clock_takes_no_event() -> None:
    run = Run(krasnoyarsk_plans())
    run.store.heads[0].clock = None
    with pytest.raises(Exception, match="no clock"):
        run.take([filed()[1]])


def test_time_alone_is_journalled_only_when_something_is_due(run: Run) -> None:
    _, event = filed()
    run.take([event])
    entries = len(run.store.journals[0])
    assert not run.engine.tick(0, START + timedelta(days=1))
    assert len(run.store.journals[0]) == entries
    assert run.engine.tick(0, local("2025-04-12 00:00"))
    assert [one.kind.value for one in run.store.journals[0][entries:]] == ["tick"]


def test_overtaking_is_seen_across_partitions() -> None:
    run = Run(krasnoyarsk_plans(), partitions=4)
    for case, day, outcome in (("case-a", 10, "not_included"), ("case-b", 14, "included")):
        tell = Teller(case)
        fields = {"ground": "budget_exhausted"} if outcome == "not_included" else {"position": 1}
        run.take(
            [
                tell("submitted", f"2025-04-{day} 10:00", channel="in_person"),
                tell(
                    "listed", "2025-05-05", period="2025-H2", number="1", outcome=outcome, **fields
                ),
            ]
        )
    found = [one for one in run.store.findings if one.rule == "overtaking"]
    assert [(one.kind, one.case_id) for one in found] == [(FindingKind.DEVIATION, "case-a")]


def test_a_watermark_is_taken_once(run: Run) -> None:
    first = watermark("2025-04-20")
    again = first.model_copy(update={"complete_to": local("2025-04-25")})
    assert run.engine.advance(0, [first, first, again]) == [
        Outcome.TAKEN,
        Outcome.DUPLICATE,
        Outcome.CONFLICT,
    ]
    assert run.store.heads[0].watermarks == {"04701000/edms/*": local("2025-04-20")}
