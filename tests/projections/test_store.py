"""What the store promises beyond the port: owners, large subjects, turns, archives."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from sroki.events.base import Event
from sroki.events.catalogue import encode, identity
from sroki.events.errors import Refused
from sroki.events.reasons import Reason
from sroki.monitors.engine import Engine
from sroki.projections import archive, known, sealed
from sroki.projections.dump import ledger_of, logical_dump, standing_of
from sroki.projections.opening import Target
from sroki.projections.sqlite import driver
from sroki.projections.statements import Statements
from sroki.projections.store import SqlStore
from sroki.projections.tables import ArchiveRow, SubjectPageRow, SubjectRow
from sroki.projections.transaction import SqlTransaction
from sroki.workflows.standing import Changes, Entry, Head, InputKind, SubjectState, Unread
from tests.monitors.runs import Run
from tests.projections.stores import lived, opened, run_on
from tests.support.histories import History
from tests.support.rulebooks import krasnoyarsk_plans
from tests.support.told import Teller, local

AT = datetime(2025, 4, 10, tzinfo=UTC)


def entries(head: Head, events: Sequence[Event]) -> list[Entry]:
    """The journal's entries of events, numbered after `head`."""
    found = []
    for event in events:
        head.seq += 1
        body, content = encode(event)
        name = identity(event)
        found.append(
            Entry(head.seq, InputKind.EVENT, event.subject, body, name, content, event.received_at)
        )
    return found


def give(store: SqlStore, key: str, events: Sequence[Event]) -> None:
    """Write events of a subject, unassessed, in one transaction."""
    with store.transaction(0) as transaction:
        state = transaction.load([key]).get(key) or SubjectState(key)
        state.events += events
        state.fault = "not assessed in this test"
        changes = Changes(transaction.head, entries(transaction.head, events))
        changes.subjects[key] = (state, None)
        transaction.write(changes)


def held(store: SqlStore, key: str) -> list[Event]:
    with store.transaction(0) as transaction:
        return transaction.load([key])[key].events


def test_who_lost_a_partition_is_fenced(target: Target) -> None:
    with opened(target) as old:
        new = SqlStore.open(old.database)
        before = logical_dump(old)
        with pytest.raises(Refused, match="ведёт другой процесс"), old.transaction(0):
            pass
        assert logical_dump(old) == before
        with new.transaction(0) as transaction:
            assert transaction.head.epoch == 2


def test_a_transaction_holds_the_store_from_its_head_on(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    other = driver().connect(path, timeout=0, isolation_level=None)
    with opened(path) as store:
        with store.transaction(0), pytest.raises(other.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
        other.close()


def test_what_cannot_be_read_is_sealed_with_the_position_that_passes_it(tmp_path: Path) -> None:
    reason = Reason("newer_version", "/version", {"version": 9, "kind": "submitted", "known": 1})
    record = Unread(b"\xff", reason, AT, AT + timedelta(days=30), "urn:sed")
    with opened(tmp_path / "store.db") as store:
        run_on(store).engine.advance(0, [record], ["here"])
        assert [head.position for head in store.heads()] == ["here"]
        with store.database.reading() as connection:
            (opened_again,) = sealed.unseal(connection, [1])
    assert opened_again == sealed.Opened(
        1, "held", "urn:sed", "newer_version", b"\xff", AT, historical=False
    )


def test_leaving_without_writing_changes_nothing(target: Target) -> None:
    tell = Teller()
    with opened(target) as store:
        give(store, "case-1", [tell("submitted", "2025-04-10", channel="site")])
        before = logical_dump(store)
        with store.transaction(0) as transaction:
            transaction.load(["case-1"])["case-1"].events.clear()
            transaction.head.seq = 99
        assert logical_dump(store) == before
        assert len(held(store, "case-1")) == 1


def test_a_transaction_is_written_once_and_follows_the_journal(target: Target) -> None:
    event = Teller()("submitted", "2025-04-10", channel="site")
    with opened(target) as store:
        with store.transaction(0) as transaction:
            transaction.write(Changes(transaction.head))
            with pytest.raises(Refused, match="once"):
                transaction.write(Changes(transaction.head))
        with store.transaction(0) as transaction:
            transaction.head.seq = 1
            changes = Changes(transaction.head, entries(transaction.head, [event]))
            with pytest.raises(Refused, match="do not follow"):
                transaction.write(changes)
        assert logical_dump(store)["journal"] == []


def test_a_finding_is_not_said_twice(target: Target) -> None:
    """The ledger refuses what the engine should never ask, and the transaction with it."""
    with opened(target) as store:
        run = Run(krasnoyarsk_plans(), store=store)
        spy = Spy(store)
        run.engine = Engine(spy, lambda _: run.plans)
        run.take([Teller()("acceptance_refused", "2025-04-10")])
        findings = [one for changes in spy.seen for one in changes.findings]
        assert findings
        before = logical_dump(store)
        with store.transaction(0) as transaction:
            again = Changes(transaction.head, findings=findings[:1])
            with pytest.raises((IntegrityError, psycopg.IntegrityError)):
                transaction.write(again)
        assert logical_dump(store) == before


class Spy:
    """A store that keeps what it was given to write."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.partitions = store.partitions
        self.seen: list[Changes] = []

    @contextmanager
    def transaction(self, partition: int) -> Iterator[SqlTransaction]:
        with self.store.transaction(partition) as transaction:
            write = transaction.write

            def written(changes: Changes) -> None:
                self.seen.append(changes)
                write(changes)

            transaction.write = written  # type: ignore[method-assign] # to look on
            yield transaction


def test_a_large_subject_is_written_by_pages(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "PAGE_BYTES", 1500)
    tell = Teller()
    events = [tell("receipt_issued", "2025-04-10") for _ in range(40)]
    with opened(target, remembered=0) as store:
        for start in range(0, 40, 3):
            give(store, "case-1", events[start : start + 3])
            assert held(store, "case-1") == events[: start + 3]
        pages = _pages(store)
        assert len(pages) > 4
        give(store, "case-1", [tell("registered", "2025-04-11")])
        assert _pages(store)[: len(pages)] == pages


def test_a_set_told_in_another_order_is_packed_anew(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "PAGE_BYTES", 1500)
    tell = Teller()
    events: list[Event] = [tell("receipt_issued", "2025-04-10") for _ in range(20)]
    with opened(target, remembered=0) as store:
        give(store, "case-1", events)
        with store.transaction(0) as transaction:
            state = transaction.load(["case-1"])["case-1"]
            state.events = events[::-1][:6]
            changes = Changes(transaction.head)
            changes.subjects["case-1"] = (state, None)
            transaction.write(changes)
        assert held(store, "case-1") == events[::-1][:6]
        assert len(_pages(store)) < 3


def _pages(store: SqlStore) -> list[bytes]:
    with store.database.reading() as connection:
        return list(
            connection.execute(
                select(col(SubjectPageRow.events)).order_by(col(SubjectPageRow.page))
            ).scalars()
        )


def test_threads_take_turns(target: Target) -> None:
    with opened(target, 2) as store:
        failed: list[BaseException] = []

        def work(number: int) -> None:
            try:
                for step in range(20):
                    key = f"case-{number}-{step}"
                    event = Teller(key)("submitted", "2025-04-10", channel="site")
                    with store.transaction(number % 2) as transaction:
                        changes = Changes(transaction.head, entries(transaction.head, [event]))
                        state = SubjectState(key, [event], fault="none")
                        changes.subjects[key] = (state, None)
                        transaction.write(changes)
            except BaseException as error:  # told by the test
                failed.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert len(logical_dump(store)["journal"]) == 80


def test_a_closed_case_is_put_away_and_found_by_a_late_event(
    target: Target, tmp_path: Path
) -> None:
    history = History(56)
    later = history.end + timedelta(days=1)
    told_late = Teller("case-56-0", **history.events[0].model_dump(include={"source"}))(
        "complaint_filed", "2025-06-20", complaint="k9", ground=1
    )
    with opened(tmp_path / "plain.db") as plain, opened(target) as packed:
        for store in (plain, packed):
            lived(store, 56)
        standing = standing_of(packed)
        dump = logical_dump(packed)
        count = archive.put_away(packed, later)
        assert count == _closed(packed) > 0
        assert standing_of(packed) == standing
        assert logical_dump(packed) == dump
        for store in (plain, packed):
            run_on(store).take([told_late])
        assert standing_of(packed) == standing_of(plain) != standing
        assert ledger_of(packed) == ledger_of(plain)
        assert _archived(packed) == count - 1
        assert archive.put_away(packed, later) <= 1


def test_cases_to_be_put_away_are_found_without_looking_at_the_others(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as store, store.database.holding() as connection:
        query = Statements(connection.dialect).of(archive._AT_REST)
        asked = (f"EXPLAIN QUERY PLAN {query.sql}", (None,) * len(query.names))
        (step,) = connection.exec_driver_sql(*asked).all()
        assert "ix_subject_at_rest" in step.detail


def _closed(store: SqlStore) -> int:
    with store.database.reading() as connection:
        query = select(col(SubjectRow.key)).where(
            col(SubjectRow.closed).is_(True), col(SubjectRow.kind) == "case"
        )
        return len(connection.execute(query).all())


def _archived(store: SqlStore) -> int:
    with store.database.reading() as connection:
        return len(connection.execute(select(col(ArchiveRow.subject))).all())


def test_time_goes_in_and_out_as_it_was(target: Target) -> None:
    """To the microsecond, whatever the zone it was given in; a clock without a zone is refused."""
    at = datetime(2025, 4, 10, 23, 59, 59, 999999, tzinfo=UTC)
    with opened(target) as store:
        with store.transaction(0) as transaction:
            transaction.head.clock = at.astimezone(local("2025-01-01").tzinfo)
            transaction.head.watermarks["a/b/*"] = at
            transaction.head.live_from["s"] = at
            transaction.write(Changes(transaction.head))
        with store.transaction(0) as transaction:
            assert transaction.head.clock == at
            assert transaction.head.watermarks == {"a/b/*": at}
            assert transaction.head.live_from == {"s": at}
