"""`sroki topics`: the topics of the distributed service: make them, hold them to what is needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated

import typer

from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.terminal import Terminal, terminal
from sroki.deploy.kafka.acls import apply, grants
from sroki.deploy.kafka.admin import Admin
from sroki.deploy.kafka.topics import Difference, Topic, differences, topics
from sroki.deploy.settings import Settings
from sroki.deploy.settings_loading import load
from sroki.events.errors import Invalid
from sroki.events.i18n import mark, say

app = tool(
    mark(
        "Топики Kafka распределённой службы: inbox, куда пишут источники, events, findings и "
        "rejected. Где брокеры и как к ним — настройки kafka.…, см. sroki config."
    )
)


@command(
    app,
    mark(
        "Создать топики, которых ещё нет, с нужными свойствами. Что уже есть, не меняется: чем оно "
        "отличается от нужного, будет сказано."
    ),
    mark("$ sroki topics create"),
)
def create(ctx: typer.Context) -> None:
    """Make what lacks."""
    ui, chosen = terminal(ctx), load().settings
    wanted = wanted_topics(chosen)
    with Admin(chosen.kafka) as admin:
        there = admin.replicas(one.name for one in wanted)
        lacking = [one for one in wanted if one.name not in there]
        admin.create(lacking)
        told = _compare(admin, wanted, chosen)
    for one in lacking:
        ui.print(ui.t("Создан топик {name}", name=one.name))
    if not lacking:
        ui.print(ui.t("Все топики уже есть."))
    _end(ui, told)


@command(
    app,
    mark(
        "Сверить топики с тем, что нужно: разделы, копии, сроки хранения, сжатие. По каждому "
        "отличию — чем оно грозит. Код возврата 1, если отличие опасно: теряет или удваивает."
    ),
    mark("$ sroki topics check\n$ sroki topics check --json"),
)
def check(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help=mark("Ответ в JSON"))] = False,
) -> None:
    """Compare."""
    ui, chosen = terminal(ctx), load().settings
    with Admin(chosen.kafka) as admin:
        told = _compare(admin, wanted_topics(chosen), chosen)
    if as_json:
        ui.line(json.dumps([one._asdict() for one in told], ensure_ascii=False))
    elif not told:
        ui.print(ui.t("Топики такие, как нужно."))
    _end(ui, told, shown=not as_json)


@command(
    app,
    mark("Показать топики, какие они есть: разделы, кто ведёт, у кого копии, кто в строю."),
    mark("$ sroki topics describe"),
)
def describe(ctx: typer.Context) -> None:
    """Show."""
    ui, chosen = terminal(ctx), load().settings
    with Admin(chosen.kafka) as admin:
        there = admin.replicas(one.name for one in wanted_topics(chosen))
    rows = [
        (name, str(one.partition), str(one.leader), *map(_numbers, (one.copies, one.in_step)))
        for name, parts in sorted(there.items())
        for one in parts
    ]
    headings = (mark("Топик"), mark("Раздел"), mark("Ведёт"), mark("Копии у"), mark("В строю"))
    ui.table([ui.t(one) for one in headings], rows)


@command(
    app,
    mark(
        "Показать права доступа к топикам готовыми командами kafka-acls.sh, или дать их (--apply), "
        "если брокеры проверяют права. Источник с собственным топиком (inbox в senders) пишет "
        "только в него и не читает ничего."
    ),
    mark(
        "$ sroki topics acls\n"
        "$ sroki topics acls --source sroki.inbox=User:sed --reader User:dashboard --apply"
    ),
)
def acls(
    ctx: typer.Context,
    gate: Annotated[
        str, typer.Option(metavar="User:…", help=mark("Под кем работает приём и служба"))
    ] = "User:sroki-gate",
    worker: Annotated[
        str, typer.Option(metavar="User:…", help=mark("Под кем работают воркеры"))
    ] = "User:sroki-worker",
    source: Annotated[
        list[str] | None,
        typer.Option(metavar=mark("ТОПИК=User:…"), help=mark("Кто пишет в этот топик inbox")),
    ] = None,
    reader: Annotated[
        list[str] | None, typer.Option(metavar="User:…", help=mark("Кто читает findings"))
    ] = None,
    applied: Annotated[bool, typer.Option("--apply", help=mark("Дать права"))] = False,
) -> None:
    """Say or give rights."""
    ui, chosen = terminal(ctx), load().settings
    kafka = chosen.kafka
    writers = {one: f"User:{one}" for one in inboxes(chosen)} | dict(map(_pair, source or ()))
    wanted = grants(kafka, gate, worker, writers, reader or ())
    if applied:
        with Admin(kafka) as admin:
            ui.print(ui.t("Дано прав: {count}", count=apply(admin, wanted)))
        return
    for one in wanted:
        ui.line(f"kafka-acls.sh --bootstrap-server {kafka.addresses[0]} {one.command}")


def wanted_topics(chosen: Settings) -> list[Topic]:
    """Every topic, as it should be. Raises Invalid where there is no Kafka in the settings."""
    if not chosen.kafka.on:
        raise Invalid(say("не сказано, где Kafka"), accepted=say("kafka.bootstrap = узел:порт"))
    return topics(chosen.kafka, chosen.partitions or 1, inboxes(chosen))


def inboxes(chosen: Settings) -> list[str]:
    """The topics of those sources that have one of their own."""
    return [chosen.kafka.inbox_of(one.inbox) for one in chosen.senders if one.inbox]


def _compare(admin: Admin, wanted: Sequence[Topic], chosen: Settings) -> list[Difference]:
    found = admin.find(one.name for one in wanted)
    fixed = (chosen.kafka.events, chosen.kafka.findings)
    return [
        told
        for one in wanted
        for told in differences(one, found.get(one.name), fixed=one.name in fixed)
    ]


def _end(ui: Terminal, told: Sequence[Difference], *, shown: bool = True) -> None:
    """Show what differs, the dangerous first, and leave with the code."""
    if told and shown:
        headings = (mark("Топик"), mark("Что"), mark("Нужно"), mark("Есть"), mark("Чем грозит"))
        ui.table(
            [ui.t(one) for one in headings],
            (
                (one.topic, one.what, one.wanted, one.found, _said(ui, one))
                for one in sorted(told, key=lambda one: not one.dangerous)
            ),
            ruled=True,
        )
    if any(one.dangerous for one in told):
        raise typer.Exit(Exit.WRONG)


def _said(ui: Terminal, one: Difference) -> str:
    why = ui.t(one.why)
    return ui.t("ОПАСНО: {why}", why=why) if one.dangerous else why


def _numbers(nodes: Sequence[int]) -> str:
    return ", ".join(map(str, nodes))


def _pair(said: str) -> tuple[str, str]:
    topic, sign, who = said.partition("=")
    if not sign or not topic or not who:
        raise Invalid(
            say("«{said}» — не топик и имя", said=said), accepted="--source sroki.inbox=User:sed"
        )
    return topic, who
