"""What the project shows of mappings is true: the sample files, and the blocks in the docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sroki.events.readers.mapping_file import parse_mapping, read_mapping
from tests.readers.keeping import KeptMemory, take
from tests.readers.office import IMPORTED
from tests.readers.samples import FOLDER, JOURNAL, REGISTER

ROOT = FOLDER.parents[1]
MAPPINGS = ROOT / "examples/mappings"
DOC = (ROOT / "docs/mapping.md").read_text()
BLOCKS = re.findall(r"```yaml\n(.*?)```", DOC, re.DOTALL)


def test_the_sample_journal_is_taken_but_for_what_excel_spoilt() -> None:
    imported = take(JOURNAL, read_mapping(MAPPINGS / "journal.yaml"), KeptMemory())
    assert imported.rejected == {
        "number_too_long": ["Журнал!B10"],
        "date_impossible": ["Журнал!J11"],
        "not_in_table": ["Журнал!E12"],
        "key_repeated": ["Журнал!13"],
    }
    assert imported.report.told["submitted"] == 5
    assert imported.report.told["notice_sent"] == 2
    assert (imported.report.blank, imported.report.titles, imported.report.skipped) == (1, 1, 1)


def test_the_sample_register_is_taken_whole() -> None:
    imported = take(REGISTER, read_mapping(MAPPINGS / "register.yaml"), KeptMemory(), now=IMPORTED)
    assert imported.report.clean
    assert imported.report.about == "cp1251, разделитель ;"
    assert imported.report.told["registered"] == imported.report.records == 7


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_the_mappings_in_the_docs_are_mappings(block: str) -> None:
    parse_mapping(block.encode(), "docs/mapping.md")


def test_the_docs_name_every_key_and_every_way_to_take_a_value() -> None:
    from sroki.events.readers.mapping import (  # noqa: PLC0415
        AsAt,
        At,
        Condition,
        EventRule,
        Header,
        Mapping,
        Take,
        Watermark,
    )  # fmt: skip

    for model in (AsAt, At, Condition, EventRule, Header, Mapping, Take, Watermark):
        for name in set(model.model_fields) - {"sha256", "constant"}:
            assert re.search(rf"\b{name}\b", DOC), f"{model.__name__}.{name} is not in the docs"


def test_links_in_the_docs_lead_somewhere() -> None:
    for page in ("mapping.md", "real-logs.md"):
        folder = ROOT / "docs"
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", (folder / page).read_text()):
            assert Path(folder / link).exists(), link
