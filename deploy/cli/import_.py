"""`sroki import`: an office's file into the store, into a running service, or into JSON Lines."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from sroki.deploy.cli.arguments import StoreOption, day
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.import_report import progress_of, show_report
from sroki.deploy.cli.moving_in import is_store, move_in
from sroki.deploy.cli.outlets import writing
from sroki.deploy.cli.terminal import Terminal, terminal
from sroki.deploy.clock import Clock, RealClock
from sroki.deploy.importing import import_file, line_of, naming_key, naming_key_at, refuse_unmapped
from sroki.deploy.settings import TOKEN_VARIABLE, Settings
from sroki.deploy.settings_loading import load
from sroki.deploy.shell import Shell
from sroki.deploy.shells import open_shell
from sroki.deploy.uploading import upload
from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import mark, say
from sroki.events.readers.importing import Import
from sroki.events.readers.mapping_file import read_mapping
from sroki.events.readers.plan import ImportPlan
from sroki.events.readers.report import ImportReport

app = tool()


@command(
    app,
    mark(
        "Загружает файл ведомства: таблицу XLSX или CSV, журнал XES, события JSON Lines. Разметка "
        "говорит, какой столбец — какое событие (docs/mapping.md). Реестр сравнивается с "
        "прошлой выгрузкой: новая ячейка — событие, изменённая — исправление, опустевшая — "
        "аннулирование.\n\n"
        "События называются под ключом хранилища: те же строки, записанные в файл (--to) и "
        "загруженные прямо, — одни и те же события. Если хранилища ещё нет, --to его заведёт.\n\n"
        "Хранилище ведёт один процесс: если служба работает, файл передают ей (--url).\n\n"
        "Файл, что записал sroki export, ввозится целиком, в пустое место."
    ),
    mark(
        "# посмотреть, что прочлось бы, ничего не записав\n"
        "$ sroki import register.xlsx --mapping register.yaml --dry-run\n"
        "# вечерняя выгрузка в работающую службу\n"
        "$ sroki import register.xlsx --mapping register.yaml --url http://127.0.0.1:8080\n"
        "# прошлые годы: показатели и нарушения, но без сигналов\n"
        "$ sroki import 2016.csv --mapping journal.yaml --as-at 2016-12-31 --historical\n"
        "# только превратить в события\n"
        "$ sroki import log.xes.gz --mapping log.yaml --to events.jsonl"
    ),
    name="import",
)
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar=mark("ФАЙЛ"), help=mark("Что загрузить"))],
    mapping: Annotated[
        Path | None,
        typer.Option(
            metavar=mark("ФАЙЛ"), help=mark("Разметка YAML; не нужна для событий JSON Lines")
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=mark("Прочесть и показать, ничего не записывая"))
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar=mark("ФАЙЛ|kafka"),
            help=mark("Записать события JSON Lines, не загружая; kafka — в топик inbox"),
        ),
    ] = None,
    historical: Annotated[
        bool, typer.Option("--historical", help=mark("История: без счётчиков, сигналов, сообщений"))
    ] = False,
    as_at: Annotated[
        str | None,
        typer.Option(metavar=mark("ДЕНЬ"), help=mark("На какой день выгружен реестр")),
    ] = None,
    store: StoreOption = None,
    partitions: Annotated[
        int | None,
        typer.Option(
            min=1, max=64, metavar=mark("ЧИСЛО"), help=mark("Ввозя хранилище, переделить его")
        ),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help=mark("Адрес работающей службы: загрузит она")),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(
            metavar=mark("КЛЮЧ"), help=mark("Ключ источника для --url"), envvar=TOKEN_VARIABLE
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=mark("Отчёт в JSON"))] = False,
) -> None:
    """Import a file."""
    ui = terminal(ctx)
    if is_store(file):
        if mapping or dry_run or to or url or historical or as_at:
            raise Invalid(
                say("{name} — хранилище целиком, а не таблица", name=file.name),
                accepted=say("sroki import ФАЙЛ [--store АДРЕС] [--partitions ЧИСЛО]"),
            )
        move_in(ui, file, store, partitions)
        return
    if sum((dry_run, to is not None, url is not None)) > 1:
        raise Invalid(say("--dry-run, --to и --url вместе не бывают"), accepted=say("одно из трёх"))
    clock = RealClock()
    with ExitStack() as stack:
        plan = ImportPlan(
            path=file,
            mapping=None if mapping is None else read_mapping(mapping),
            now=clock.now(),
            as_at=_as_at(as_at),
            historical=historical,
            progress=stack.enter_context(progress_of(ui, file.name)),
        )
        if url is not None:
            report = upload(plan, mapping, url, token, ui.lang)
        elif dry_run or to is not None:
            report = _read(plan, to, load(store=store).settings, ui)
        else:
            settings = load(store=store).settings
            embedded = stack.enter_context(_opened(settings, clock))
            embedded.begin()
            report = import_file(embedded, replace(plan, key=naming_key(embedded.database)))
    if as_json:
        ui.line(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        show_report(ui, report, settled=not (dry_run or to))
    if report.rejected:
        raise typer.Exit(Exit.WRONG)


def _opened(settings: Settings, clock: Clock) -> Shell:
    """The store. A running service holds a file of it: then the import is for the service."""
    try:
        return open_shell(settings, clock)
    except Refused as held:
        accepted = held.accepted or say("--url http://адрес-службы, если это служба")
        raise Refused(held.what, place=held.place, why=held.why, accepted=accepted) from None


def _read(plan: ImportPlan, to: Path | None, settings: Settings, ui: Terminal) -> ImportReport:
    """Read the file; its events go to `to`, named as an import into the store names them."""
    refuse_unmapped(plan)
    if to is None:
        importing = Import(plan)
        for _ in importing.portions():
            pass
    else:
        key = naming_key_at(settings.store, settings.partitions)
        importing = Import(replace(plan, key=key))
        with writing(to, ui, settings, historical=plan.historical) as write:
            for portion in importing.portions():
                write(line_of(event).encode() for event in portion.events)
    return importing.report


def _as_at(said: str | None) -> date | datetime | None:
    return None if said is None else day(said, "--as-at")
