"""Prometheus, Alertmanager and their tools, as `scripts/ensure_prometheus.sh` finds them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
_UNPACKED: Final = ROOT / ".cache" / "prometheus" / "usr" / "bin"


def tool(name: str) -> str:
    """The program's path; the test skips aloud where there is none."""
    found = shutil.which(name) or shutil.which(name, path=str(_UNPACKED))
    if found is None:
        pytest.skip(f"{name} is not here: scripts/ensure_prometheus.sh")
    return found


def run(name: str, *arguments: str | Path, told: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """What the tool answers, standard output and error in one."""
    return subprocess.run(
        [tool(name), *arguments],
        input=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
