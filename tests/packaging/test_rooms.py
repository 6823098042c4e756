"""What ruff and import-linter cannot say about the rooms."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("events", "workflows", "monitors", "projections", "deploy")
READS_THE_ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.putenv"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_a_relative_link(room: str) -> None:
    link = ROOT / "src" / "sroki" / room
    assert link.is_symlink()
    assert str(link.readlink()) == f"../../{room}"


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "deploy"])
def test_only_deploy_reads_the_environment(room: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in (ROOT / room).rglob("*.py")
        for line, name in _names_used(ast.parse(path.read_text(encoding="utf-8")))
        if name in READS_THE_ENVIRONMENT
    ]
    assert found == []


def _names_used(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield (line, `module.name`) for every attribute read and every `from module import name`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.lineno, f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("source", ["import os\nos.environ['A']", "from os import environ"])
def test_the_search_finds_what_it_looks_for(source: str) -> None:
    assert READS_THE_ENVIRONMENT & {name for _, name in _names_used(ast.parse(source))}
