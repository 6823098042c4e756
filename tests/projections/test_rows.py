"""Rows follow what the engine says of a subject, whatever it said before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sroki.events.findings import FindingKind
from sroki.projections import tallies
from sroki.projections.dump import METADATA
from sroki.projections.store import SqlStore
from sroki.workflows.assessment import Assessment, Claim, Deadline, Proof, State
from sroki.workflows.standing import Changes, SubjectState
from tests.projections.stores import opened
from tests.support.rulebooks import KRSK, SERVICE
from tests.support.told import Teller

DUE = datetime(2025, 5, 1, 16, 59, 59, 999999, tzinfo=UTC)
LATER = datetime(2025, 6, 1, 16, 59, 59, 999999, tzinfo=UTC)
RUNNING = Deadline(
    "registration",
    "",
    "п. 20",
    State.RUNNING,
    started_on=date(2025, 4, 10),
    started_by="case-1-1",
    due_raw_on=date(2025, 5, 1),
    due_on=date(2025, 5, 1),
    due_at=DUE,
)
STANDING = Assessment(
    subject="case-1",
    authority=KRSK,
    service=SERVICE,
    unit="kirovsky",
    edition="97-р",
    stage="filing",
    opened_on=date(2025, 4, 10),
    closed=False,
    deadlines=(RUNNING,),
    claims=(),
    next_change_at=DUE,
    awaits={},
)


@pytest.fixture(params=[0, 100], ids=["forgotten", "remembered"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    with opened(tmp_path / "store.db", remembered=request.param) as store:
        yield store


def write(store: SqlStore, after: Assessment | None, key: str = "case-1", **state: Any) -> None:
    """One transaction that says this of the subject, under rulebook "b" unless given."""
    with store.transaction(0) as transaction:
        found = transaction.load([key]).get(key)
        if found is None:
            found = SubjectState(key, [Teller(key)("submitted", "2025-04-10", channel="site")])
        found.rulebook = "b"
        found.next_change_at = None if after is None else after.next_change_at
        for name, value in state.items():
            setattr(found, name, value)
        changes = Changes(transaction.head)
        changes.subjects[key] = (found, after)
        transaction.write(changes)
    with store.database.reading() as connection:
        assert tallies.recount(connection, store.generation) == {}


def rows(store: SqlStore, table: str, *names: str) -> list[Any]:
    """The rows of a table in the order of its key: these columns, or all but what is physical."""
    whole = METADATA.tables[table]
    columns = [whole.columns[name] for name in names] or [
        column for column in whole.columns if column.name not in ("generation", "detected_at")
    ]
    with store.database.reading() as connection:
        found = connection.execute(select(*columns).order_by(*whole.primary_key))
        return [tuple(row) for row in found]


def test_a_deadline_has_a_row_once_it_started(store: SqlStore) -> None:
    waiting = RUNNING._replace(rule="list", state=State.NOT_STARTED, due_at=None)
    write(store, STANDING._replace(deadlines=(RUNNING, waiting)))
    assert rows(store, "deadline", "rule", "instance") == [("registration", "")]


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.MET, "ended_on": date(2025, 4, 20), "ended_by": "e"},
        {"state": State.LATE, "ended_on": date(2025, 5, 3), "ended_by": "e", "delay_days": 2},
        {"proof": Proof.PRESUMED, "state": State.OVERDUE},
        {"due_on": date(2025, 6, 1), "due_at": LATER},
        {"started_by": "another", "clause": "п. 21", "preliminary": True},
        {"necessary_on": date(2025, 4, 25)},
        {"instance": "r1"},
        {"state": State.NOT_STARTED},
    ],
)
def test_what_became_of_a_deadline_is_what_its_row_says(
    store: SqlStore, tmp_path: Path, change: dict[str, Any]
) -> None:
    """The same rows as if it had been so from the first."""
    changed = STANDING._replace(deadlines=(RUNNING._replace(**change),))
    write(store, STANDING)
    write(store, changed)
    with opened(tmp_path / "fresh.db") as fresh:
        write(fresh, changed)
        assert rows(store, "deadline") == rows(fresh, "deadline")
        assert rows(store, "due_tally") == rows(fresh, "due_tally")
    write(store, STANDING)
    assert rows(store, "deadline", "state", "proof", "started_on", "due_on", "due_at") == [
        ("running", "proven", date(2025, 4, 10), date(2025, 5, 1), DUE)
    ]


def test_an_open_deadline_has_no_delay(store: SqlStore) -> None:
    overdue = RUNNING._replace(state=State.OVERDUE, delay_days=5)
    write(store, STANDING._replace(deadlines=(overdue,)))
    before = rows(store, "deadline")
    write(store, STANDING._replace(deadlines=(overdue._replace(delay_days=6),)))
    assert rows(store, "deadline") == before
    assert rows(store, "deadline", "delay_days") == [(None,)]


def test_a_subject_moves_with_all_its_rows(store: SqlStore) -> None:
    """To another unit, another authority: nothing stays behind."""
    write(store, STANDING._replace(awaits={"edms": DUE, "asp": LATER}))
    assert rows(store, "awaited", "authority", "role", "unit", "due_at") == [
        (KRSK, "asp", "kirovsky", LATER),
        (KRSK, "edms", "kirovsky", DUE),
    ]
    write(store, STANDING._replace(authority="04701001", unit="sovetsky", awaits={"edms": LATER}))
    assert rows(store, "awaited", "authority", "role", "unit", "due_at") == [
        ("04701001", "edms", "sovetsky", LATER)
    ]
    for table in ("subject", "deadline", "stage_tally", "due_tally"):
        assert rows(store, table, "authority", "unit") == [("04701001", "sovetsky")], table
    write(store, STANDING)
    assert rows(store, "awaited") == []


def test_who_waits_is_found_by_role_and_unit(store: SqlStore) -> None:
    for number, (unit, at) in enumerate([("a", DUE), ("a", LATER), ("b", DUE), ("b", DUE)]):
        key = f"case-{number}"
        write(store, STANDING._replace(subject=key, unit=unit, awaits={"edms": at}), key)
    with store.transaction(0) as transaction:

        def found(name: str, to: datetime, limit: int = 9, after: str = "") -> list[str]:
            return [key[5:] for key in transaction.awaiting(name, to, limit, after)]

        assert found(f"{KRSK}/edms/*", DUE) == ["0", "2", "3"]
        assert found(f"{KRSK}/edms/*", LATER) == ["0", "1", "2", "3"]
        assert found(f"{KRSK}/edms/a", DUE) == ["0"]
        assert found(f"{KRSK}/edms/*", DUE, limit=2) == ["0", "2"]
        assert found(f"{KRSK}/edms/*", DUE, after="case-2") == ["3"]
        assert found(f"{KRSK}/asp/*", LATER) == []
        assert found("04701001/edms/*", LATER) == []


def test_who_stands_under_another_rulebook_is_found_up_to_a_limit(store: SqlStore) -> None:
    for number, rulebook in enumerate("abcabc"):
        key = f"case-{number}"
        write(store, STANDING._replace(subject=key), key, rulebook=rulebook)
    with store.transaction(0) as transaction:
        assert transaction.under_another("b", 9) == ["case-0", "case-3", "case-2", "case-5"]
        assert transaction.under_another("b", 3) == ["case-0", "case-3", "case-2"]
        assert transaction.under_another("b", 1) == ["case-0"]
        assert transaction.under_another("z", 4) == ["case-0", "case-3", "case-1", "case-4"]


def test_a_subject_that_raised_stands_as_not_assessed(store: SqlStore) -> None:
    write(store, STANDING._replace(awaits={"edms": DUE}))
    write(store, None, fault="ZeroDivisionError: planted", crashes=3)
    assert rows(store, "deadline") == rows(store, "awaited") == rows(store, "due_tally") == []
    assert rows(store, "stage_tally", "stage", "subjects") == [("not_assessed", 1)]
    with store.transaction(0) as transaction:
        state = transaction.load(["case-1"])["case-1"]
    assert (state.fault, state.crashes, len(state.events)) == ("ZeroDivisionError: planted", 3, 1)
    write(store, STANDING, fault=None, crashes=0)
    assert rows(store, "deadline", "rule") == [("registration",)]


def test_a_step_is_timed_unless_its_end_is_history(store: SqlStore) -> None:
    tell = Teller("case-1", authority=KRSK)
    told = [
        tell("submitted", "2025-04-10", channel="site", historical=True),
        tell("registered", "2025-04-13"),
        tell("receipt_issued", "2025-04-14", historical=True),
    ]
    met = RUNNING._replace(state=State.MET, ended_on=date(2025, 4, 13), ended_by=told[1].id)
    old = met._replace(rule="receipt", ended_on=date(2025, 4, 14), ended_by=told[2].id)
    write(store, STANDING._replace(deadlines=(met, old)), events=told)
    assert rows(store, "counter", "name", "rule", "detail", "value") == [
        ("step_days", "registration", "3", 1)
    ]


def test_what_the_engine_counted_is_added_up(store: SqlStore) -> None:
    for _ in range(3):
        with store.transaction(0) as transaction:
            transaction.load(["nobody"])
            transaction.write(Changes(transaction.head, counts={("crashed", "KeyError"): 2}))
    assert rows(store, "counter", "name", "detail", "value") == [("crashed", "KeyError", 6)]


def test_two_cases_shown_by_events_of_one_name_are_one_finding_as_in_the_ledger(
    store: SqlStore,
) -> None:
    one = Claim("overtaking", FindingKind.DEVIATION, "e1", case_id="case-1", on=date(2025, 5, 1))
    other = one._replace(case_id="case-2")
    assert one.key == other.key
    write(store, STANDING._replace(claims=(one, other)))
    assert rows(store, "standing_finding", "instance", "case_id") == [("e1", "case-2")]
    write(store, STANDING._replace(claims=(one,)))
    assert rows(store, "standing_finding", "instance", "case_id") == [("e1", "case-1")]
