"""`sroki rejects`: what was not taken, why, and taking it again after a mend."""

from __future__ import annotations

from typing import Annotated

import typer

from sroki.deploy.cli.arguments import StoreOption
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.clock import RealClock
from sroki.deploy.embedded import Embedded
from sroki.deploy.library import directory_of, rulebook_of
from sroki.deploy.settings_loading import load
from sroki.events.amounts import on
from sroki.events.i18n import mark
from sroki.projections.names import names_of
from sroki.projections.opening import look_at
from sroki.projections.queries.reading import read
from sroki.projections.queries.sealed import Fate, Sealed, SealedFilter, waiting

app = tool(
    mark(
        "Показывает, что не принято: отклонённое, отложенное до новой версии и не привязанное к "
        "делу. Присланное хранится запечатанным и здесь не показывается; причина и место — да."
    )
)

_FATES = {
    Fate.REJECTED: mark("отклонено"),
    Fate.HELD: mark("отложено"),
    Fate.UNLINKED: mark("не привязано"),
}
_Fate = Annotated[
    Fate | None,
    typer.Option(metavar="rejected|held|unlinked", help=mark("Только такие [все]")),
]


@command(
    app,
    mark("Показать таблицей: номер, когда, от кого, что и где не так, что принимается."),
    mark("$ sroki rejects list\n$ sroki rejects list --fate unlinked"),
    name="list",
)
def list_(ctx: typer.Context, fate: _Fate = None, store: StoreOption = None) -> None:
    """List what waits."""
    ui = terminal(ctx)
    chosen = load(store=store).settings
    names = names_of(rulebook_of(chosen), directory_of(chosen).known)
    with look_at(chosen.store) as database, database.reading() as connection:
        found = waiting(read(connection, RealClock().now(), names), SealedFilter(fate))
    if not found:
        ui.print(ui.t("Всё принято: ждать нечему."))
        return
    ui.table(
        [ui.t(one) for one in _HEADINGS],
        (
            (
                str(one.id),
                ui.t(_FATES[one.state]),
                f"{on(one.received_at.date(), ui.lang)} {one.received_at:%H:%M} UTC",
                one.source,
                "\n".join(reason.line(ui.lang) for reason in one.reasons),
            )
            for one in found
        ),
        ruled=True,
    )
    ui.print(ui.t("Всего: {count}", count=len(found)))


_HEADINGS = (mark("№"), mark("Что"), mark("Когда"), mark("Источник"), mark("Почему"))


@command(
    app,
    mark(
        "Пропустить через приём ещё раз: после правки справочника или редакции, после обновления. "
        "Без номеров — всё, что ждёт. Служба на это время должна быть остановлена; у работающей "
        "есть кнопка на странице «Не принято»."
    ),
    mark("$ sroki rejects replay 17 18\n$ sroki rejects replay --fate held"),
)
def replay(
    ctx: typer.Context,
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar=mark("[№…]"), help=mark("Номера из list"))
    ] = None,
    fate: _Fate = None,
    store: StoreOption = None,
) -> None:
    """Take again."""
    ui = terminal(ctx)
    with Embedded(load(store=store).settings, RealClock()) as shell:
        shell.begin()
        taken, wait = shell.replay(numbers or [one.id for one in _all(shell, fate)])
    ui.print(ui.t("Принято: {taken}; ждёт по-прежнему: {wait}.", taken=taken, wait=wait))


def _all(shell: Embedded, fate: Fate | None) -> list[Sealed]:
    with shell.database.reading() as connection:
        return waiting(shell.reading(connection), SealedFilter(fate))
