"""`sroki explain`: the life of a case in plain words."""

from __future__ import annotations

from typing import Annotated

import typer

from sroki.deploy.cli.arguments import StoreOption
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.terminal import Terminal, terminal
from sroki.deploy.clock import RealClock
from sroki.deploy.explain import explain_case
from sroki.deploy.library import directory_of, rulebook_of
from sroki.deploy.rules import kept
from sroki.deploy.settings_loading import load
from sroki.events import amounts
from sroki.events.i18n import mark
from sroki.projections.names import names_of
from sroki.projections.opening import look_at
from sroki.projections.queries import cases
from sroki.projections.queries.reading import Reading, read
from sroki.projections.store import SqlStore
from sroki.workflows.counting import Counting
from sroki.workflows.explanation import DeadlineStory, Explanation

app = tool()


@command(
    app,
    mark(
        "Рассказывает жизнь дела: что произошло, какой срок когда истекает и почему, что поправило "
        "бы нарушение и почему сигнала нет там, где его нет. Дело называют его идентификатором или "
        "регистрационным номером. Работает и рядом со службой."
    ),
    mark(
        "$ sroki explain 0eae6c5a1ebc0ab1\n"
        "# по номеру; со счётом каждого срока по дням\n"
        "$ sroki explain 6-1234 --year 2025 --days"
    ),
)
def explain(
    ctx: typer.Context,
    case: Annotated[
        str, typer.Argument(metavar=mark("ДЕЛО"), help=mark("Идентификатор или номер дела"))
    ],
    year: Annotated[
        int | None, typer.Option(metavar=mark("ГОД"), help=mark("Год номера, если их несколько"))
    ] = None,
    days: Annotated[bool, typer.Option("--days", help=mark("Показать счёт по дням"))] = False,
    store: StoreOption = None,
) -> None:
    """Explain a case."""
    ui = terminal(ctx)
    settings = load(store=store).settings
    names = names_of(rulebook_of(settings), directory_of(settings).known)
    with look_at(settings.store) as database, database.reading() as connection:
        view = SqlStore.view(database)
        reading = read(connection, RealClock().now(), names)
        found = _find(reading, case, year)
        told = [
            explain_case(reading, kept(database), view.partition_of(one), one, ui.lang)
            for one in found
        ]
    if not any(told):
        ui.note(ui.t("Дела «{case}» нет", case=case), style="bold red")
        raise typer.Exit(Exit.WRONG)
    for one in told:
        if one is not None:
            show(ui, one, days=days)


def _find(reading: Reading, case: str, year: int | None) -> list[str]:
    """The cases that are called so."""
    if cases.exists(reading, case):
        return [case]
    found = [one.case_id for one in cases.named(reading, case, year)]
    return list(dict.fromkeys(found))


def show(ui: Terminal, told: Explanation, *, days: bool) -> None:
    """An explanation as text."""
    ui.out.print(f"[bold]{ui.t('Дело')} {told.case_id}[/]")
    ui.print(told.summary)
    for chapter in told.chapters:
        ui.out.print(f"\n[bold]{chapter.title}[/]")
        for line in chapter.says:
            ui.print(line, indent=2)
    ui.out.print(f"\n[bold]{ui.t('Сроки')}[/]")
    for story in told.deadlines:
        _show_deadline(ui, story, days=days)


def _show_deadline(ui: Terminal, story: DeadlineStory, *, days: bool) -> None:
    instance = f" [{story.instance}]" if story.instance else ""
    ui.print(f"{story.title}{instance} ({story.clause})", indent=2)
    ui.print(f"«{story.words}»", indent=4)
    for line in story.says:
        ui.print(line, indent=4)
    if days and story.counting is not None:
        for line in _counted(ui, story.counting):
            ui.line(line)


def _counted(ui: Terminal, counting: Counting) -> list[str]:
    return [
        f"      {one.ordinal or '':>3} {amounts.on(one.on, ui.lang)}  {one.reason}"
        for one in (*counting.days, *counting.rolled)
    ]
