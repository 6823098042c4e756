"""`sroki check`: every cell of an edition on the screen, or every fault with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sroki.workflows.load import bundled, bundled_names
from sroki.workflows.table import edition_table
from tests.deploy.commands import sroki

SMALL = Path(__file__).parents[1] / "workflows" / "editions" / "small.yaml"


def _letters(shown: str) -> str:
    """Texts are wrapped within their columns; what is left of them when spaces are taken out."""
    return re.sub(r"\W", "", shown)


@pytest.mark.parametrize("name", bundled_names())
def test_all_of_an_edition_is_shown(name: str) -> None:
    said = sroki("check", name)
    assert said.code == 0
    shown = _letters(said.out)
    for section in edition_table(bundled(name)).sections:
        assert section.title in said.out
        for row in section.rows:
            for cell in row[1:]:
                assert _letters(cell) in shown


def test_a_file_of_ones_own_is_checked_like_a_bundled_one() -> None:
    assert sroki("check", SMALL).code == 0


def test_faults_are_lines_that_an_editor_can_jump_to(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    text = SMALL.read_text(encoding="utf-8")
    path.write_text(text.replace("length: 15,", "length: 0,"), encoding="utf-8")
    said = sroki("check", path)
    assert said.code == 1
    assert re.match(rf"{re.escape(str(path))}:\d+:\d+: .+", said.out)
    assert "Ошибок: 1" in said.err


def test_without_a_name_it_tells_what_is_at_hand() -> None:
    said = sroki("check")
    assert said.code == 0
    assert all(name in said.out for name in bundled_names())
