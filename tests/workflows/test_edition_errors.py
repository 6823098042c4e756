"""Every message about an edition's file, word for word: `editions/errors.txt` is the list.

A case there is a change of `editions/small.yaml` (`-` old, `+` new, `*` the whole file) and the
lines (`>`) that must be said, in order. A line that ends in "…" is compared up to there, where it
goes on to name the whole vocabulary.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sroki.events.problems import InvalidFile
from sroki.workflows import (
    consistency,
    edition_consistency,
    includes,
    indicator_consistency,
    reader,
    references,
)
from sroki.workflows.load import federal_rules
from sroki.workflows.reader import WORDS, parse_edition

HERE = Path(__file__).parent / "editions"
SMALL = (HERE / "small.yaml").read_text(encoding="utf-8")


class Case(NamedTuple):
    """Changes of the file, old to new, and what must be said."""

    name: str
    changes: tuple[tuple[str | None, str], ...]
    says: tuple[str, ...]

    def text(self) -> str:
        """The broken file."""
        text = SMALL
        for old, new in self.changes:
            if old is None:
                text = new
            else:
                assert text.count(old) == 1, f"{old!r} is not there exactly once"
                text = text.replace(old, new)
        return text


def _cases() -> Iterator[Case]:
    for block in (HERE / "errors.txt").read_text(encoding="utf-8").split("== ")[1:]:
        name, *lines = block.rstrip("\n").split("\n")
        changes: list[tuple[str | None, str]] = []
        says = tuple(line[2:] for line in lines if line.startswith("> "))
        told = "\n".join(line for line in lines if not line.startswith("> "))
        for change in told.split("\n~\n"):
            parts = change.split("\n")
            old = [line[1:] for line in parts if line.startswith("-")]
            new = [line[1:] for line in parts if line.startswith("+")]
            changes.append((None if "*" in parts else "\n".join(old), "\n".join(new)))
        yield Case(name, tuple(changes), says)


CASES = tuple(_cases())


def _problems(text: str | bytes) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(InvalidFile) as refused:
        parse_edition(content, "small.yaml", federal=federal_rules())
    assert str(refused.value) == "\n".join(map(str, refused.value.problems))
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_it_says_what_where_why_and_what_is_accepted(case: Case) -> None:
    said = _problems(case.text())
    assert len(said) == len(case.says), said
    for line, expected in zip(said, case.says, strict=True):
        if expected.endswith("…"):
            assert line.startswith(expected[:-1])
        else:
            assert line == expected


def test_the_file_that_the_cases_break_is_sound() -> None:
    edition = parse_edition(SMALL.encode(), "small.yaml", federal=federal_rules())
    assert edition.id == "small"
    assert len({case.name for case in CASES}) == len(CASES)


def _messages(module: object) -> Iterator[str]:
    """The first words of every trouble that a module can tell, as patterns."""
    source = Path(str(vars(module)["__file__"])).read_text(encoding="utf-8")
    at = {"Trouble": 1, "unknown": 0}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in at:
            for what in ast.walk(node.args[at[node.func.id]]):
                if isinstance(what, ast.Call) and getattr(what.func, "id", "") == "say":
                    text = str(ast.literal_eval(what.args[0]))
                    yield ".*".join(map(re.escape, re.split(r"\{[a-z_]+\}", text)))


def test_every_message_of_the_reader_is_among_the_cases() -> None:
    modules = (
        consistency,
        edition_consistency,
        includes,
        indicator_consistency,
        reader,
        references,
    )
    messages = {message for module in modules for message in _messages(module)}
    messages |= {re.escape(said.what) for kind, said in WORDS.items() if kind != "too_long"}
    said = "\n".join(line for case in CASES for line in case.says)
    unsaid = {message for message in messages if not re.search(f": {message}", said)}
    assert len(messages) > 40
    assert not unsaid


def test_problems_of_different_kinds_are_told_together_in_order_of_place() -> None:
    text = (
        SMALL.replace("calendar: ru", "calendar: kz")
        .replace("length: 15,", 'length: "15",')
        .replace("unless: out_of_window", "unless: nowhere")
        .replace("zone: Asia/Krasnoyarsk\n", "")
        .replace("{grounds: [late]}", "{grounds: [lat]}")
    )
    places = [line.split(" ", 1)[0] for line in _problems(text)]
    assert places == [
        "small.yaml:1:1:",
        "small.yaml:10:11:",
        "small.yaml:25:29:",
        "small.yaml:41:145:",
        "small.yaml:52:75:",
    ]


def test_a_bad_item_does_not_make_those_who_name_it_look_wrong() -> None:
    broken = SMALL.replace("inspected: {event: inspected,", "inspected: {event: 5,")
    assert [line.split(" ", 1)[0] for line in _problems(broken)] == ["small.yaml:24:22:"]


def test_what_is_too_great_is_refused_before_it_is_read() -> None:
    assert "не более 1000000 байт" in _problems(b"#" * 1_000_001)[0]
    assert "вложенность больше 50" in _problems("[" * 60 + "]" * 60)[0]
    assert "слишком длинный" in _problems(SMALL.replace("Малая услуга", "я" * 4001))[0]
    many = "".join(f"  m{number}: {{event: submitted}}\n" for number in range(101))
    said = _problems(SMALL.replace("milestones:\n", "milestones:\n" + many))
    assert any("слишком много пунктов" in line and "не больше 100" in line for line in said)


def test_what_is_no_text_is_refused_with_its_line() -> None:
    assert _problems(SMALL.encode("cp1251")) == [
        "small.yaml:5: файл не в кодировке UTF-8 — байт 66 не читается. Принимается: UTF-8"
    ]
    assert _problems("format: 1\nid: a\x00b\n")[0].startswith(
        "small.yaml:2: в файле недопустимый знак — код U+0000"
    )
    assert "суррогатной пары" in _problems(SMALL.replace("Малая услуга", '"\\ud800"'))[0]


def test_a_byte_order_mark_is_no_problem() -> None:
    marked = b"\xef\xbb\xbf" + SMALL.encode()
    assert parse_edition(marked, "small.yaml", federal=federal_rules()).id == "small"
