"""Where a command speaks: its language, standard output for answers, standard error beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TextIO

import typer
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sroki.deploy.words import WORDS
from sroki.events.i18n import DEFAULT, Lang

# A pipe has no width of its own; a table in it is not to be cut to that of an old terminal.
_PIPE_WIDTH = 160


def _console(stream: TextIO) -> Console:
    width = None if stream.isatty() else _PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False, soft_wrap=False, emoji=False)


@dataclass(frozen=True, slots=True)
class Terminal:
    """What a command says goes through here; `out` can be piped on, `err` is for people."""

    lang: Lang = DEFAULT
    out: Console = field(default_factory=lambda: _console(sys.stdout))
    err: Console = field(default_factory=lambda: _console(sys.stderr))

    def t(self, text: str, /, **params: object) -> str:
        """`text` in the language of the terminal."""
        return WORDS.t(text, self.lang, **params)

    def said(self, text: str) -> str:
        """A phrase in the language of the terminal; any other text as it is."""
        return WORDS.said(text, self.lang)

    def n(self, one: str, many: str, count: int, /, **params: object) -> str:
        """The form of a text that goes with a number."""
        return WORDS.n(one, many, count, self.lang, **params)

    def print(self, text: str | Text = "", *, indent: int = 0) -> None:
        """Part of the answer: a text as it is, brackets and all, wrapped under its indent."""
        shown = Text(text) if isinstance(text, str) else text
        self.out.print(Padding(shown, (0, 0, 0, indent), expand=False))

    def line(self, text: str) -> None:
        """One line of data, never wrapped, never coloured."""
        self.out.file.write(f"{text}\n")

    def note(self, text: str, *, style: str = "") -> None:
        """Something beside the answer."""
        self.err.print(escape(text), style=style)

    def table(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[str]],
        title: str = "",
        *,
        ruled: bool = False,
    ) -> None:
        """A table of texts under headings; `ruled` draws a line between its rows."""
        if title:
            self.out.print(f"[bold]{escape(title)}[/]")
        table = Table(header_style="bold", show_lines=ruled)
        for heading in columns:
            table.add_column(escape(heading), overflow="fold")
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        self.out.print(table)


def terminal(ctx: typer.Context) -> Terminal:
    """The terminal of the running command."""
    found = ctx.obj
    return found if isinstance(found, Terminal) else Terminal()
