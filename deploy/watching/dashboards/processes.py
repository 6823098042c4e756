"""«Процессы кластера»: how far workers and gates are behind, and how long things take them.

One row of «Поток и движок». It is of the job `sroki-processes`, and empty where one process does it
all.
"""

from __future__ import annotations

from typing import Final

from sroki.deploy.watching import held
from sroki.deploy.watching.dashboards.parts import AMBER, GREEN, RED, Link, Panel, Query, Row

_RUNBOOK_LOG: Final = Link("Что делать, когда отстаёт", "${board}/runbooks/SrokiLogBehind")
_RUNBOOK_INBOX: Final = Link("Что делать, когда отстаёт", "${board}/runbooks/SrokiInboxBehind")
_RUNBOOK_RELAY: Final = Link("Что делать, когда отстаёт", "${board}/runbooks/SrokiRelayBehind")
_WINDOW: Final = "[$__rate_interval]"


def _nine_of_ten(histogram: str, of: str) -> Query:
    """The time that nine of ten take no longer than, by process; none while nothing is done."""
    rate = f"sum by (instance, le) (rate({histogram}_bucket{_WINDOW}))"
    some = f"sum by (instance) (rate({histogram}_count{_WINDOW})) > 0"
    return Query(
        f"histogram_quantile(0.9, {rate})\n  and on (instance) ({some})", f"{{{{instance}}}}: {of}"
    )


def _line(title: str, says: str, *queries: Query, unit: str, links: tuple[Link, ...] = ()) -> Panel:
    return Panel("timeseries", title, says, queries, unit=unit, width=8, links=links)


def _bars(
    title: str, says: str, expr: str, *, unit: str, steps: tuple[tuple[float, str], ...]
) -> Panel:
    query = Query(expr, "{{instance}}")
    return Panel(
        "bargauge", title, says, [query], unit=unit, width=6, height=6, steps=steps, decimals=0
    )


PROCESSES: Final = Row(
    "Процессы кластера",
    [
        _bars(
            "Разделов у воркера",
            "Сколько разделов журнала он ведёт. Ноль — раздавать нечего либо он ещё не сел.",
            "max by (instance) (sroki_worker_partitions)",
            unit="short",
            steps=((0, AMBER), (1, GREEN)),
        ),
        _bars(
            "Сел на свои разделы",
            "1, когда всё, что велела группа, сделано: данное взято, отобранное отдано.",
            "max by (instance) (sroki_worker_seated)",
            unit="short",
            steps=((0, AMBER), (1, GREEN)),
        ),
        _bars(
            "Перераздач за выбранное время",
            "Сколько раз группа делила разделы заново. Много — воркеры падают или не успевают "
            "отвечать брокеру.",
            "round(max by (instance) (increase(sroki_worker_rebalances_total[$__range])))",
            unit="short",
            steps=((0, GREEN), (10, AMBER)),
        ),
        _bars(
            "Сколько стоит то, что должно идти",
            "Раздел, передача или рассадка, что не движется дольше всех. За пределом воркер "
            "завершается сам, и его поднимают заново.",
            "max by (instance) (sroki_worker_still_seconds)",
            unit="s",
            steps=((0, GREEN), (30, AMBER), (60, RED)),
        ),
        _line(
            "Не прочитано записей журнала",
            "Сколько записей раздела воркер ещё не довёл до базы.",
            Query(f"max by (partition) ({held.LOG_BEHIND.record})", "раздел {{partition}}"),
            unit="short",
            links=(_RUNBOOK_LOG,),
        ),
        _line(
            "Не принято из входящих",
            "Сколько записей источников приём ещё не взял, по темам.",
            Query(f"sum by (topic) ({held.INBOX_BEHIND.record})", "{{topic}}"),
            unit="short",
            links=(_RUNBOOK_INBOX,),
        ),
        _line(
            "Не передано находок",
            "Сколько находок книги ещё не ушло в тему находок.",
            Query("max by (partition) (sroki_worker_relay_gap_findings)", "раздел {{partition}}"),
            unit="short",
            links=(_RUNBOOK_RELAY,),
        ),
        _line(
            "Прочитано воркером",
            "Записей журнала в секунду, доведённых до базы.",
            Query(f"sum by (instance) (rate(sroki_worker_records_total{_WINDOW}))", "{{instance}}"),
            unit="eps",
        ),
        _line(
            "Сколько длится выборка",
            "Девять из десяти не дольше. У воркера — от свободного потока до записи в базе; у "
            "приёма — от чтения до подтверждения.",
            _nine_of_ten("sroki_worker_batch_seconds", "в базу"),
            _nine_of_ten("sroki_gate_batch_seconds", "в журнал"),
            unit="s",
        ),
        _line(
            "Сколько длятся круг времени и передача",
            "Девять из десяти не дольше. Круг — обход всех разделов, в котором действует время; "
            "передача — находки одной транзакцией в тему.",
            _nine_of_ten("sroki_worker_sweep_seconds", "круг"),
            _nine_of_ten("sroki_worker_relay_seconds", "передача"),
            unit="s",
        ),
    ],
)
