"""«Показатели периода»: what was said in the chosen time, and how long steps took.

For watching: the official figures are counted from the store's rows, checked by people and frozen.
"""

from __future__ import annotations

from typing import Final

from sroki.deploy.watching import held
from sroki.deploy.watching.dashboards.now import chosen
from sroki.deploy.watching.dashboards.parts import (
    AMBER,
    GREEN,
    NOTES,
    PLACES,
    RED,
    Dashboard,
    Link,
    Panel,
    Query,
    Row,
    short,
)

_STEPS: Final = (
    "max without (instance) (increase(sroki_step_duration_days_%s{"
    'authority=~"$authority",service=~"$service",rule=~"$rule"%s}[$__range]))'
)
_RULE: Final = (
    "\n  * on (authority, service, rule) group_left (title) "
    f"max without (job, clause, check) ({held.RULE.record})"
)
_FINDINGS: Final = Link("Открыть книгу находок", "${board}/findings")


def _said(title: str, says: str, expr: str, colour: str, kind: str) -> Panel:
    return Panel(
        "stat",
        title,
        says,
        [Query(expr, title, instant=True)],
        unit="short",
        width=6,
        height=5,
        steps=((0, GREEN), (1, colour)),
        links=[Link("Открыть книгу находок", f"${{board}}/findings?kind={kind}")],
        decimals=0,
    )


def _grown(record: str) -> str:
    return f"sum(increase({record}[$__range]))"


_WHAT: Final = Row(
    "Сказано за период",
    [
        _said(
            "Признаков нарушения срока",
            "Сказано за выбранное время. История, взятая молча, не считается.",
            _grown(chosen(held.FINDINGS, kind="breach")),
            RED,
            "breach",
        ),
        _said(
            "Из них снято",
            "Признаки нарушения, снятые исправлением или запоздавшими сведениями.",
            _grown(chosen(held.RETRACTIONS, kind="breach")),
            AMBER,
            "retraction",
        ),
        _said(
            "Отклонений от порядка",
            "Очередь, основания отказа, уведомления, межведомственные запросы, полнота записи.",
            _grown(chosen(held.FINDINGS, kind="deviation")),
            AMBER,
            "deviation",
        ),
        _said(
            "Предупреждений",
            "Сколько раз сказано, что срок скоро истечёт.",
            _grown(chosen(held.FINDINGS, kind="approaching")),
            GREEN,
            "approaching",
        ),
    ],
)
_WHERE: Final = Row(
    "По срокам и подразделениям",
    [
        Panel(
            "bargauge",
            "Признаков нарушения по срокам",
            "Сказано за выбранное время, по срокам регламента.",
            [
                Query(
                    "sum by (authority, service, rule) "
                    f"(increase({chosen(held.FINDINGS, kind='breach')}[$__range]))" + _RULE,
                    "{{title}}",
                )
            ],
            unit="short",
            height=10,
            steps=((0, GREEN), (1, RED)),
            links=[_FINDINGS],
            decimals=0,
        ),
        Panel(
            "bargauge",
            "Признаков нарушения по подразделениям",
            "Сказано за выбранное время, по подразделениям.",
            [
                Query(
                    "sum by (authority, unit) "
                    f"(increase({chosen(held.FINDINGS, kind='breach')}[$__range]))\n"
                    "  * on (authority, unit) group_left (short) "
                    f"max without (job) ({short(held.UNIT.record)})",
                    "{{short}}",
                )
            ],
            unit="short",
            height=10,
            steps=((0, GREEN), (1, RED)),
            links=[_FINDINGS],
            decimals=0,
        ),
    ],
)
_LONG: Final = Row(
    "Сколько длится",
    [
        Panel(
            "bargauge",
            "Шагов исполнено",
            "Сколько сроков начались и закончились: по событию окончания, за выбранное время.",
            [
                Query(
                    f"sum by (authority, service, rule) ({_STEPS % ('count', '')})" + _RULE,
                    "{{title}}",
                )
            ],
            unit="short",
            height=10,
            width=8,
            decimals=0,
        ),
        Panel(
            "bargauge",
            "Среднее, дней",
            "Календарных дней от события, начавшего срок, до события, закончившего его, в среднем.",
            [
                Query(
                    f"sum by (authority, service, rule) ({_STEPS % ('sum', '')})\n"
                    f"  / (sum by (authority, service, rule) ({_STEPS % ('count', '')}) > 0)"
                    + _RULE,
                    "{{title}}",
                )
            ],
            unit="d",
            height=10,
            width=8,
            decimals=1,
        ),
        Panel(
            "bargauge",
            "Девять из десяти не дольше, дней",
            "За сколько дней кончаются девять шагов из десяти; по границам столбцов гистограммы.",
            [
                Query(
                    "(histogram_quantile(0.9, sum by (le, authority, service, rule) "
                    f"({_STEPS % ('bucket', '')})) >= 0)" + _RULE,
                    "{{title}}",
                )
            ],
            unit="d",
            height=10,
            width=8,
            decimals=1,
        ),
        Panel(
            "timeseries",
            "Просрочек открыто",
            "Открытые доказанные и предположительные просрочки в течение периода.",
            [
                Query(f"sum({chosen(held.OVERDUE)})", "доказанные"),
                Query(f"sum({chosen(held.PRESUMED)})", "предположительные"),
            ],
            unit="short",
            width=24,
            links=[Link("Открыть доску", "${board}/")],
        ),
    ],
)
_OFFICIAL: Final = 'authority=~"$authority",service=~"$service"'
_PARTS: Final = (
    "sum by (authority, service, indicator, unit) (max without (instance) "
    f'(sroki_indicator_%s{{{_OFFICIAL},unit=~"$unit"}}))'
)
_INDICATORS: Final = Row(
    "Показатели текущего полугодия",
    [
        Panel(
            "bargauge",
            "Показатели, по услуге",
            "Доли по формулам приложения к порядку мониторинга с начала полугодия. Показатель, "
            "которому пока нечего делить, не показан. Официальное значение — в снимке.",
            [
                Query(
                    "max by (authority, service, indicator) "
                    f"(sroki_indicator_ratio{{{_OFFICIAL}}})",
                    "{{indicator}}",
                )
            ],
            unit="percentunit",
            links=[Link("Открыть доску", "${board}/")],
            decimals=1,
        ),
        Panel(
            "bargauge",
            "Показатели, по подразделениям",
            "Те же доли, по подразделениям: числитель на знаменатель. Где делить нечего, не "
            "показано.",
            [
                Query(
                    f"{_PARTS % 'numerator'}\n  / ({_PARTS % 'denominator'} > 0)\n"
                    "  * on (authority, unit) group_left (short) "
                    f"max without (job, title) ({short(held.UNIT.record)})",
                    "{{indicator}} {{short}}",
                )
            ],
            unit="percentunit",
            links=[Link("Открыть доску", "${board}/")],
            decimals=1,
        ),
    ],
)
PERIOD: Final = Dashboard(
    "sroki-period",
    "Показатели периода",
    "Что сказано за выбранное время и сколько длятся шаги. Для наблюдения: официальные показатели "
    "считаются по записям, сверяются людьми и замораживаются в снимках.",
    [_INDICATORS, _WHAT, _WHERE, _LONG],
    variables=PLACES,
    notes=NOTES,
    since="now-30d",
    refresh="5m",
)
