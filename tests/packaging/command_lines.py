"""The `sroki …` commands that pages show, and whether the command line would take them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import typer
from typer.core import TyperGroup

from sroki.deploy.cli import app
from tests.packaging.pages import blocks, codes, name

_BETWEEN: Final = {"|", "||", "&&", ";", "&"}
_REDIRECTS: Final = re.compile(r"\d?(>>?|<)")
_SET: Final = re.compile(r"[A-Z][A-Z0-9_]*=")
# Stands where anybody may write what they like.
_ANY: Final = re.compile(r"…|\.\.\.|КОМАНДА|COMMAND|<.+>")
_SHELLS: Final = {"sh", "console", "bash", "shell"}


class Line(NamedTuple):
    """A command as a page shows it; `whole` where it can be run as it stands."""

    place: str
    words: list[str]
    whole: bool


def commands(page: Path) -> Iterator[Line]:
    """Every simple command of a page: of its blocks of shell, and of `code` that begins so."""
    for block in blocks(page):
        if block.lang in _SHELLS:
            place = f"{name(page)}:{block.line}"
            for said in _lines(block.text):
                yield from (Line(place, words, True) for words in _simple(said))
    for code in codes(page):
        if code.startswith("sroki "):
            yield from (Line(f"{name(page)}: `{code}`", words, False) for words in _simple(code))


def _lines(block: str) -> Iterator[str]:
    """Lines as the shell joins them; what a here-document holds is none of them."""
    joined = re.sub(r"\\\n", " ", block)
    joined = re.sub(r"<<-?'?(\w+)'?(.*?)\n.*?^\1$", r"\2", joined, flags=re.MULTILINE | re.DOTALL)
    # A quoted text may run over several lines.
    said = ""
    for line in joined.splitlines():
        said = f"{said}\n{line}" if said else line.removeprefix("$ ")
        if said.count("'") % 2 == 0:
            yield said
            said = ""


def _simple(said: str) -> Iterator[list[str]]:
    lexer = shlex.shlex(said, posix=True, punctuation_chars="|&;")
    lexer.whitespace_split = True
    words: list[str] = []
    for token in [*lexer, ";"]:
        if token not in _BETWEEN:
            words.append(token)
            continue
        if bare := _bare(words):
            yield bare
        words = []


def _bare(words: list[str]) -> list[str]:
    """A command without variables set before it, redirections, and `sudo -u somebody`."""
    kept: list[str] = []
    skip = False
    for word in words:
        if skip or (not kept and _SET.match(word)):
            skip = False
        elif found := _REDIRECTS.match(word):
            skip = found.end() == len(word)
        else:
            kept.append(word)
    if kept[:1] == ["sudo"]:
        kept = kept[3:] if kept[1:2] == ["-u"] else kept[1:]
    return kept


def fault(line: Line) -> str | None:
    """What the command line has against a `sroki` command; None if it would take it."""
    arguments = list(line.words[1:])
    if "--lang" in arguments:
        at = arguments.index("--lang")
        del arguments[at : at + 2]
    if any(_ANY.search(word) for word in arguments[:1]):
        return None
    if "--help" in arguments:
        arguments.remove("--help")
        line = line._replace(whole=False)
    try:
        _parse(arguments)
    except typer.TyperException as error:
        missing = type(error).__name__ in {"MissingParameter", "BadParameter"}
        return None if missing and not line.whole else error.format_message()
    return None


def _parse(arguments: list[str]) -> None:
    """Read a command as `sroki` would, without running it."""
    command = typer.main.get_command(app)
    ctx = typer.Context(command, info_name="sroki")
    while isinstance(command, TyperGroup) and arguments:
        path, *arguments = arguments
        found = command.get_command(ctx, path)
        if found is None:
            raise typer.TyperException(f"no command {path}")
        ctx = typer.Context(found, parent=ctx, info_name=path)
        command = found
    if not isinstance(command, TyperGroup):
        command.make_context(str(ctx.info_name), arguments, parent=ctx.parent)
