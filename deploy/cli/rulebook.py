"""`sroki rulebook`: by what is judged, what another rulebook would change, and changing it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sroki.deploy.cli.arguments import StoreOption
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.flips import Flips
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.clock import RealClock
from sroki.deploy.embedded import Embedded
from sroki.deploy.library import directory_of, rulebook_of, with_drafts
from sroki.deploy.rehearsal import flips
from sroki.deploy.rules import kept
from sroki.deploy.settings_loading import load
from sroki.events.amounts import on
from sroki.events.i18n import mark
from sroki.monitors.plans import Plans
from sroki.projections.names import names_of
from sroki.projections.opening import look_at
from sroki.projections.queries import cases
from sroki.projections.queries.reading import read
from sroki.projections.store import SqlStore

app = tool(mark("Правила, по которым судят: редакции, календари, часовые пояса — под одним хешем."))


@command(
    app,
    mark("Показать правила хранилища и правила настроек: один ли это хеш."),
    mark("$ sroki rulebook show"),
)
def show(ctx: typer.Context, store: StoreOption = None) -> None:
    """What judges, and what the settings ask for."""
    ui = terminal(ctx)
    chosen = load(store=store).settings
    asked = rulebook_of(chosen)
    with look_at(chosen.store) as database:
        used = sorted({head.rulebook for head in SqlStore.view(database).heads()})
    for digest in used:
        ui.print(ui.t("Судят сейчас: {digest}", digest=digest or "—"))
    ui.print(ui.t("Просят настройки: {digest}", digest=asked.digest))
    if used != [asked.digest]:
        ui.print(ui.t("Разные: «sroki rulebook dry-run» покажет, что изменится."))
    ui.table(
        [ui.t(one) for one in (mark("Редакция"), mark("Услуга"), mark("Действует с"), mark("Хеш"))],
        (
            (one.id, one.service, on(one.in_force.since, ui.lang), one.sha256[:16])
            for one in asked.editions
        ),
    )


@command(
    app,
    mark(
        "Показать, что изменилось бы: кто опоздал бы, кто перестал бы, чей срок сдвинулся бы. "
        "Ничего не пишет и работает рядом со службой. Редакции из файлов встают на место редакций "
        "своей услуги, прочие услуги судятся как сейчас. Без файлов — правила настроек."
    ),
    mark(
        "# кто опоздал бы по этому проекту?\n"
        "$ sroki rulebook dry-run draft.yaml\n"
        "# что изменит новая настройка\n"
        "$ sroki rulebook dry-run"
    ),
    name="dry-run",
)
def dry_run(
    ctx: typer.Context,
    editions: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar=mark("[ФАЙЛ…]"), help=mark("Проекты редакций вместо нынешних той же услуги")
        ),
    ] = None,
    store: StoreOption = None,
) -> None:
    """What would flip."""
    ui = terminal(ctx)
    chosen = load(store=store).settings
    with look_at(chosen.store) as database:
        told, rules = SqlStore.view(database), kept(database)
        new = rulebook_of(chosen)
        if editions:
            used = next((head.rulebook for head in told.heads() if head.rulebook), None)
            new = with_drafts(rules(used).rulebook if used else new, editions, chosen)
        now, names = RealClock().now(), names_of(new, directory_of(chosen).known)
        found = flips(told, rules, Plans(new), now)
        with database.reading() as connection:
            reading = read(connection, now, names)
            numbers = cases.numbers(reading, (one.subject for one in found))
        Flips(ui, names, numbers).tell(found)


@command(
    app,
    mark(
        "Судить дальше по правилам настроек. Запись об этом входит в журнал; все дела "
        "пересматриваются. Служба делает то же при запуске; эта команда — при остановленной."
    ),
    mark("$ sroki rulebook activate"),
)
def activate(ctx: typer.Context, store: StoreOption = None) -> None:
    """Judge by the rulebook of the settings."""
    ui = terminal(ctx)
    with Embedded(load(store=store).settings, RealClock()) as shell:
        shell.begin()
        digest = shell.rules.current.digest
    ui.print(ui.t("Судят по правилам {digest}.", digest=digest))
