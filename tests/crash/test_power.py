"""The power goes: what was written and not synced may be there or not, in part or whole.

The disk is a file system of our own (`tests.crash.disk`), which needs root and /dev/fuse; only
`make crash` runs it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Final

import pytest

from tests.crash.conftest import ALL
from tests.crash.left import Left
from tests.crash.life import FEW_PAGES

pytestmark = pytest.mark.skipif(not ALL, reason="make crash cuts the power")
ROOT: Final = Path(__file__).parents[2]
ODDS: Final = 8
_OURS: Final = (sys.executable, "-m")
_PATIENCE_SECONDS: Final = 60


@contextmanager
def disk(folder: Path, seed: int) -> Iterator[tuple[Path, Path]]:
    """A disk at the first path; what power cuts leave of it comes to the second."""
    mount, out = folder / "mount", folder / "out"
    mount.mkdir()
    out.mkdir()
    command = [*_OURS, "tests.crash.disk", str(mount), str(out), str(seed), str(ODDS)]
    serving = subprocess.Popen(command, cwd=ROOT)
    try:
        deadline = monotonic() + _PATIENCE_SECONDS
        while not os.path.ismount(mount):
            assert serving.poll() is None, "no disk: is there a /dev/fuse, and are we root?"
            assert monotonic() < deadline
        yield mount, out
    finally:
        subprocess.run(["umount", mount], check=False)
        serving.wait(_PATIENCE_SECONDS)


def cuts(folder: Path, seed: int, *pragmas: str) -> list[Path]:
    """What each of some hundred power cuts leaves of one life."""
    with disk(folder, seed) as (mount, out):
        command = [*_OURS, "tests.crash.life", str(mount / "store.db"), str(mount / "acks")]
        subprocess.run([*command, FEW_PAGES, *pragmas], cwd=ROOT, check=True)
    return sorted(out.iterdir())


def faults(left: Left, found: list[Path], live_on: int) -> list[tuple[str, str]]:
    """What is wrong after each cut; every `live_on`-th store must live its life to the end."""
    told = []
    for number, folder in enumerate(found):
        acks = folder / "acks"
        acknowledged = acks.stat().st_size if acks.exists() else 0
        on = number % live_on == 0
        fault = left.fault(folder / "store.db", acknowledged, live_on=on)
        if fault is not None:
            told.append((folder.name, fault))
    return told


@pytest.mark.parametrize("seed", range(3))
def test_nothing_acknowledged_is_lost_in_a_power_cut(left: Left, tmp_path: Path, seed: int) -> None:
    found = cuts(tmp_path, seed)
    assert len(found) >= 100
    assert faults(left, found, 10) == []


def test_the_disk_forgets_what_is_not_synced(left: Left, tmp_path: Path) -> None:
    """The same life without waiting for the disk loses what it acknowledged: so it is seen here."""
    found = cuts(tmp_path, 7, "synchronous = NORMAL")
    assert any("acknowledged" in fault for _, fault in faults(left, found, len(found) + 1))
