"""`sroki simulate`: a season of a service, as events."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.outlets import writing
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.simulate import Truth, season
from sroki.events.i18n import mark

app = tool()


@command(
    app,
    mark(
        "Разыгрывает сезон услуги: оба периода приёма, заявления, списки, уведомления и все "
        "отклонения, какие бывают. Одни и те же параметры дают одни и те же события, байт в байт: "
        "CloudEvents, JSON Lines, в порядке поступления.\n\n"
        "--truth пишет, какие выводы должны быть сделаны: сроки в них взяты из проверенной "
        "таблицы, а не посчитаны движком."
    ),
    mark(
        "$ sroki simulate --seed 7 --applications 200 --to season.jsonl --truth truth.jsonl\n"
        "$ sroki simulate | sroki validate -"
    ),
)
def simulate(
    ctx: typer.Context,
    seed: Annotated[int, typer.Option(metavar=mark("ЧИСЛО"), help=mark("Зерно случая"))] = 1,
    applications: Annotated[
        int, typer.Option(min=1, metavar=mark("ЧИСЛО"), help=mark("Сколько заявлений"))
    ] = 2000,
    year: Annotated[int, typer.Option(metavar=mark("ГОД"), help=mark("Какой год"))] = 2025,
    service: Annotated[
        str, typer.Option(metavar=mark("УСЛУГА"), help=mark("Код услуги"))
    ] = "01/01/021",
    pathologies: Annotated[
        float, typer.Option(metavar=mark("ДОЛЯ"), help=mark("Доля заявлений с отклонениями, 0–1"))
    ] = 0.3,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar=mark("ФАЙЛ|kafka"),
            help=mark("Куда писать события [стандартный вывод]; kafka — в топик inbox"),
        ),
    ] = None,
    truth: Annotated[
        Path | None, typer.Option(metavar=mark("ФАЙЛ"), help=mark("Куда писать выводы"))
    ] = None,
) -> None:
    """Write a season."""
    ui = terminal(ctx)
    events = 0
    with _truths(truth) as tell, writing(to, ui) as write:
        for event in season(
            seed, applications, year, service=service, pathologies=pathologies, truth=tell
        ):
            write([event.body])
            events += 1
    ui.note(ui.t("событий: {count}", count=events))


@contextmanager
def _truths(path: Path | None) -> Iterator[Callable[[Truth], None]]:
    if path is None:
        yield lambda _: None
    else:
        with path.open("w", encoding="utf-8") as file:

            def write(one: Truth) -> None:
                file.write(json.dumps(one.as_json(), ensure_ascii=False) + "\n")

            yield write
