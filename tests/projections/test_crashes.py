"""After any crash the store is exactly the store of a shorter journal."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import IntegrityError

from sroki.projections.dump import ledger_of, logical_dump, standing_of
from sroki.projections.opening import open_database
from sroki.projections.sqlite import SqliteDatabase
from sroki.projections.store import SqlStore
from tests.projections.stores import opened, run_on
from tests.support.histories import History

HISTORY = History(11)
Dump = dict[str, list[Any]]


class Planted(Exception):
    """The crash of a test."""


def writer_of(store: SqlStore) -> Engine | None:
    """The engine of the connection that writes."""
    assert isinstance(store.database, SqliteDatabase)
    return store.database._writer


class Statements:
    """Counts the statements and commits of a store's writer, and does something at one of them."""

    def __init__(self, store: SqlStore, at: int = -1, act: Callable[[], None] = lambda: None):
        self.count = 0
        self.at = at
        self.act = act
        engine = writer_of(store)
        event.listen(engine, "before_cursor_execute", self._next)
        event.listen(engine, "commit", self._next)

    def _next(self, *_: object) -> None:
        self.count += 1
        if self.count - 1 == self.at:
            self.act()


def script(store: SqlStore) -> Iterator[None]:
    """A life in a few transactions; yields after each step."""
    run = run_on(store)
    half = len(HISTORY.events) // 2
    for batch in (HISTORY.events[:half], HISTORY.events[half:]):
        run.take(batch)
        yield
    run.watermark(HISTORY.watermark)
    yield
    run.deliver()
    run.tick(HISTORY.end, always=True)
    yield


def live(store: SqlStore) -> None:
    for _ in script(store):
        pass


def reference(path: Path) -> tuple[list[Dump], list[int]]:
    """The dump after every commit, and for every statement how many commits came before it."""
    with opened(path) as store:
        dumps = [logical_dump(store)]
        before: list[int] = []
        engine = writer_of(store)
        event.listen(engine, "before_cursor_execute", lambda *_: before.append(len(dumps) - 1))
        event.listen(engine, "commit", lambda *_: before.append(len(dumps) - 1))

        @contextmanager
        def held() -> Iterator[Any]:
            with holding() as connection:
                yield connection
            dumped = logical_dump(store)
            if dumped != dumps[-1]:
                dumps.append(dumped)

        holding, store.database.holding = store.database.holding, held  # type: ignore[method-assign] # to look on
        live(store)
    return dumps, before


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Dump], list[int]]:
    return reference(tmp_path_factory.mktemp("truth") / "store.db")


def test_the_script_writes_to_every_kind_of_table(truth: tuple[list[Dump], list[int]]) -> None:
    """Else the tests below would prove little."""
    dumps, before = truth
    assert len(dumps) > 6
    assert len(before) > 60
    filled = {name for dump in dumps for name, lines in dump.items() if lines}
    assert filled >= {
        "journal",
        "identity",
        "deadline",
        "finding",
        "letter",
        "awaited",
        "due_tally",
    }


def test_a_process_killed_at_any_statement_leaves_a_shorter_journal(
    truth: tuple[list[Dump], list[int]], tmp_path: Path
) -> None:
    dumps, before = truth
    blank = tmp_path / "blank.db"
    with opened(blank):
        pass
    for at, commits in enumerate(before):
        path = tmp_path / "killed.db"
        for old in tmp_path.glob("killed.db*"):
            old.unlink()
        shutil.copy(blank, path)
        child = os.fork()
        if child == 0:
            with opened(path) as store:
                Statements(store, at, lambda: os._exit(9))
                live(store)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 9, at
        with opened(path) as store:
            assert logical_dump(store) == dumps[commits], at


def test_a_transaction_that_fails_is_as_if_never_begun(
    truth: tuple[list[Dump], list[int]], tmp_path: Path
) -> None:
    """The same process goes on: what it remembered of subjects is as what it rolled back."""
    dumps, before = truth
    with opened(tmp_path / "whole.db") as store:
        live(store)
        whole = standing_of(store), ledger_of(store)

    def crash() -> None:
        raise Planted

    for at in Random(1).sample(range(len(before)), 40):
        path = tmp_path / f"{at}.db"
        with opened(path) as store:
            statements = Statements(store, at, crash)
            with pytest.raises(Planted):
                live(store)
            assert logical_dump(store) == dumps[before[at]]
            statements.at = -1
            live(store)
            assert (standing_of(store), ledger_of(store)) == whole, at


def test_a_log_cut_anywhere_leaves_a_shorter_journal(
    truth: tuple[list[Dump], list[int]], tmp_path: Path
) -> None:
    """A power cut keeps some beginning of the write-ahead log, perhaps with its end garbled."""
    dumps, _ = truth
    path = tmp_path / "store.db"
    with opened(path):
        pass
    with opened(path) as store:
        with store.database.holding() as connection:
            connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
        live(store)
        log = (tmp_path / "store.db-wal").read_bytes()
        base = path.read_bytes()
    frame = 24 + 4096
    ends = list(range(32, len(log), frame))
    assert len(ends) > 50
    reached = [_after(tmp_path, base, log[:end]) for end in ends[::3]]
    places = [dumps.index(found) for found in reached]
    assert places == sorted(places)
    assert len(set(places)) > 6
    dice = Random(2)
    for _ in range(20):
        at = dice.randrange(32, len(log))
        garbled = log[:at] + bytes([log[at] ^ 0x10]) + log[at + 1 :]
        torn = dice.choice((log[:at], garbled))
        assert _after(tmp_path, base, torn) in dumps


def _after(folder: Path, base: bytes, log: bytes) -> Dump:
    """What a store says whose process died with this log."""
    path = folder / "after.db"
    for old in folder.glob("after.db*"):
        old.unlink()
    path.write_bytes(base)
    path.with_name("after.db-wal").write_bytes(log)
    with open_database(path) as database:
        return logical_dump(SqlStore.open(database))


def test_what_is_done_together_is_done_whole_or_not_at_all(tmp_path: Path) -> None:
    """Many transactions, one commit: a process killed anywhere leaves all of them or none."""
    with opened(tmp_path / "truth.db") as store:
        dumps = [logical_dump(store)]
        statements = Statements(store)
        _live_together(store, lambda: dumps.append(logical_dump(store)))
        count = statements.count
    assert len(dumps) == 5
    for at in Random(4).sample(range(count), 30):
        path = tmp_path / f"{at}.db"
        child = os.fork()
        if child == 0:
            with opened(path) as store:
                Statements(store, at, lambda: os._exit(9))
                _live_together(store, lambda: None)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 9, at
        with opened(path) as store:
            assert logical_dump(store) in dumps, at


def _live_together(store: SqlStore, done: Callable[[], None]) -> None:
    steps = script(store)
    for _ in range(4):
        with store.database.together():
            next(steps)
        done()


def test_what_was_done_together_and_failed_is_forgotten(tmp_path: Path) -> None:
    def fail(steps: Iterator[None]) -> None:
        with store.database.together():
            next(steps)
            assert logical_dump(store) != before
            raise Planted

    with opened(tmp_path / "store.db") as store:
        steps = script(store)
        next(steps)
        before = logical_dump(store)
        with pytest.raises(Planted):
            fail(steps)
        assert logical_dump(store) == before
        live(store)
        last = standing_of(store), ledger_of(store)
    with opened(tmp_path / "whole.db") as store:
        live(store)
        assert (standing_of(store), ledger_of(store)) == last


def undone(store: SqlStore) -> None:
    with store.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO rulebook VALUES ('undone', x'00')")
        connection.exec_driver_sql("INSERT INTO rulebook VALUES ('kept', x'00')")


def test_one_of_several_together_fails_alone(tmp_path: Path) -> None:
    with opened(tmp_path / "store.db") as store:
        count = Statements(store)
        commits: list[object] = []
        event.listen(writer_of(store), "commit", commits.append)
        with store.database.together():
            with store.database.writing() as connection:
                connection.exec_driver_sql("INSERT INTO rulebook VALUES ('kept', x'00')")
            with pytest.raises(IntegrityError):
                undone(store)
            with store.database.together(), store.database.writing() as connection:
                connection.exec_driver_sql("INSERT INTO rulebook VALUES ('inner', x'00')")
            assert commits == []
        assert len(commits) == 1
        assert count.count > 5
        assert [line[0] for line in logical_dump(store)["rulebook"]] == ["inner", "kept"]
