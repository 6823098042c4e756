"""`sroki snapshot`: the official figures of a period, drafted, frozen, verified, restated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from sroki.deploy.cli.arguments import StoreOption, day, end_of
from sroki.deploy.cli.asking import asked_of
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.terminal import Terminal, terminal
from sroki.deploy.clock import RealClock
from sroki.deploy.issuing import Issuing, done, fresh
from sroki.deploy.library import directory_of, rulebook_of
from sroki.deploy.marking import mark_key
from sroki.deploy.minisign import checked
from sroki.deploy.settings import Settings, load
from sroki.deploy.snapshot_making import Workshop
from sroki.events.acts.base import HumanAct
from sroki.events.acts.snapshots import Answer, SnapshotAnswered, SnapshotRestated
from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import DEFAULT, mark, say
from sroki.projections.answering import answer as give_answer
from sroki.projections.database import Database
from sroki.projections.desk import Desk
from sroki.projections.names import Names, names_of
from sroki.projections.opening import look_at, open_database
from sroki.projections.queries.dossiers import listed
from sroki.projections.queries.reading import read
from sroki.projections.snapshots import bundle, shelf
from sroki.projections.snapshots.archive import archive
from sroki.projections.snapshots.canonical import digest
from sroki.projections.snapshots.files import LONG, Document, long_file
from sroki.projections.snapshots.kinds import FORMATS, INTERNAL, PUBLIC
from sroki.projections.snapshots.public import public as public_body
from sroki.projections.snapshots.public import public_record
from sroki.projections.snapshots.words import lines
from sroki.projections.store import SqlStore
from sroki.projections.web.acting import filled
from sroki.projections.web.issues import Approval, Signature
from sroki.workflows.duties import console
from sroki.workflows.snapshot_dossier import ANSWERS, SNAPSHOT
from sroki.workflows.zones import Zone

app = tool(mark("Снимки показателей: проект, сверка, утверждение, проверка, переиздание."))

_Name = Annotated[str, typer.Argument(metavar=mark("ПРОЕКТ"), help=mark("Имя проекта"))]
_Number = Annotated[int, typer.Argument(metavar="№", help=mark("Номер снимка"))]
_Authority = Annotated[
    str | None, typer.Option(metavar=mark("ОКТМО"), help=mark("Орган, если их несколько"))
]
_AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar=mark("МОМЕНТ"), help=mark("Как было известно к моменту")),
]
_Act = Annotated[str, typer.Option(metavar=mark("ТЕКСТ"), help=mark("Акт, которым утверждён"))]
_Dated = Annotated[str, typer.Option(metavar=mark("ДЕНЬ"), help=mark("День утверждения"))]
_Key = Annotated[
    Path | None,
    typer.Option(
        metavar=mark("ФАЙЛ"),
        help=mark("Ключ контрольной метки [рядом с хранилищем; для СУБД нужен]"),
    ),
]


class _Office(NamedTuple):
    """A store open to issue snapshots."""

    ui: Terminal
    database: Database
    names: Names
    settings: Settings
    clock: RealClock

    def issuing(self, authority: str, key: Path | None = None) -> Issuing:
        workshop = Workshop(
            database=self.database,
            names=self.names,
            now=self.clock.now,
            key=lambda: mark_key(self.settings, key),
            threshold=self.settings.public_threshold,
        )
        return Issuing(workshop, console(authority))


@command(
    app,
    mark(
        "Составить проект: показатели за период, как было известно к моменту; подразделения его "
        "сверяют. Момент должен пройти в каждом разделе."
    ),
    mark(
        "$ sroki snapshot draft --period 2026-H1 --as-of 2026-07-10\n"
        "$ sroki snapshot draft --period 2026-H1 --as-of 2026-07-10 --unit sovetsky "
        "--answer-by 2026-07-15"
    ),
)
def draft(
    ctx: typer.Context,
    period: Annotated[str, typer.Option(metavar=mark("ПЕРИОД"), help=mark("Период"))],
    as_of: Annotated[
        str,
        typer.Option("--as-of", metavar=mark("МОМЕНТ"), help=mark("Как было известно к моменту")),
    ],
    service: Annotated[
        list[str] | None, typer.Option(metavar=mark("УСЛУГА"), help=mark("Услуга [все]"))
    ] = None,
    unit: Annotated[
        list[str] | None, typer.Option(metavar=mark("КОД"), help=mark("Кто отвечает [все]"))
    ] = None,
    answer_by: Annotated[
        str | None, typer.Option(metavar=mark("ДЕНЬ"), help=mark("До какого дня ответить"))
    ] = None,
    authority: _Authority = None,
    store: StoreOption = None,
) -> None:
    """Draw up a draft."""
    with _opened(ctx, store) as office:
        with office.database.reading() as connection:
            reading = read(connection, office.clock.now(), office.names)
            asked = asked_of(reading, period, authority, tuple(service or ()), None, as_of)
        units = tuple(unit or (code for of, code in office.names.units if of == asked.authority))
        until = None if answer_by is None else day(answer_by, "--answer-by")
        act = done(office.issuing(asked.authority).draft(fresh(), asked, units, until))
        office.ui.line(act.dossier)
        office.ui.note(SNAPSHOT.say(act, office.ui.lang))


@command(
    app,
    mark(
        "Записать ответ подразделения по строке проекта: верно, ошибка данных или не согласны. "
        "Показателя ответ не меняет: ошибку данных правит исправляющее событие."
    ),
    mark(
        "$ sroki snapshot answer s-20260630-5f0c9b1e --unit sovetsky --row p2 --answer confirmed\n"
        "$ sroki snapshot answer s-20260630-5f0c9b1e --unit sovetsky --row p2/c-7f3k2m9q "
        "--answer data_error --document 'Записка № 14' --document-on 08.07.2026"
    ),
)
def answer(
    ctx: typer.Context,
    name: _Name,
    unit: Annotated[str, typer.Option(metavar=mark("КОД"), help=mark("Подразделение"))],
    row: Annotated[
        str, typer.Option(metavar=mark("СТРОКА"), help=mark("Показатель или показатель/дело"))
    ],
    answer: Annotated[
        Answer, typer.Option(metavar=mark("ОТВЕТ"), help="confirmed, data_error, contested")
    ],
    document: Annotated[
        str | None, typer.Option(metavar=mark("ТЕКСТ"), help=mark("Документ и его номер"))
    ] = None,
    document_on: Annotated[
        str | None, typer.Option(metavar=mark("ДЕНЬ"), help=mark("Дата документа"))
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(metavar=mark("ФАЙЛ"), help=mark("Файл документа: записывается его SHA-256")),
    ] = None,
    words: Annotated[
        str | None, typer.Option(metavar=mark("ТЕКСТ"), help=mark("Пояснение"))
    ] = None,
    authority: _Authority = None,
    store: StoreOption = None,
) -> None:
    """Write down an answer."""
    with _opened(ctx, store) as office:
        whose = _whose(office, authority)
        said = {
            "row": row,
            "answer": answer,
            "document": document,
            "document_on": None if document_on is None else day(document_on, "--document-on"),
            "document_sha256": None if file is None else digest(file.read_bytes()),
            "words": words,
        }
        head = {"kind": "snapshot_answered", "recorded_at": office.clock.now(), "snapshot": name}
        form, person = fresh(), console(whose)
        act = filled(person, form.once, head | {"unit": unit, "rows": [said]})
        seen = office.issuing(whose).dossier(name).version
        if isinstance(act, SnapshotAnswered):
            done(give_answer(Desk(office.database), act, person, seen))
        else:
            done(act)  # type: ignore[arg-type] # a refusal: there is no other act of this kind
        office.ui.note(office.ui.t(ANSWERS[answer]))


@command(
    app,
    mark(
        "Утвердить проект: номер, день и акт. Показатели пересчитываются; без ответа и с "
        "несогласием они утверждаются тоже, и это в снимке видно. Печатает номер и контрольную "
        "сумму: её переписывают на бумагу."
    ),
    mark(
        "$ sroki snapshot create s-20260630-5f0c9b1e --dated 2026-07-16 "
        "--act 'Распоряжение от 16.07.2026 № 12'"
    ),
)
def create(
    ctx: typer.Context,
    name: _Name,
    act: _Act,
    dated: _Dated,
    as_of: _AsOf = None,
    key: _Key = None,
    authority: _Authority = None,
    store: StoreOption = None,
) -> None:
    """Freeze a draft."""
    with _opened(ctx, store) as office:
        whose = _whose(office, authority)
        issuing = office.issuing(whose, key)
        found = issuing.dossier(name)
        assert found.state is not None  # noqa: S101 - `dossier` refuses otherwise
        moment = _moment(as_of, office.names.zone(whose), found.state.draft.as_of)
        approval = Approval(moment, day(dated, "--dated"), act)
        form = fresh()._replace(seen=found.version)
        _tell_issued(office, done(issuing.freeze(form, name, approval)))


@command(
    app,
    mark(
        "Переиздать снимок: следующий номер за тот же период, с таблицей отличий и делами, из-за "
        "которых они. Прежний остаётся, как был."
    ),
    mark(
        "$ sroki snapshot restate 3 --as-of 2026-09-01 --dated 2026-09-02 "
        "--act 'Распоряжение от 02.09.2026 № 15' --reason 'Исправлена дата ответа'"
    ),
)
def restate(
    ctx: typer.Context,
    number: _Number,
    as_of: Annotated[
        str,
        typer.Option("--as-of", metavar=mark("МОМЕНТ"), help=mark("Как было известно к моменту")),
    ],
    act: _Act,
    dated: _Dated,
    reason: Annotated[str, typer.Option(metavar=mark("ТЕКСТ"), help=mark("Почему"))],
    key: _Key = None,
    authority: _Authority = None,
    store: StoreOption = None,
) -> None:
    """Issue another in its place."""
    with _opened(ctx, store) as office:
        whose = _whose(office, authority)
        moment = end_of(as_of, office.names.zone(whose), "--as-of")
        approval = Approval(moment, day(dated, "--dated"), act)
        issuing = office.issuing(whose, key)
        form = fresh()._replace(seen=issuing.dossier(_dossier(office, number)).version)
        _tell_issued(office, done(issuing.restate(form, number, approval, reason)))


@command(
    app,
    mark(
        "Приложить к утверждённому снимку отсоединённую УКЭП должностного лица. Подпись сделана "
        "его средствами над файлом снимка; Сроки хранят её и выдают вместе со снимком."
    ),
    mark(
        "$ sroki snapshot attach 1 snapshot-1.pdf.sig --signed snapshot-1.pdf "
        "--whose 'Управляющий делами'"
    ),
)
def attach(
    ctx: typer.Context,
    number: _Number,
    file: Annotated[Path, typer.Argument(metavar=mark("ФАЙЛ"), help=mark("Файл подписи"))],
    signed: Annotated[
        Path, typer.Option(metavar=mark("ФАЙЛ"), help=mark("Подписанный файл снимка"))
    ],
    whose: Annotated[str, typer.Option(metavar=mark("ТЕКСТ"), help=mark("Чья подпись: должность"))],
    authority: _Authority = None,
    store: StoreOption = None,
) -> None:
    """Keep an official's signature beside a snapshot."""
    with _opened(ctx, store) as office:
        issuing = office.issuing(_whose(office, authority))
        form = fresh()._replace(seen=issuing.dossier(_dossier(office, number)).version)
        signature = Signature(file.name, file.read_bytes(), digest(signed.read_bytes()), whose)
        act = done(issuing.attach(form, number, signature))
        office.ui.note(SNAPSHOT.say(act, office.ui.lang))


@command(
    app,
    mark("Показать проекты и снимки: номер, период, день, устарел ли, чем заменён."),
    mark("$ sroki snapshot list"),
    name="list",
)
def every(ctx: typer.Context, store: StoreOption = None) -> None:
    """Drafts and snapshots."""
    with _looked(ctx, store) as office, office.database.reading() as connection:
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
def show(ctx: typer.Context, number: _Number, store: StoreOption = None) -> None:
    """One snapshot."""
    with _looked(ctx, store) as office, office.database.reading() as connection:
        for line in lines(_taken(connection, number), office.names, office.ui.lang):
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
        _verify_file(terminal(ctx), file.read_bytes(), anchor, public)
        return
    with _looked(ctx, store) as office, office.database.reading() as connection:
        fault = shelf.broken(connection, anchor)
        if fault is not None:
            raise Refused(say("цепочка снимков нарушена: {fault}", fault=fault))
        last = shelf.head(connection)
        office.ui.note(office.ui.t("Цепочка снимков цела."))
        office.ui.line(f"{last.number} {last.hash}")


def _verify_file(ui: Terminal, content: bytes, anchor: str | None, public: Path | None) -> None:
    found = bundle.opened(content)
    faults = [
        one.code if one.difference is None else f"{one.code}: {tuple(one.difference)}"
        for one in bundle.faults(found)
    ]
    key = str(found["key"]) if public is None else public.read_text().splitlines()[-1]
    if not checked(str(found["hash"]).encode(), str(found["seal"]), key):
        faults.append("seal")
    if anchor is not None and anchor != found["hash"]:
        faults.append("anchor")
    if faults:
        raise Refused(
            say("снимок не таков, каким его утвердили: {faults}", faults="; ".join(faults))
        )
    ui.note(ui.t("Снимок цел: показатели пересчитаны по спискам, контрольная метка верна."))
    if public is None and anchor is None:
        ui.note(ui.t("Ключ взят из самого файла: сверьте его с известным вам (--public)."))
    ui.line(str(found["hash"]))


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
    number: _Number,
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
    with _looked(ctx, store) as office, office.database.reading() as connection:
        found = _taken(connection, number)
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


def _by_template(office: _Office, found: shelf.Frozen, template: bytes, *, public: bool) -> bytes:
    record, body = found.record, found.body.head
    if public:
        record, body = public_record(record), public_body(body, office.settings.public_threshold)
    return Document(record, body, found.hash, office.names, DEFAULT).docx(template)


def _taken(connection: object, number: int) -> shelf.Frozen:
    found = shelf.taken(connection, number)  # type: ignore[arg-type]
    if found is None:
        raise Invalid(say("снимка № {number} нет", number=number), accepted="sroki snapshot list")
    return found


def _dossier(office: _Office, number: int) -> str:
    with office.database.reading() as connection:
        return str(_taken(connection, number).record["dossier"])


def _tell_issued(office: _Office, act: HumanAct) -> None:
    number = act.by if isinstance(act, SnapshotRestated) else getattr(act, "number", 0)
    with office.database.reading() as connection:
        office.ui.line(f"{number} {_taken(connection, number).hash}")
    office.ui.note(office.ui.t("Снимок утверждён. Перепишите контрольную сумму на бумагу."))


def _moment(said: str | None, zone: Zone, default: datetime) -> datetime:
    return default if said is None else end_of(said, zone, "--as-of")


def _whose(office: _Office, authority: str | None) -> str:
    every_one = sorted({one.authority for one in office.names.editions.values()})
    if authority is None and len(every_one) == 1:
        return every_one[0]
    if authority not in every_one or authority is None:
        raise Invalid(say("не сказано, какого органа показатели"), accepted=", ".join(every_one))
    return authority


@contextmanager
def _opened(ctx: typer.Context, store: str | None) -> Iterator[_Office]:
    settings = load(store=store).settings
    names = names_of(rulebook_of(settings), directory_of(settings).known)
    with open_database(settings.store) as database:
        SqlStore.join(database, partitions=settings.partitions)
        yield _Office(terminal(ctx), database, names, settings, RealClock())


@contextmanager
def _looked(ctx: typer.Context, store: str | None) -> Iterator[_Office]:
    settings = load(store=store).settings
    names = names_of(rulebook_of(settings), directory_of(settings).known)
    with look_at(settings.store) as database:
        yield _Office(terminal(ctx), database, names, settings, RealClock())
