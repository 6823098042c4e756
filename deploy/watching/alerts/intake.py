"""Of what comes in: silent sources, what was not taken, what waits."""

from __future__ import annotations

from typing import Final

from sroki.deploy.watching import held, words
from sroki.deploy.watching.alerts.alert import Alert, grown

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
