"""`sroki restore`: a store made from a backup, proven equal to it."""

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
from sroki.projections.backup import restore as copy

app = tool()


@command(
    app,
    mark(
        "Делает хранилище из копии и проверяет его по хешам. На место живого хранилища не "
        "пишет: прежний файл сначала уберите сами."
    ),
    mark(
        "$ sroki restore sroki-2026-11-23.db\n"
        "# в другое место\n"
        "$ sroki restore sroki-2026-11-23.db --store /var/lib/sroki/sroki.db"
    ),
)
def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar=mark("ФАЙЛ"), help=mark("Копия"))],
    store: StoreOption = None,
) -> None:
    """Make the store from a copy."""
    ui = terminal(ctx)
    target = file_of(load(store=store).settings.store)
    proof = copied(ui, ui.t("Восстановление"), lambda progress: copy(file, target, progress))
    tell_proof(ui, ui.t("Хранилище {file} равно копии.", file=target), proof)
