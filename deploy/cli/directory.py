"""`sroki directory`: is a directory of authorities and units sound, and what does it say?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.words import WORDS
from sroki.events.directory import read_directory
from sroki.events.i18n import mark
from sroki.events.problems import InvalidFile

app = tool()


@command(
    app,
    mark(
        "Проверяет справочник органов и подразделений и показывает его таблицей. Об ошибках "
        "говорит «файл:строка:знак», обо всех сразу."
    ),
    mark("$ sroki directory units.yaml"),
)
def directory(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar=mark("ФАЙЛ"), help=mark("Справочник, файл YAML"))],
) -> None:
    """Check a directory."""
    ui = terminal(ctx)
    try:
        found = read_directory(file.read_bytes(), str(file))
    except InvalidFile as invalid:
        for problem in invalid.problems:
            ui.line(problem.told(ui.lang, WORDS))
        ui.note(ui.t("Ошибок: {count}", count=len(invalid.problems)), style="bold red")
        raise typer.Exit(Exit.WRONG) from None
    for authority in found.authorities.values():
        ui.table(
            (ui.t("Код"), ui.t("Подразделение"), ui.t("Адрес")),
            ((unit.code, unit.title, unit.address or "") for unit in authority.units),
            title=f"{authority.oktmo} {authority.title} ({authority.zone})",
        )
