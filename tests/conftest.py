"""What every test shares."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.support.browser",
    "tests.support.databases",
    "tests.support.kafka",
    "tests.support.real",
]

# A slow machine is not a failure, and the build must fail for what the commit did, not for luck:
# there the examples are the same each time; a developer's machine looks for new ones.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "dev")

# Whose tests the branch coverage of workflows/ and monitors/ is of. Watched, a test of the pure
# rooms takes three times as long; what others happen to pass through proves nothing of it.
_MEASURED: Final = frozenset({"workflows", "monitors", "scenarios", "desk"})
_TESTS: Final = Path(__file__).parent


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Watch only what is measured.

    Done by hand: the marker of pytest-cov for that pauses one watch of the two that there are in a
    process of pytest-xdist, and the other goes on.
    """
    room = item.path.relative_to(_TESTS).parts[0]
    if room in _MEASURED and item.get_closest_marker("unwatched") is None:
        return (yield)
    here, threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(here)
        threading.settrace(threads)
