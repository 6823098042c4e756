"""Acts in the journal: once each, chained, apart from the cases, the same again when replayed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select, update
from sqlmodel import col

from sroki.events.acts.catalogue import from_bytes, to_bytes
from sroki.events.errors import Refused
from sroki.events.partitions import CONTROL
from sroki.projections import chain
from sroki.projections.desk import Desk, Performed
from sroki.projections.dump import control_of, ledger_of, standing_of
from sroki.projections.names import Names, names_of
from sroki.projections.opening import Target
from sroki.projections.queries.dossiers import acts_of, dossier, dossiers, listed
from sroki.projections.queries.reading import Reading, read
from sroki.projections.scope import EVERYTHING, Scope
from sroki.projections.store import SqlStore
from sroki.projections.tables import JournalRow, PartitionRow
from sroki.workflows.case_dossier import CASE
from sroki.workflows.dossiers import Stale
from sroki.workflows.load import bundled_directory
from sroki.workflows.refusals import NOT_YOURS, SENT_OTHERWISE, Refusal
from sroki.workflows.user_dossier import USER
from tests.desk.acts import BEGAN, CHIEF, OPERATOR, a_users_life, acknowledged, act, created
from tests.projections.stores import lived, opened
from tests.support.rulebooks import KRSK, krasnoyarsk_plans


@pytest.fixture
def store(target: Target) -> Iterator[SqlStore]:
    with opened(target, 3) as found:
        yield found


def done(store: SqlStore) -> Desk:
    """A desk at which a user lived and a deadline was acknowledged."""
    desk = Desk(store.database)
    seen = 0
    for one in a_users_life():
        who = OPERATOR if one.actor == "u-oper" else CHIEF
        outcome = desk.perform(one, who, seen)
        seen += isinstance(outcome, Performed)
    assert isinstance(desk.perform(acknowledged(), OPERATOR, 0), Performed)
    return desk


def looking(connection: Connection, scope: Scope = EVERYTHING) -> Reading:
    names: Names = names_of(krasnoyarsk_plans().rulebook, bundled_directory())
    return read(connection, BEGAN, names, scope)


def test_what_is_done_is_there_at_once_and_what_is_refused_is_not(store: SqlStore) -> None:
    done(store)
    with store.database.reading() as connection:
        reading = looking(connection)
        user = dossier(reading, USER, KRSK, "u-oper")
        assert user is not None
        # Of the life's eight acts two are refused at the desk.
        assert (user.version, user.unheeded) == (6, ())
        (line,) = listed(reading, USER)
        assert (line.name, line.stage, line.version) == ("u-oper", "enabled", 6)
        assert dossiers(reading, CASE, KRSK, ["c1", "c2"]).keys() == {"c1"}


def test_a_form_sent_twice_is_one_act(store: SqlStore) -> None:
    desk = Desk(store.database)
    one = created(name="form-1")
    first = desk.perform(one, CHIEF, 0)
    again = desk.perform(
        one.model_copy(update={"recorded_at": BEGAN + timedelta(seconds=9)}), CHIEF, 0
    )
    assert isinstance(first, Performed)
    assert isinstance(again, Performed)
    assert (first.seq, first.repeated, again.seq, again.repeated) == (1, False, 1, True)
    other = created(name="form-1", roles=["auditor"])
    assert desk.perform(other, CHIEF, 0) == Refusal(SENT_OTHERWISE)


def test_a_stale_form_is_refused_and_nothing_is_lost(store: SqlStore) -> None:
    desk = Desk(store.database)
    desk.perform(created(), CHIEF, 0)
    first = act("user_roles_changed", 1, user="u-oper", roles=["office"], reason="Переведён")
    second = act("user_roles_changed", 2, user="u-oper", roles=["auditor"], reason="Назначен")
    assert isinstance(desk.perform(first, CHIEF, 1), Performed)
    assert desk.perform(second, CHIEF, 1) == Stale((first,))
    assert isinstance(desk.perform(second, CHIEF, 2), Performed)


def test_a_clock_set_back_does_not_reorder(store: SqlStore) -> None:
    desk = Desk(store.database)
    desk.perform(created(minute=10), CHIEF, 0)
    late = desk.perform(act("user_disabled", 1, user="u-oper", reason="Уволен"), CHIEF, 1)
    assert isinstance(late, Performed)
    assert late.act.recorded_at == BEGAN + timedelta(minutes=10, microseconds=1)


def test_what_belongs_to_an_act_fails_with_it(store: SqlStore) -> None:
    desk = Desk(store.database)

    def fail(_: Connection) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        desk.perform(created(), CHIEF, 0, fail)
    assert list(store.journal(CONTROL)) == []
    assert isinstance(desk.perform(created(), CHIEF, 0), Performed)


def test_a_refused_act_leaves_no_trace(store: SqlStore) -> None:
    desk = Desk(store.database)
    assert desk.perform(acknowledged(), CHIEF._replace(user="u-oper"), 0) == Refusal(NOT_YOURS)
    assert list(store.journal(CONTROL)) == []


def test_the_control_partition_is_none_of_the_cases(tmp_path: Path) -> None:
    with opened(tmp_path / "lived.db", 2) as store:
        lived(store, 1)
        before = standing_of(store), ledger_of(store), store.heads(), store.partitions
        done(store)
        assert (standing_of(store), ledger_of(store), store.heads(), store.partitions) == before
        with store.database.reading() as connection:
            assert [one.partition for one in looking(connection).progress] == [0, 1]
            assert chain.verify(connection) is None
    # Nobody owns it: opening the store anew takes over the others alone.
    with opened(tmp_path / "lived.db", 2) as store, store.database.reading() as connection:
        epochs = connection.execute(
            select(col(PartitionRow.partition), col(PartitionRow.epoch)).order_by(
                col(PartitionRow.partition)
            )
        ).all()
        assert [tuple(one) for one in epochs] == [(CONTROL, 0), (0, 2), (1, 2)]


def test_a_replay_of_the_control_partition_says_the_same(store: SqlStore, tmp_path: Path) -> None:
    done(store)
    with opened(tmp_path / "again.db", 1) as again:
        Desk(again.database).replay(store.journal(CONTROL))
        assert control_of(again) == control_of(store)
        assert len(control_of(store)) > 2
        with pytest.raises(Refused):
            Desk(again.database).replay([next(store.journal(CONTROL))._replace(kind="tick")])  # type: ignore[arg-type] # a wrong kind


def test_the_chain_tells_a_changed_act(store: SqlStore) -> None:
    done(store)
    with store.database.writing() as connection:
        connection.execute(
            update(JournalRow)
            .where(col(JournalRow.partition) == CONTROL, col(JournalRow.seq) == 2)
            .values(body=b"{}")
        )
    with store.database.reading() as connection:
        assert chain.verify(connection) == (CONTROL, 2, "changed")


def test_a_scope_sees_the_dossiers_of_its_units(store: SqlStore) -> None:
    done(store)
    with store.database.reading() as connection:
        mine = looking(connection, Scope.of((KRSK, "sovetsky")))
        assert [one.name for one in listed(mine, CASE)] == ["c1"]
        assert listed(mine, USER) == []
        theirs = looking(connection, Scope.of((KRSK, "kirovsky")))
        assert listed(theirs, CASE) == []
        assert dossier(theirs, CASE, KRSK, "c1") is None


def test_acts_are_found_by_their_index(tmp_path: Path) -> None:
    asked: list[str] = []
    with opened(tmp_path / "own.db") as store, store.database.reading() as connection:

        @event.listens_for(connection, "before_cursor_execute")
        def _(_c: object, _cursor: object, statement: str, *_: object) -> None:
            asked.append(statement)

        acts_of(connection, 1, ["a", "b"])
        (statement,) = asked
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", ("a",) * statement.count("?")
        ).all()
    assert any("ix_journal_act" in str(line) for line in plan), plan


def test_stored_acts_are_read_again() -> None:
    for one in (*a_users_life(), acknowledged()):
        assert from_bytes(to_bytes(one)) == one
