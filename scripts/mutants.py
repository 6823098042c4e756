"""Mutation score: of the small faults one can plant in a module, how many do its tests notice?

    python scripts/mutants.py sroki.workflows.dates --tests tests/workflows --at-least 90

Each mutant changes one operator, number, truth value or condition. Its code takes the place of the
module's in a forked process, which runs the tests until the first failure: the working tree is
never touched. A mutant that passes all tests is printed with its place. One that runs far longer
than the tests do counts as noticed: it is a loop without an end.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent

SWAPS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.FloorDiv,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
OPPOSITES = {"min": "max", "max": "min", "any": "all", "all": "any"}
NEVER_RUN = {"annotation", "decorator_list", "returns", "type_params", "type_ignores"}


class Mutant(NamedTuple):
    line: int
    column: int
    was: str
    became: str
    code: CodeType


def mutants(source: str, filename: str) -> Iterator[Mutant]:
    """Every mutant of a source text, in the order of its lines."""
    tree = ast.parse(source)
    places = sorted(_expressions(tree), key=lambda node: (node.lineno, node.col_offset))
    for node in places:
        for replacement in _replacements(node):
            yield Mutant(
                node.lineno,
                node.col_offset + 1,
                ast.unparse(node),
                ast.unparse(replacement),
                _compiled(tree, node, replacement, filename),
            )


def _expressions(node: ast.AST) -> Iterator[ast.expr]:
    for field, value in ast.iter_fields(node):
        if field in NEVER_RUN:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.expr):
                yield child
            if isinstance(child, ast.AST):
                yield from _expressions(child)


def _replacements(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare():
            yield from _other_comparisons(node)
        case ast.BinOp(left=left, op=op, right=right):
            yield from (ast.BinOp(left, new, right) for new in _swaps(op))
        case ast.BoolOp(op=op, values=values):
            yield from (ast.BoolOp(new, values) for new in _swaps(op))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
        case ast.Name(id=name) if name in OPPOSITES:
            yield ast.Name(OPPOSITES[name], ast.Load())


def _other_comparisons(node: ast.Compare) -> Iterator[ast.Compare]:
    for index, op in enumerate(node.ops):
        for new in _swaps(op):
            ops = [*node.ops[:index], new, *node.ops[index + 1 :]]
            yield ast.Compare(node.left, ops, node.comparators)


def _swaps(op: ast.AST) -> Iterator[Any]:
    return (kind() for kind in SWAPS.get(type(op), ()))


def _compiled(tree: ast.Module, old: ast.expr, new: ast.expr, filename: str) -> CodeType:
    ast.copy_location(new, old)
    planted = _Replace(old, new).visit(tree)
    code: CodeType = compile(ast.fix_missing_locations(planted), filename, "exec")
    _Replace(new, old).visit(tree)
    return code


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self._new if node is self._old else self.generic_visit(node)


class Trial(NamedTuple):
    """One module and the tests that should notice its faults."""

    module: ModuleType
    tests: tuple[str, ...]

    def start(self, code: CodeType) -> int:
        """Fork a process that runs the tests on this code; its id. Exit code 0: nothing noticed."""
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            return pid
        os.setpgrp()
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        plant(self.module, code)
        os._exit(run("-x", *self.tests))

    def survivors(self, chosen: list[Mutant], jobs: int, patience: float) -> Iterator[Mutant]:
        """Those that no test noticed; `patience` is how many seconds a mutant may run."""
        waiting = list(reversed(chosen))
        running: dict[int, tuple[Mutant, float]] = {}
        while waiting or running:
            while waiting and len(running) < jobs:
                mutant = waiting.pop()
                running[self.start(mutant.code)] = (mutant, time.monotonic())
            for pid, (mutant, since) in list(running.items()):
                done, status = os.waitpid(pid, os.WNOHANG)
                if done:
                    del running[pid]
                    if status == 0:
                        yield mutant
                elif time.monotonic() - since > patience:
                    os.killpg(pid, signal.SIGKILL)
            time.sleep(0.01)


def run(*arguments: str) -> int:
    """pytest with nothing but what a mutant needs: no cache to share, no plugins to load."""
    ours = ("-c", os.devnull, "--rootdir", str(ROOT), "--import-mode=importlib", "--assert=plain")
    return int(pytest.main([*ours, "-q", "-p", "no:cacheprovider", *arguments]))


def plant(module: ModuleType, code: CodeType) -> None:
    """Give a module the code of a mutant, in place: whoever imported its functions has them too.

    A value that others imported by name stays as it was for them; such a mutant may survive, and
    the score is none the better for it.
    """
    names = ("__name__", "__file__", "__package__", "__spec__")
    fresh: dict[str, Any] = {name: vars(module)[name] for name in names}
    exec(code, fresh)  # noqa: S102  (our own source, one operator changed)
    for name, value in fresh.items():
        if name not in names:
            _graft(module, vars(module).get(name), name, value)


def _graft(owner: Any, old: Any, name: str, new: Any) -> None:
    if isinstance(old, FunctionType) and isinstance(new, FunctionType):
        old.__code__, old.__defaults__ = new.__code__, new.__defaults__
        old.__kwdefaults__ = new.__kwdefaults__
    elif isinstance(old, staticmethod | classmethod):
        _graft(owner, old.__func__, name, new.__func__)
    elif isinstance(old, property):
        _graft(owner, old.fget, name, new.fget)
    elif isinstance(old, type) and isinstance(new, type) and old.__module__ == new.__module__:
        for member, value in vars(new).items():
            if isinstance(value, FunctionType | staticmethod | classmethod | property):
                _graft(old, vars(old).get(member), member, value)
    elif isinstance(owner, ModuleType) and not callable(new):
        setattr(owner, name, new)


def main() -> int:
    options = _options()
    tests = tuple(options.tests)
    # Everything is imported and collected once, before the forks.
    with redirect_stdout(StringIO()):
        collected = run("--collect-only", *tests)
    if collected:
        print("the tests cannot be collected")
        return 2
    scores = [_score(import_module(name), tests, options) for name in options.modules]
    return 0 if min(scores) >= options.at_least else 1


def _score(module: ModuleType, tests: tuple[str, ...], options: argparse.Namespace) -> float:
    path = Path(module.__file__ or "")
    source = path.read_text(encoding="utf-8")
    trial = Trial(module, tests)
    since = time.monotonic()
    if os.waitpid(trial.start(compile(source, str(path), "exec")), 0)[1]:
        raise SystemExit(f"the tests of {module.__name__} fail without any fault planted")
    patience = 20 + 5 * (time.monotonic() - since)

    chosen = list(mutants(source, str(path)))
    if options.sample and options.sample < len(chosen):
        chosen = random.Random(options.seed).sample(chosen, options.sample)  # noqa: S311 (a sample)
    survived = 0
    for mutant in trial.survivors(chosen, options.jobs, patience):
        survived += 1
        print(f"  {path.name}:{mutant.line}:{mutant.column}: {mutant.was}  ->  {mutant.became}")
    score = 100 * (len(chosen) - survived) / max(len(chosen), 1)
    print(
        f"mutation score of {module.__name__}: {score:.1f} % of {len(chosen)} mutants noticed "
        f"({time.monotonic() - since:.0f} s)",
        flush=True,
    )
    return score


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="+", help="dotted names of the modules to plant faults in")
    parser.add_argument("--tests", nargs="+", required=True, help="tests that should notice")
    parser.add_argument("--at-least", type=float, default=0, help="fail below this score, in %%")
    parser.add_argument("--sample", type=int, default=0, help="try only so many of each module")
    parser.add_argument("--seed", type=int, default=1, help="which sample")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


if __name__ == "__main__":
    # The same examples for every mutant: the score is a property of the tests, not of luck.
    os.environ["CI"] = "true"
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
