"""`sroki report`: the annual report of monitoring, drawn up, amended, approved, taken out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sroki.deploy.cli.arguments import StoreOption, day
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.snapshot_office import OfAuthority, Office, looked, opened, whose_of
from sroki.deploy.library import requirements_of
from sroki.events.errors import Invalid, Place, Refused
from sroki.events.i18n import mark, say
from sroki.monitors.record import resolve
from sroki.projections.cycle import report_files
from sroki.projections.cycle.report_document import ReportDocument
from sroki.projections.cycle.report_files import Version
from sroki.projections.cycle.report_public import whole
from sroki.projections.cycle.report_words import Whose, basis
from sroki.projections.cycle.reporting import Press, Reporting
from sroki.projections.desk import Desk, Outcome, Performed
from sroki.projections.queries.dossiers import listed
from sroki.projections.queries.reading import read
from sroki.projections.web.acting import once
from sroki.projections.web.issues import Sent
from sroki.workflows.duties import console
from sroki.workflows.phrases import t as phrase
from sroki.workflows.refusals import Refusal
from sroki.workflows.report_dossier import (
    NOT_APPROVED,
    PARTS,
    REPORT,
    Report,
    ReportVersion,
)

app = tool(mark("Годовой отчёт о мониторинге: составить, утвердить, показать, выгрузить."))

_Year = Annotated[int, typer.Argument(metavar=mark("ГОД"), help=mark("Год отчёта"))]
_FILES = {"docx": "report.docx", "pdf": "report.pdf", "zip": "public.zip"}
_STAGES = {
    "draft": mark("проект"),
    "amending": mark("новая версия ждёт утверждения"),
    "approved": mark("утверждён"),
    "placed": mark("размещён на сайте"),
}


@command(
    app,
    mark(
        "Составить отчёт, а с `--reason` — его новую версию: положения собираются из записей года, "
        "как они известны сейчас; выводы пишет человек."
    ),
    mark(
        "$ sroki report draft 2025 --words 'Сроки в основном соблюдены.'\n"
        "$ sroki report draft 2025 --words-file выводы.txt --reason 'Пришли сведения района'"
    ),
)
def draft(
    ctx: typer.Context,
    year: _Year,
    words: Annotated[str | None, typer.Option(metavar=mark("ТЕКСТ"), help=mark("Выводы"))] = None,
    words_file: Annotated[
        Path | None, typer.Option(metavar=mark("ФАЙЛ"), help=mark("Выводы из файла, UTF-8"))
    ] = None,
    reason: Annotated[
        str | None, typer.Option(metavar=mark("ТЕКСТ"), help=mark("Почему новая версия"))
    ] = None,
    authority: OfAuthority = None,
    store: StoreOption = None,
) -> None:
    """Draw up a version."""
    if (words is None) == (words_file is None):
        raise Invalid(say("скажите выводы"), accepted="--words, --words-file")
    said = words if words_file is None else _text(words_file)
    with opened(ctx, store) as office:
        reporting = _reporting(office, whose_of(office, authority))
        form = Sent(once(), _seen(reporting, year))
        _tell(office, reporting.draw_up(form, year, str(said).strip(), reason))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(
            say("файл не в кодировке UTF-8"), place=Place(str(file)), accepted="UTF-8"
        ) from None


@command(
    app,
    mark("Утвердить последнюю версию: делаются документы и архив для сайта."),
    mark(
        "$ sroki report approve 2025 --by 'Мэр города' --act 'Постановление от 20.01.2026 № 14-п' "
        "--dated 2026-01-20"
    ),
)
def approve(
    ctx: typer.Context,
    year: _Year,
    by: Annotated[str, typer.Option(metavar=mark("ТЕКСТ"), help=mark("Кем: должность"))],
    act: Annotated[str, typer.Option(metavar=mark("ТЕКСТ"), help=mark("Каким актом"))],
    dated: Annotated[str, typer.Option(metavar=mark("ДЕНЬ"), help=mark("День акта"))],
    authority: OfAuthority = None,
    store: StoreOption = None,
) -> None:
    """Approve the last version."""
    with opened(ctx, store) as office:
        reporting = _reporting(office, whose_of(office, authority))
        number = _state(office, whose_of(office, authority), year).last.number
        approval = {"by": by, "act": act, "dated": day(dated, "--dated").isoformat()}
        form = Sent(once(), _seen(reporting, year))
        _tell(office, reporting.approve(form, year, number, approval))


@command(
    app,
    mark("Записать, где и когда действующая версия размещена на официальном сайте."),
    mark("$ sroki report place 2025 --address https://город.рф/monitoring --on 2026-02-02"),
)
def place(
    ctx: typer.Context,
    year: _Year,
    address: Annotated[str, typer.Option(metavar=mark("АДРЕС"), help=mark("Адрес на сайте"))],
    on: Annotated[str, typer.Option(metavar=mark("ДЕНЬ"), help=mark("День размещения"))],
    authority: OfAuthority = None,
    store: StoreOption = None,
) -> None:
    """Write down that it is on the site."""
    with opened(ctx, store) as office:
        reporting = _reporting(office, whose_of(office, authority))
        number = _in_force(office, whose_of(office, authority), year).number
        form = Sent(once(), _seen(reporting, year))
        _tell(office, reporting.place(form, year, number, address, day(on, "--on")))


@command(app, mark("Показать отчёты: год, состояние."), mark("$ sroki report list"), name="list")
def every(ctx: typer.Context, store: StoreOption = None) -> None:
    """The reports there are."""
    with looked(ctx, store) as office, office.database.reading() as connection:
        reading = read(connection, office.clock.now(), office.names)
        rows = [
            (one.name, office.names.authority(one.authority), office.ui.t(_STAGES[one.stage]))
            for one in listed(reading, REPORT)
        ]
        columns = (mark("Год"), mark("Орган"), mark("Состояние"))
        office.ui.table([office.ui.t(one) for one in columns], rows)


@command(
    app,
    mark("Показать последнюю версию: выводы, каждое положение и на чём оно держится."),
    mark("$ sroki report show 2025"),
)
def show(
    ctx: typer.Context,
    year: _Year,
    authority: OfAuthority = None,
    store: StoreOption = None,
) -> None:
    """One report."""
    with looked(ctx, store) as office:
        of, ui = whose_of(office, authority), office.ui
        state, whose = _state(office, of, year), Whose(office.names, of, ui.lang)
        ui.print(state.last.told.words)
        for part, title in PARTS.items():
            found = [one for one in state.last.statements if one.part is part]
            if found:
                ui.print("")
                ui.print(phrase(title, ui.lang))
            for one in found:
                rests = f" [{basis(one.shown_by, whose)}]" if one.shown_by else ""
                ui.print(f"  {one.id}  {one.title}: {one.says}{rests}")


@command(
    app,
    mark(
        "Выгрузить: .docx и .pdf — последняя версия, .zip — архив утверждённой для сайта. Файлы "
        "сделаны один раз и не меняются; только DOCX можно сделать по своему шаблону."
    ),
    mark(
        "$ sroki report export 2025 --to отчёт.docx\n"
        "$ sroki report export 2025 --to отчёт.docx --template наш.docx\n"
        "$ sroki report export 2025 --to сайт.zip"
    ),
)
def export(
    ctx: typer.Context,
    year: _Year,
    to: Annotated[Path, typer.Option(metavar=mark("ФАЙЛ"), help=mark("Куда: .docx, .pdf, .zip"))],
    template: Annotated[
        Path | None, typer.Option(metavar=mark("ФАЙЛ"), help=mark("Свой шаблон DOCX"))
    ] = None,
    authority: OfAuthority = None,
    store: StoreOption = None,
) -> None:
    """Write a file of a report."""
    kind = to.suffix.removeprefix(".")
    if kind not in _FILES:
        raise Invalid(say("такого вида файлов нет: {kind}", kind=kind), accepted=", ".join(_FILES))
    with looked(ctx, store) as office:
        of = whose_of(office, authority)
        one = _in_force(office, of, year) if kind == "zip" else _state(office, of, year).last
        if template is not None and kind == "docx":
            document = ReportDocument(one, whole(one.statements), office.names)
            content = document.docx(template.read_bytes())
        else:
            content = _kept(office, Version(of, year, one.number), one, kind)
        to.write_bytes(content)
        office.ui.note(str(to))


def _kept(office: Office, version: Version, one: ReportVersion, kind: str) -> bytes:
    name = _FILES[kind] if one.approval is not None else f"draft.{kind}"
    with office.database.reading() as connection:
        found = report_files.content_of(connection, version, name)
    if found is None:
        raise Refused(
            say("файла {name} в хранилище нет", name=name),
            why=say("акт о нём есть, а сам он хранится рядом с журналом и с ним не перенесён"),
            accepted=say("резервная копия того хранилища, где отчёт утверждён"),
        )
    return found


def _reporting(office: Office, authority: str) -> Reporting:
    press = Press(
        reading=office.database.reading,
        desk=Desk(office.database),
        names=office.names,
        now=office.clock.now,
        requirements=requirements_of(office.settings),
        effective=lambda events: resolve(events).effective,
        threshold=office.settings.public_threshold,
    )
    return Reporting(press, console(authority))


def _seen(reporting: Reporting, year: int) -> int:
    found = reporting.dossier(year)
    return 0 if found is None else found.version


def _state(office: Office, authority: str, year: int) -> Report:
    found = _reporting(office, authority).dossier(year)
    if found is None or found.state is None:
        raise Invalid(say("отчёта за {year} год нет", year=year), accepted="sroki report list")
    return found.state


def _in_force(office: Office, authority: str, year: int) -> ReportVersion:
    """The approved version. Raises `Refused`: nothing goes out that was not approved."""
    one = _state(office, authority, year).in_force
    if one is None:
        raise Refused(Refusal(NOT_APPROVED).words(office.ui.lang))
    return one


def _tell(office: Office, outcome: Outcome) -> None:
    if not isinstance(outcome, Performed):
        why = outcome.words(office.ui.lang) if isinstance(outcome, Refusal) else None
        raise Refused(why or say("отчёт изменили одновременно с этим: повторите"))
    office.ui.note(REPORT.say(outcome.act, office.ui.lang))
