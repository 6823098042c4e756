"""What every test shares."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is not a failure, and the build must fail for what the commit did, not for luck:
# there the examples are the same each time; a developer's machine looks for new ones.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "dev")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test marked ``real`` may skip on a laptop without the real thing; in the build it fails."""
    report = yield
    if report.skipped and _must_run(item) and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"marked `real`, skipped although CI=true: {_reason(report.longrepr)}"
    return report


def _must_run(item: pytest.Item) -> bool:
    return os.environ.get("CI") == "true" and item.get_closest_marker("real") is not None


def _reason(longrepr: Any) -> str:
    return str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)
