"""`sroki forget`: an applicant's numbers taken out of the only place that has them."""

from __future__ import annotations

from typing import Annotated

import typer

from sroki.deploy.cli.arguments import StoreOption
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.settings_loading import load
from sroki.events.errors import Invalid
from sroki.events.i18n import mark
from sroki.projections.aliases import forget as delete_numbers
from sroki.projections.opening import look_at, open_database

app = tool()


@command(
    app,
    mark(
        "Забывает заявителя: стирает все номера, по которым дело можно связать с человеком. "
        "События, сроки и показатели остаются, но чьи они, больше не узнать; вернуть номера можно "
        "только из копии. Служба на это время должна быть остановлена."
    ),
    mark(
        "# код дела показывает доска: найдите его по номеру\n"
        "$ sroki forget 3f9a1c0b7d2e4f5a6b7c8d9e"
    ),
)
def forget(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(metavar=mark("ДЕЛО"), help=mark("Код дела (case_id)"))],
    store: StoreOption = None,
) -> None:
    """Delete the numbers of a case."""
    ui = terminal(ctx)
    target = load(store=store).settings.store
    look_at(target).close()
    with open_database(target) as database, database.erasing() as connection:
        count = delete_numbers(connection, case)
    if not count:
        raise Invalid(
            ui.t("номеров у дела «{case}» нет", case=case),
            why=ui.t("дело не найдено или уже забыто"),
        )
    ui.print(ui.t("Стёрто номеров: {count}.", count=count))
