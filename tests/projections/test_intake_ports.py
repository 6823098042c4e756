"""The registers of the intake in SQL do what those in memory do, and last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from inspect import getmembers, isfunction, signature
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection

from sroki.events.aliases import Alias, Aliases
from sroki.events.base import Event
from sroki.events.catalogue import parse
from sroki.events.intake import Intake
from sroki.events.lists import Lists
from sroki.events.memory import MemoryAliases, MemoryLists
from sroki.events.outcome import Listed
from sroki.events.readers.register import Export, RegisterMemory, RowMemory, Slot
from sroki.events.reasons import Reason
from sroki.events.record import Annulled
from sroki.projections import rulebooks, sealed, sources
from sroki.projections.aliases import SqlAliases, forget, register
from sroki.projections.database import Database
from sroki.projections.dump import ledger_of, logical_dump, standing_of
from sroki.projections.keys import NAMING, WAITING, made
from sroki.projections.lists import SqlLists
from sroki.projections.opening import Target, open_database
from sroki.projections.registers import SqlRegisterMemory
from sroki.projections.sealed import Sent
from sroki.projections.statements import Statements
from sroki.projections.store import SqlStore
from tests.events.office import NOW as OFFICE_NOW
from tests.events.office import accepted, wire
from tests.support.rulebooks import KRSK, SERVICE
from tests.support.told import Teller, local

NOW = datetime(2025, 4, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def database(target: Target) -> Iterator[Database]:
    with open_database(target) as database:
        yield database


@pytest.mark.parametrize(
    ("port", "ours"),
    [(Aliases, SqlAliases), (Lists, SqlLists), (RegisterMemory, SqlRegisterMemory)],
)
def test_every_method_of_the_port_is_there_with_its_parameters(port: Any, ours: Any) -> None:
    for name, wanted in getmembers(port, isfunction):
        if not name.startswith("_"):
            found = signature(getattr(ours, name))
            assert list(found.parameters) == list(signature(wanted).parameters), name


@contextmanager
def aliases_of(connection: Connection) -> Iterator[SqlAliases]:
    with register(connection, Statements(connection.dialect)) as found:
        port: Aliases = found
        assert port is found
        yield found


@pytest.mark.parametrize(
    ("target", "seed"),
    [
        *(pytest.param("sqlite", seed) for seed in range(20)),
        *(pytest.param("postgres", seed, marks=pytest.mark.real) for seed in range(0, 20, 5)),
    ],
    indirect=["target"],
)
def test_aliases_are_found_as_in_memory(database: Database, seed: int) -> None:
    dice = Random(seed)
    plain = MemoryAliases()
    numbers = [Alias(KRSK, "/edms", "registration", f"{n}-ж", 2025) for n in range(6)]
    numbers += [one._replace(year=0) for one in numbers[:2]]
    members = [f"m{n}" for n in range(4)]
    for _ in range(8):
        with database.writing() as connection, aliases_of(connection) as ours:
            ours.expect(dice.sample(numbers, dice.randint(0, 4)))
            for _ in range(dice.randint(1, 6)):
                alias = dice.choice(numbers)
                if plain.find(alias) is None and dice.random() < 0.4 and members:
                    member = members.pop()
                    plain.reserve(alias, member)
                    ours.reserve(alias, member)
                else:
                    case = f"case-{dice.randint(1, 3)}"
                    plain.bind(alias, case)
                    ours.bind(alias, case)
                assert [ours.find(one) for one in numbers] == [plain.find(one) for one in numbers]
                for name in ("m0", "m1", "m2", "m3", "case-1", "case-9"):
                    assert ours.case_of(name) == plain.case_of(name)


def test_an_applicant_is_forgotten_and_no_figure_changes(store: SqlStore) -> None:
    key = next(line[1] for line in logical_dump(store)["subject_events"] if "/" not in line[1])
    other = Alias(KRSK, "/edms", "registration", "7", 2025)
    with store.database.writing() as connection, aliases_of(connection) as aliases:
        for number in ("15", "15/1"):
            aliases.bind(other._replace(number=number), key)
        aliases.bind(other, "case-other")
    before = logical_dump(store)
    said = standing_of(store), ledger_of(store)
    with store.database.writing() as connection:
        assert forget(connection, key) == 2
        with aliases_of(connection) as aliases:
            assert aliases.find(other._replace(number="15")) is None
            assert aliases.find(other) is not None
    after = logical_dump(store)
    assert (standing_of(store), ledger_of(store)) == said
    assert {name for name in before if before[name] != after[name]} == {"alias"}


def test_lists_still_find_a_case_that_is_forgotten(database: Database) -> None:
    """A list named the case by its number before the case came, under an id of its own."""

    def take(*wires: Any) -> list[Event]:
        with database.writing() as connection, aliases_of(connection) as aliases:
            statements = Statements(connection.dialect)
            numbers = count(1)
            desk = Intake(
                aliases,
                SqlLists(connection, statements),
                lambda: f"made-{next(numbers)}",
            )
            return [event for one in wires for event in accepted(desk.take(one, OFFICE_NOW)).events]

    def listed(events: list[Event]) -> list[tuple[str, Any]]:
        return [(one.case_id, one.outcome) for one in events if isinstance(one, Listed)]

    said = wire("list_approved", "L", period="2026-H2", number="5", included=["A"], considered=[])
    by_number = said | {"data": said["data"] | {"included": ["A", {"reference": {"number": "15"}}]}}
    filed = wire("submitted", "S", channel="post", case_id="case-1", reference={"number": "15"})
    assert listed(take(by_number, filed)) == [("A", "included"), ("case-1", "included")]
    with database.writing() as connection:
        assert forget(connection, "case-1") == 1
        assert forget(connection, "case-1") == 0
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT kind, number, year, case_id, member FROM alias")
        assert [tuple(row) for row in rows] == [("", "made-1", 0, "case-1", "made-1")]

    # Told again, as it is kept, it tells what it told; annulled, it is annulled for the case too.
    target = {"source": said["source"], "id": "L"}
    annulled = take(wire("annulled", "N", period="2026-H2", target=target))
    assert listed(annulled) == [("A", "included"), ("case-1", "included")]
    assert [one.case_id for one in annulled if isinstance(one, Annulled) and one.case_id] == [
        "A",
        "case-1",
    ]


def test_a_number_stands_in_the_register_and_nowhere_else(store: SqlStore, tmp_path: Path) -> None:
    alias = Alias(KRSK, "/edms", "registration", "НОМЕР-777", 2025)
    with store.database.writing() as connection, aliases_of(connection) as aliases:
        aliases.bind(alias, "case-1")
        wanted = Sent("unlinked", "/edms", b"{}", (Reason("unlinked"),), alias=alias)
        sealed.put(connection, [wanted], NOW, None)
    dump = logical_dump(store)
    assert "НОМЕР-777" in repr(dump.pop("alias"))
    assert "НОМЕР-777" not in repr(dump)


def approved(number: str, *cases: str, unit: str = "kirovsky") -> Any:
    return parse(
        {
            "kind": "list_approved",
            "id": f"list-{number}",
            "source": "/edms",
            "occurred_at": local("2025-05-10"),
            "authority": KRSK,
            "service": SERVICE,
            "unit": unit,
            "period": "2025-H2",
            "number": number,
            "included": cases,
        }
    )


def test_lists_are_known_as_in_memory(database: Database) -> None:
    plain = MemoryLists()
    told = [
        (approved("1", "a", "b"), ("a", "b")),
        (approved("2", "b", unit="sovetsky"), ("b",)),
        (approved("1", "c"), ("c",)),  # the identity of the first: stays as it was
        (approved("3"), ()),
    ]
    for event, members in told:
        plain.remember(event, members)
        with database.writing() as connection:
            SqlLists(connection, Statements(connection.dialect)).remember(event, members)
    with database.writing() as connection:
        ours: Lists = SqlLists(connection, Statements(connection.dialect))
        for group in {event.subject for event, _ in told} | {"group/none"}:
            assert ours.known(group) == plain.known(group)
        for member in "abcd":
            assert ours.naming(member) == plain.naming(member)
        assert len(ours.naming("b")) == 2


def test_registers_are_remembered_by_source(database: Database) -> None:
    memory: RegisterMemory = SqlRegisterMemory(database)
    assert memory.last("a") is None
    first = Export(NOW, NOW + DAY)
    rows = {
        f"{n:04x}": RowMemory(f"A{n}", f"c{n}", {"filed": Slot(1, 1, "d")}) for n in range(1201)
    }
    memory.write("a", first, rows)
    changed = RowMemory("A9", "other", {"filed": Slot(1, 2, ""), "left": Slot(3, 3, "x")})
    second = Export(NOW + DAY, NOW + 2 * DAY)
    memory.write("a", second, {"0007": changed})
    assert memory.last("a") == second
    assert memory.last("b") is None
    assert memory.rows("a", ["0007", "0008", "ffff"]) == {"0007": changed, "0008": rows["0008"]}
    assert memory.rows("a", list(rows)) == rows | {"0007": changed}
    assert list(memory.keys("a")) == sorted(rows)
    assert list(memory.keys("b")) == []


ALIAS = Alias(KRSK, "/edms", "registration", "15", 2025)
BAD = Sent(
    "rejected",
    "/edms",
    b"\xff\x00 what it was",
    (Reason("missing_field", "/time"), Reason("out_of_range", "/data/year", {"wanted": "1990"})),
    authority=KRSK,
)
WAITS = Sent("unlinked", "/site", b"{}", (Reason("unlinked"),), alias=ALIAS)


def test_what_was_not_taken_is_kept_as_it_came_until_it_expires(database: Database) -> None:
    with database.writing() as connection:
        sealed.put(connection, [BAD, WAITS], NOW, NOW + 30 * DAY)
        sealed.put(connection, [], NOW, None)
    with database.reading() as connection:
        first, second = sealed.unseal(connection, [2, 1, 99])
    assert (first.raw, first.state, first.received_at) == (BAD.raw, "rejected", NOW)
    assert second.source == "/site"
    with database.writing() as connection:
        assert sealed.expire(connection, NOW + 29 * DAY) == 0
        assert sealed.expire(connection, NOW + 30 * DAY) == 2
        assert list(sealed.unseal(connection, [1, 2])) == []


def test_reasons_come_back_as_they_were(database: Database) -> None:
    with database.writing() as connection:
        sealed.put(connection, [BAD, WAITS], NOW, None)
        rows = connection.exec_driver_sql("SELECT reason, params, more FROM sealed").all()
    assert [sealed.reasons_of(*row) for row in rows] == [BAD.reasons, WAITS.reasons]


def test_what_waits_for_a_number_is_found_by_it_once(database: Database) -> None:
    with database.writing() as connection:
        sealed.put(connection, [BAD, WAITS, WAITS], NOW, None)
        assert sealed.waiting_for(connection, [ALIAS._replace(year=2024)]) == []
        assert sealed.waiting_for(connection, [ALIAS]) == [2, 3]
        sealed.replayed(connection, [2], NOW)
        left = connection.exec_driver_sql("SELECT raw, waits_for FROM sealed WHERE id = 2").one()
        assert tuple(left) == (b"", None)
        assert sealed.waiting_for(connection, [ALIAS]) == [3]
        assert [one.id for one in sealed.unseal(connection, [1, 2, 3])] == [1, 3]


def test_a_digest_of_a_number_cannot_be_tried_out(tmp_path: Path) -> None:
    """Whoever has the rows and every number there is, but not the key, learns nothing."""
    digests = set()
    for name in ("one.db", "other.db"):
        with open_database(tmp_path / name) as store, store.writing() as connection:
            assert sealed.waiting_for(connection, [ALIAS]) == []
            sealed.put(connection, [WAITS, WAITS], NOW, None)
            digests |= set(connection.exec_driver_sql("SELECT waits_for FROM sealed").scalars())
            key = made(connection, WAITING)
            assert len(key) == 32
            assert made(connection, WAITING) == key != made(connection, NAMING)
    assert len(digests) == 2
    plain = blake2b("\x1f".join(map(str, ALIAS)).encode(), digest_size=16).digest()
    assert plain not in digests


def test_a_replay_that_fails_leaves_the_reason_of_today(database: Database) -> None:
    with database.writing() as connection:
        sealed.put(connection, [BAD], NOW, NOW + DAY)
        sealed.still(connection, 1, WAITS)
        row = connection.exec_driver_sql("SELECT state, reason, source, raw FROM sealed").one()
        assert tuple(row) == ("unlinked", "unlinked", "/edms", BAD.raw)
        assert sealed.waiting_for(connection, [ALIAS]) == [1]
        assert sealed.expire(connection, NOW + DAY) == 1


def test_sources_are_heard(database: Database) -> None:
    tell = Teller()
    told = [
        tell("submitted", "2025-04-10", channel="site", recorded_at=local("2025-04-12")),
        tell("registered", "2025-04-09"),
        tell("registered", "2025-04-08", source="/site"),
    ]
    with database.writing() as connection:
        statements = Statements(connection.dialect)
        sources.hear(connection, statements, told, NOW)
        sources.hear(connection, statements, told[1:2], NOW + DAY)
        sources.hear(connection, statements, [], NOW + 2 * DAY)
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM source ORDER BY source").all()
    assert [tuple(row)[1:3] for row in rows] == [("/edms/krsk", 3), ("/site", 1)]
    assert [str(row[3])[:10] for row in rows] == ["2025-04-11", "2025-04-10"]
    assert [str(row[4])[:10] for row in rows] == ["2025-04-10", "2025-04-08"]
    assert [row[5] and str(row[5])[:10] for row in rows] == ["2025-04-12", None]


def test_a_rulebook_is_kept_whole(database: Database) -> None:
    with database.writing() as connection:
        rulebooks.keep(connection, "digest", b"{}")
        rulebooks.keep(connection, "digest", b"other")
        assert rulebooks.body_of(connection, "digest") == b"{}"
        assert rulebooks.body_of(connection, "none") is None
