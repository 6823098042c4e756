"""«Поток и движок»: what comes in, what is turned away, whether time acts."""

from __future__ import annotations

from typing import Final

from sroki.deploy.watching import held
from sroki.deploy.watching.dashboards.parts import (
    AMBER,
    BLUE,
    GREEN,
    RED,
    Dashboard,
    Link,
    Panel,
    Query,
    Row,
    Variable,
)
from sroki.deploy.watching.dashboards.processes import PROCESSES

_REJECTS: Final = Link("Открыть «Не принято»", "${board}/rejects")
_SOURCES: Final = Link("Открыть «Источники»", "${board}/sources")


def _tile(title: str, says: str, expr: str, *links: Link, colour: str = RED) -> Panel:
    return Panel(
        "stat",
        title,
        says,
        [Query(expr, title)],
        unit="short",
        width=4,
        height=5,
        steps=((0, GREEN), (1, colour)),
        links=links,
        decimals=0,
    )


_HEALTH: Final = Row(
    "Здоровье",
    [
        _tile(
            "Служб не отвечает",
            "Сколько служб Prometheus не может опросить. Пока не отвечает ни одна, сигналы держат "
            "последнее известное.",
            'count(up{job=~"sroki.*"} == 0) or vector(0)',
        ),
        _tile(
            "Истекло, но не сказано",
            "Сроки, которые истекли, а о них ещё не сказано. Дольше минуты — время не действует.",
            f"sum({held.MISSED.record})",
        ),
        _tile(
            "Время придержано",
            "1, пока часы машины, прыгнувшие больше чем на две минуты, не пойдут ровно.",
            "max(sroki_clock_held)",
        ),
        _tile(
            "Не оценено дел",
            "Дела, на которых программа споткнулась: события целы, о сроках она молчит.",
            f"sum({held.QUARANTINED.record})",
            Link("Открыть карантин", "${board}/quarantine"),
        ),
        _tile(
            "Ждут разбора",
            "Непринятые события, которые хранятся: отвергнутые, отложенные, без дела.",
            "sum(max without (instance) (sroki_intake_waiting_events))",
            _REJECTS,
            colour=AMBER,
        ),
        Panel(
            "stat",
            "Что работает",
            "Версия программы, версия семантики и начало хеша правил.",
            [
                Query(
                    "max by (version, semantics, rulebook) (sroki_build_info)",
                    "{{version}} · семантика {{semantics}} · {{rulebook}}",
                )
            ],
            width=4,
            height=5,
            steps=((0, BLUE),),
            text=True,
        ),
    ],
)
_COMING: Final = Row(
    "Поток",
    [
        Panel(
            "timeseries",
            "Ответы приёма",
            "Событий в секунду по тому, что ответил приём.",
            [
                Query(
                    f"sum by (outcome) (rate({held.INTAKE.record}"
                    '{source=~"$source"}[$__rate_interval]))',
                    "{{outcome}}",
                )
            ],
            unit="eps",
            links=[_REJECTS],
            stack=True,
        ),
        Panel(
            "timeseries",
            "Как давно слышали источник",
            "Времени с последнего события источника. Выходной — не молчание: сигнал считает "
            "рабочие дни.",
            [
                Query(
                    'max by (source) (sroki_source_lag_seconds{source=~"$source"})',
                    "{{source}}",
                )
            ],
            unit="s",
            links=[_SOURCES],
        ),
        Panel(
            "bargauge",
            "Рабочих дней без отчёта",
            "Целых рабочих дней, за которые источник не сообщил, что прислал всё. До его слова "
            "просрочки — лишь предположительные. Ни разу не отчитавшихся здесь нет.",
            [
                Query(
                    f"max by (authority, role, unit) ({held.WATERMARK.record} < +Inf)",
                    "{{role}} {{unit}}",
                )
            ],
            unit="d",
            steps=((0, GREEN), (1, AMBER), (3, RED)),
            links=[_SOURCES],
            decimals=0,
        ),
        Panel(
            "bargauge",
            "Не принято по состояниям",
            "Сколько непринятого хранится: отвергнутое, отложенное до новой версии, без дела.",
            [
                Query(
                    "max by (state) (sroki_intake_waiting_events)",
                    "{{state}}",
                )
            ],
            unit="short",
            steps=((0, GREEN), (1, AMBER)),
            links=[_REJECTS],
            decimals=0,
        ),
    ],
)
_ENGINE: Final = Row(
    "Движок",
    [
        Panel(
            "timeseries",
            "Записей в журнал",
            "Входов журнала в секунду по разделам: события, тики, управление.",
            [
                Query(
                    "max by (partition) (rate(sroki_journal_entries_total[$__rate_interval]))",
                    "раздел {{partition}}",
                )
            ],
            unit="ops",
        ),
        Panel(
            "timeseries",
            "Возраст часов журнала",
            "Времени с последнего входа раздела. Растёт, пока ничего не приходит и не истекает: "
            "сам по себе — не тревога.",
            [
                Query(
                    "max by (partition) (sroki_journal_clock_age_seconds)",
                    "раздел {{partition}}",
                )
            ],
            unit="s",
        ),
        Panel(
            "timeseries",
            "Сколько длится опрос",
            "За сколько служба отвечает Prometheus.",
            [Query('max by (instance) (scrape_duration_seconds{job=~"sroki.*"})', "{{instance}}")],
            unit="s",
        ),
        Panel(
            "timeseries",
            "Ошибки оценки",
            "Сколько раз в минуту программа споткнулась на деле.",
            [
                Query(
                    "max(rate(sroki_assessment_crashes_total[$__rate_interval])) * 60",
                    "ошибок",
                )
            ],
            unit="cpm",
        ),
    ],
)
MACHINE: Final = Dashboard(
    "sroki-machine",
    "Поток и движок",
    "Источники, приём, журнал и сама служба; в кластере — и каждый его процесс.",
    [_HEALTH, _COMING, _ENGINE, PROCESSES],
    variables=(Variable("source", "Источник", held.INTAKE.record, "source"),),
    since="now-6h",
)
