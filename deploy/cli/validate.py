"""`sroki validate`: would the intake take these events?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.files import lines_of
from sroki.deploy.cli.refusals import show_refusals
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.library import find_edition
from sroki.deploy.offline import Refusal
from sroki.deploy.pile import take_lines
from sroki.events.directory import read_directory
from sroki.events.i18n import mark
from sroki.events.outcomes import Accepted, Unlinked
from sroki.workflows.declared import declared_types

app = tool()


@command(
    app,
    mark(
        "Проверяет события файла так же, как их проверил бы приём, но без сети и без хранилища: "
        "форма, значения, номера дел. Код выхода 1, если что-то не было бы принято."
    ),
    mark(
        "$ sroki validate season.jsonl\n"
        "# сверить и подразделения, и события, которые объявляет редакция\n"
        "$ sroki validate season.jsonl --directory units.yaml --edition my.yaml"
    ),
)
def validate(
    ctx: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar=mark("ФАЙЛ"), help=mark("CloudEvents, JSON Lines; - ввод"))
    ],
    directory: Annotated[
        Path | None,
        typer.Option(metavar=mark("ФАЙЛ"), help=mark("Справочник органов и подразделений")),
    ] = None,
    edition: Annotated[
        list[str] | None,
        typer.Option(metavar=mark("РЕДАКЦИЯ"), help=mark("Редакция, объявляющая свои события")),
    ] = None,
) -> None:
    """Check every event of a file."""
    ui = terminal(ctx)
    places = None if directory is None else read_directory(directory.read_bytes(), str(directory))
    declared = None if edition is None else declared_types(map(find_edition, edition))
    kinds: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    refused: list[Refusal] = []
    waiting = 0
    with lines_of(file) as lines:
        for line, outcome in take_lines(lines, declared, places):
            if isinstance(outcome, Accepted):
                kinds[outcome.events[0].kind] += 1
                dropped.update(outcome.dropped)
            elif isinstance(outcome, Unlinked):
                waiting += 1
            else:
                refused.append(Refusal(line, outcome.reasons))
    ui.table((ui.t("Событие"), ui.t("Число")), [(kind, str(n)) for kind, n in kinds.most_common()])
    for name, count in dropped.most_common():
        ui.note(ui.t("Поле {name} неизвестно и не сохраняется: {count}", name=name, count=count))
    if waiting:
        ui.note(ui.t("Ждали бы номера дела, которого в файле нет: {count}", count=waiting))
    if refused:
        ui.note(ui.t("Не принято: {count}", count=len(refused)), style="bold red")
        show_refusals(ui, file, refused)
        raise typer.Exit(Exit.WRONG)
    ui.note(ui.t("Годны все: {count}", count=kinds.total()), style="bold green")
