"""`sroki due`: a term counted, day by day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer

from sroki.deploy.cli.arguments import moment
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.terminal import Terminal, terminal
from sroki.events import amounts
from sroki.events.errors import Invalid, Place
from sroki.events.i18n import mark, say
from sroki.workflows.calendar_files import load_calendar, read_overlay
from sroki.workflows.counting import CountedDay, Counting, count_after
from sroki.workflows.dates import Roll
from sroki.workflows.terms import FirstDay, Term, Unit
from sroki.workflows.zones import Zone, load_zone

app = tool()

_UNITS = {
    "calendar": Unit.CALENDAR_DAYS,
    "working": Unit.WORKING_DAYS,
    "months": Unit.MONTHS,
    "hours": Unit.HOURS,
    "minutes": Unit.MINUTES,
}
_AMOUNTS = {
    Unit.CALENDAR_DAYS: amounts.calendar_days,
    Unit.WORKING_DAYS: amounts.working_days,
    Unit.MONTHS: amounts.months,
    Unit.HOURS: amounts.hours,
    Unit.MINUTES: amounts.minutes,
}
_PRELIMINARY = mark("предварительно: на эти дни нет официального календаря")
_MOVED = mark("последний день {raw} нерабочий — срок перенесён")


@command(
    app,
    mark(
        "Считает срок, как велит Гражданский кодекс (ст. 190–194): последний день, последний "
        "миг и каждый день счёта с причиной, почему он вошёл, пропущен или перенесён."
    ),
    mark(
        "# 30 календарных дней от события 15 апреля 2017 года\n"
        "$ sroki due --from 2017-04-15T23:59:59 --days 30 --zone Asia/Krasnoyarsk\n"
        "# 6 рабочих дней; последний день не переносится\n"
        "$ sroki due --from 15.04.2017 --days 6 --unit working --roll none\n"
        "# месяц; для программы\n"
        "$ sroki due --from 2017-01-31 --days 1 --unit months --json"
    ),
)
def due(
    ctx: typer.Context,
    from_: Annotated[
        str,
        typer.Option(
            "--from",
            metavar=mark("МОМЕНТ"),
            help=mark("День или время события; время без пояса — местное для --zone"),
        ),
    ],
    days: Annotated[
        int, typer.Option(min=1, metavar=mark("ЧИСЛО"), help=mark("Длина срока в единицах --unit"))
    ],
    unit: Annotated[
        Literal["calendar", "working", "months", "hours", "minutes"],
        typer.Option(
            metavar="calendar|working|months|hours|minutes",
            help=mark("Чем считать: календарными или рабочими днями, месяцами, часами, минутами"),
        ),
    ] = "calendar",
    roll: Annotated[
        Literal["following", "none", "preceding"],
        typer.Option(
            metavar="following|none|preceding",
            help=mark("Куда переносится последний день, если он нерабочий"),
        ),
    ] = "following",
    first_day: Annotated[
        Literal["next", "same"],
        typer.Option(
            metavar="next|same",
            help=mark("Первый день срока: следующий за событием или тот же"),
        ),
    ] = "next",
    calendar: Annotated[
        str,
        typer.Option(metavar="ru|weekends_only|every_day", help=mark("Производственный календарь")),
    ] = "ru",
    overlay: Annotated[
        list[str] | None,
        typer.Option(
            metavar=mark("ФАЙЛ"), help=mark("Местные дни поверх календаря: файл TOML (край, город)")
        ),
    ] = None,
    presidential: Annotated[
        Literal["count", "skip"],
        typer.Option(
            metavar="count|skip",
            help=mark("Нерабочие дни по указам Президента 2020–2021: считать или пропускать"),
        ),
    ] = "count",
    zone: Annotated[
        str, typer.Option(metavar=mark("ПОЯС"), help=mark("Часовой пояс, имя IANA"))
    ] = "Europe/Moscow",
    as_json: Annotated[bool, typer.Option("--json", help=mark("Ответ в JSON"))] = False,
) -> None:
    """Count a term and show how it was counted."""
    ui = terminal(ctx)
    place = load_zone(zone)
    overlays = [read_overlay(Path(one)) for one in overlay or ()]
    days_of = load_calendar(calendar, presidential=presidential, overlays=overlays)
    term = Term(days, _UNITS[unit], FirstDay(first_day), Roll(roll))
    start = moment(from_, place, "--from")
    if term.unit.elapsed and len(from_.strip()) <= 10:
        raise Invalid(
            say("«{day}» — день, а срок в часах и минутах считают от мгновения", day=from_),
            place=Place("--from"),
            accepted="2017-04-15T09:30",
        )
    counting = count_after(start, term, days_of, place, ui.lang)
    if as_json:
        ui.line(json.dumps(_data(counting, term, place), ensure_ascii=False))
    else:
        _show(ui, counting, term, place)


def _show(ui: Terminal, counting: Counting, term: Term, zone: Zone) -> None:
    answer = counting.due
    on = amounts.on(answer.due_on, ui.lang)
    ui.out.print(f"[bold]{on}[/], {ui.t(_WEEKDAYS[answer.due_on.weekday()])}")
    last = zone.wall(answer.due_at)
    length = _AMOUNTS[term.unit](term.length, ui.lang)
    ui.print(
        ui.t(
            "{length}; последний миг {at} ({zone})",
            length=length,
            at=f"{amounts.on(last.date(), ui.lang)} {last:%H:%M:%S}",
            zone=zone.name,
        )
    )
    if answer.raw_on != answer.due_on:
        ui.print(ui.t(_MOVED, raw=amounts.on(answer.raw_on, ui.lang)))
    if answer.preliminary:
        ui.out.print(f"[yellow]{ui.t(_PRELIMINARY)}[/]")
    if counting.days:
        headings = (ui.t("№"), ui.t("День"), ui.t("Почему"))
        ui.print()
        ui.table(headings, (_row(ui, one) for one in (*counting.days, *counting.rolled)))


def _row(ui: Terminal, one: CountedDay) -> tuple[str, str, str]:
    number = "" if one.ordinal is None else str(one.ordinal)
    return number, f"{amounts.on(one.on, ui.lang)} {ui.t(_SHORT[one.on.weekday()])}", one.reason


def _data(counting: Counting, term: Term, zone: Zone) -> dict[str, object]:
    answer = counting.due
    return {
        "due_on": answer.due_on.isoformat(),
        "due_raw_on": answer.raw_on.isoformat(),
        "due_at": zone.wall(answer.due_at).isoformat(),
        "zone": zone.name,
        "preliminary": answer.preliminary,
        "length": term.length,
        "unit": term.unit.value,
        "days": list(_days(counting.days)),
        "rolled": list(_days(counting.rolled)),
    }


def _days(days: tuple[CountedDay, ...]) -> Iterator[dict[str, object]]:
    for one in days:
        yield {
            "on": one.on.isoformat(),
            "ordinal": one.ordinal,
            "kind": one.kind.value,
            "reason": one.reason,
        }


_WEEKDAYS = (
    mark("понедельник"),
    mark("вторник"),
    mark("среда"),
    mark("четверг"),
    mark("пятница"),
    mark("суббота"),
    mark("воскресенье"),
)
_SHORT = (mark("пн"), mark("вт"), mark("ср"), mark("чт"), mark("пт"), mark("сб"), mark("вс"))
