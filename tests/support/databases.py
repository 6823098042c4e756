"""Where a test's store is to be: the fixtures of PostgreSQL, and of either database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sroki.deploy.postgres_server import Server, binaries, server
from sroki.projections.opening import Target, open_database, target_of


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL of this session's own. Tests that take it are marked `real`."""
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    with server() as found:
        yield found


@pytest.fixture(scope="session")
def migrated(postgres: Server) -> str:
    """The name of a database with the schema and nothing else: what others are copied from."""
    url = postgres.create()
    with open_database(target_of(url)):
        pass
    return url.rpartition("/")[2]


@pytest.fixture
def postgres_url(postgres: Server, migrated: str) -> Iterator[str]:
    """The address of an empty store, the test's own."""
    url = postgres.create(migrated)
    yield url
    postgres.drop(url)


ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.real)


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    """Where a test's store is to be: a file of SQLite, or a database of PostgreSQL."""
    if request.param == "sqlite":
        return tmp_path / "store.db"
    url: str = request.getfixturevalue("postgres_url")
    return target_of(url)
