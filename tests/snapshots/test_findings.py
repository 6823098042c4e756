"""The findings of a body: what stood at its moment, whatever the journals were, each once."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from sroki.deploy.snapshot_making import Workshop
from sroki.events.base import Event
from sroki.events.findings import FindingKind
from sroki.projections.figures import Asked
from sroki.projections.names import names_of
from sroki.projections.opening import Target
from sroki.projections.queries.kept import Where, register
from sroki.projections.queries.reading import read
from sroki.projections.snapshots.body import Body
from sroki.projections.snapshots.recount import differences
from sroki.projections.store import SqlStore
from sroki.workflows.load import bundled_directory
from sroki.workflows.period_words import Span
from tests.monitors.runs import Run, shuffled
from tests.projections.stores import opened, run_on
from tests.support.histories import History
from tests.support.rulebooks import KRSK, krasnoyarsk_plans
from tests.support.told import Teller, local

YEAR: Final = Span(date(2025, 1, 1), date(2025, 12, 31), "2025")
SEEDS: Final = tuple(range(6))
# In the middle of things.
END: Final = local("2025-06-01")
TARGETS: Final = [
    pytest.param("sqlite"),
    pytest.param("postgres", marks=pytest.mark.real),
]


def body(store: SqlStore, at: datetime) -> Body:
    """The body of a year, as it was known at a moment."""
    names = names_of(krasnoyarsk_plans().rulebook, bundled_directory())
    with_ = Workshop(
        database=store.database, names=names, now=lambda: at + timedelta(days=9), key=_no_key
    )
    return with_.made(Asked(YEAR, KRSK, (), None, at)).body


def _no_key() -> Any:
    raise AssertionError


def text(found: Body) -> bytes:
    return b"".join(found.text())


def told_in_order(run: Run, history: History, until: datetime) -> None:
    """A history lived as it went, up to a moment."""
    for event in history.events:
        if event.occurred_at <= until:
            run.tick(event.occurred_at)
            run.take([event])
    run.tick(until, always=True)
    run.tick(until + timedelta(days=1), always=True)


@pytest.mark.parametrize("target", TARGETS, indirect=True)
def test_a_body_is_the_same_whatever_the_journals(target: Target, tmp_path: Path) -> None:
    with opened(target) as store, opened(tmp_path / "other.db", 4, remembered=0) as other:
        one, many = run_on(store), run_on(other)
        for seed in SEEDS:
            history = History(seed, f"/{seed}")
            events = [event for event in history.events if event.occurred_at <= END]
            one.take(events)
            many.take(events[::-1])
            if history.watermark.complete_to < END:
                one.watermark(history.watermark)
                many.watermark(history.watermark)
        # Registered by nobody, as far as the source has told.
        silent = Teller("silent", unit="kirovsky")("submitted", "2025-05-29", channel="post")
        for run in (one, many):
            run.take([silent])
            run.deliver()
            run.tick(END, always=True)
            run.tick(END + timedelta(days=1), always=True)
        first = body(store, END)
        assert text(first) == text(body(other, END))
    found = list(first.findings())
    assert {one.kind.kind for one in found} == {"breach", "deviation"}
    assert {one.kind.proof for one in found} == {"proven", "presumed"}
    assert any(one.case_id for one in found), "a group's finding"
    assert differences(json.loads(text(first))) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_it_tells_what_the_ledger_holds(tmp_path: Path, seed: int) -> None:
    with opened(tmp_path / "one.db", 2) as store:
        run = run_on(store)
        history = History(seed, f"/{seed}")
        shuffled(run, history, Random(seed))
        run.close(history)
        run.tick(history.end + timedelta(days=1), always=True)
        told = Counter(
            (one.subject, one.kind.rule, one.kind.kind, one.kind.proof)
            for one in body(store, history.end).findings()
        )
        assert told == _held(store, history.end)


def _held(store: SqlStore, until: datetime) -> Counter[tuple[str, ...]]:
    """What the ledger said by a moment and did not take back, another way: from its lines alone."""
    lines = [one for one in _lines(store) if one["as_of"] <= until and one["kind"] != "approaching"]
    back = {one["retracts"] for one in lines}
    holds: dict[tuple[str, ...], str] = {}
    for one in lines:
        if one["id"] in back or one["kind"] in (FindingKind.RETRACTION, FindingKind.IMPOSSIBLE):
            continue
        kind = "deviation" if one["kind"] == FindingKind.DEVIATION else "breach"
        proof = "presumed" if one["kind"] == FindingKind.PRESUMED else "proven"
        detail = str(json.loads(one["params"]).get("detail", ""))
        # A presumption that became proof is taken back in silence: the later word counts.
        holds[one["subject"], one["rule"], kind, str(one["started_by"]), detail] = proof
    return Counter((*name[:3], proof) for name, proof in holds.items())


def _lines(store: SqlStore) -> list[dict[str, Any]]:
    with store.database.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, subject, rule, kind, started_by, params, retracts, as_of FROM finding "
            "ORDER BY partition, no"
        )
        return [
            {**row._mapping, "as_of": datetime.fromisoformat(f"{row.as_of}+00:00")} for row in rows
        ]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_moment_past_is_told_as_it_was_then(tmp_path: Path, seed: int) -> None:
    """What came to be known since changes nothing of a body as of then."""
    history = History(seed, f"/{seed}")
    then = history.events[len(history.events) // 2].occurred_at
    with opened(tmp_path / "whole.db") as store, opened(tmp_path / "part.db") as part:
        whole = run_on(store)
        for event in history.events:
            if event.occurred_at > then:
                whole.tick(then, always=True)
            whole.tick(event.occurred_at, always=event.occurred_at > then)
            whole.take([event])
        whole.tick(history.end + timedelta(days=400), always=True)
        told_in_order(run_on(part), history, then)
        assert text(body(store, then)) == text(body(part, then))


@pytest.mark.parametrize("target", TARGETS, indirect=True)
def test_events_of_two_cases_may_bear_one_id(target: Target) -> None:
    """What a group's ledger says once stands once, and its store goes on."""
    with opened(target, remembered=0) as store:
        run = run_on(store)
        listed = {"outcome": "included", "period": "2025-H2", "number": "1", "id": "same"}
        events: list[Event] = []
        for number, case in enumerate(("first", "second", "third")):
            tell = Teller(case)
            events.append(tell("submitted", f"2025-03-1{7 + number}", channel="post"))
            events.append(tell("listed", "2025-04-20", position=3 - number, **listed))
        run.take(events)
        run.tick(END, always=True)
        run.tick(END + timedelta(days=1), always=True)
        found = [
            one for one in body(store, END).findings() if one.kind.rule == "overtaking_in_list"
        ]
        assert [(one.instance, one.on) for one in found] == [("same", "2025-04-20")]


def test_the_register_of_deviations_tells_the_same(tmp_path: Path) -> None:
    """One rule says which period a finding belongs to."""
    with opened(tmp_path / "one.db", 2) as store:
        run = run_on(store)
        for seed in SEEDS:
            run.take([one for one in History(seed, f"/{seed}").events if one.occurred_at <= END])
        run.tick(END, always=True)
        run.tick(END + timedelta(days=1), always=True)
        found = [
            (one.case_id or one.subject, one.kind.rule, one.on)
            for one in body(store, END).findings()
            if one.kind.kind == "deviation" or one.kind.proof == "proven" or one.ended_on
        ]
        with store.database.reading() as connection:
            names = names_of(krasnoyarsk_plans().rulebook, bundled_directory())
            reading = read(connection, END + timedelta(days=9), names)
            lines = register(reading, Where(KRSK), YEAR.first_on, YEAR.last_on)
        assert Counter(found) == Counter((one.subject, one.rule, str(one.on)) for one in lines)
