"""`sroki forget`: no byte of a number is left in the store, and nothing else is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sroki.events.aliases import Alias
from sroki.projections.aliases import register
from sroki.projections.opening import open_database
from sroki.projections.statements import Statements
from tests.deploy.commands import sroki

KEPT, GONE = "1203344551", "7788990011"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store that knows two cases, one of them by two numbers."""
    path = tmp_path / "sroki.db"
    with (
        open_database(path) as database,
        database.writing() as connection,
        register(connection, Statements(connection.dialect)) as aliases,
    ):
        aliases.bind(Alias("04701000", "urn:edms:krsk", "portal", KEPT), "c-kept")
        aliases.bind(Alias("04701000", "urn:edms:krsk", "portal", GONE), "c-gone")
        aliases.bind(Alias("04701000", "urn:edms:krsk", "registration", f"{GONE}/1"), "c-gone")
    return path


def test_every_number_of_the_case_is_erased_from_the_file(store: Path) -> None:
    assert GONE.encode() in store.read_bytes()
    said = sroki("forget", "c-gone", "--store", store)
    assert (said.code, said.out.strip()) == (0, "Стёрто номеров: 2.")
    left = b"".join(path.read_bytes() for path in store.parent.iterdir())
    assert GONE.encode() not in left
    assert KEPT.encode() in left


def test_a_case_without_numbers_is_an_error(store: Path) -> None:
    sroki("forget", "c-gone", "--store", store)
    again = sroki("forget", "c-gone", "--store", store)
    assert again.code == 2
    assert "уже забыто" in again.err


def test_no_store_is_made_to_forget_in(tmp_path: Path) -> None:
    assert sroki("forget", "c-gone", "--store", tmp_path / "none.db").code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_running_service_holds_the_store(store: Path) -> None:
    with open_database(store):
        assert sroki("forget", "c-gone", "--store", store).code == 3
