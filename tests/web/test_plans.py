"""How the database finds what the pages ask: by an index, however many rows there are.

SQLite decides without statistics, so what it decides for a small store holds for a large one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event

from sroki.projections.queries import cases, deadlines, due, subjects
from sroki.projections.queries.deadlines import Filter, What
from sroki.projections.queries.reading import Reading, read
from tests.web.world import World


class Asked:
    """Plans of the statements that went through a connection while it listened."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._statements: list[tuple[str, Any]] = []

    def note(self, _c: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        if not sql.startswith("EXPLAIN"):
            self._statements.append((sql, values))

    def plans(self, table: str) -> list[str]:
        """Steps that touch a table, in the order they were asked."""
        return [
            row[3]
            for sql, values in tuple(self._statements)
            for row in self._connection.exec_driver_sql("EXPLAIN QUERY PLAN " + sql, values)
            if f" {table} " in f"{row[3]} "
        ]


@contextmanager
def asking(world: World) -> Iterator[tuple[Reading, Asked]]:
    """A reading, and what it asked; look at the plans after the queries."""
    with world.database.reading() as connection:
        found = read(connection, world.now, world.names)
        asked = Asked(connection)
        event.listen(connection, "before_cursor_execute", asked.note)
        yield found, asked


@pytest.mark.parametrize("what", What)
def test_a_page_of_the_board_comes_from_one_index(world: World, what: What) -> None:
    with asking(world) as (found, asked):
        deadlines.page(found, Filter(what), 50)
        keys, *rows = asked.plans("deadline")
    index = "ix_deadline_necessary_on" if what is What.IMPOSSIBLE else "ix_deadline_due_at"
    assert f"USING COVERING INDEX {index}" in keys
    assert rows == [
        "SEARCH deadline USING PRIMARY KEY (generation=? AND partition=? AND subject=?)"
    ] or (rows == [] and what is What.IMPOSSIBLE)


def test_the_board_of_a_unit_comes_from_its_index(world: World) -> None:
    with asking(world) as (found, asked):
        wanted = Filter(What.ATTENTION, authority="04701000", unit="sovetsky")
        deadlines.page(found, wanted, 50)
        assert "ix_deadline_unit_due_at" in asked.plans("deadline")[0]


def test_counting_never_touches_the_deadlines(world: World) -> None:
    with asking(world) as (found, asked):
        due.counts(found)
        subjects.stages(found)
        assert asked.plans("deadline") == []
        assert asked.plans("subject") == []


def test_what_the_sweep_owes_is_found_by_whom_it_is_to_wake(world: World) -> None:
    with asking(world) as (found, asked):
        due.unspoken(found)
        assert all("ix_subject_next_change_at" in plan for plan in asked.plans("subject"))
        assert all(plan.endswith("subject=?)") for plan in asked.plans("deadline"))


def test_a_case_is_found_without_walking_anything(world: World) -> None:
    with asking(world) as (found, asked):
        assert cases.subject(found, "corrected") is not None
        assert cases.named(found, "СП-119", 2025)
        for table, key in {
            "finding": ("subject=?)", "case_id=?)", "no=?)"),
            "subject": ("key=?)",),
            "deadline": ("subject=?)",),
            "alias": ("number=?)", "case_id=?)"),
        }.items():
            plans = asked.plans(table)
            assert plans
            assert all(plan.endswith(key) for plan in plans), plans


def test_the_unassessed_are_found_by_their_index(world: World) -> None:
    with asking(world) as (found, asked):
        subjects.unassessed(found, subjects.NO_EDITION, 50)
        assert "ix_subject_unassessed" in asked.plans("subject")[0]
