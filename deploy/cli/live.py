"""`sroki live`: from when on a source's breaches are news."""

from __future__ import annotations

from typing import Annotated

import typer

from sroki.deploy.cli.arguments import StoreOption, moment
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.clock import RealClock
from sroki.deploy.embedded import Embedded
from sroki.deploy.settings_loading import load
from sroki.events import amounts
from sroki.events.i18n import mark
from sroki.workflows.zones import load_zone

app = tool()


@command(
    app,
    mark(
        "Объявляет, с какого момента источник работает вживую. Всё, чему срок вышел раньше, — "
        "история: входит в показатели и в журнал сказанного, но не поднимает счётчиков и тревог. "
        "Служба на это время должна быть остановлена."
    ),
    mark(
        "$ sroki live urn:krsk:sed --at 2026-01-01\n"
        "# время по часам города\n"
        "$ sroki live urn:krsk:sed --at '2026-01-01 09:00' --zone Asia/Krasnoyarsk"
    ),
)
def live(
    ctx: typer.Context,
    source: Annotated[
        str, typer.Argument(metavar=mark("ИСТОЧНИК"), help=mark("Как в событиях (source)"))
    ],
    at: Annotated[str, typer.Option(metavar=mark("ВРЕМЯ"), help=mark("День или миг"))],
    zone: Annotated[
        str, typer.Option(metavar=mark("ПОЯС"), help=mark("Чей это день: имя IANA"))
    ] = "Europe/Moscow",
    store: StoreOption = None,
) -> None:
    """Declare a source's go-live."""
    ui = terminal(ctx)
    place = load_zone(zone)
    since = moment(at, place, "--at")
    with Embedded(load(store=store).settings, RealClock()) as shell:
        shell.begin()
        shell.go_live(source, since)
    wall = place.wall(since)
    at_words = f"{amounts.on(wall, ui.lang)} {wall:%H:%M}"
    ui.print(ui.t("{source}: вживую с {at} ({zone}).", source=source, at=at_words, zone=place.name))
