"""`sroki indicators`, as people call it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sroki.projections.opening import open_database
from sroki.projections.store import SqlStore
from tests.deploy.commands import said
from tests.projections.test_figures import Office, life
from tests.support.rulebooks import KRSK


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("figures") / "store.db"
    with open_database(path) as database:
        office = Office(SqlStore.open(database, partitions=1))
        for case, notice in (("a", "2025-04-11"), ("b", "2025-04-26"), ("c", "2025-05-11")):
            office.tell(*life(case, "2025-04-01", "2025-04-01", notice))
        office.run.tick(datetime(2025, 8, 1, tzinfo=UTC), always=True)
    return path
