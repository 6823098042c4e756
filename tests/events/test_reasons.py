"""Reasons: every code has its words, every word its code, and nothing shows what was sent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sroki.events.i18n import LANGUAGES
from sroki.events.reasons import SAYS, Reason, codes, name_of, pointer

ROOM = Path(__file__).parents[2] / "events"
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def test_every_code_is_used_and_every_code_used_has_words() -> None:
    modules = [path for path in ROOM.glob("*.py") if path.name != "reasons.py"]
    # What only a log can have wrong is told where it is read.
    modules.append(ROOM.parent / "deploy" / "cluster" / "partition.py")
    text = "".join(path.read_text(encoding="utf-8") for path in modules)
    said = set(re.findall(r'"([a-z0-9_]+)"', text))
    assert set(SAYS) <= said
    built = re.findall(r'Reason\(\s*"([a-z0-9_]+)"|_Fault\("([a-z0-9_]+)"', text)
    assert {code for pair in built for code in pair if code} <= set(SAYS)


@pytest.mark.parametrize("code", SAYS)
def test_it_is_said_in_every_language(code: str) -> None:
    names = PLACEHOLDER.findall("".join(SAYS[code]))
    reason = Reason(code, "/data/x", dict.fromkeys(names, 7))
    lines = {reason.line(lang) for lang in LANGUAGES}
    assert len(lines) == len(LANGUAGES)
    assert all(line.startswith("/data/x: ") for line in lines)
    assert reason.as_json("en")["what"] == reason.words("en")


def test_places_show_names_and_nothing_else() -> None:
    assert pointer("data", "included", 3, "case_id") == "/data/included/3/case_id"
    assert pointer("Иванов", "4509 123456", "a/b", "a~b", "") == "/?/?/?/?/?"
    assert name_of(5.5) == name_of(None) == name_of("x" * 61) == "?"


def test_codes_for_a_log_line() -> None:
    assert codes([Reason("no_case"), Reason("unlinked"), Reason("no_case")]) == "no_case,unlinked"
