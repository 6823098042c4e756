"""`sroki demo-cluster`: the same year on the distributed engine."""

from __future__ import annotations

from threading import Event
from typing import Annotated

import typer

from sroki.deploy import logs
from sroki.deploy.cli.arguments import end_of
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.serve import stop_on_signals
from sroki.deploy.cli.telling import bar, doors, summary
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.cluster.clock import DatabaseClock
from sroki.deploy.demo import Home, Story
from sroki.deploy.demo_users import demo_users
from sroki.deploy.extras import need
from sroki.deploy.library import directory_of, rulebook_of
from sroki.events.i18n import mark
from sroki.projections.names import names_of
from sroki.projections.queries.reading import read
from sroki.workflows.dates import just_after
from sroki.workflows.zones import load_zone

app = tool()

_ZONE = "Asia/Krasnoyarsk"


@command(
    app,
    mark(
        "Тот же год, что в sroki demo, на распределённой службе: брокер Kafka, PostgreSQL, приём "
        "(gate), два воркера и служба с доской — дочерние процессы этой машины, без Docker. "
        "События пишутся в топик inbox, время ускорено и общее для всех: его говорит база. "
        "Можно завершить любой процесс (kill -9): он начнёт заново и ничего не потеряет. Ctrl-C "
        "останавливает всё; данные живут, пока идёт показ.\n\n"
        "Нужны scripts/ensure_jars.sh broker и scripts/ensure_postgres.sh: их зовёт "
        "make demo-cluster."
    ),
    mark("$ sroki demo-cluster\n$ sroki demo-cluster --applications 300 --until 2025-05-20"),
    name="demo-cluster",
)
def demo_cluster(
    ctx: typer.Context,
    applications: Annotated[
        int, typer.Option(min=1, metavar=mark("ЧИСЛО"), help=mark("Сколько заявлений"))
    ] = 1000,
    seed: Annotated[int, typer.Option(metavar=mark("ЧИСЛО"), help=mark("Зерно случая"))] = 1,
    until: Annotated[
        str, typer.Option(metavar=mark("ДЕНЬ"), help=mark("На каком дне остановиться"))
    ] = "2025-11-24",
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65535, metavar=mark("ПОРТ"), help=mark("С какого порта искать свободный")
        ),
    ] = 8080,
    users: Annotated[
        bool,
        typer.Option("--users", help=mark("Завести по пользователю на роль и показать пароли")),
    ] = False,
    exit_when_done: Annotated[
        bool, typer.Option("--exit-when-done", help=mark("Не оставаться на доске"))
    ] = False,
) -> None:
    """Tell a year to a cluster, then stay."""
    ui = terminal(ctx)
    need("kafka", "faust", "aiokafka")
    need("postgres", "psycopg")
    # Only now: the embedded engine does without the extras.
    from sroki.deploy.demo_cluster import answers, running, told  # noqa: PLC0415

    story, zone = Story(seed, applications), load_zone(_ZONE)
    since = next(story.events()).received_at
    ends = min(just_after(end_of(until, zone, "--until")), story.ends())
    logs.configure("console", "warning")
    over = Event()
    ui.note(ui.t("Запускаются Kafka, PostgreSQL, приём, два воркера и служба…"))
    office = ui.t("Красноярск (показ: все люди и события вымышлены)")
    with running(port, office, ui.lang, since) as cluster:
        answers(cluster)
        ui.note(ui.t("Доска: {address}", address=cluster.address), style="bold green")
        for name, child in cluster.children.items():
            listens = cluster.metrics.get(name)
            ui.note(f"  {name}: {child.pid}" + (f"  http://{listens}/metrics" if listens else ""))
        with bar(ui, zone, since, ends) as watch:
            told(cluster, story, ends, watch)
        names = names_of(rulebook_of(cluster.settings), directory_of(cluster.settings).known)
        with cluster.store.database.reading() as connection:
            summary(ui, read(connection, ends, names), cluster.address, zone)
        if users:
            database = cluster.store.database
            clock = DatabaseClock(database)
            found = demo_users(Home(cluster.logs), cluster.settings, database, clock)
            doors(ui, found, cluster.address)
        if not exit_when_done:
            cluster.set_clock(ends, pace=1.0)
            stop_on_signals(over)
            ui.note(ui.t("Ctrl-C — остановить."))
            over.wait()
            ui.note(ui.t("Останавливается…"))
    ui.note(ui.t("Остановлено; данные показа удалены."))
