"""`sroki verify`: is the journal what was written, and does it still say what the ledger holds?"""

from __future__ import annotations

from typing import Annotated

import typer

from sroki.deploy.cli.arguments import StoreOption
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.copying import tell_proof
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.terminal import Terminal, terminal
from sroki.deploy.house import difference, first_difference
from sroki.deploy.settings_loading import load
from sroki.events.i18n import mark
from sroki.events.partitions import CONTROL
from sroki.projections import audit, chain
from sroki.projections.backup import prove
from sroki.projections.opening import look_at, target_of
from sroki.projections.store import SqlStore

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
        "что сказано: называется первое расхождение. С --against так же сравнивает с другим "
        "хранилищем: как стоят дела, что сказано, что сделали люди."
    ),
    mark(
        "# работает рядом со службой\n"
        "$ sroki verify\n"
        "# и тот же журнал говорит то же самое\n"
        "$ sroki verify --replay\n"
        "# ввезённое стоит так же, как прежнее\n"
        "$ sroki verify --against house.db"
    ),
)
def verify(
    ctx: typer.Context,
    store: StoreOption = None,
    against: Annotated[
        str | None,
        typer.Option(metavar=mark("АДРЕС"), help=mark("Сравнить с другим хранилищем")),
    ] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help=mark("Проиграть журнал заново и сравнить сказанное"))
    ] = False,
) -> None:
    """Verify the chain, and on request that a replay says the same."""
    ui = terminal(ctx)
    target = load(store=store).settings.store
    with look_at(target) as database, database.reading() as connection:
        broken = chain.verify(connection)
        if broken is not None:
            ui.note(
                ui.t(
                    "Цепочка нарушена: раздел {partition}, запись {seq} — {why}.",
                    partition=ui.t("управляющий")
                    if broken.partition == CONTROL
                    else broken.partition,
                    seq=broken.seq,
                    why=ui.t(_WHY[broken.why]),
                ),
                style="bold red",
            )
            raise typer.Exit(Exit.WRONG)
        line = audit.broken(connection)
        if line is not None:
            says = ui.t("Цепочка аудита нарушена: запись {line}.", line=line)
            ui.note(says, style="bold red")
            raise typer.Exit(Exit.WRONG)
        tell_proof(ui, ui.t("Цепочка журнала цела."), prove(connection))
    if replay:
        _tell(ui, first_difference(target))
        ui.print(ui.t("Журнал, проигранный заново, говорит то же самое."))
    if against is not None:
        with look_at(target) as one, look_at(target_of(against)) as other:
            _tell(ui, difference(SqlStore.view(one), SqlStore.view(other)))
        ui.print(ui.t("Хранилища говорят одно и то же."))


def _tell(ui: Terminal, found: str | None) -> None:
    if found is not None:
        ui.note(ui.t("Первое расхождение: {difference}", difference=found), style="bold red")
        raise typer.Exit(Exit.WRONG)
