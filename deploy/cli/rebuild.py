"""`sroki rebuild`: the store made anew from its journals, or cut into other partitions."""

from __future__ import annotations

from typing import Annotated

import typer

from sroki.deploy import house
from sroki.deploy.cli.arguments import StoreOption
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.copying import copied
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.settings_loading import load
from sroki.events.i18n import mark
from sroki.projections.opening import open_database

app = tool()


@command(
    app,
    mark(
        "Делает хранилище заново из его журнала, рядом с живым, и переходит на новое одним разом: "
        "обработчики и службы, что держали прежнее, начинают заново. Если новое говорит не то, что "
        "прежнее, называется первое расхождение, и ничего не меняется.\n\n"
        "С --partitions хранилище делится на другое число разделов; остальное остаётся как было: "
        "что сказано, как стоят дела. Прежние журналы хранятся. На время деления остановите приём."
    ),
    mark(
        "$ sroki rebuild\n"
        "# город вырос: двенадцать разделов вместо одного\n"
        "$ sroki rebuild --partitions 12"
    ),
)
def rebuild(
    ctx: typer.Context,
    store: StoreOption = None,
    partitions: Annotated[
        int | None,
        typer.Option(min=1, max=64, metavar=mark("ЧИСЛО"), help=mark("Переделить на столько")),
    ] = None,
    differing: Annotated[
        bool, typer.Option("--differing", help=mark("Перейти, даже если сказано иначе"))
    ] = False,
) -> None:
    """Make the store anew."""
    ui = terminal(ctx)
    with open_database(load(store=store).settings.store) as database:
        if partitions is not None:
            made = copied(
                ui,
                ui.t("Деление"),
                lambda progress: house.repartition(database, partitions, progress),
            )
            ui.print(ui.t("Разделов теперь {count}.", count=made.partitions))
            return
        found = copied(
            ui,
            ui.t("Журнал"),
            lambda progress: house.rebuild(database, progress, differing=differing),
        )
    if found is not None:
        ui.note(ui.t("Первое расхождение: {difference}", difference=found), style="bold red")
        if not differing:
            ui.note(ui.t("Хранилище осталось прежним."))
            raise typer.Exit(Exit.WRONG)
    ui.print(ui.t("Хранилище сделано заново."))
