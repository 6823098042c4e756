"""The tallies say what the rows say, and a difference is noticed."""

from __future__ import annotations

from collections import Counter

import pytest

from sroki.projections import tallies
from sroki.projections.dump import logical_dump
from sroki.projections.store import SqlStore
from tests.projections.stores import run_on
from tests.support.told import Teller, local


def recounted(store: SqlStore) -> dict[str, tuple[int, int]]:
    with store.database.reading() as connection:
        return tallies.recount(connection, store.generation)


def test_tallies_are_right_and_not_empty(store: SqlStore) -> None:
    assert recounted(store) == {}
    dump = logical_dump(store)
    assert dump["due_tally"]
    assert sum(line[-1] for line in dump["stage_tally"]) == len(dump["subject"])


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE due_tally SET deadlines = deadlines + 1", "due_tally"),
        ("DELETE FROM stage_tally", "stage_tally"),
        ("UPDATE deadline SET proof = 'presumed' WHERE state = 'overdue'", "due_tally"),
        ("UPDATE subject SET stage = 'elsewhere'", "stage_tally"),
    ],
)
def test_a_difference_is_noticed(store: SqlStore, sql: str, found: str) -> None:
    with store.database.writing() as connection:
        connection.exec_driver_sql(sql)
    assert recounted(store).keys() == {found}


def test_what_is_said_is_counted_but_for_silence(store: SqlStore) -> None:
    scope = "partition, authority, service, unit, rule"
    for counter, kind, which in (
        ("findings", "kind", "retracts IS NULL"),
        ("retractions", "params ->> 'retracted'", "retracts IS NOT NULL"),
    ):
        with store.database.reading() as connection:
            said = connection.exec_driver_sql(
                f"SELECT {scope}, {kind} AS what, count(*) FROM finding "  # noqa: S608 # ours
                f"WHERE NOT silent AND {which} GROUP BY {scope}, what"
            ).all()
            counted = connection.exec_driver_sql(
                f"SELECT {scope}, detail, value FROM counter WHERE name = '{counter}'"  # noqa: S608 # ours
            ).all()
        assert sorted(map(tuple, counted)) == sorted(map(tuple, said))
        assert len(said) > 3


def test_history_is_told_in_silence(store: SqlStore) -> None:
    run = run_on(store)
    before = logical_dump(store)
    tell = Teller("case-old", historical=True, source="/old")
    run.take(
        [
            tell("submitted", "2025-04-10", channel="in_person"),
            tell("registered", "2025-04-20"),
            tell("acceptance_refused", "2025-04-10"),
        ]
    )
    after = logical_dump(store)
    assert len(after["finding"]) > len(before["finding"])
    assert after["counter"] == before["counter"]


def test_a_step_is_timed_once(store: SqlStore) -> None:
    run = run_on(store)
    tell = Teller("case-new", source="/new")
    run.take([tell("submitted", "2025-04-10", channel="in_person")])
    before = steps(store)
    registered = tell("registered", "2025-04-14")
    run.take([registered])
    after = steps(store)
    assert {key: n - before.get(key, 0) for key, n in after.items() if n != before.get(key)} == {
        ("registration", "4"): 1
    }
    run.take([tell("receipt_issued", "2025-04-15")])
    run.tick(local("2025-09-02"))
    assert steps(store)["registration", "4"] == after["registration", "4"]


def steps(store: SqlStore) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for line in logical_dump(store)["counter"]:
        if line[1] == "step_days":
            found[line[5], line[6]] += line[7]
    return found
