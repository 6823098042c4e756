"""What is done about a snapshot: drafted, answered, frozen, restated, signed beside."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sroki.deploy.cli.arguments import StoreOption, day, end_of
from sroki.deploy.cli.asking import asked_of
from sroki.deploy.cli.commands import command
from sroki.deploy.cli.snapshot_office import (
    ActSaid,
    AsOf,
    Dated,
    KeyFile,
    Known,
    Name,
    Number,
    OfAuthority,
    Office,
    app,
    opened,
    taken,
    whose_of,
)
from sroki.deploy.issuing import done, fresh
from sroki.events.acts.base import HumanAct
from sroki.events.acts.snapshots import Answer, SnapshotAnswered, SnapshotRestated
from sroki.events.i18n import mark
from sroki.projections.answering import answer as give_answer
from sroki.projections.desk import Desk
from sroki.projections.queries.reading import read
from sroki.projections.snapshots.canonical import digest
from sroki.projections.web.acting import filled
from sroki.projections.web.issues import Approval, Signature
from sroki.workflows.duties import console
from sroki.workflows.snapshot_dossier import ANSWERS, SNAPSHOT
from sroki.workflows.zones import Zone


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
    as_of: Known,
    service: Annotated[
        list[str] | None, typer.Option(metavar=mark("УСЛУГА"), help=mark("Услуга [все]"))
    ] = None,
    unit: Annotated[
        list[str] | None, typer.Option(metavar=mark("КОД"), help=mark("Кто отвечает [все]"))
    ] = None,
    answer_by: Annotated[
        str | None, typer.Option(metavar=mark("ДЕНЬ"), help=mark("До какого дня ответить"))
    ] = None,
    authority: OfAuthority = None,
    store: StoreOption = None,
) -> None:
    """Draw up a draft."""
    with opened(ctx, store) as office:
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
    name: Name,
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
    authority: OfAuthority = None,
    store: StoreOption = None,
) -> None:
    """Write down an answer."""
    with opened(ctx, store) as office:
        whose = whose_of(office, authority)
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
    name: Name,
    act: ActSaid,
    dated: Dated,
    as_of: AsOf = None,
    key: KeyFile = None,
    authority: OfAuthority = None,
    store: StoreOption = None,
) -> None:
    """Freeze a draft."""
    with opened(ctx, store) as office:
        whose = whose_of(office, authority)
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
    number: Number,
    as_of: Known,
    act: ActSaid,
    dated: Dated,
    reason: Annotated[str, typer.Option(metavar=mark("ТЕКСТ"), help=mark("Почему"))],
    key: KeyFile = None,
    authority: OfAuthority = None,
    store: StoreOption = None,
) -> None:
    """Issue another in its place."""
    with opened(ctx, store) as office:
        whose = whose_of(office, authority)
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
    number: Number,
    file: Annotated[Path, typer.Argument(metavar=mark("ФАЙЛ"), help=mark("Файл подписи"))],
    signed: Annotated[
        Path, typer.Option(metavar=mark("ФАЙЛ"), help=mark("Подписанный файл снимка"))
    ],
    whose: Annotated[str, typer.Option(metavar=mark("ТЕКСТ"), help=mark("Чья подпись: должность"))],
    authority: OfAuthority = None,
    store: StoreOption = None,
) -> None:
    """Keep an official's signature beside a snapshot."""
    with opened(ctx, store) as office:
        issuing = office.issuing(whose_of(office, authority))
        form = fresh()._replace(seen=issuing.dossier(_dossier(office, number)).version)
        signature = Signature(file.name, file.read_bytes(), digest(signed.read_bytes()), whose)
        act = done(issuing.attach(form, number, signature))
        office.ui.note(SNAPSHOT.say(act, office.ui.lang))


def _dossier(office: Office, number: int) -> str:
    with office.database.reading() as connection:
        return str(taken(connection, number).record["dossier"])


def _tell_issued(office: Office, act: HumanAct) -> None:
    number = act.by if isinstance(act, SnapshotRestated) else getattr(act, "number", 0)
    with office.database.reading() as connection:
        office.ui.line(f"{number} {taken(connection, number).hash}")
    office.ui.note(office.ui.t("Снимок утверждён. Перепишите контрольную сумму на бумагу."))


def _moment(said: str | None, zone: Zone, default: datetime) -> datetime:
    return default if said is None else end_of(said, zone, "--as-of")
