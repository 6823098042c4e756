"""`sroki contracts`: what a source's programmer needs, as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.openapi import openapi
from sroki.events.contracts import write
from sroki.events.i18n import mark

app = tool()


@command(
    app,
    mark(
        "Записывает документы договора с источниками: JSON Schema каждого события, перечень "
        "событий, AsyncAPI и OpenAPI. Те же, что в docs/contracts."
    ),
    mark("$ sroki contracts contracts/"),
)
def contracts(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar=mark("ПАПКА"), help=mark("Куда записать; создастся"))
    ],
) -> None:
    """Write the contract."""
    ui = terminal(ctx)
    folder.mkdir(parents=True, exist_ok=True)
    write(folder)
    (folder / "openapi.json").write_text(openapi(), encoding="utf-8")
    for path in sorted(folder.rglob("*.*")):
        ui.line(str(path))
