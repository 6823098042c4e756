"""Every text for people has its English, its plural forms, and the same placeholders in both."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from sroki.events import amounts
from sroki.events.i18n import LANGUAGES, Catalogue, Lang, mark, n, say, t

ROOT = Path(__file__).parents[2]
ROOMS = [
    room
    for room in ("events", "workflows", "monitors", "projections", "deploy")
    if (ROOT / room / "locale").is_dir()
]
PLACEHOLDER = re.compile(r"\{(\w*)[^}]*\}")


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("words", ROOT / "scripts" / "words.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["words"] = module
    spec.loader.exec_module(module)
    return module


words = _tool()


def _forms(string: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_the_catalogue_of_a_room_is_whole(room: str, lang: Lang) -> None:
    asked = [entry for entry in words.wanted(ROOT / room, lang) if entry.id]
    known = words.known(ROOT / room, lang)
    faults = []
    for entry in asked:
        ids = _forms(entry.id)
        said = known.get(ids[0])
        forms = _forms(said.string) if said is not None else ()
        if not forms or not all(forms):
            faults.append(f"not translated: {ids[0]}")
            continue
        placeholders = set(PLACEHOLDER.findall(ids[0]))
        if len(ids) > 1 and len(forms) != known.num_plurals:
            faults.append(f"plural forms missing: {ids[0]}")
        faults += [
            f"other placeholders in: {form}"
            for form in forms
            if set(PLACEHOLDER.findall(form)) != placeholders
        ]
    unused = {_forms(entry.id)[0] for entry in known if entry.id} - {
        _forms(entry.id)[0] for entry in asked
    }
    assert (faults, unused) == ([], set())


@pytest.mark.parametrize(
    ("count", "russian", "english"),
    [
        (0, "0 рабочих дней", "0 working days"),
        (1, "1 рабочий день", "1 working day"),
        (2, "2 рабочих дня", "2 working days"),
        (5, "5 рабочих дней", "5 working days"),
        (11, "11 рабочих дней", "11 working days"),
        (14, "14 рабочих дней", "14 working days"),
        (21, "21 рабочий день", "21 working days"),
        (22, "22 рабочих дня", "22 working days"),
        (112, "112 рабочих дней", "112 working days"),
    ],
)
def test_numbers_agree_with_their_words(count: int, russian: str, english: str) -> None:
    assert amounts.working_days(count) == russian
    assert amounts.working_days(count, "en") == english


def test_a_text_nobody_translated_is_shown_in_russian() -> None:
    assert t("Такого текста нет: {what}", "en", what="да") == "Такого текста нет: да"


def test_marking_changes_nothing() -> None:
    assert mark("Просрочено") == "Просрочено"


def test_a_room_without_catalogues_has_the_words_that_all_share() -> None:
    room = Catalogue("sroki.monitors.checks")
    assert room.n("{n} день", "{n} дней", 3) == "3 дня"
    assert room.n("{n} день", "{n} дней", 3, "en") == n("{n} день", "{n} дней", 3, "en")


def test_dates_are_written_as_the_reader_is_used_to() -> None:
    assert amounts.on(date(2017, 4, 5)) == "05.04.2017"
    assert amounts.on(date(2017, 4, 5), "en") == "2017-04-05"


def test_the_tool_gives_the_committed_file_again() -> None:
    for room in ROOMS:
        for lang in LANGUAGES:
            committed = words.catalogue_path(ROOT / room, lang).read_text(encoding="utf-8")
            assert words.update(ROOT / room, lang) == committed


ERRORS = frozenset({"Invalid", "Refused", "InvalidFile", "NoBroker", "Trouble", "Said"})
CYRILLIC = re.compile("[а-яА-ЯёЁ]")


def _called(node: ast.AST) -> str:
    """The name of what a node calls; nothing where it calls nothing, or nothing named."""
    function = getattr(node, "func", None)
    return str(getattr(function, "id", None) or getattr(function, "attr", None) or "")


def _bare(node: ast.AST) -> Iterator[int]:
    """The lines of Russian texts in an expression that nothing could say in another language."""
    if _called(node) in words.KEYWORDS:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if CYRILLIC.search(node.value):
            yield node.lineno
        return
    for inner in ast.iter_child_nodes(node):
        yield from _bare(inner)


@pytest.mark.parametrize("room", ROOMS)
def test_no_error_is_told_in_russian_alone(room: str) -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _called(node) in ERRORS
        for line in _bare(node)
    ]
    assert bare == []


def test_a_phrase_is_its_russian_text_until_somebody_asks() -> None:
    phrase = say("{path}: дано {given}", path="a.b", given=say("пустое значение"))
    assert phrase == "a.b: дано пустое значение"
    assert Catalogue("sroki.deploy").said(phrase, "en") == "a.b: given is an empty value"
    assert Catalogue("sroki.deploy").said(phrase) == phrase
    assert Catalogue("sroki.deploy").said("Москва", "en") == "Москва"


def test_the_words_of_a_room_behind_are_found() -> None:
    phrase = say("файл пуст")
    assert Catalogue("sroki.deploy").said(phrase, "en") == "файл пуст"
    assert Catalogue("sroki.deploy", "sroki.workflows").said(phrase, "en") == "the file is empty"
