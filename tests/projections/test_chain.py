"""What was taken, and in which order, cannot be changed unseen."""

from __future__ import annotations

import pytest

from sroki.projections import chain
from sroki.projections.chain import Break
from sroki.projections.store import SqlStore
from sroki.workflows.standing import Entry, InputKind


def verified(store: SqlStore) -> Break | None:
    with store.database.reading() as connection:
        return chain.verify(connection)


def change(store: SqlStore, sql: str, *values: int) -> None:
    with store.database.writing() as connection:
        assert connection.exec_driver_sql(sql, values).rowcount > 0


def test_what_was_written_holds(store: SqlStore) -> None:
    assert verified(store) is None
    with store.transaction(1) as transaction:
        entries = list(store.journal(1))
        assert transaction.head.seq == len(entries) > 10
        assert len(transaction.head.chain) == 32


# The column, and what it is changed to, of entry 5: an event, in the second partition.
CHANGES = {
    "kind": "'conflict'",
    "subject": "subject || 'x'",
    "body": "CAST(replace(CAST(body AS TEXT), '2025', '2024') AS BLOB)",
    "identity": "x'00'",
    "content": "x'00'",
    "received_at": "'2025-01-01 00:00:00.000000'",
    "hash": "x'00'",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_value_is_found(store: SqlStore, column: str) -> None:
    where = "WHERE partition = 1 AND seq = 5 AND kind = 'event'"
    change(store, f"UPDATE journal SET {column} = {CHANGES[column]} {where}")  # noqa: S608 # ours
    assert verified(store) == Break(1, 5, "changed")


def test_a_missing_entry_is_found(store: SqlStore) -> None:
    change(store, "DELETE FROM journal WHERE partition = 0 AND seq = 3")
    assert verified(store) == Break(0, 3, "missing")


def test_a_cut_end_is_found(store: SqlStore) -> None:
    length = len(list(store.journal(1)))
    change(store, "DELETE FROM journal WHERE partition = 1 AND seq > ?", length - 2)
    assert verified(store) == Break(1, length - 1, "cut")


def test_an_added_entry_is_found(store: SqlStore) -> None:
    entries = list(store.journal(0))
    with store.transaction(0) as transaction:
        head = transaction.head.chain
    forged = Entry(len(entries) + 1, InputKind.TICK, None, b"2031-01-01", None, None, None)
    link = chain.link(head, forged)
    with store.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO journal (generation, partition, seq, kind, body, hash) "
            "VALUES (1, 0, ?, ?, ?, ?)",
            (forged.seq, str(forged.kind), forged.body, link),
        )
    assert verified(store) == Break(0, forged.seq, "added")


def test_two_entries_changed_places_is_found(store: SqlStore) -> None:
    for old, new in ((4, -1), (5, 4), (-1, 5)):
        change(store, "UPDATE journal SET seq = ? WHERE partition = 1 AND seq = ?", new, old)
    assert verified(store) == Break(1, 4, "changed")


def test_no_two_entries_look_alike() -> None:
    """The parts are told apart by their lengths, so nothing can wander between them."""
    one = Entry(1, InputKind.EVENT, "ab", b"c", b"d", b"e", None)
    others = [
        one._replace(subject="a", body=b"bc"),
        one._replace(identity=b"", content=b"de"),
        one._replace(identity=b"de", content=b""),
        one._replace(content=b"", body=b"ec"),
        one._replace(subject="a", identity=b"bd"),
    ]
    assert len({chain.canonical(entry) for entry in [one, *others]}) == 6
