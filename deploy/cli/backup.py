"""`sroki backup`: a copy of the store beside the running service, proven equal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sroki.deploy.cli.arguments import StoreOption
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.copying import copied, file_of, tell_proof
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.settings_loading import load
from sroki.events.i18n import mark
from sroki.projections.backup import backup as copy

app = tool()


@command(
    app,
    mark(
        "Делает копию хранилища одним файлом, не останавливая службу, и доверяет ей только после "
        "проверки: цепочка журнала пересчитана, содержание сверено по хешам."
    ),
    mark(
        "# копия с датой в имени; служба продолжает работать\n"
        "$ sroki backup sroki-2026-11-23.db\n"
        "# хранилище не из настроек\n"
        "$ sroki backup copy.db --store /var/lib/sroki/sroki.db"
    ),
)
def backup(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar=mark("ФАЙЛ"), help=mark("Имя копии; такого файла ещё нет"))
    ],
    store: StoreOption = None,
) -> None:
    """Copy the store, online."""
    ui = terminal(ctx)
    source = file_of(load(store=store).settings.store)
    proof = copied(ui, ui.t("Копия"), lambda progress: copy(source, file, progress))
    tell_proof(ui, ui.t("Копия {file} равна хранилищу.", file=file), proof)
