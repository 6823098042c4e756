"""What the demonstrations show: a bar over the days of the year, and what was said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import quote

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from sroki.deploy.cli.terminal import Terminal
from sroki.deploy.demo_users import NAMES, Shown
from sroki.deploy.highlights import highlights, said
from sroki.events import amounts
from sroki.events.i18n import mark
from sroki.projections.queries.reading import Reading
from sroki.workflows.zones import Zone

_KINDS = {
    "breach": mark("Нарушений сроков"),
    "presumed": mark("Предположенных (источник молчал)"),
    "deviation": mark("Отклонений от порядка"),
    "approaching": mark("Предупреждений"),
    "impossible": mark("Сроков, которые уже не успеть"),
    "retraction": mark("Снятых выводов"),
}


@contextmanager
def bar(
    ui: Terminal, zone: Zone, since: datetime, until: datetime
) -> Iterator[Callable[[datetime, int], None]]:
    """A progress bar over the days of the year."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeRemainingColumn(), console=ui.err, transient=True) as progress:
        whole = (until - since).total_seconds()
        task = progress.add_task("", total=max(whole, 1))
        sent = 0

        def watch(at: datetime, events: int) -> None:
            nonlocal sent
            sent += events
            told = amounts.events(sent, ui.lang)
            progress.update(
                task,
                completed=(at - since).total_seconds(),
                description=f"{amounts.on(zone.wall(at), ui.lang)}  {told}",
            )

        yield watch


def summary(ui: Terminal, reading: Reading, address: str, zone: Zone) -> None:
    """What was said of the year, and where to look."""
    counted, worth = said(reading), highlights(reading)
    on = amounts.on(zone.wall(reading.now), ui.lang)
    ui.table(
        (ui.t("На {day} сказано", day=on), ui.t("Сколько")),
        ((ui.t(title), str(counted[kind])) for kind, title in _KINDS.items() if kind in counted),
    )
    ui.print(ui.t("Откройте:"))
    places = [(ui.t("доска"), "/"), (ui.t("что сказано"), "/findings")]
    places += [(ui.t(one.says), f"/cases/{quote(one.case_id)}") for one in worth]
    places += [(ui.t("что не принято и почему"), "/rejects"), ("Prometheus", "/metrics")]
    width = max(len(title) for title, _ in places)
    for title, path in places:
        ui.line(f"  {title:<{width}}  {address}{path}")
    if worth:
        ui.print(ui.t("Или спросите из командной строки:"))
        ui.line(f"  curl -s {address}/cases/{quote(worth[0].case_id)}/deadlines")


def doors(ui: Terminal, users: Sequence[Shown], address: str) -> None:
    """Who may sign in, and with what."""
    ui.table(
        (ui.t("Войти как"), ui.t("Имя для входа"), ui.t("Пароль")),
        ((ui.t(NAMES[one.role]), one.login, one.password) for one in users),
        title=ui.t("Вход: {address}", address=f"{address}/login"),
    )
