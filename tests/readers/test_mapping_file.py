"""A mapping file: every problem with its line and column, in words; and the schema for editors."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sroki.events.errors import Invalid
from sroki.events.problems import InvalidFile
from sroki.events.readers.mapping_file import mapping_schema, parse_mapping, read_mapping
from sroki.events.yaml_tree import read_yaml

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(ROOT.glob("examples/**/*.yaml"))
MAPPINGS = [path for path in EXAMPLES if "reads:" in path.read_text()]
JOURNAL = (ROOT / "examples/mappings/journal.yaml").read_text()


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.parent.name + "/" + path.name)
def test_the_examples_are_mappings_and_fit_the_schema(path: Path) -> None:
    read_mapping(path)
    tree = read_yaml(path.read_bytes(), path.name)
    jsonschema_rs.validator_for(mapping_schema()).validate(tree.data)


def test_the_schema_in_the_docs_is_that_of_the_code() -> None:
    kept = json.loads((ROOT / "docs/contracts/mapping.schema.json").read_text())
    assert kept == mapping_schema()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("precision: day ", "precision: days ", "mapping.yaml:12:12: такого значения нет"),
        ("zone: Asia/Krasnoyarsk", "zone: Krasnoyarsk", "часовой пояс «Krasnoyarsk» неизвестен"),
        ("dates: [дд.мм.гггг,", "dates: [дд.мм,", "не называет ни полной даты"),
        ("rows: 2", "rows: 9", "число слишком велико"),
        ("cell: A2,", "cell: A2, file_name: true,", "дата файла задана неверно"),
        ("{дд.мм.гггг}", "дд.мм.гггг", "формат даты не выделен"),
        ("watermark: {role: edms}", "watermark: {rol: edms}", "похоже на «role»"),
        ("- event: receipt_issued", "- event: reciept_issued", "похоже на «receipt_issued»"),
        ("- event: receipt_issued", "- event: corrected", "из строки не получить"),
        ("- event: receipt_issued", "- event: list_approved", "из строки не получить"),
        ("- event: receipt_issued", "- event: submitted", "второе правило с именем «submitted»"),
        ("      category: {", "      categori: {", "похоже на «category»"),
        (
            "      channel: {column: Способ",
            "      # {column: Способ",
            "обязательное поле «channel»",
        ),
        ("table: categories}", "table: category}", "похоже на «categories»"),
        (
            "    сайт: site",
            "    сайт: sait",
            "mapping.yaml:73:11: значение «sait» полю не подходит",
        ),
        ("{part: paper}", "{part: papers}", "значение «papers» полю не подходит"),
        ("{item: true}", "{letter: a}", "значение записано неверно"),
        ("each: {column: Документы, split: ;,", "each: {column: Документы,", "чем разделены"),
        ("    each: {column: Доку", "    # {column: Доку", "item без each"),
        ('matches: "^[Ии]того"', 'matches: "^[Ии"', "выражение не читается"),
        ('matches: "^[Ии]того"', 'matches: "(a)(b)"', "несколько групп"),
        ('matches: "^[Ии]того"', 'matches: "a", filled: true', "условие задано неверно"),
        ("at: {column: Дата подачи}", "at: {event: Дата подачи}", "«event» здесь нет"),
        ("at: {column: Дата подачи}", "at: {column: Дата, letter: B}", "откуда брать значение"),
        ("keeps: state ", "keeps: statement ", "такого значения нет"),
        ("  reference:", "  hash: {column: a}\n  reference:", "дело задано неверно"),
        ("source: urn:krsk:journal", "source: urn krsk journal", "значение записано неверно"),
        ("case:\n", "дело:\n", "ключ «дело» здесь не известен"),
        ("format: 1", "format: 1\nformat: 1", "ключ «format» повторяется"),
    ],
)
def test_a_problem_is_told_with_its_place(old: str, new: str, problem: str) -> None:
    assert old in JOURNAL
    with pytest.raises(InvalidFile) as raised:
        parse_mapping(JOURNAL.replace(old, new, 1).encode(), "mapping.yaml")
    assert problem in str(raised.value)
    for one in raised.value.problems:
        assert one.place is not None
        assert one.place.line is not None
        assert one.accepted or one.why


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("reads: xes\nkeeps: state\ncase: {hash: {trace: a}}", "журнал XES — не реестр"),
        ("reads: table\nkeeps: state", "чем строка отличается"),
        ("reads: table\nkeeps: log", "о каком деле события"),
        ("reads: table\nkeeps: log\ncase: {hash: {letter: A}}", "где заголовок"),
    ],
)
def test_what_does_not_go_together_is_told(lines: str, problem: str) -> None:
    base = (
        "format: 1\ntitle: T\nsource: s\nauthority: '04701000'\nservice: '1'\nunit: sov\n"
        "zone: Europe/Moscow\nevents: [{event: registered, at: {%s: B}}]\n"
    ) % ("event" if "xes" in lines else "letter")
    with pytest.raises(InvalidFile, match=problem):
        parse_mapping((base + lines).encode(), "mapping.yaml")


@given(st.data())
def test_a_mapping_broken_anywhere_is_told_in_words(data: st.DataObject) -> None:
    """Whatever line is lost, doubled or spoilt: a mapping, or its problems in words."""
    lines = JOURNAL.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    broken = data.draw(st.sampled_from(["", lines[at] * 2, lines[at] + ": 5", "  " + lines[at]]))
    value = data.draw(st.sampled_from([broken, lines[at].rpartition(":")[0] + ": [1, {a: null}]"]))
    text = "\n".join([*lines[:at], value, *lines[at + 1 :]])
    said = ""
    try:
        parse_mapping(text.encode(), "mapping.yaml")
    except Invalid as error:
        said = str(error)
    assert "не подходит (" not in said, "an error type without its words"
