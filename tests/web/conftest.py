"""A furnished city, made once for the tests that only look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.web.world import World, city


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Do not change it: others look at it too."""
    with city(tmp_path_factory.mktemp("city") / "sroki.db") as found:
        yield found


@pytest.fixture(scope="package")
def client(world: World) -> TestClient:
    return TestClient(world.app(), follow_redirects=False)
