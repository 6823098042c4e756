"""The alerts: when each fires, whom it is for, what it says.

An alert *of a state* fires while the state lasts and resolves when it is over. One *of happenings*
fires when a counter has grown and ends by itself; its end is no good news and is told to nobody.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from sroki.deploy.watching import held, words
from sroki.deploy.watching.held import Held

# For how long a happening is told, and how far back it is looked for.
WINDOW: Final = "10m"
# Working time on the authority's own clock; other hours and days off are quiet.
OPENS, CLOSES = 8, 18
_PLACE: Final = "job, authority, service, rule, unit"


class Alert(NamedTuple):
    """One alert. `audience` is a unit of the office, or whoever keeps Sroki running.

    `quiet` ones wait for working time. `lasting` is `for`; `keep` is `keep_firing_for`. `link` is
    the page to open. `over` is said when a state has ended.
    """

    name: str
    expr: str
    severity: Literal["critical", "warning", "info", "none"]
    audience: Literal["unit", "administrator", "nobody"]
    summary: str
    description: str
    link: str = words.SITE
    over: str = ""
    lasting: str = ""
    keep: str = ""
    quiet: bool = False
    happening: bool = False


def _stands(series: Held, kind: str) -> str:
    """Some are open in the place, and were said aloud: history taken in does not raise anybody."""
    said = f'{held.FINDINGS.record}{{kind="{kind}"}} > 0'
    return f"{series.record} > 0\n  and ignoring (kind) {said}"


def grown(record: str, window: str = WINDOW) -> str:
    """By how much a counter has grown in a window: exact, from its very first step, over a reset.

    `increase` extrapolates, and would speak of 1.03 breaches.
    """
    return f"({record} - min_over_time({record}[{window}]))"


_FOR_UNIT: Final = f"{words.UNIT}, услуга {words.SERVICE}."

BREACH: Final = Alert(
    "SrokiBreach",
    _stands(held.OVERDUE, "breach"),
    "critical",
    "unit",
    f"Просрочено {words.RULE}: {words.NUMBER}",
    f"Признак нарушения срока {words.RULE}. Открытых просрочек: {words.NUMBER}."
    + words.day("overdue", " Самый давний срок истёк ")
    + words.number(held.OLDEST, ", дней назад: ", ".")
    + f" {_FOR_UNIT}",
    words.board(what="overdue"),
    keep="5m",
    over=f"Открытых просрочек {words.RULE} больше нет: исполнено либо снято исправлением. Признаки "
    "нарушения, о которых сказано, остаются в книге находок.",
)
NEW_BREACH: Final = Alert(
    "SrokiNewBreach",
    grown(f'{held.FINDINGS.record}{{kind="breach"}}')
    + " > 0\n  unless ignoring (kind) "
    + f"(max_over_time({held.OVERDUE.record}[{WINDOW}]) > 0 "
    + f"unless {held.OVERDUE.record} offset {WINDOW} > 0)",
    "critical",
    "unit",
    f"Новые нарушения срока {words.RULE}: {words.NUMBER}",
    f"За {WINDOW[:-1]} минут сказано новых признаков нарушения срока {words.RULE}: "
    f"{words.NUMBER}. Открытых просрочек теперь"
    + words.number(held.OVERDUE, ": ", ".")
    + f" {_FOR_UNIT}",
    words.board("/findings", kind="breach"),
    happening=True,
)
PRESUMED: Final = Alert(
    "SrokiPresumed",
    _stands(held.PRESUMED, "presumed"),
    "warning",
    "unit",
    f"Предположительно просрочено {words.RULE}: {words.NUMBER}",
    f"Предположительно: срок {words.RULE} истёк, а источник ещё не отчитался, исполнен ли он. "
    f"Таких сроков: {words.NUMBER}."
    + words.day("presumed", " Самый давний истёк ", ".")
    + f" {_FOR_UNIT} Отчитается источник — предположение подтвердится или будет снято.",
    words.board(what="presumed"),
    lasting="30m",
    keep="5m",
    quiet=True,
    over=f"Предположительных просрочек {words.RULE} больше нет: источник отчитался. "
    "Подтвердившиеся стали просрочками, остальные сняты.",
)
APPROACHING: Final = Alert(
    "SrokiApproachingInBulk",
    f'{held.APPROACHING.record}{{within="0d"}} >= 10',
    "info",
    "unit",
    f"Сегодня истекает сроков {words.RULE}: {words.NUMBER}",
    f"До конца дня истекает сроков {words.RULE}: {words.NUMBER}."
    + words.day("next", " Ближайший — ", ".")
    + f" {_FOR_UNIT}",
    words.board(what="today"),
    lasting="15m",
    keep="15m",
    quiet=True,
    over=f"Истекающих сегодня сроков {words.RULE} осталось мало.",
)
IMPOSSIBLE: Final = Alert(
    "SrokiAlreadyImpossible",
    f"{held.IMPOSSIBLE.record} > 0",
    "warning",
    "unit",
    f"Уже не уложиться в срок {words.RULE}: {words.NUMBER}",
    f"Срок {words.RULE} ещё не истёк, но на оставшиеся действия по регламенту нужно больше дней, "
    f"чем осталось. Таких дел: {words.NUMBER}."
    + words.day("next", " Ближайший срок — ", ".")
    + f" {_FOR_UNIT}",
    words.board(what="impossible"),
    lasting="15m",
    keep="5m",
    quiet=True,
    over=f"Дел, где уже не уложиться в срок {words.RULE}, больше нет: исполнено либо срок истёк.",
)
QUEUE_ORDER: Final = Alert(
    "SrokiQueueOrder",
    grown(f'{held.FINDINGS.record}{{kind="deviation"}}')
    + " > 0\n  and on (job, authority, service, rule) "
    + f'{held.RULE.record}{{check=~"overtaking|overtaking_in_list|quota_passed"}}',
    "warning",
    "unit",
    f"Нарушен порядок очереди, {words.RULE}: {words.NUMBER}",
    f"За {WINDOW[:-1]} минут сказано отклонений от порядка очереди {words.RULE}: {words.NUMBER}. "
    + _FOR_UNIT,
    words.board("/findings", kind="deviation"),
    quiet=True,
    happening=True,
)
RETRACTION: Final = Alert(
    "SrokiRetraction",
    grown(f'{held.RETRACTIONS.record}{{kind="breach"}}') + " > 0",
    "info",
    "unit",
    f"Снято признаков нарушения срока {words.RULE}: {words.NUMBER}",
    f"Сказанное раньше снято: исправленные или запоздавшие сведения показали, что срок {words.RULE}"
    f" не нарушен. Снято: {words.NUMBER}. {_FOR_UNIT}",
    words.board("/findings", kind="retraction"),
    happening=True,
)

SOURCE_SILENT: Final = Alert(
    "SrokiSourceSilent",
    f"{held.SOURCE.record} >= 1",
    "warning",
    "administrator",
    "Источник {{ $labels.source }} молчит",
    "Источник {{ $labels.source }} ничего не прислал: прошло целых рабочих дней "
    f"{words.NUMBER}. {words.AUTHORITY}. Сроки, о которых знает он, станут предположительными.",
    words.board("/sources", ("authority",)),
    lasting="15m",
    keep="5m",
    quiet=True,
    over="Источник {{ $labels.source }} снова присылает события.",
)
WATERMARK_LATE: Final = Alert(
    "SrokiWatermarkLate",
    f"{held.WATERMARK.record} >= 1",
    "warning",
    "administrator",
    "Источник {{ $labels.role }} не отчитался"
    '{{ if ne $labels.unit "*" }} за {{ $labels.unit }}{{ end }}',
    '{{ if eq (printf "%v" $value) "+Inf" }}Источник {{ $labels.role }} ни разу не сообщил, что '
    "прислал всё.{{ else }}Источник {{ $labels.role }} не сообщил, что прислал всё: прошло целых "
    f"рабочих дней {words.NUMBER}.{{{{ end }}}} {words.AUTHORITY}. До его слова просрочки остаются "
    "предположительными.",
    words.board("/sources", ("authority",)),
    lasting="1h",
    keep="5m",
    quiet=True,
    over="Источник {{ $labels.role }} отчитался.",
)
_REFUSED: Final = grown(f'{held.INTAKE.record}{{outcome=~"rejected|held|conflict"}}', "1h")
REJECTS: Final = Alert(
    "SrokiRejects",
    f"sum by (job, source) {_REFUSED} >= 5\n"
    f"  and sum by (job, source) {_REFUSED}"
    f" > 0.1 * sum by (job, source) {grown(held.INTAKE.record, '1h')}",
    "warning",
    "administrator",
    f"Не принято от {{{{ $labels.source }}}}: {words.NUMBER}",
    "За час приём отверг, отложил или признал противоречивыми больше десятой части событий "
    f"источника {{{{ $labels.source }}}}: {words.NUMBER}. Что не так — на странице «Не принято».",
    words.board("/rejects", ()),
    lasting="1m",
    keep="15m",
    over="Приём снова принимает почти всё, что шлёт {{ $labels.source }}.",
)
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
    f"Не рассуждены дела: {words.NUMBER}",
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
# A reason is first told of when it has happened: there is no 0 before it to have grown from.
UNREAD: Final = Alert(
    "SrokiLogUnread",
    f"{grown(held.UNREAD.record, '1h')} > 0\n"
    f"  or (({held.UNREAD.record} > 0 unless {held.UNREAD.record} offset 1h)"
    f" and on (job) {held.SEEN} offset 1h)",
    "warning",
    "administrator",
    f"В журнале событий не читаются записи: {words.NUMBER}",
    "За час в журнале событий встретились записи, которых нельзя прочесть ({{ $labels.reason }}): "
    f"{words.NUMBER}. Они отложены запечатанными, остальные читаются дальше.",
    words.board("/rejects", ()),
    keep="5m",
    over="За последний час непрочитанных записей не было.",
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
INBOX_BEHIND: Final = Alert(
    "SrokiInboxBehind",
    f"{held.INBOX_BEHIND.record} > 1000",
    "warning",
    "administrator",
    f"Приём отстаёт от {{{{ $labels.topic }}}}: {words.NUMBER}",
    "Пять минут в {{ $labels.topic }}, раздел {{ $labels.partition }}, лежит больше тысячи "
    f"непринятых записей: {words.NUMBER}. Источник прислал, а Сроки ещё не знают.",
    lasting="5m",
    keep="5m",
    over="Приём разобрал {{ $labels.topic }}, раздел {{ $labels.partition }}.",
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

OF_PLACES: Final = (
    BREACH,
    NEW_BREACH,
    PRESUMED,
    APPROACHING,
    IMPOSSIBLE,
    QUEUE_ORDER,
    RETRACTION,
)
OF_THE_MACHINE: Final = (
    SOURCE_SILENT,
    WATERMARK_LATE,
    REJECTS,
    MISSED,
    CLOCK_HELD,
    QUARANTINED,
    MISMATCH,
    DIFFERENCE,
    STOPPED,
    UNREAD,
    UNTOLD,
    SNAPSHOT_OUTDATED,
    LOG_BEHIND,
    INBOX_BEHIND,
    HOOK_BEHIND,
    COURIER,
    DATA_MISSING,
    WATCHDOG,
    NON_WORKING,
)
