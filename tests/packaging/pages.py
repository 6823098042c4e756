"""Reading the project's Markdown: its pages, their headings, links and blocks of code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
# What is built or installed here, and what a run leaves behind.
_NOT_OURS: Final = {"build", "dist", "var", "htmlcov", "__pycache__"}
# Also inside the items of a list, where it is indented.
_FENCE: Final = re.compile(
    r"^(?P<in> *)(?P<fence>```+)(?P<lang>\w*).*?\n(?P<text>.*?)^(?P=in)(?P=fence)\s*$",
    re.MULTILINE | re.DOTALL,
)
_LINK: Final = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_CODE: Final = re.compile(r"`([^`\n]+)`")


class Block(NamedTuple):
    """A block of code: its language, its text, and the last line of text before it."""

    lang: str
    text: str
    before: str
    line: int


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project, in order."""
    return tuple(sorted(_walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        hidden = path.name.startswith(".") and path.name != ".ci"
        if path.name in _NOT_OURS or path.is_symlink() or (hidden and path.is_dir()):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def pages() -> list[Path]:
    """Every page in Markdown."""
    return [path for path in files() if path.suffix == ".md"]


def texts() -> Iterator[Path]:
    """Every file of the project that is text in UTF-8."""
    for path in files():
        try:
            text(path)
        except UnicodeDecodeError:
            continue
        yield path


def name(path: Path) -> str:
    """A file as the project names it."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


@cache
def text(path: Path) -> str:
    """What a page says."""
    return path.read_text(encoding="utf-8")


def blocks(page: Path) -> list[Block]:
    """The blocks of code, in order."""
    said = text(page)
    return [_block(said, match) for match in _FENCE.finditer(said)]


def _block(said: str, match: re.Match[str]) -> Block:
    before = [line for line in said[: match.start()].splitlines() if line.strip()]
    line = said.count("\n", 0, match.start()) + 1
    return Block(match["lang"], dedent(match["text"]), before[-1] if before else "", line)


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return _FENCE.sub("", text(page))


def codes(page: Path) -> list[str]:
    """What stands in the lines of a page as `code`."""
    return _CODE.findall(prose(page))


def links(page: Path) -> list[str]:
    """Where the links and pictures of a page lead."""
    return [match["target"] for match in _LINK.finditer(_CODE.sub("", prose(page)))]


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors of a page, made of its headings as readers of Markdown make them."""
    seen: Counter[str] = Counter()
    found = set()
    for heading in re.findall(r"^#{1,6} +(.+?)\s*$", prose(page), re.MULTILINE):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return frozenset(found)
