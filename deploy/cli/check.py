"""`sroki check`: is an edition sound, and what does it say?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Annotated, TypeVar

import typer

from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.terminal import Terminal, terminal
from sroki.deploy.library import find_edition
from sroki.events import amounts
from sroki.events.i18n import mark
from sroki.events.problems import InvalidFile
from sroki.workflows.edition import Cited, Document, Edition, Milestone, SourceRole, TimeLimit
from sroki.workflows.load import bundled_names
from sroki.workflows.terms import Roll, Unit

app = tool()

_Item = TypeVar("_Item", bound=Cited)


@command(
    app,
    mark(
        "Проверяет файл редакции и показывает её таблицами с пунктами акта. Об ошибках говорит "
        "«файл:строка:знак: что не так, почему, что принимается», обо всех сразу."
    ),
    mark(
        "# редакция из комплекта\n"
        "$ sroki check krsk-010121-97r\n"
        "# своя; код выхода 1, если в ней ошибки\n"
        "$ sroki check my-edition.yaml"
    ),
)
def check(
    ctx: typer.Context,
    edition: Annotated[
        str | None,
        typer.Argument(
            metavar=mark("РЕДАКЦИЯ"), help=mark("Файл YAML или имя редакции из комплекта")
        ),
    ] = None,
) -> None:
    """Check one edition, or name those at hand."""
    ui = terminal(ctx)
    if edition is None:
        ui.print(ui.t("Редакции из комплекта:"))
        for name in bundled_names():
            ui.print(f"  {name}")
        return
    try:
        found = find_edition(edition)
    except InvalidFile as invalid:
        for problem in invalid.problems:
            ui.line(str(problem))
        ui.note(ui.t("Ошибок: {count}", count=len(invalid.problems)), style="bold red")
        raise typer.Exit(Exit.WRONG) from None
    show(ui, found)


def show(ui: Terminal, edition: Edition) -> None:
    """The edition as tables."""
    _identity(ui, edition)
    _limits(ui, edition)
    _items(ui, mark("Периоды приёма"), edition.windows, lambda one: f"{one.first} – {one.last}")
    _items(ui, mark("Основания отказа"), edition.grounds, lambda one: f"{one.number}. {one.code}")
    _items(ui, mark("Документы"), edition.documents, partial(_document, ui))
    _items(ui, mark("Проверки порядка"), edition.checks, lambda one: one.title)
    _sources(ui, edition)
    _readings(ui, edition)
    _unsure(ui, edition)


def _identity(ui: Terminal, edition: Edition) -> None:
    act, force = edition.act, edition.in_force
    dated = f" от {amounts.on(act.dated, ui.lang)}" if act.dated else ""
    until = amounts.on(force.until, ui.lang) if force.until else "…"
    since = amounts.on(force.since, ui.lang)
    ui.out.print(f"[bold]{edition.title}[/]")
    ui.print(f"{act.kind} № {act.number}{dated}")
    assumed = f" ({ui.t('день предположен')})" if force.assumed else ""
    rows = (
        (mark("Имя редакции"), edition.id),
        (mark("Услуга"), edition.service),
        (mark("Орган (ОКТМО)"), edition.authority),
        (mark("Действует"), f"{since} – {until}{assumed}"),
        (mark("Часовой пояс"), edition.zone),
        (mark("Календарь"), edition.calendar_name),
        (mark("Включает"), ", ".join(edition.includes) or "—"),
        (mark("Хеш"), edition.sha256),
    )
    for heading, value in rows:
        ui.print(f"  {ui.t(heading)}: {value}")
    ui.print()


def _limits(ui: Terminal, edition: Edition) -> None:
    headings = (
        mark("Срок"),
        mark("С чего"),
        mark("До чего"),
        mark("Длина"),
        mark("Перенос"),
        mark("Предупредить"),
        mark("Пункт"),
    )
    rows = (
        (
            f"{one.title}\n{one.id}",
            _milestone(one.start),
            _milestone(one.end),
            _length(ui, one),
            ui.t(_ROLLS[one.roll]),
            _ladder(ui, one),
            one.clause,
        )
        for one in edition.time_limits
    )
    ui.table([ui.t(one) for one in headings], rows, title=ui.t("Сроки"), ruled=True)


def _milestone(reached: Milestone | str) -> str:
    """A milestone in short: its name, its event, or what it is made of."""
    if isinstance(reached, str):
        return reached
    if reached.event is not None:
        where = ", ".join(f"{key}={value}" for key, value in reached.where.items())
        return f"{reached.event}({where})" if where else reached.event
    if reached.ref is not None:
        return reached.ref
    sign, parts = (" + ", reached.all) if reached.all is not None else (" | ", reached.any)
    return sign.join(map(_milestone, parts or ()))


_LENGTHS = {
    Unit.CALENDAR_DAYS: amounts.calendar_days,
    Unit.WORKING_DAYS: amounts.working_days,
    Unit.MONTHS: amounts.months,
    Unit.HOURS: amounts.hours,
    Unit.MINUTES: amounts.minutes,
}
_ROLLS = {
    Roll.FOLLOWING: mark("на следующий рабочий"),
    Roll.NONE: mark("нет"),
    Roll.PRECEDING: mark("на предыдущий рабочий"),
}


def _length(ui: Terminal, limit: TimeLimit) -> str:
    length = _LENGTHS[limit.unit](limit.length, ui.lang)
    return f"{length}, {ui.t('с того же дня')}" if limit.first_day == "same" else length


def _ladder(ui: Terminal, limit: TimeLimit) -> str:
    rungs = (
        ui.t("в полдень последнего рабочего дня")
        if rung.noon_of_last_working_day
        else ui.t("за {days}", days=amounts.days(rung.days_before or 0, ui.lang))
        for rung in limit.warn
    )
    return "\n".join(rungs) or "—"


def _items(ui: Terminal, title: str, items: Sequence[_Item], name: Callable[[_Item], str]) -> None:
    if items:
        headings = (ui.t("Что"), ui.t("Пункт"), ui.t("Слова акта"))
        rows = ((name(one), one.clause, one.words) for one in items)
        ui.table(headings, rows, title=ui.t(title), ruled=True)


_OBTAINED = {
    "applicant": mark("приносит заявитель"),
    "office": mark("получает ведомство"),
}


def _document(ui: Terminal, document: Document) -> str:
    return f"{document.title} ({ui.t(_OBTAINED[document.obtained_by])})"


def _sources(ui: Terminal, edition: Edition) -> None:
    if edition.sources:
        rows = (
            (one.role, one.title, _silence(ui, one), ", ".join(one.knows))
            for one in edition.sources
        )
        headings = (ui.t("Роль"), ui.t("Источник"), ui.t("Молчание"), ui.t("Знает о"))
        ui.table(headings, rows, title=ui.t("Источники"), ruled=True)


def _silence(ui: Terminal, role: SourceRole) -> str:
    if role.reports == "watermark":
        return ui.t("отмечает, докуда сообщил")
    return ui.t("опаздывает до {days}", days=amounts.days(role.lag_days, ui.lang))


def _readings(ui: Terminal, edition: Edition) -> None:
    if edition.readings:
        headings = (ui.t("Вопрос"), ui.t("Выбрано"), ui.t("Почему"))
        rows = ((one.question, str(one.chosen), one.why) for one in edition.readings)
        ui.table(headings, rows, title=ui.t("Толкования"), ruled=True)


def _unsure(ui: Terminal, edition: Edition) -> None:
    """What a lawyer has yet to confirm."""
    said = [edition.in_force.why] if edition.in_force.assumed else []
    cited: Iterable[Cited] = (*edition.time_limits, *edition.windows, *edition.grounds)
    said += [f"{one.clause}: {one.to_confirm}" for one in cited if one.to_confirm]
    if said:
        ui.out.print(f"[bold yellow]{ui.t('Подтвердить юристу')}[/]")
        for one in said:
            ui.print(f"  • {one}")
    ui.out.print(f"[bold green]{ui.t('Ошибок нет')}[/]")
