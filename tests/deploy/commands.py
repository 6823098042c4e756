"""Running a command as a person does, and reading what it answered."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import NamedTuple

from rich.console import Console

from sroki.deploy.cli import run
from sroki.deploy.cli.terminal import Terminal
from sroki.events.i18n import Lang


class Said(NamedTuple):
    """How a command ended, what it answered, and what it said beside the answer."""

    code: int
    out: str
    err: str


def sroki(
    *arguments: object, environment: Mapping[str, str] | None = None, lang: Lang = "ru"
) -> Said:
    """Run `sroki` with these arguments."""
    out, err = StringIO(), StringIO()
    ui = Terminal(lang, Console(file=out, width=160), Console(file=err, width=160))
    code = run([str(one) for one in arguments], environment or {}, ui)
    return Said(code, out.getvalue(), err.getvalue())
