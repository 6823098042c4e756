"""`sroki verify-evidence`: does an evidence pack hold, by itself and offline?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.evidence import faults
from sroki.events.errors import Invalid, Place
from sroki.events.i18n import mark, say

app = tool()


@command(
    app,
    mark(
        "Проверяет справку по сроку без сети и без хранилища: отпечатки событий, звенья цепочки "
        "журнала, правила, и что по этим событиям и правилам выходят именно эти сроки. Код выхода "
        "1, если что-то не сходится. Что записи взяты из журнала самого органа и что ни одна не "
        "опущена, так не проверить: это показывает sroki verify на его хранилище."
    ),
    mark("$ sroki verify-evidence sroki-evidence-0eae6c5a1ebc0ab1.json"),
)
def verify_evidence(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar=mark("ФАЙЛ"), help=mark("Справка, JSON"))],
) -> None:
    """Verify a pack."""
    ui = terminal(ctx)
    try:
        pack = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise Invalid(
            say("справка не читается"), place=Place(str(file)), why=str(error), accepted="JSON"
        ) from None
    found = faults(pack)
    for one in found:
        ui.note(ui.said(one), style="bold red")
    if found:
        raise typer.Exit(Exit.WRONG)
    ui.print(ui.t("Дело {case}, на {at}: всё сходится.", case=pack["case_id"], at=pack["as_of"]))
    events = pack["events"]
    linked = sum(one["journal"] is not None for one in events)
    ui.print(
        ui.t(
            "Событий {events}, со звеном журнала {linked}, сроков {deadlines}.",
            events=len(events),
            linked=linked,
            deadlines=len(pack["standing"]["deadlines"]),
        )
    )
