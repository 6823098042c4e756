"""`sroki indicators`: the official figures of a period, what they hide, the cases behind them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Annotated, Literal

import typer

from sroki.deploy.cli.arguments import StoreOption
from sroki.deploy.cli.asking import asked_of
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.terminal import Terminal, terminal
from sroki.deploy.clock import RealClock
from sroki.deploy.library import directory_of, rulebook_of
from sroki.deploy.settings_loading import load
from sroki.events.amounts import on
from sroki.events.i18n import mark
from sroki.projections import figure_words as words
from sroki.projections.figure_data import data_of, member_data
from sroki.projections.figure_lists import members
from sroki.projections.figures import figures, find
from sroki.projections.names import Names, names_of
from sroki.projections.opening import look_at
from sroki.projections.queries.observed import Member
from sroki.projections.queries.reading import read
from sroki.workflows.figure import Figure
from sroki.workflows.figures import Verdict

app = tool()

_STYLES = {Verdict.KEPT: "green", Verdict.BROKEN: "bold red"}


@command(
    app,
    mark(
        "Показатели за период по методике акта: значение, дробь, норма, выбранные толкования и то, "
        "чего среднее не показывает. От любого числа можно дойти до дел, от дела — до событий "
        "(sroki explain). Работает и рядом со службой."
    ),
    mark(
        "$ sroki indicators --period 2026-H1\n"
        "# по Управлениям\n"
        '$ sroki indicators --period "I полугодие 2026" --by unit\n'
        "# дела, из которых сложился показатель\n"
        '$ sroki indicators --period "приёмная кампания весна 2026" --cases П2\n'
        "# как было известно на конец дня; для программы\n"
        "$ sroki indicators --period 2026-Q1 --as-of 2026-04-15 --json"
    ),
)
def indicators(
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Option(
            metavar=mark("ПЕРИОД"),
            help=mark("Месяц, квартал, полугодие, год, приёмная кампания или два дня"),
        ),
    ],
    by: Annotated[
        Literal["unit", "channel", "service"] | None,
        typer.Option(metavar="unit|channel|service", help=mark("Разложить каждый показатель")),
    ] = None,
    service: Annotated[
        list[str] | None,
        typer.Option(metavar=mark("УСЛУГА"), help=mark("Реестровый номер услуги [все]")),
    ] = None,
    unit: Annotated[
        str | None, typer.Option(metavar=mark("КОД"), help=mark("Одно подразделение [все]"))
    ] = None,
    authority: Annotated[
        str | None, typer.Option(metavar=mark("ОКТМО"), help=mark("Орган, если их несколько"))
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar=mark("МОМЕНТ"), help=mark("Как было известно к моменту")),
    ] = None,
    cases: Annotated[
        str | None,
        typer.Option(metavar=mark("ПОКАЗАТЕЛЬ"), help=mark("Показать дела этого показателя: П2")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=mark("Ответ в JSON"))] = False,
    store: StoreOption = None,
) -> None:
    """Show the figures of a period, or the cases of one of them."""
    ui = terminal(ctx)
    settings = load(store=store).settings
    names = names_of(rulebook_of(settings), directory_of(settings).known)
    with ExitStack() as stack:
        database = stack.enter_context(look_at(settings.store))
        connection = stack.enter_context(database.reading())
        reading = read(connection, RealClock().now(), names)
        asked = asked_of(reading, period, authority, tuple(service or ()), unit, as_of)
        found = figures(reading, asked)
        if cases is None:
            _tell(ui, names, found, by, as_json=as_json)
            return
        figure = find(found, cases)
        every = [
            (one, member)
            for one in figure.services or (figure,)
            for member in members(reading, asked, one)
        ]
    if as_json:
        for one, member in every:
            ui.line(json.dumps(member_data(one, member), ensure_ascii=False))
    else:
        _show_cases(ui, names, figure, [member for _, member in every])


def _tell(
    ui: Terminal, names: Names, found: Sequence[Figure], by: str | None, *, as_json: bool
) -> None:
    if as_json:
        ui.line(json.dumps([data_of(one, ui.lang, names) for one in found], ensure_ascii=False))
        return
    for figure in found:
        _show(ui, names, figure, by)
    _show_readings(ui, found)


def _show(ui: Terminal, names: Names, figure: Figure, by: str | None) -> None:
    indicator, value = figure.indicator, figure.value
    style = _STYLES.get(value.verdict, "")
    shown = words.shown(indicator, value, ui.lang)
    number = f"{indicator.number}. " if indicator.number else ""
    ui.print()
    ui.out.print(f"[bold]{number}{indicator.title}[/]")
    ui.out.print(f"  [{style}]{shown}[/]" if style else f"  {shown}", highlight=False)
    parts = words.fraction(indicator, value, ui.lang)
    norm = words.norm_of(indicator, ui.lang)
    verdict = ui.t(words.VERDICTS[value.verdict])
    told = ui.t("{parts}; норма: {norm} — {verdict}", parts=parts, norm=norm, verdict=verdict)
    ui.print(told if indicator.norm is not None else parts, indent=2)
    said = words.hides(figure, names, ui.lang)
    if said:
        ui.print(said, indent=2)
    ui.print(f"{indicator.clause}; {indicator.source}", indent=2)
    if by is not None:
        rows = list(_rows(ui, names, figure, by))
        if rows:
            ui.table([ui.t(one) for one in _HEADINGS], rows)


_HEADINGS = (mark("Где"), mark("Значение"), mark("Дробь"), mark("С опозданием"), mark("Оценка"))


def _rows(ui: Terminal, names: Names, figure: Figure, by: str) -> Iterator[tuple[str, ...]]:
    if by == "service":
        parts = [
            (names.service(one.authority, one.service or ""), one.material, one.value)
            for one in figure.services or (figure,)
        ]
    else:
        parts = [
            (_called(names, figure, by, one.code, ui), one.material, one.value)
            for one in figure.slices
            if one.dimension == by
        ]
    for name, material, value in parts:
        yield (
            name,
            words.shown(figure.indicator, value, ui.lang),
            words.fraction(figure.indicator, value, ui.lang),
            str(material.late) if material.lengths else "",
            ui.t(words.VERDICTS[value.verdict]),
        )


def _called(names: Names, figure: Figure, by: str, code: str, ui: Terminal) -> str:
    if by == "unit":
        return words.unit(names, figure.authority, code, ui.lang)
    return words.channel(code, ui.lang)


def _show_readings(ui: Terminal, found: Sequence[Figure]) -> None:
    """Each reading once, with the figures that it shapes."""
    used: dict[str, list[str]] = {}
    choices = {}
    for figure in found:
        for one in figure.readings:
            choices[one.reading.id] = one
            used.setdefault(one.reading.id, []).append(figure.name)
    if not choices:
        return
    ui.print()
    ui.table(
        [ui.t(one) for one in (mark("Толкование"), mark("Выбрано"), mark("Показатели"))],
        (
            (one.reading.question, one.chosen.means, ", ".join(used[name]))
            for name, one in choices.items()
        ),
    )


def _show_cases(ui: Terminal, names: Names, figure: Figure, found: Sequence[Member]) -> None:
    ui.out.print(f"[bold]{figure.name}. {figure.indicator.title}[/]")
    ui.print(words.period(figure.span, ui.lang))
    ui.print(ui.n("{n} строка", "{n} строк", len(found)))
    headings = (
        mark("Дело"),
        mark("Подразделение"),
        mark("С"),
        mark("По"),
        mark("Дней"),
        mark("Норма"),
        mark("Срок"),
        mark("Код"),
    )
    ui.table(
        [ui.t(one) for one in headings],
        (
            (
                one.case_id,
                words.unit(names, figure.authority, one.unit, ui.lang),
                "" if one.started_on is None else on(one.started_on, ui.lang),
                "" if one.ended_on is None else on(one.ended_on, ui.lang),
                "" if one.days is None else str(one.days),
                "" if one.norm is None else str(one.norm),
                "" if one.due_on is None else on(one.due_on, ui.lang),
                one.code or "",
            )
            for one in found
        ),
    )
