"""`sroki export`: the whole store, of one moment, as one file that any Sroki opens."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sroki.deploy.cli.arguments import StoreOption
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.copying import copied, tell_proof
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.settings_loading import load
from sroki.events.errors import Refused
from sroki.events.i18n import mark, say
from sroki.projections.moving import copy_whole
from sroki.projections.opening import look_at, open_database

app = tool()


@command(
    app,
    mark(
        "Вывозит хранилище целиком — события, журнал, сказанное, номера, пользователей — в один "
        "файл: из PostgreSQL или из файла, рядом с работающей службой, и сверяет по хешам. Файл — "
        "такое же хранилище: его можно проверить (sroki verify --store), смотреть (sroki serve "
        "--store) и ввезти в другое место (sroki import). В нём номера дел: храните как копию."
    ),
    mark(
        "# вывезти и ввезти в кластер, на двенадцать разделов\n"
        "$ sroki export house.db\n"
        "$ sroki import house.db --store postgresql://sroki@127.0.0.1/sroki --partitions 12\n"
        "# из базы PostgreSQL обратно в файл\n"
        "$ sroki export house.db --store postgresql://sroki@127.0.0.1/sroki"
    ),
)
def export(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar=mark("ФАЙЛ"), help=mark("Имя файла; такого ещё нет"))
    ],
    store: StoreOption = None,
) -> None:
    """Carry the store out."""
    ui = terminal(ctx)
    if file.exists():
        raise Refused(say("Файл {name} уже есть", name=file.name), accepted=say("имя нового файла"))
    if not file.absolute().parent.is_dir():
        raise Refused(
            say("Папки {folder} нет", folder=file.absolute().parent),
            accepted=say("имя файла в папке, которая есть"),
        )
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    with look_at(load(store=store).settings.store) as source, open_database(part) as made:
        proof = copied(ui, ui.t("Вывоз"), lambda progress: copy_whole(source, made, progress))
    part.rename(file)
    part.with_name(f"{part.name}.lock").unlink(missing_ok=True)
    tell_proof(ui, ui.t("Файл {file} равен хранилищу.", file=file), proof)
