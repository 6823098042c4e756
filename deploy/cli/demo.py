"""`sroki demo`: a year of a city's service, and the live board on it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sroki.deploy import logs
from sroki.deploy.cli.arguments import end_of
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.serve import stop_on_signals
from sroki.deploy.cli.telling import bar, doors, summary
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.clock import ToldClock
from sroki.deploy.demo import Home, Pace, Story, tell
from sroki.deploy.demo_users import demo_users
from sroki.deploy.serve import serving
from sroki.deploy.server import free_port
from sroki.events.i18n import mark
from sroki.workflows.dates import just_after
from sroki.workflows.zones import Zone, load_zone

app = tool()

_ZONE = "Asia/Krasnoyarsk"
# Both periods of applications are over, lists and notices of the second still run.
_LIVE_DAY = "2025-11-24"


@command(
    app,
    mark(
        "Разыгрывает год услуги 01/01/021 в Красноярске: два периода приёма, около 2000 заявлений, "
        "все отклонения. События идут через настоящий приём HTTP, время ускорено: год за минуту "
        "с небольшим. Доска живёт с первой секунды и остаётся после, на дне, когда сроки осени ещё "
        "идут. Ctrl-C останавливает; следующий запуск продолжает с того же места, а дойдя до этого "
        "дня — доигрывает год."
    ),
    mark(
        "$ sroki demo\n"
        "# сразу весь год, до последнего срока\n"
        "$ sroki demo --until 2026-02-14\n"
        "# начать заново, другой город\n"
        "$ sroki demo --reset --seed 7 --applications 500"
    ),
)
def demo(
    ctx: typer.Context,
    reset: Annotated[bool, typer.Option("--reset", help=mark("Начать год заново"))] = False,
    applications: Annotated[
        int, typer.Option(min=1, metavar=mark("ЧИСЛО"), help=mark("Сколько заявлений"))
    ] = 2000,
    seed: Annotated[int, typer.Option(metavar=mark("ЧИСЛО"), help=mark("Зерно случая"))] = 1,
    until: Annotated[
        str | None,
        typer.Option(metavar=mark("ДЕНЬ"), help=mark("На каком дне остановиться [24.11.2025]")),
    ] = None,
    seconds: Annotated[
        float, typer.Option(min=0, metavar=mark("ЧИСЛО"), help=mark("За сколько секунд"))
    ] = 60,
    folder: Annotated[Path, typer.Option(metavar=mark("ПАПКА"), help=mark("Где хранить"))] = Path(
        ".sroki-demo"
    ),
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
    """Tell a year, then stay."""
    ui = terminal(ctx)
    story, home = Story(seed, applications), Home(folder)
    if reset:
        home.forget()
    folder.mkdir(parents=True, exist_ok=True)
    zone = load_zone(_ZONE)
    told = home.told_until(story)
    ends = _ends(story, told, until, zone)
    settings = home.settings(free_port("127.0.0.1", port), ui.lang)
    logs.configure(settings.log_format, settings.log_level)
    clock = ToldClock(told or next(story.events()).received_at)
    with serving(settings, clock) as running:
        stop_on_signals(running.over)
        ui.note(ui.t("Доска: {address}", address=running.address), style="bold green")
        with bar(ui, zone, clock.at, ends) as watch:
            pace = Pace(clock.at, ends, seconds)
            finished = tell(story, home, clock, running, ends, pace, watch)
        if finished:
            with running.shell.database.reading() as connection:
                summary(ui, running.shell.reading(connection), running.address, zone)
        if finished and users:
            shell = running.shell
            found = demo_users(home, shell.settings, shell.database, shell.clock)
            doors(ui, found, running.address)
        if finished and not exit_when_done:
            clock.go_on()
            ui.note(ui.t("Ctrl-C — остановить."))
            running.over.wait()
    if not exit_when_done:
        ui.note(ui.t("Остановлено. Следующий запуск продолжит отсюда; --reset начнёт заново."))


def _ends(story: Story, told: datetime | None, until: str | None, zone: Zone) -> datetime:
    """Where to stop: as asked; else on a day when terms still run; the next time, at the end."""
    if until is not None:
        return min(just_after(end_of(until, zone, "--until")), story.ends())
    live = just_after(end_of(_LIVE_DAY, zone, "--until"))
    return live if told is None or told < live else story.ends()
