"""What is read of snapshots: the list, one of them, its proof, its files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from sroki.deploy.cli.arguments import StoreOption
from sroki.deploy.cli.commands import command
from sroki.deploy.cli.snapshot_office import (
    Number,
    Office,
    app,
    looked,
    taken,
)
from sroki.deploy.cli.terminal import Terminal, terminal
from sroki.deploy.minisign import checked
from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import DEFAULT, mark, say
from sroki.projections.queries.dossiers import listed
from sroki.projections.queries.reading import read
from sroki.projections.snapshots import bundle, shelf
from sroki.projections.snapshots.archive import archive
from sroki.projections.snapshots.files import LONG, Document, long_file
from sroki.projections.snapshots.kinds import FORMATS, INTERNAL, PUBLIC
from sroki.projections.snapshots.public import public as public_body
from sroki.projections.snapshots.public import public_record
from sroki.projections.snapshots.words import lines
from sroki.workflows.snapshot_dossier import SNAPSHOT


@command(
    app,
    mark("Показать проекты и снимки: номер, период, день, устарел ли, чем заменён."),
    mark("$ sroki snapshot list"),
    name="list",
)
def every(ctx: typer.Context, store: StoreOption = None) -> None:
    """Drafts and snapshots."""
    with looked(ctx, store) as office, office.database.reading() as connection:
        reading = read(connection, office.clock.now(), office.names)
        drafts, found = listed(reading, SNAPSHOT, "draft"), shelf.listed(reading)
        ui = office.ui
        rows = [("", one.name, "", "", ui.t("проект"), "") for one in drafts] + [
            (
                str(one.number),
                one.dossier,
                one.period,
                f"{one.made_at:%d.%m.%Y}",
                ui.t(_stands(one)),
                one.hash,
            )
            for one in found
        ]
        ui.table([ui.t(one) for one in _COLUMNS], rows)


_COLUMNS = (
    "№",
    mark("Проект"),
    mark("Период"),
    mark("Записан"),
    mark("Состояние"),
    mark("Контрольная сумма"),
)


def _stands(one: shelf.Listed) -> str:
    if one.restated_by is not None:
        return mark("переиздан")
    return mark("устарел") if one.outdated else mark("действует")


@command(
    app,
    mark("Показать снимок: показатели, части, нормы, ответы подразделений, отличия от прежнего."),
    mark("$ sroki snapshot show 1"),
)
def show(ctx: typer.Context, number: Number, store: StoreOption = None) -> None:
    """One snapshot."""
    with looked(ctx, store) as office, office.database.reading() as connection:
        for line in lines(taken(connection, number), office.names, office.ui.lang):
            office.ui.print(line)


@command(
    app,
    mark(
        "Проверить: файл снимка — без хранилища и без сети, с пересчётом каждого показателя по "
        "спискам; без файла — всю цепочку хранилища. `--anchor` — контрольная сумма с бумаги: "
        "только она выдаст, что последние снимки удалены. Метка сверяется с ключом из `--public`, "
        "иначе с тем, что в файле."
    ),
    mark(
        "$ sroki snapshot verify snapshot-1.json --public store.db.mark.pub\n"
        "$ sroki snapshot verify --anchor e3b0c442…"
    ),
)
def verify(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar=mark("ФАЙЛ"), help=mark("Файл снимка, JSON"))
    ] = None,
    anchor: Annotated[
        str | None, typer.Option(metavar="SHA-256", help=mark("Контрольная сумма с бумаги"))
    ] = None,
    public: Annotated[
        Path | None, typer.Option(metavar=mark("ФАЙЛ"), help=mark("Открытый ключ метки"))
    ] = None,
    store: StoreOption = None,
) -> None:
    """Verify a file, or the chain of the store."""
    if file is not None:
        with file.open("rb") as content:
            _verify_file(terminal(ctx), content, anchor, public)
        return
    with looked(ctx, store) as office, office.database.reading() as connection:
        fault = shelf.broken(connection, anchor)
        if fault is not None:
            raise Refused(say("цепочка снимков нарушена: {fault}", fault=fault))
        last = shelf.head(connection)
        office.ui.note(office.ui.t("Цепочка снимков цела."))
        office.ui.line(f"{last.number} {last.hash}")


def _verify_file(ui: Terminal, content: BinaryIO, anchor: str | None, public: Path | None) -> None:
    found = bundle.examined(content)
    faults = [
        one.code if one.difference is None else f"{one.code}: {tuple(one.difference)}"
        for one in found.faults
    ]
    key = found.key if public is None else public.read_text().splitlines()[-1]
    if not checked(found.hash.encode(), found.seal, key):
        faults.append("seal")
    if anchor is not None and anchor != found.hash:
        faults.append("anchor")
    if faults:
        raise Refused(
            say("снимок не таков, каким его утвердили: {faults}", faults="; ".join(faults))
        )
    ui.note(ui.t("Снимок цел: показатели пересчитаны по спискам, контрольная метка верна."))
    if public is None and anchor is None:
        ui.note(ui.t("Ключ взят из самого файла: сверьте его с известным вам (--public)."))
    ui.line(found.hash)


@command(
    app,
    mark(
        "Выгрузить снимок файлом. Внутренний JSON проверяется без хранилища; в открытых файлах нет "
        "дел, а малые числа скрыты. Файлы сделаны при утверждении и не меняются; только DOCX можно "
        "сделать по своему шаблону."
    ),
    mark(
        "$ sroki snapshot export 1 --to snapshot-1.json\n"
        "$ sroki snapshot export 1 --to figures.xlsx --public"
    ),
)
def export(
    ctx: typer.Context,
    number: Number,
    to: Annotated[
        Path,
        typer.Option(
            metavar=mark("ФАЙЛ"),
            help=mark("Куда: .json, .csv.zip, .xlsx, .docx, .pdf; .zip — всё вместе"),
        ),
    ],
    public: Annotated[bool, typer.Option("--public", help=mark("Открытый вид"))] = False,
    template: Annotated[
        Path | None, typer.Option(metavar=mark("ФАЙЛ"), help=mark("Свой шаблон DOCX"))
    ] = None,
    store: StoreOption = None,
) -> None:
    """Write a file of a snapshot."""
    bundled = PUBLIC if public else INTERNAL
    kind = "csv" if to.name.endswith(".csv.zip") else to.suffix.removeprefix(".")
    if kind not in (*FORMATS, "zip"):
        accepted = ", ".join((*FORMATS, "zip"))
        raise Invalid(say("такого вида файлов нет: {kind}", kind=kind), accepted=accepted)
    with looked(ctx, store) as office, office.database.reading() as connection:
        found = taken(connection, number)
        if kind == "zip":
            # A store that is only looked at keeps no file: what it has not is made for this one.
            kept = {(one.bundle, one.name) for one in shelf.files(connection, number)}
            missing = [one for where, one in LONG if where == bundled and (where, one) not in kept]
            more = {one: long_file(found, one, office.names) for one in missing}
            content = archive(connection, number, bundled, more)
        elif template is None:
            content = shelf.file_of(connection, number, bundled, kind)
            if content is None:
                content = long_file(found, kind, office.names)
        else:
            content = _by_template(office, found, template.read_bytes(), public=public)
        assert content is not None  # noqa: S101 - each is made with the snapshot
        to.write_bytes(content)
        office.ui.note(str(to))


def _by_template(office: Office, found: shelf.Frozen, template: bytes, *, public: bool) -> bytes:
    record, body = found.record, found.body.head
    if public:
        record, body = public_record(record), public_body(body, office.settings.public_threshold)
    return Document(record, body, found.hash, office.names, DEFAULT).docx(template)
