"""`sroki serve`: the service."""

from __future__ import annotations

import signal
from threading import Event
from typing import Annotated

import typer

from sroki.deploy import logs
from sroki.deploy.access import refuse_exposure
from sroki.deploy.cli.arguments import StoreOption
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.clock import RealClock
from sroki.deploy.serve import serving
from sroki.deploy.settings_loading import load
from sroki.events.i18n import mark

app = tool()


@command(
    app,
    mark(
        "Запускает службу: приём событий, доска, страницы дел, /metrics и API в одном процессе "
        "над одним файлом. Настройки — из файла и переменных, см. sroki config. Без ключей "
        "источников слушает только эту машину."
    ),
    mark(
        "$ sroki serve\n"
        "$ sroki serve --store city.db --port 9000\n"
        "# послать событие и получить сроки для расписки\n"
        "$ curl -d @event.json -H 'Content-Type: application/cloudevents+json' "
        "'http://127.0.0.1:8080/events?deadlines=1'"
    ),
)
def serve(
    ctx: typer.Context,
    store: StoreOption = None,
    host: Annotated[
        str | None, typer.Option(metavar=mark("АДРЕС"), help=mark("Адрес, на котором слушать"))
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar=mark("ПОРТ"), help=mark("Порт; 0 — любой")),
    ] = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    ui = terminal(ctx)
    settings = load(store=store, host=host, port=port).settings
    refuse_exposure(settings)
    logs.configure(settings.log_format, settings.log_level)
    with serving(settings, RealClock()) as running:
        stop_on_signals(running.over)
        ui.note(ui.t("Сроки: {address}", address=running.address), style="bold green")
        running.over.wait()


def stop_on_signals(over: Event) -> None:
    """SIGTERM and Ctrl-C end the service in good order; a second Ctrl-C at once."""

    def stop(_signal: int, _frame: object) -> None:
        over.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
