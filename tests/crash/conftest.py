"""A lean number of faults in every run; all of them by `make crash`."""

from __future__ import annotations

import os
from typing import Final

import pytest

from tests.crash.left import Left

ALL: Final = os.environ.get("TEST_CRASHES") == "all"


@pytest.fixture(scope="session")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """What may be left of the life of `tests.crash.life`."""
    return Left(tmp_path_factory.mktemp("whole"))
