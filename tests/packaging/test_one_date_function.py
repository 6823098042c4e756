"""Days are counted in one place. Elsewhere, in SQL too, they are joined and compared."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("events", "workflows", "monitors", "projections", "deploy")

# Where counting lives, and what may do a little of it, with the reason.
COUNTING = {"workflows/dates.py", "workflows/terms.py", "workflows/zones.py"}
REASONS = {
    "workflows/calendars.py": "ranks of days are ordinals: the date function's own table",
    "workflows/edition_consistency.py": "walks a leap year to find windows that overlap",
    "events/policy.py": "tolerance of an intake, below the room that counts days",
    "deploy/simulate/": "makes histories; what is due in them comes from a frozen table",
}
CALLS = {"toordinal", "fromordinal", "monthrange", "isocalendar", "relativedelta"}
SQL = re.compile(
    r"\b(julianday|strftime|unixepoch|date_trunc|age|make_interval)\s*\(|\binterval\s+'"
)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name not in COUNTING:
                yield name, ast.parse(path.read_text("utf-8"))


def called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def counts_days(node: ast.AST) -> bool:
    """Whether a piece of code moves a date by days, or asks SQL to."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and SQL.search(node.value) is not None
    if not isinstance(node, ast.Call):
        return False
    keywords = {one.arg for one in node.keywords}
    if called(node) == "timedelta":
        return bool(node.args) or not keywords.isdisjoint({"days", "weeks"})
    return called(node) in CALLS


def excused(name: str) -> bool:
    return any(name == reason or name.startswith(reason) for reason in REASONS)


def test_only_the_date_function_counts_days() -> None:
    found = [
        f"{name}:{getattr(node, 'lineno', 0)}"
        for name, tree in modules()
        if not excused(name)
        for node in ast.walk(tree)
        if counts_days(node)
    ]
    assert found == []


def test_the_excuses_are_needed() -> None:
    counting = {
        name for name, tree in modules() if any(counts_days(node) for node in ast.walk(tree))
    }
    for reason in REASONS:
        assert any(name == reason or name.startswith(reason) for name in counting), reason


def test_the_search_finds_what_it_is_for() -> None:
    for text in (
        "due + timedelta(days=5)",
        "timedelta(5)",
        "date.fromordinal(n)",
        "execute(\"select julianday('now') - julianday(due_on) from deadline\")",
        "text(\"due_on + interval '5 days'\")",
    ):
        assert any(counts_days(node) for node in ast.walk(ast.parse(text))), text
