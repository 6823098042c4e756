"""`sroki check`: is an edition sound, and what does it say?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.text import Text

from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.terminal import Terminal, terminal
from sroki.deploy.library import find_edition
from sroki.deploy.words import WORDS
from sroki.events.i18n import mark
from sroki.events.problems import InvalidFile
from sroki.workflows.edition import Edition
from sroki.workflows.load import bundled_names
from sroki.workflows.table import edition_table

app = tool()


@command(
    app,
    mark(
        "Проверяет файл редакции и показывает её таблицами с пунктами акта. Об ошибках говорит "
        "«файл:строка:знак: что не так, почему, что принимается», обо всех сразу."
    ),
    mark(
        "# редакция из комплекта\n"
        "$ sroki check krsk-010121-97r\n"
        "# своя; код выхода 1, если в ней ошибки\n"
        "$ sroki check my-edition.yaml"
    ),
)
def check(
    ctx: typer.Context,
    edition: Annotated[
        str | None,
        typer.Argument(
            metavar=mark("РЕДАКЦИЯ"), help=mark("Файл YAML или имя редакции из комплекта")
        ),
    ] = None,
) -> None:
    """Check one edition, or name those at hand."""
    ui = terminal(ctx)
    if edition is None:
        ui.print(ui.t("Редакции из комплекта:"))
        for name in bundled_names():
            ui.print(f"  {name}")
        return
    try:
        found = find_edition(edition)
    except InvalidFile as invalid:
        for problem in invalid.problems:
            ui.line(problem.told(ui.lang, WORDS))
        ui.note(ui.t("Ошибок: {count}", count=len(invalid.problems)), style="bold red")
        raise typer.Exit(Exit.WRONG) from None
    show(ui, found)


def show(ui: Terminal, edition: Edition) -> None:
    """The edition as tables: the name of each item, and beside it all that is said of it."""
    laid_out = edition_table(edition, ui.lang)
    ui.print(Text(laid_out.title, "bold"))
    for section in laid_out.sections:
        ui.print()
        name, *others = section.columns
        if len(others) == 1:
            ui.table((name, *others), section.rows, title=section.title, ruled=True)
        else:
            rows = ((row[0], _said(others, row[1:])) for row in section.rows)
            ui.table((name, ""), rows, title=section.title, ruled=True)
    ui.note(ui.t("Ошибок нет"), style="bold green")


def _said(columns: Sequence[str], cells: Sequence[str]) -> str:
    """Seven columns fit no terminal: a line for each, and none for what is not said."""
    said = zip(columns, cells, strict=True)
    return "\n".join(f"{column}: {cell}" for column, cell in said if cell)
