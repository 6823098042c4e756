"""A test marked ``real`` may skip on a laptop without the real thing; in the build it fails."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest


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
