"""Of the work itself, told to units: deadlines, findings, the queue."""

from __future__ import annotations

from typing import Final

from sroki.deploy.watching import held, words
from sroki.deploy.watching.alerts.alert import WINDOW, Alert, grown
from sroki.deploy.watching.held import Held


def _stands(series: Held, kind: str) -> str:
    """Some are open in the place, and were said aloud: history taken in does not raise anybody."""
    said = f'{held.FINDINGS.record}{{kind="{kind}"}} > 0'
    return f"{series.record} > 0\n  and ignoring (kind) {said}"


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
