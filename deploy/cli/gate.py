"""`sroki gate`: from the inbox to the canonical topic."""

from __future__ import annotations

from threading import Event

import typer

from sroki.deploy import logs
from sroki.deploy.cli.arguments import MetricsOption, StoreOption
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.serve import stop_on_signals
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.cluster.exposing import exposing
from sroki.deploy.cluster.meter import Meter
from sroki.deploy.kafka.gate import Gate, run
from sroki.deploy.kafka.inbox import Inbox
from sroki.deploy.settings_loading import load
from sroki.events.i18n import mark
from sroki.projections.metrics.declared import process
from sroki.projections.opening import target_of

app = tool()


@command(
    app,
    mark(
        "Приём распределённой службы: читает inbox, куда пишут источники, пропускает каждое "
        "событие через тот же приём, что и HTTP, и пишет принятое в events. Что не принято, "
        "запечатано в хранилище, а причина сказана в rejected. Приёмов может работать несколько: "
        "разделы inbox они делят между собой."
    ),
    mark(
        "$ sroki gate\n$ SROKI_KAFKA_BOOTSTRAP=127.0.0.1:9092 sroki gate --store postgresql:///sroki"
    ),
)
def gate(
    ctx: typer.Context,
    store: StoreOption = None,
    metrics: MetricsOption = None,
) -> None:
    """Pass events until SIGTERM or Ctrl-C."""
    ui = terminal(ctx)
    settings = load(
        store=None if store is None else target_of(store), metrics_listen=metrics
    ).settings
    logs.configure(settings.log_format, settings.log_level)
    over = Event()
    with Gate(settings) as found:
        stop_on_signals(over)
        with Inbox(settings.kafka, found.topics, found.limits) as inbox:
            ui.note(ui.t("Приём читает {topics}", topics=", ".join(found.topics)))
            meter = Meter()
            meter.gauge(process.INBOX_BEHIND, inbox.behind)
            with exposing(settings, meter.registry):
                run(found, inbox, over, meter.histogram(process.PASSED))
