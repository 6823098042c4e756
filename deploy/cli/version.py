"""`sroki version`: this program and what its answers rest on."""

from __future__ import annotations

import platform

import typer

from sroki import __version__
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.terminal import terminal
from sroki.events.i18n import mark
from sroki.projections.sqlite import driver
from sroki.workflows.load import bundled_names, load_rulebook
from sroki.workflows.zones import tzdata_version

app = tool()


@command(
    app,
    mark("Показывает версию Сроков и того, на чём стоят ответы: пояса, календарь, редакции."),
    mark("$ sroki version"),
)
def version(ctx: typer.Context) -> None:
    """Show versions."""
    ui = terminal(ctx)
    rulebook = load_rulebook()
    known = [one.known_through for one in rulebook.calendars.values()]
    ui.print(f"sroki {__version__}")
    ui.print(f"  Python {platform.python_version()}, SQLite {driver().sqlite_version}")
    ui.print(f"  tzdata {tzdata_version()}")
    ui.print(ui.t("  календарь известен по {day}", day=f"{min(known):%d.%m.%Y}"))
    ui.print(ui.t("  редакции: {names}", names=", ".join(bundled_names())))
    ui.print(ui.t("  правила (хеш): {digest}", digest=rulebook.digest))
