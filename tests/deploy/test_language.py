"""The language of the command line, and the errors people meet first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from sroki.deploy.cli import ENTRIES, app
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.language import choose
from sroki.events.errors import Invalid
from tests.deploy.commands import sroki

CYRILLIC = re.compile("[а-яА-ЯёЁ]")


@pytest.mark.parametrize(
    ("arguments", "environment", "lang", "rest"),
    [
        (["due"], {}, "ru", ["due"]),
        (["--lang", "en", "due"], {}, "en", ["due"]),
        (["due", "--lang=en", "--days", "3"], {}, "en", ["due", "--days", "3"]),
        (["due"], {"SROKI_LANG": "en_US.UTF-8"}, "en", ["due"]),
        (["due", "--lang", "ru"], {"SROKI_LANG": "en"}, "ru", ["due"]),
        (["check", "--", "--lang"], {}, "ru", ["check", "--", "--lang"]),
    ],
)
def test_the_language_may_be_said_anywhere(
    arguments: list[str], environment: dict[str, str], lang: str, rest: list[str]
) -> None:
    assert choose(arguments, environment) == (lang, rest)


@pytest.mark.parametrize("arguments", [["--lang", "de"], ["due", "--lang"]])
def test_a_language_nobody_speaks_is_refused(arguments: list[str]) -> None:
    with pytest.raises(Invalid, match="язык"):
        choose(arguments, {})


def test_every_command_is_on_the_first_page() -> None:
    said = sroki("--help")
    assert said.code == Exit.DONE
    for name in ENTRIES:
        assert re.search(rf"^  {name} +\S", said.out, re.MULTILINE), name
    assert sroki().out == said.out
    assert sroki("--version").out == sroki("version").out


@pytest.mark.parametrize("name", ENTRIES)
def test_every_command_shows_examples_and_speaks_english(name: str) -> None:
    russian, english = sroki(name, "--help"), sroki(name, "--help", lang="en")
    assert russian.code == english.code == Exit.DONE
    assert "Использование: sroki" in russian.out
    assert "Usage: sroki" in english.out
    assert not CYRILLIC.search(english.out), CYRILLIC.findall(english.out)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_command_has_examples(name: str) -> None:
    root = typer.main.get_command(app)
    command = root.get_command(typer.Context(root), name)  # type: ignore[attr-defined]  # a group
    commands = getattr(command, "commands", {"": command}).values()
    assert all("$ sroki" in (one.epilog or "") for one in commands)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["du"], "команды «du» нет"),
        (["due", "--frm", "2017-04-15"], "параметра --frm нет"),
        (["due", "--from", "2017-04-15"], "не указано: --days"),
        (["due", "--days"], "у параметра --days нет значения"),
        (["due", "--from", "2017-04-15", "--days", "x"], "--days: «x» — не целое число"),
        (["due", "--from", "2017-04-15", "--days", "0"], "--days: «0» — меньше 1"),
        (["due", "--from", "2017-04-15", "--days", "3", "--unit", "weeks"], "принимается: cal"),
        (["version", "more"], "лишнее в конце команды: more"),
        (["check", "nothing-like-it"], "редакции «nothing-like-it» в комплекте нет"),
        (["directory", "nothing.yaml"], "такого файла нет"),
        (["due", "--from", "31.02.2017", "--days", "3"], "«31.02.2017» не читается"),
    ],
)
def test_what_is_written_wrongly_is_said_in_words(arguments: list[str], said: str) -> None:
    found = sroki(*arguments)
    assert found.code == Exit.UNUSABLE
    assert said in found.err
    assert "Traceback" not in found.err
    assert found.out == ""


@pytest.mark.parametrize(("typo", "meant"), [("imprt", "import"), ("--frm", "--from")])
def test_what_was_meant_is_suggested(typo: str, meant: str) -> None:
    arguments = ["due", typo, "1"] if typo.startswith("-") else [typo]
    assert f"Похоже: {meant}" in sroki(*arguments).err


EDITION = """\
id: x
zone: Asia/Nowhere
time_limits:
  - {id: a, length: "5"}
"""
MAPPING = """\
format: 1
title: t
reads: table
keeps: log
source: urn:krsk:journal
authority: "04701000"
service: 01/01/021
unit: sovetsky
zone: Asia/Krasnoyarsk
events: [{event: submitted, at: {column: Подано}, fields: {channel: in_person}}]
"""
REGISTER = MAPPING.replace("keeps: log", "keeps: state").replace(
    "events:", "as_at: {file_name: true}\nevents:"
)
WRONG = (
    ("due", "--from", "yesterday", "--days", "3"),
    ("due", "--from", "2017-04-15", "--days", "0"),
    ("due", "--from", "2017-04-15", "--days", "3", "--zone", "Asia/Nowhere"),
    ("due", "--from", "2017-04-15", "--days", "3", "--calendar", "kz"),
    ("due", "--from", "1917-04-15", "--days", "3"),
    ("check", "nothing.yaml"),
    ("check", "tabs.yaml"),
    ("check", "edition.yaml"),
    ("check", "no-such-edition"),
    ("directory", "edition.yaml"),
    ("import", "log.csv", "--mapping", "edition.yaml"),
    ("import", "log.csv", "--mapping", "mapping.yaml", "--dry-run", "--to", "x"),
    ("import", "log.csv", "--mapping", "mapping.yaml", "--dry-run"),
    ("import", "log.csv", "--mapping", "register.yaml", "--dry-run"),
    ("import", "log.csv", "--dry-run"),
    ("import", "events.jsonl", "--url", "nowhere"),
    ("import", "events.jsonl", "--url", "http://127.0.0.1:9"),
    ("simulate", "--applications", "0"),
    ("simulate", "--service", "99"),
    ("rulebook", "show", "--store", "none.db"),
    ("backup", "copy.db", "--store", "none.db"),
    ("restore", "none.db", "--store", "made.db"),
    ("rejects", "list", "--store", "none.db"),
    ("forget", "c1", "--store", "none.db"),
    ("live", "urn:x", "--at", "someday"),
    ("serve", "--host", "0.0.0.0"),  # noqa: S104 - it is refused
)


@pytest.fixture
def files(tmp_path: Path) -> None:
    """What the wrong commands name; the tests of this room run in a folder of their own."""
    for name, text in {
        "edition.yaml": EDITION,
        "tabs.yaml": "id:\n\t- x\n",
        "mapping.yaml": MAPPING,
        "register.yaml": REGISTER,
        "log.csv": "number;filed\n1;2025-04-01\n",
        "events.jsonl": "{}\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_what_is_wrong_is_told_in_the_language_asked_for(arguments: tuple[str, ...]) -> None:
    said = sroki(*arguments, lang="en")
    assert said.code not in (Exit.DONE, Exit.STOPPED)
    assert said.err.strip().startswith(("Error: ", "Faults: "))
    told = said.out + said.err
    # What a mapping must hold to the letter, and names of columns, are nobody's language.
    for fixed in ("Подано", "реестр_{гггг-мм-дд}"):
        told = told.replace(fixed, "")
    assert not CYRILLIC.search(told), told
    assert CYRILLIC.search(sroki(*arguments).err)
