"""The bar while a file is read, and the table of what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from sroki.deploy.cli.terminal import Terminal
from sroki.events import amounts
from sroki.events.i18n import mark
from sroki.events.readers.rejects import reason_words
from sroki.events.readers.report import ImportReport, Settled

_READ = (
    ("records", mark("Прочитано строк")),
    ("traces", mark("Дел журнала")),
    ("blank", mark("Пустых")),
    ("titles", mark("Заголовков")),
    ("skipped", mark("Пропущено по разметке")),
    ("unchanged", mark("Без изменений с прошлой выгрузки")),
    ("unruled", mark("Прежде сказано, разметка о том больше не говорит")),
    ("default_dates", mark("Дат, что лишь повторяют умолчание журнала")),
)
_SETTLED: dict[Settled, str] = {
    "accepted": mark("Передано в журнал Kafka"),
    "taken": mark("Принято событий"),
    "duplicate": mark("Повторов"),
    "conflict": mark("Противоречий (другое содержание под тем же id)"),
    "held": mark("Отложено до обновления"),
    "unlinked": mark("Ждут номера дела"),
    "rejected": mark("Отвергнуто приёмом"),
}


@contextmanager
def progress_of(ui: Terminal, title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar over the bytes of a file."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeRemainingColumn(), console=ui.err, transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def show_report(ui: Terminal, report: ImportReport, *, settled: bool) -> None:
    """What was read, told and taken; then what was not, by reason, with the first places."""
    rows = [
        (ui.t(title), str(number))
        for name, title in _READ
        if (number := getattr(report, name)) or name == "records"
    ]
    rows += [(kind, str(number)) for kind, number in report.told.most_common()]
    if settled:
        rows += [
            (ui.t(title), str(report.settled[outcome]))
            for outcome, title in _SETTLED.items()
            if report.settled[outcome] or outcome == "taken"
        ]
    ui.table(
        (ui.t("Что"), ui.t("Сколько")), rows, title=f"{report.file} {ui.said(report.about)}".strip()
    )
    _show_dates(ui, report)
    if report.rejected:
        ui.table(
            (ui.t("Почему не взято"), ui.t("Сколько"), ui.t("Где, первые")),
            (
                (reason_words(reason, ui.lang), str(one.count), "\n".join(one.first))
                for reason, one in report.rejected.items()
            ),
            title=ui.t("Не взято"),
            ruled=True,
        )
    _show_unread(ui, report)


def _show_dates(ui: Terminal, report: ImportReport) -> None:
    if report.as_at is not None:
        ui.print(ui.t("Выгружено на {day}", day=amounts.on(report.as_at, ui.lang)))
    if report.watermark is not None:
        # By the clock of the source, as the day that the file was exported on is.
        local = report.watermark.astimezone(report.as_at.tzinfo if report.as_at else UTC)
        moment = f"{amounts.on(local, ui.lang)} {local:%H:%M} (UTC{local.isoformat()[-6:]})"
        ui.print(ui.t("Источник отвечает за всё до {moment}", moment=moment))
    if report.watermark_withheld:
        ui.print(ui.t("Отметка источника не дана: не всё прочитано"))


def _show_unread(ui: Terminal, report: ImportReport) -> None:
    """What nothing was told of: rows that match no rule, rows gone, columns no rule reads."""
    for title, tally in (
        (mark("Строк, о которых разметка молчит: {count}"), report.untold),
        (mark("Строк, исчезнувших из реестра (ничего не отменено): {count}"), report.vanished),
    ):
        if tally.count:
            ui.note(ui.t(title, count=tally.count), style="yellow")
            ui.note(f"  {', '.join(tally.first[:5])}")
    if report.unmapped:
        names = ", ".join(f"{name} ({count})" for name, count in report.unmapped.most_common())
        ui.note(ui.t("Столбцы, которых разметка не читает: {names}", names=names))
