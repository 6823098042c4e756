"""A store in which something happened, made once and copied for each test that wants it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sroki.projections.store import SqlStore
from tests.projections.stores import lived, opened


@pytest.fixture(scope="session")
def lived_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store of two partitions that two histories went through."""
    path = tmp_path_factory.mktemp("lived") / "store.db"
    with opened(path, 2) as store:
        lived(store, 1, 2)
    return path


@pytest.fixture
def store(lived_file: Path, tmp_path: Path) -> Iterator[SqlStore]:
    """That store, open, the test's own."""
    shutil.copy(lived_file, tmp_path / "store.db")
    with opened(tmp_path / "store.db", 2) as store:
        yield store
