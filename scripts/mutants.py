"""Mutation score: of the small faults one can plant in a module, how many do its tests notice?

    python scripts/mutants.py sroki.workflows.dates tests/workflows --at-least 90

Each mutant changes one operator, number, truth value or condition. It is compiled in memory and
takes the module's place in a forked process, which runs the tests until the first failure: the
working tree is never touched. A mutant that passes all tests is printed with its place. One that
runs longer than the limit counts as noticed: it is a loop without an end.
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

# What the tests import anyway is imported once, before the forks; the module under test is not.
import hypothesis  # noqa: F401  (warms the forks)
import pydantic  # noqa: F401  (warms the forks)
import pytest

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
SECONDS_FOR_A_MUTANT = 120


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


class _Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Import machinery that gives one module the code of a mutant."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self._name, self._path, self._code = name, path, code

    def find_spec(
        self, fullname: str, _path: object, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)  # noqa: S102  (our own source, one operator changed)


class Trial(NamedTuple):
    """One module and the tests that should notice its faults."""

    module: str
    path: Path
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
        sys.meta_path.insert(0, _Planted(self.module, self.path, code))
        os._exit(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *self.tests]))

    def survivors(self, all_mutants: list[Mutant], jobs: int) -> Iterator[Mutant]:
        waiting = list(reversed(all_mutants))
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
                elif time.monotonic() - since > SECONDS_FOR_A_MUTANT:
                    os.killpg(pid, signal.SIGKILL)
            time.sleep(0.02)


def main() -> int:
    options = _options()
    spec = importlib.util.find_spec(options.module)
    if spec is None or spec.origin is None:
        print(f"no module {options.module}")
        return 2
    for name in [name for name in sys.modules if name.partition(".")[0] == "sroki"]:
        del sys.modules[name]  # finding a module imports its parents, and they may import it

    path = Path(spec.origin)
    source = path.read_text(encoding="utf-8")
    trial = Trial(options.module, path, tuple(options.tests))
    if os.waitpid(trial.start(compile(source, str(path), "exec")), 0)[1]:
        print(f"the tests of {options.module} fail without any fault planted")
        return 2

    chosen = list(mutants(source, str(path)))
    if options.sample and options.sample < len(chosen):
        chosen = random.Random(options.seed).sample(chosen, options.sample)  # noqa: S311 (a sample)
    survived = 0
    for mutant in trial.survivors(chosen, options.jobs):
        survived += 1
        print(f"  {path.name}:{mutant.line}:{mutant.column}: {mutant.was}  ->  {mutant.became}")
    score = 100 * (len(chosen) - survived) / max(len(chosen), 1)
    print(f"mutation score of {options.module}: {score:.1f} % of {len(chosen)} mutants noticed")
    return 0 if score >= options.at_least else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("module", help="dotted name of the module to plant faults in")
    parser.add_argument("tests", nargs="+", help="test files or folders that should notice")
    parser.add_argument("--at-least", type=float, default=0, help="fail below this score, in %%")
    parser.add_argument("--sample", type=int, default=0, help="try only so many mutants")
    parser.add_argument("--seed", type=int, default=1, help="which sample")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


if __name__ == "__main__":
    # The same examples for every mutant: the score is a property of the tests, not of luck.
    os.environ["CI"] = "true"
    sys.exit(main())
