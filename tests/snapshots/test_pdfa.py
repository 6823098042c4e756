"""The document of a snapshot is the PDF/A that it says it is; a worse one is told from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.snapshots.test_files import made as made  # noqa: PLC0414 - its fixture
from tests.support.pdfa import judged

pytestmark = pytest.mark.real


def test_a_snapshot_is_kept_as_pdfa(made: Any, tmp_path: Path) -> None:
    document, _ = made
    assert judged(document.pdf(), tmp_path) == ("2a", ())


def test_what_only_says_so_is_found_out(made: Any, tmp_path: Path) -> None:
    """Without its tags a document is not what its metadata claim."""
    document, _ = made
    content = document.pdf().replace(b"/StructTreeRoot ", b"/StructTreeFoot ")
    found = judged(content, tmp_path)
    assert found.flavour == "2a"
    assert found.faults
