"""Whatever bytes a file holds: it is read, or refused in words. Nothing else may come out."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sroki.events.errors import SrokiError
from sroki.events.readers.mapping import Mapping
from sroki.events.readers.mapping_file import read_mapping
from tests.readers.keeping import KeptMemory, take
from tests.readers.office import IMPORTED
from tests.readers.samples import FOLDER, JOURNAL, REGISTER
from tests.readers.test_xes import LOG

EXAMPLES = FOLDER.parent
XLSX = JOURNAL.read_bytes()
PARTS = {
    name: zipfile.ZipFile(io.BytesIO(XLSX)).read(name)
    for name in zipfile.ZipFile(io.BytesIO(XLSX)).namelist()
}
INNER = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml")
JOURNAL_MAPPING = read_mapping(EXAMPLES / "mappings/journal.yaml")
FILES: dict[str, tuple[bytes, Mapping | None]] = {
    "book": (XLSX, JOURNAL_MAPPING),
    "csv": (REGISTER.read_bytes(), read_mapping(EXAMPLES / "mappings/register.yaml")),
    "log": (LOG.encode(), read_mapping(EXAMPLES / "declarations/mapping.yaml")),
    "lines": (b'{"specversion": "1.0", "type": "x"}\n' * 5, None),
}


@st.composite
def spoilt(draw: st.DrawFn, content: bytes) -> bytes:
    """The bytes with a few of them changed, lost, doubled or put in."""
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(content)))
        other = draw(st.integers(0, len(content)))
        cut = draw(st.integers(0, 20))
        new = draw(st.one_of(st.binary(max_size=6), st.just(content[other : other + 50])))
        content = content[:at] + new + content[at + cut :]
    return content


def _survives(path: Path, content: bytes, mapping: Mapping | None) -> None:
    path.write_bytes(content)
    try:
        take(path, mapping, KeptMemory(), as_at=date(2026, 1, 1), now=IMPORTED)
    except SrokiError as error:
        assert str(error)  # noqa: PT017 - most files are read, so `raises` would not do


@pytest.mark.parametrize("kind", FILES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_a_spoilt_file_is_read_or_refused(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    content, mapping = FILES[kind]
    _survives(tmp_path / "file", data.draw(spoilt(content)), mapping)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_a_book_spoilt_inside_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(INNER))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in PARTS.items():
            archive.writestr(part, data.draw(spoilt(content)) if part == name else content)
    _survives(tmp_path / "file", packed.getvalue(), JOURNAL_MAPPING)
