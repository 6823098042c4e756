"""The files of a snapshot in LibreOffice, where it is installed: it reads the same figures.

It is a download of hundreds of megabytes and no part of the service: where it is not, the files are
opened by the libraries of `test_files` alone.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.snapshots.test_files import made as made  # noqa: PLC0414 - its fixture
from tests.snapshots.test_files import shown_in, told_in

SOFFICE = shutil.which("soffice")
_LONG = 240

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


def converted(folder: Path, name: str, content: bytes, form: str) -> str:
    """What the office suite makes of a file, as text."""
    (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    asked = [str(SOFFICE), profile, "--headless", "--convert-to", form, "--outdir", str(folder)]
    subprocess.run([*asked, str(folder / name)], check=True, timeout=_LONG, capture_output=True)
    (found,) = folder.glob(f"{name.partition('.')[0]}*.{form.partition(':')[0]}")
    return found.read_text(encoding="utf-8-sig")


def test_the_workbook_reads_the_same(made: Any, tmp_path: Path) -> None:
    document, found = made
    # The second sheet, separated by semicolons, as shown.
    form = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,2"
    rows = list(
        csv.reader(converted(tmp_path, "a.xlsx", document.xlsx(), form).splitlines(), delimiter=";")
    )
    assert told_in(rows[1:]) == shown_in(found, document)


def test_the_document_reads_the_same(made: Any, tmp_path: Path) -> None:
    document, found = made
    text = converted(tmp_path, "a.docx", document.docx(), "txt:Text (encoded):UTF8")
    for shown in shown_in(found, document).values():
        assert shown in text
    assert found.hash in text
