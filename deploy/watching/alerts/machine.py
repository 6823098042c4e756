"""Of the machine: does time act, do its parts agree, does word of it get through."""

from __future__ import annotations

from typing import Final

from sroki.deploy.watching import held, words
from sroki.deploy.watching.alerts.alert import Alert, grown

# Working time on the authority's own clock; other hours and days off are quiet.
OPENS, CLOSES = 8, 18

MISSED: Final = Alert(
    "SrokiMissedBreach",
    f"min_over_time({held.MISSED.record}[5m]) > 0",
    "critical",
    "administrator",
    f"Время не действует: срок истёк, а не сказано о {words.NUMBER}",
    f"Сроков, которые истекли пять минут назад и раньше, а о них ещё не сказано: {words.NUMBER}. "
    "Показания доски верны, но находки и сообщения запаздывают.",
    lasting="1m",
    keep="2m",
    over="Время действует: обо всём, что истекло, сказано.",
)
CLOCK_HELD: Final = Alert(
    "SrokiClockHeld",
    "max without (instance) (sroki_clock_held) == 1",
    "critical",
    "administrator",
    "Время придержано: часы машины прыгнули",
    "Часы машины разошлись с монотонными больше чем на две минуты. События принимаются, но ни один "
    "срок не истекает, пока часы не пойдут ровно четверть часа.",
    lasting="1m",
    keep="2m",
    over="Часы идут ровно, время снова действует.",
)
QUARANTINED: Final = Alert(
    "SrokiQuarantine",
    f"{held.QUARANTINED.record} > 0",
    "warning",
    "administrator",
    f"Не оценены дела: {words.NUMBER}",
    f"Программа споткнулась на делах: {words.NUMBER}. События целы, о сроках этих дел она молчит. "
    f"{words.AUTHORITY}.",
    words.board("/quarantine", ("authority",)),
    keep="5m",
    over="Все дела рассужены.",
)
MISMATCH: Final = Alert(
    "SrokiStandingMismatch",
    f"{grown(held.MISMATCHES.record, '1d')} > 0",
    "critical",
    "administrator",
    f"Дела стоят иначе, чем велит журнал: {words.NUMBER}",
    "Сверка проиграла дела заново и нашла, что они стоят не так, как велит их журнал. За сутки: "
    f"{words.NUMBER}. Показателям этих дел верить нельзя.",
    keep="5m",
    over="За последние сутки сверка расхождений не нашла.",
)
DIFFERENCE: Final = Alert(
    "SrokiFigureDifference",
    f"{held.DIFFERENCES.record} > 0",
    "warning",
    "administrator",
    f"Живые показатели разошлись с пересчётом: {words.NUMBER}",
    "Показатели, которые ведутся по ходу дела, не сошлись с пересчётом по записям. Расхождений: "
    f"{words.NUMBER}. Верны пересчитанные; панелям и графикам показателей верить нельзя.",
    keep="5m",
    over="Живые показатели сходятся с пересчётом.",
)
STOPPED: Final = Alert(
    "SrokiPartitionStopped",
    f"{held.STOPPED.record} > 0",
    "critical",
    "administrator",
    "Раздел {{ $labels.partition }} стоит: {{ $labels.alarm }}",
    "Раздел {{ $labels.partition }} не читает журнал событий и ждёт решения человека: "
    "{{ $labels.alarm }}. Его дела стоят, как стояли; просрочки по ним не доказываются.",
    keep="1m",
    over="Раздел {{ $labels.partition }} снова читает журнал.",
)
UNTOLD: Final = Alert(
    "SrokiRelayBehind",
    f"{held.UNTOLD.record} > 0",
    "warning",
    "administrator",
    f"Находки не переданы дальше: {words.NUMBER}",
    "Десять минут в книге находок раздела {{ $labels.partition }} есть то, о чём ещё не сказано в "
    f"теме находок: {words.NUMBER}. Доска и сигналы верны; отстают те, кто читает тему.",
    lasting="10m",
    keep="5m",
    over="Все находки раздела {{ $labels.partition }} переданы.",
)
SNAPSHOT_OUTDATED: Final = Alert(
    "SrokiSnapshotOutdated",
    f"{held.OUTDATED.record} > 0",
    "warning",
    "administrator",
    f"Снимки показателей устарели: {words.NUMBER}",
    "После заморозки пришли сведения о том же периоде, и по ним показатели иные. Снимков, которые "
    f"ещё не перевыпущены: {words.NUMBER}. {words.AUTHORITY}. Замороженное не меняется само.",
    words.board("/snapshots", ()),
    lasting="15m",
    keep="5m",
    quiet=True,
    over="Устаревших снимков нет: перевыпущены.",
)
LOG_BEHIND: Final = Alert(
    "SrokiLogBehind",
    f"{held.LOG_BEHIND.record} > 1000",
    "warning",
    "administrator",
    f"Воркер отстаёт от журнала событий: {words.NUMBER}",
    "Пять минут в разделе {{ $labels.partition }} не прочитано больше тысячи записей: "
    f"{words.NUMBER}. Сроки этих дел судятся по тому, что прочитано.",
    lasting="5m",
    keep="5m",
    over="Раздел {{ $labels.partition }} дочитан.",
)
HOOK_BEHIND: Final = Alert(
    "SrokiHookBehind",
    f"{held.HOOK.record} > 3600",
    "warning",
    "administrator",
    "Кабинет {{ $labels.hook }} не принимает сообщений",
    "Больше часа личный кабинет {{ $labels.hook }} не принимает сообщений о ходе дел. Сообщения "
    "целы и уйдут по порядку; заявители там видят прежнее.",
    lasting="5m",
    keep="5m",
    over="Кабинет {{ $labels.hook }} принял всё, что ждало.",
)
COURIER: Final = Alert(
    "SrokiCourierFailing",
    f"{held.COURIER.record} > 0",
    "warning",
    "administrator",
    "Сообщения не уходят: {{ $labels.courier }}",
    "Десять минут служба не может собрать или отметить сообщения ({{ $labels.courier }}: hooks — "
    "личным кабинетам, postman — сводки подразделениям). Сроки и сигналы верны; сообщения целы и "
    f"уйдут, когда это пройдёт. Попыток подряд: {words.NUMBER}.",
    lasting="10m",
    keep="5m",
    over="Сообщения снова уходят: {{ $labels.courier }}.",
)
DATA_MISSING: Final = Alert(
    "SrokiDataMissing",
    f"({held.SEEN} unless on (job) {held.ANSWERS})\n  or absent({held.SEEN})",
    "critical",
    "administrator",
    "Сроки не отвечают{{ with $labels.job }} (задание {{ . }}){{ end }}",
    "Prometheus не получает показаний. Сигналы показывают последнее, что было известно, и не "
    "снимаются; новых просрочек никто не увидит, пока служба не ответит.",
    lasting="1m",
    keep="1m",
    over="Показания снова приходят.",
)
WATCHDOG: Final = Alert(
    "SrokiWatchdog",
    "vector(1)",
    "none",
    "nobody",
    "Сигналы доходят",
    "Этот сигнал горит всегда. Если он перестал приходить, не дойдёт и никакой другой.",
)
_LOCAL: Final = f"(time() + {held.UTC_OFFSET.record}) % 86400"
NON_WORKING: Final = Alert(
    "SrokiNonWorkingTime",
    f"{held.WORKING_DAY.record} == 0\n"
    f"  or {_LOCAL} < {OPENS * 3600}\n"
    f"  or {_LOCAL} >= {CLOSES * 3600}",
    "none",
    "nobody",
    "Нерабочее время",
    f"Нерабочее время по календарю и часам органа: {words.AUTHORITY}. Несрочное ждёт.",
)
