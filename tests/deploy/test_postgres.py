"""The commands and the engine on a store in PostgreSQL: nothing but the address is another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sroki.deploy.postgres_server import Server
from sroki.events.aliases import Alias
from sroki.events.strict import Item
from sroki.projections.aliases import register
from sroki.projections.opening import open_database, target_of
from sroki.projections.statements import Statements
from tests.deploy.commands import sroki
from tests.deploy.conftest import set_clock, shell
from tests.deploy.wires import filed, item


def test_a_password_in_the_address_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SROKI_STORE", "postgresql://sroki:s3cret@127.0.0.1/sroki")
    for said in (sroki("config"), sroki("config", "--json")):
        assert said.code == 0
        assert "s3cret" not in said.out
    shown = json.loads(sroki("config", "--json").out)["store"]
    assert shown == {"value": "postgresql://sroki:***@127.0.0.1/sroki", "origin": "SROKI_STORE"}


@pytest.mark.parametrize("address", ["postgresql://db.example/sroki?sslmode=require"])
def test_an_address_half_protected_is_refused(address: str) -> None:
    said = sroki("verify", "--store", address)
    assert said.code == 2
    assert "наполовину" in said.err


@pytest.mark.real
def test_nobody_at_the_address_is_an_error_and_no_traceback() -> None:
    said = sroki("verify", "--store", "postgresql://sroki@127.0.0.1:1/sroki")
    assert said.code == 2
    assert "Связь с PostgreSQL прервана" in said.err


@pytest.mark.real
def test_a_store_lives_is_verified_and_looked_at(postgres_url: str) -> None:
    with shell(postgres_url) as embedded:
        told = item(filed("c1", "2025-04-01 08:30"))
        assert [answer.name for answer in embedded.take([told])] == ["taken"]
        assert [answer.name for answer in embedded.take([told])] == ["duplicate"]
        set_clock(embedded, "2025-04-20 09:00")
    verified = sroki("verify", "--replay", "--store", postgres_url)
    assert verified.code == 0, verified.err
    assert "говорит то же самое" in verified.out
    explained = sroki("explain", "c1", "--store", postgres_url)
    assert explained.code == 0
    assert "c1" in explained.out
    assert sroki("rulebook", "show", "--store", postgres_url).code == 0
    assert sroki("rejects", "list", "--store", postgres_url).code == 0
    copied = sroki("backup", "copy.db", "--store", postgres_url)
    assert copied.code == 3
    assert "pg_dump" in copied.err


@pytest.mark.real
def test_a_forgotten_number_leaves_the_files_of_the_tables(
    postgres: Server, postgres_url: str
) -> None:
    number = "7788990011"
    with (
        open_database(target_of(postgres_url)) as database,
        database.writing() as connection,
        register(connection, Statements(connection.dialect)) as aliases,
    ):
        aliases.bind(Alias("04701000", "urn:edms:krsk", "portal", number), "c-gone")
    postgres.checkpoint()
    assert number.encode() in tables_of(postgres)
    said = sroki("forget", "c-gone", "--store", postgres_url)
    assert (said.code, said.out.strip()) == (0, "Стёрто номеров: 1.")
    postgres.checkpoint()
    assert number.encode() not in tables_of(postgres)


def tables_of(postgres: Server) -> bytes:
    """Every file of every table."""
    files = (postgres.home / "data" / "base").rglob("*")
    return b"".join(file.read_bytes() for file in files if file.is_file())


@pytest.mark.real
@pytest.mark.parametrize("rest", ["\x00", "\ud800", "\U0010ffff"], ids=["nul", "half", "last"])
def test_what_text_of_postgresql_cannot_hold_is_answered_as_by_a_file(
    postgres_url: str, tmp_path: Path, rest: str
) -> None:
    """A message that no store can take back would be sent again for ever."""
    told = [filed(f"c{rest}", "2025-04-01 08:30"), filed("c1", "2025-04-01 08:30", note=rest)]
    told += [filed("c2", "2025-04-01 08:30") | {name: f"x{rest}"} for name in ("source", "id")]
    told += [filed("c3", "2025-04-01 08:30", unit=f"x{rest}")]
    told += [filed("c4", "2025-04-01 08:30", **{f"new{rest}": rest})]
    answers = []
    for target in (postgres_url, tmp_path / "sroki.db"):
        with shell(target) as embedded:
            items = [Item(one, None, json.dumps(one)) for one in told]
            answers.append([answer.name for answer in embedded.take(items)])
    assert answers[0] == answers[1]
