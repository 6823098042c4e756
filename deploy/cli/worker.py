"""`sroki worker`: one process of the distributed engine."""

from __future__ import annotations

from typing import Annotated

import typer

from sroki.deploy import logs
from sroki.deploy.cli.arguments import MetricsOption
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.extras import need
from sroki.deploy.settings_loading import load
from sroki.events.errors import Invalid
from sroki.events.i18n import mark, say

app = tool()


@command(
    app,
    mark(
        "Запускает воркер распределённой службы: он ведёт разделы топика events, которые дала "
        "ему Kafka, записывает сказанное в PostgreSQL и передаёт его в топик findings. "
        "Воркеров может быть сколько угодно, с пользой — до числа разделов. Настройки — "
        "store, kafka.… и worker.…, см. sroki config. Чего он не ждал, то завершает его кодом 70; "
        "перезапускает его система."
    ),
    mark("$ sroki worker\n# второй, на другой машине\n$ SROKI_WORKER_INSTANCE=two sroki worker"),
)
def worker(
    instance: Annotated[
        str | None,
        typer.Option(metavar=mark("ИМЯ"), help=mark("Имя воркера, у каждого своё")),
    ] = None,
    metrics: MetricsOption = None,
) -> None:
    """Work until SIGTERM or Ctrl-C."""
    settings = load(metrics_listen=metrics).settings
    if instance is not None:
        own = settings.worker.model_copy(update={"instance": instance})
        settings = settings.model_copy(update={"worker": own})
    need("kafka", "faust", "aiokafka")
    if not settings.kafka.on:
        raise Invalid(say("не сказано, где Kafka"), accepted=say("kafka.bootstrap = узел:порт"))
    logs.configure(settings.log_format, settings.log_level)
    # Imported when it is certain to be wanted: Faust and its web framework are large.
    from sroki.deploy.cluster.running import run  # noqa: PLC0415

    run(settings)
