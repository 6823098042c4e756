"""The embedded shell: what goes in comes through, whole, once, and again after a restart."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from sroki.deploy.embedded import Embedded
from sroki.deploy.simulate import SimEvent, over, season
from sroki.deploy.tokens import Sender, hashed
from sroki.events.errors import Refused
from sroki.events.strict import Item, read
from sroki.projections.dump import ledger_of, standing_of
from sroki.projections.queries import sealed
from sroki.projections.queries.sealed import Fate, SealedFilter
from sroki.projections.tables import FindingRow
from tests.deploy.conftest import set_clock, shell
from tests.deploy.wires import Wire, filed, item, number, wire
from tests.support.rulebooks import KRSK
from tests.support.told import local


def take(embedded: Embedded, *wires: Wire, **more: Any) -> list[str]:
    return [answer.name for answer in embedded.take([item(one) for one in wires], **more)]


def waiting(embedded: Embedded, fate: Fate) -> list[str]:
    with embedded.database.reading() as connection:
        found = sealed.waiting(embedded.reading(connection), SealedFilter(fate))
    return [one.reason for one in found]


def few(seed: int, applications: int) -> list[SimEvent]:
    """A season whose sources speak of themselves twice a month: what is slow is the disk."""
    return [
        one
        for one in season(seed, applications)
        if b"source_watermark" not in one.body or one.received_at.day in (1, 15)
    ]


def play(embedded: Embedded, events: list[SimEvent], *, hours: int) -> None:
    """Tell a season, so many hours at a time."""
    clock: Any = embedded.clock
    at = 0
    while at < len(events):
        until = events[at].received_at + timedelta(hours=hours)
        batch = [one for one in events[at : at + 2000] if one.received_at <= until]
        at += len(batch)
        clock.at = batch[-1].received_at
        items: list[Item] = []
        for one in batch:
            found = read(one.body)
            items += found if isinstance(found, list) else []
        answers = embedded.take(items)
        assert [answer.name for answer in answers] == [one.expect for one in batch]
        embedded.tick()
    clock.at = over(2025)
    embedded.tick()


def test_an_event_is_taken_once(embedded: Embedded) -> None:
    event = filed("c1", "2025-04-01 08:00")
    other = {**event, "data": {**event["data"], "channel": "post"}}
    assert take(embedded, event, event, other) == ["taken", "duplicate", "conflict"]
    assert take(embedded, event) == ["duplicate"]


def test_what_waits_for_a_number_is_taken_when_the_number_is_known(embedded: Embedded) -> None:
    late = wire("receipt_issued", "2025-04-01 08:30", **number("15"))
    later = wire("file_formed", "2025-04-01 08:40", part="paper", **number("15"))
    assert take(embedded, late, later) == ["unlinked", "unlinked"]
    assert waiting(embedded, Fate.UNLINKED) == ["unlinked"] * 2
    assert take(embedded, filed("c1", "2025-04-01 08:00", **number("15"))) == ["taken"]
    assert waiting(embedded, Fate.UNLINKED) == []
    told = embedded.explain("c1", "ru")
    assert told is not None
    happened = next(one for one in told.chapters if one.title == "Что произошло")
    assert len(happened.says) == 3


def test_what_came_with_history_stays_history_when_its_number_is_known(embedded: Embedded) -> None:
    late = wire("payment_demanded", "2025-04-01 08:30", **number("15"))
    assert take(embedded, late, historical=True) == ["unlinked"]
    take(embedded, filed("c1", "2025-04-01 08:00", **number("15")))
    with embedded.database.reading() as connection:
        silent = select(col(FindingRow.silent)).where(col(FindingRow.rule) == "payment_demanded")
        assert connection.scalars(silent).all() == [True]


def test_time_acts_and_a_late_word_takes_the_breach_back(embedded: Embedded) -> None:
    take(embedded, filed("c1", "2025-04-01 08:00"))
    set_clock(embedded, "2025-04-03 09:00")
    complete = "2025-04-03T00:00:00+07:00"
    mark = wire("source_watermark", "2025-04-03 00:00", complete_to=complete, role="edms")
    take(embedded, mark)
    said = [line for line in ledger_of(embedded.store) if "registration" in line]
    assert any("breach" in line for line in said)
    take(embedded, wire("registered", "2025-04-02 10:00", case_id="c1"))
    said = [line for line in ledger_of(embedded.store) if "registration" in line]
    assert any("retraction" in line for line in said)


def test_what_cannot_be_read_is_kept_sealed_and_expires(embedded: Embedded) -> None:
    newer = {**filed("c1", "2025-04-01 08:00"), "type": "ru.sroki.submitted.v99"}
    assert take(embedded, newer, {"nothing": 1}) == ["held", "rejected"]
    assert waiting(embedded, Fate.HELD) == ["newer_version"]
    assert len(waiting(embedded, Fate.REJECTED)) == 1
    set_clock(embedded, "2025-04-30 10:00")
    assert len(waiting(embedded, Fate.REJECTED)) == 1
    set_clock(embedded, "2025-05-02 10:00")
    assert waiting(embedded, Fate.HELD) == waiting(embedded, Fate.REJECTED) == []


def test_a_restart_between_any_two_inputs_changes_nothing(tmp_path: Path) -> None:
    events = few(4, 3)
    with shell(tmp_path / "whole.db", events[0].received_at) as embedded:
        for event in events:
            step(embedded, event)
        expected = standing_of(embedded.store), ledger_of(embedded.store)
    broken, found = tmp_path / "broken.db", None
    for start in range(0, len(events), 25):
        with shell(broken, events[start].received_at) as embedded:
            for event in events[start : start + 25]:
                step(embedded, event)
            found = standing_of(embedded.store), ledger_of(embedded.store)
    assert found == expected
    assert expected[1]


def step(embedded: Embedded, event: SimEvent) -> None:
    """Let time act up to an event, then take it."""
    clock: Any = embedded.clock
    clock.at = event.received_at
    embedded.tick()
    items = read(event.body)
    assert isinstance(items, list)
    embedded.take(items)


def test_four_partitions_stand_as_one(tmp_path: Path) -> None:
    events = few(5, 12)
    standings = []
    for partitions in (1, 4):
        with shell(
            tmp_path / f"{partitions}.db", "2025-02-01 00:00", partitions=partitions
        ) as embedded:
            play(embedded, events, hours=24)
            standings.append(standing_of(embedded.store))
    assert standings[0] == standings[1]


def test_a_store_has_one_writer_and_its_number_of_partitions(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with shell(path, partitions=2), pytest.raises(Refused, match="уже открыто"):
        shell(path).__enter__()
    with pytest.raises(Refused, match="раздел"):
        shell(path, partitions=3).__enter__()
    with shell(path) as again:
        assert list(again.partitions) == [0, 1]


SENDER = Sender(
    name="edms", sources=["urn:krsk:edms"], authority=KRSK, units=["sovetsky"], sha256=hashed("t")
)


def test_a_replay_goes_by_the_tokens_of_today(tmp_path: Path) -> None:
    waits = wire("receipt_issued", "2025-04-01 08:30", **number("15"))
    elsewhere = wire("receipt_issued", "2025-04-01 08:30", unit="kirovsky", **number("15"))
    foreign = wire("receipt_issued", "2025-04-01 08:30", source="urn:other", **number("15"))
    with shell(tmp_path / "s.db", senders=[SENDER]) as embedded:
        answers = take(embedded, waits, elsewhere, foreign, policy=SENDER.policy)
        assert answers == ["unlinked", "unlinked", "rejected"]
        opened = filed("c1", "2025-04-01 08:00", **number("15"))
        assert take(embedded, opened, policy=SENDER.policy) == ["taken"]
        assert waiting(embedded, Fate.UNLINKED) == []
        assert sorted(waiting(embedded, Fate.REJECTED)) == [
            "source_not_allowed",
            "unit_not_allowed",
        ]


def test_another_rulebook_judges_from_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with shell(path) as embedded:
        take(embedded, filed("c1", "2025-04-01 08:00"))
        before = embedded.rules.current.digest
    edition = Path(__file__).parents[2] / "workflows/editions/krsk-010121-97r.yaml"
    draft = tmp_path / "draft.yaml"
    text = edition.read_text(encoding="utf-8")
    draft.write_text(text.replace("length: 30\n", "length: 20\n"), encoding="utf-8")
    with shell(path, bundled=False, editions=[draft]) as embedded:
        assert embedded.rules.current.digest != before
        assert {head.rulebook for head in embedded.store.heads()} == {embedded.rules.current.digest}
        assert embedded.rules.of(before).digest == before
        told = embedded.explain("c1", "ru")
        assert told is not None
        total = next(one for one in told.deadlines if one.rule == "total_to_notice")
        assert total.counting is not None
        assert total.counting.due.due_on.isoformat() == "2025-04-21"


def silence(embedded: Embedded) -> dict[str | None, bool]:
    """Of each case, whether all that was said of it was said in silence."""
    with embedded.database.reading() as connection:
        rows = connection.execute(
            select(col(FindingRow.case_id), func.min(col(FindingRow.silent))).group_by(
                col(FindingRow.case_id)
            )
        )
        return {row[0]: bool(row[1]) for row in rows}


def test_history_is_told_in_silence(embedded: Embedded) -> None:
    take(embedded, filed("old", "2024-04-01 08:00"), historical=True)
    take(embedded, filed("news", "2024-04-01 08:00"))
    assert silence(embedded) == {"old": True, "news": False}


def test_what_fell_due_before_a_source_went_live_is_history(embedded: Embedded) -> None:
    embedded.go_live("urn:krsk:edms", local("2025-03-01"))
    take(embedded, filed("before", "2024-04-01 08:00"), filed("after", "2025-03-16 08:00"))
    assert silence(embedded) == {"before": True, "after": False}
