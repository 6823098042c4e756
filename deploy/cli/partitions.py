"""`sroki partitions`: how far each partition has come, and which stands still."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.clock import RealClock
from sroki.deploy.library import directory_of, rulebook_of
from sroki.deploy.settings_loading import load
from sroki.events.i18n import mark
from sroki.projections.names import names_of
from sroki.projections.opening import look_at
from sroki.projections.queries.partitions import PartitionShown, partitions
from sroki.projections.queries.reading import read

app = tool()
_HEADINGS = (
    mark("Раздел"),
    mark("Записей журнала"),
    mark("Прочитано до"),
    mark("Сказано"),
    mark("Передано"),
    mark("Тревога"),
)


@command(
    app,
    mark(
        "Показывает разделы хранилища: длину журнала, место в топике events, сколько сказано и "
        "сколько из этого передано в топик findings, и тревогу, если раздел стоит. Код возврата 1, "
        "если стоит хоть один. Ничего не меняет; служба может работать."
    ),
    mark("$ sroki partitions\n$ sroki partitions --json"),
)
def show(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help=mark("Ответ в JSON"))] = False,
) -> None:
    """Show."""
    ui, chosen = terminal(ctx), load().settings
    names = names_of(rulebook_of(chosen), directory_of(chosen).known)
    with look_at(chosen.store) as database, database.reading() as connection:
        found = partitions(read(connection, RealClock().now(), names))
    if as_json:
        for one in found:
            said = one._asdict() | {"alarms": [alarm.name for alarm in one.alarms]}
            ui.line(json.dumps(said, ensure_ascii=False))
    else:
        ui.table([ui.t(heading) for heading in _HEADINGS], [_row(one) for one in found])
    if any(one.alarms for one in found):
        raise typer.Exit(Exit.WRONG)


def _row(one: PartitionShown) -> tuple[str, ...]:
    alarms = "; ".join(f"{alarm.name} ({alarm.detail})" for alarm in one.alarms)
    offset = one.position.split(" ")[1] if one.position else "—"
    told = "—" if one.told is None else str(one.told)
    return str(one.partition), str(one.seq), offset, str(one.said), told, alarms
