"""«Сроки сейчас»: what is late, what is presumed, what will be; on a wall."""

from __future__ import annotations

from typing import Final

from sroki.deploy.watching import held
from sroki.deploy.watching.dashboards.parts import (
    AMBER,
    CHOSEN,
    GREEN,
    NOTES,
    PLACES,
    RED,
    Dashboard,
    Link,
    Panel,
    Query,
    Row,
    board,
    list_of_board,
    row_of_table,
    short,
)
from sroki.deploy.watching.held import Held


def chosen(series: Held, **labels: str) -> str:
    """A held series of the chosen places."""
    more = "".join(f',{name}="{value}"' for name, value in labels.items())
    return f"{series.record}{{{CHOSEN}{more}}}"


def named(expr: str) -> str:
    """With the words of the rule, its clause and the unit beside the codes."""
    return (
        f"({expr})\n  * on (authority, service, rule) group_left (title, clause) "
        f"max without (job, check) ({held.RULE.record})\n"
        "  * on (authority, unit) group_left (short) "
        f"max without (job, title) ({short(held.UNIT.record)})"
    )


def _by_unit(series: Held, **labels: str) -> str:
    unit = f"max without (job) ({short(held.UNIT.record)})"
    return (
        f"sum by (authority, unit) ({chosen(series, **labels)})\n"
        f"  * on (authority, unit) group_left (short) {unit}"
    )


def _tile(title: str, says: str, series: Held, colour: str, what: str, **labels: str) -> Panel:
    return Panel(
        "stat",
        title,
        says,
        [Query(f"sum({chosen(series, **labels)})", title)],
        unit="short",
        width=4,
        height=5,
        steps=((0, GREEN), (1, colour)),
        links=[list_of_board(what)],
        decimals=0,
    )


_COLUMNS: Final = (
    ("short", "Подразделение"),
    ("title", "Срок"),
    ("clause", "Пункт"),
    ("Value", "Дел"),
    ("authority", ""),
    ("service", ""),
    ("rule", ""),
    ("unit", ""),
)


def _where(title: str, says: str, series: Held, colour: str, what: str) -> Panel:
    return Panel(
        "table",
        title,
        says,
        [Query(named(f"topk(100, {chosen(series)} > 0)"), instant=True)],
        unit="short",
        height=10,
        steps=((0, colour),),
        links=[row_of_table(what)],
        columns=_COLUMNS,
        decimals=0,
    )


_BURNS: Final = Row(
    "Что горит и что загорится",
    [
        _tile(
            "Просрочено",
            "Открытые сроки, которые истекли, и источник, который знал бы об исполнении, уже "
            "отчитался за этот день. Расчётный признак до подтверждения людьми.",
            held.OVERDUE,
            RED,
            "overdue",
        ),
        _tile(
            "Предположительно",
            "Срок истёк, а источник ещё не отчитался: сделано или нет, не доказано.",
            held.PRESUMED,
            AMBER,
            "presumed",
        ),
        _tile(
            "Уже не уложиться",
            "Срок ещё не истёк, но оставшимся действиям регламент отводит больше дней, чем есть.",
            held.IMPOSSIBLE,
            AMBER,
            "impossible",
        ),
        _tile(
            "Истекает сегодня",
            "Открытые сроки, последний день которых сегодня по часам органа.",
            held.APPROACHING,
            AMBER,
            "today",
            within="0d",
        ),
        _tile(
            "В три дня",
            "Истекает до конца третьего дня от сегодняшнего, считая и сегодняшние.",
            held.APPROACHING,
            GREEN,
            "in_3",
            within="3d",
        ),
        _tile(
            "В семь дней",
            "Истекает до конца седьмого дня от сегодняшнего, считая и более близкие.",
            held.APPROACHING,
            GREEN,
            "in_7",
            within="7d",
        ),
    ],
)
_PLACES: Final = Row(
    "Где",
    [
        _where(
            "Просрочено: где и по какому сроку",
            "Строка ведёт к списку дел на доске.",
            held.OVERDUE,
            RED,
            "overdue",
        ),
        _where(
            "Предположительно: где и по какому сроку",
            "Строка ведёт к списку дел на доске. Погаснет, когда источник отчитается.",
            held.PRESUMED,
            AMBER,
            "presumed",
        ),
        Panel(
            "bargauge",
            "Дней старейшей просрочке",
            "Календарных дней с последнего дня самого давнего открытого срока, по подразделениям.",
            [
                Query(
                    f"max by (authority, unit) ({chosen(held.OLDEST)})\n  * on (authority, unit) "
                    f"group_left (short) max without (job) ({short(held.UNIT.record)})",
                    "{{short}}",
                )
            ],
            unit="d",
            steps=((0, GREEN), (1, AMBER), (10, RED)),
            links=[board("overdue")],
            decimals=0,
        ),
        Panel(
            "bargauge",
            "Истекает в три дня, по подразделениям",
            "Сколько открытых сроков истекает до конца третьего дня.",
            [Query(_by_unit(held.APPROACHING, within="3d"), "{{short}}")],
            unit="short",
            steps=((0, GREEN), (10, AMBER), (50, RED)),
            links=[board("in_3")],
            decimals=0,
        ),
    ],
)
_TIME: Final = Row(
    "Как менялось",
    [
        Panel(
            "timeseries",
            "Просрочено по подразделениям",
            "Открытые доказанные просрочки. Пока служба не отвечает, линия держит последнее "
            "известное.",
            [Query(_by_unit(held.OVERDUE), "{{short}}")],
            unit="short",
            links=[board("overdue")],
            stack=True,
        ),
        Panel(
            "timeseries",
            "Сказано и снято",
            "Сколько в минуту сказано предупреждений, предположений, нарушений и отклонений, и "
            "сколько снято.",
            [
                Query(
                    f"sum by (kind) (rate({chosen(held.FINDINGS)}[$__rate_interval])) * 60",
                    "сказано: {{kind}}",
                ),
                Query(
                    f"sum(rate({chosen(held.RETRACTIONS)}[$__rate_interval])) * 60",
                    "снято",
                ),
            ],
            unit="cpm",
            links=[Link("Открыть книгу находок", "${board}/findings")],
        ),
    ],
)
NOW: Final = Dashboard(
    "sroki-now",
    "Сроки сейчас",
    "Что просрочено, что предположительно, что истекает: по услугам, срокам и подразделениям. "
    "Щелчок ведёт к списку дел на доске.",
    [_BURNS, _PLACES, _TIME],
    variables=PLACES,
    notes=NOTES,
)
