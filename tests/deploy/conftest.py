"""A shell on a store of its own, with a clock that a test sets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sroki.deploy.clock import ToldClock
from sroki.deploy.embedded import Embedded
from sroki.deploy.settings import Settings
from sroki.deploy.shell import Shell
from tests.support.told import local


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the developer's own configuration is in a test."""
    for name in [name for name in os.environ if name.startswith("SROKI_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@contextmanager
def shell(
    path: Path | str, at: str | datetime = "2025-04-01 09:00", **settings: Any
) -> Iterator[Embedded]:
    """An engine that has begun, its clock at `at` (a text is Krasnoyarsk's wall clock)."""
    chosen = Settings.model_validate({"store": path, **settings})
    with Embedded(chosen, ToldClock(local(at) if isinstance(at, str) else at)) as embedded:
        embedded.begin()
        yield embedded


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Embedded]:
    """An engine in the morning of 1 April 2025."""
    with shell(tmp_path / "sroki.db") as found:
        yield found


def set_clock(embedded: Shell, at: str) -> None:
    """Let time go on to a moment, and act."""
    assert isinstance(embedded.clock, ToldClock)
    embedded.clock.at = local(at)
    embedded.tick()
