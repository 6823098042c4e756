"""`sroki findings`: what the distributed engine says, as others read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.terminal import Terminal, terminal
from sroki.deploy.extras import need
from sroki.deploy.settings_loading import load
from sroki.events.errors import Invalid
from sroki.events.i18n import mark, say

if TYPE_CHECKING:
    from sroki.deploy.cluster.following import Followed

app = tool(mark("Сказанное распределённой службой: топик findings."))


@command(
    app,
    mark(
        "Печатает сказанное по мере того, как оно появляется, и следит за счётом: номера в разделе "
        "идут подряд, и каждое сказано один раз. Пропуск — ошибка и код возврата 3. В конце "
        "называет места, с которых продолжить: --from."
    ),
    mark(
        "$ sroki findings follow\n"
        "# всё, что есть, и конец\n"
        "$ sroki findings follow --until-end --json\n"
        "# продолжить\n"
        "$ sroki findings follow --from 0:120,1:98"
    ),
)
def follow(
    ctx: typer.Context,
    begin: Annotated[
        str | None,
        typer.Option("--from", metavar=mark("МЕСТА"), help=mark("Раздел:смещение через запятую")),
    ] = None,
    until_end: Annotated[
        bool, typer.Option("--until-end", help=mark("Дочитать до конца и закончить"))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=mark("По объекту JSON в строке"))] = False,
) -> None:
    """Read findings."""
    ui, chosen = terminal(ctx), load().settings
    need("kafka", "kafka", "aiokafka")
    if not chosen.kafka.on:
        raise Invalid(say("не сказано, где Kafka"), accepted=say("kafka.bootstrap = узел:порт"))
    # Imported when it is certain to be wanted.
    from sroki.deploy.cluster import following  # noqa: PLC0415

    places = following.places(begin) if begin else {}
    found = following.follow(
        chosen.kafka.client(), chosen.kafka.findings, places or None, wait=not until_end
    )
    try:
        for one in found:
            _show(ui, one, as_json=as_json)
            places[one.partition] = one.offset + 1
    finally:
        found.close()
        if places:
            told = ",".join(f"{number}:{offset}" for number, offset in sorted(places.items()))
            ui.note(ui.t("Продолжить: --from {places}", places=told))


def _show(ui: Terminal, one: Followed, *, as_json: bool) -> None:
    if as_json:
        said = {"partition": one.partition, **one.tail._asdict(), "finding": one.finding}
        ui.line(json.dumps(said, ensure_ascii=False))
        return
    finding = one.finding
    ui.line(
        f"{one.partition}:{one.tail.seq} {finding['kind']:<11} {finding['rule']:<24} "
        f"{finding['subject']} {finding['as_of']}"
    )
