"""Whether a document is what it says it is: PDF/A, by veraPDF."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final, NamedTuple

import pytest

_HERE: Final = Path(__file__).with_name("verapdf")
_LONG: Final = 240


class Judged(NamedTuple):
    """What a document claims to be (of PDF/A: `2a`), and what of that does not hold."""

    flavour: str
    faults: tuple[str, ...]


def judged(content: bytes, folder: Path) -> Judged:
    """What veraPDF says of a document. Without veraPDF the test skips."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    jars = Path(cache) / "sroki" / "verapdf" / "jars"
    if not jars.is_dir() or shutil.which("java") is None:
        pytest.skip("veraPDF is not here: scripts/ensure_jars.sh verapdf")
    file = folder / "judged.pdf"
    file.write_bytes(content)
    shell = ["java", "-cp", str(jars / "*"), "org.mozilla.javascript.tools.shell.Main"]
    asked = [*shell, "-version", "200", str(_HERE / "conforms.js"), str(file)]
    done = subprocess.run(asked, check=True, timeout=_LONG, capture_output=True, text=True)
    said = json.loads(done.stdout.splitlines()[-1])
    return Judged(said["flavour"], tuple(said["faults"]))
