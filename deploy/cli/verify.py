"""`sroki verify`: is the journal what was written, and does it still say what the ledger holds?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sroki.deploy import settings
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.copying import tell_proof
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.rehearsal import first_difference
from sroki.events.i18n import mark
from sroki.projections import chain
from sroki.projections.backup import prove
from sroki.projections.opening import look_at

app = tool()

_WHY = {
    "missing": mark("записи нет"),
    "changed": mark("запись изменена"),
    "cut": mark("журнал обрезан"),
    "added": mark("запись приписана"),
}


@command(
    app,
    mark(
        "Пересчитывает цепочку хешей журнала: изменённая, вырезанная или приписанная запись "
        "называется по разделу и номеру. С --replay проигрывает журнал заново рядом и сравнивает, "
        "что сказано: называется первое расхождение."
    ),
    mark(
        "# работает рядом со службой\n"
        "$ sroki verify\n"
        "# и тот же журнал говорит то же самое\n"
        "$ sroki verify --replay"
    ),
)
def verify(
    ctx: typer.Context,
    store: Annotated[
        Path | None, typer.Option(metavar=mark("ФАЙЛ"), help=mark("Хранилище [из настроек]"))
    ] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help=mark("Проиграть журнал заново и сравнить сказанное"))
    ] = False,
) -> None:
    """Verify the chain, and on request that a replay says the same."""
    ui = terminal(ctx)
    target = settings.load(store=store).settings.store
    with look_at(target) as database, database.reading() as connection:
        broken = chain.verify(connection)
        if broken is not None:
            ui.note(
                ui.t(
                    "Цепочка нарушена: раздел {partition}, запись {seq} — {why}.",
                    partition=broken.partition,
                    seq=broken.seq,
                    why=ui.t(_WHY[broken.why]),
                ),
                style="bold red",
            )
            raise typer.Exit(Exit.WRONG)
        tell_proof(ui, ui.t("Цепочка журнала цела."), prove(connection))
    if replay:
        difference = first_difference(target)
        if difference is not None:
            ui.note(
                ui.t("Первое расхождение: {difference}", difference=difference), style="bold red"
            )
            raise typer.Exit(Exit.WRONG)
        ui.print(ui.t("Журнал, проигранный заново, говорит то же самое."))
