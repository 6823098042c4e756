"""What the codes of the store are called on pages."""

from __future__ import annotations

from typing import Final

from sroki.events.findings import FindingKind
from sroki.events.i18n import Lang, mark
from sroki.projections.figure_words import CHANNELS
from sroki.projections.queries.ledger import Said
from sroki.projections.words import n, t

SAYS: Final[dict[str, dict[str, str]]] = {
    "what": {
        "attention": mark("Требуют внимания"),
        "overdue": mark("Просрочено"),
        "presumed": mark("Предположи­тельно"),
        "today": mark("Срок сегодня"),
        "in_3": mark("В ближайшие 3 дня"),
        "in_7": mark("В ближайшие 7 дней"),
        "impossible": mark("Уже не успеть"),
        "open": mark("Все открытые сроки"),
    },
    "why": {
        "overdue": mark("срок прошёл, источник это подтвердил"),
        "presumed": mark("срок прошёл, источник ещё не отчитался"),
        "today": mark("истекает до конца дня"),
        "in_3": mark("вместе с сегодняшними"),
        "in_7": mark("вместе с сегодняшними"),
        "impossible": mark("срок не прошёл, но оставшееся в него не уложить"),
    },
    "heading": {
        "overdue": mark("Просро­чено"),
        "presumed": mark("Предпо­ложит."),
        "today": mark("Сегодня"),
        "in_3": mark("3 дня"),
        "in_7": mark("7 дней"),
        "impossible": mark("Не успеть"),
    },
    "state": {
        "not_started": mark("не начат"),
        "running": mark("идёт"),
        "met": mark("исполнен в срок"),
        "late": mark("исполнен с опозданием"),
        "overdue": mark("просрочен"),
        "cancelled": mark("прекращён"),
        "not_assessable": mark("не оценивается"),
    },
    "proof": {"proven": mark("доказано"), "presumed": mark("предположительно")},
    "kind": {
        "approaching": mark("срок подходит"),
        "impossible": mark("уже не успеть"),
        "presumed": mark("предположительное нарушение срока"),
        "breach": mark("признак нарушения срока"),
        "deviation": mark("отклонение от порядка"),
        "retraction": mark("снято"),
    },
    "fate": {
        "rejected": mark("отклонено"),
        "held": mark("отложено"),
        "unlinked": mark("не связано с делом"),
    },
    "fate_why": {
        "rejected": mark("в событии ошибка"),
        "held": mark("программа ещё не умеет его читать"),
        "unlinked": mark("номер ещё ни к чему не относится"),
    },
    "subject": {
        "case": mark("дело"),
        "group": mark("список"),
        "visit": mark("посещение"),
        "audit": mark("проверка"),
    },
    "stage": {
        "done": mark("завершено"),
        "last": mark("остались отдельные сроки"),
        "not_assessed": mark("не оценено: ошибка при оценке"),
        "no_edition": mark("редакция регламента не известна"),
        "gathering": mark("список составляется"),
        "listed": mark("список утверждён"),
    },
    "answer": {
        "taken": mark("Принято"),
        "duplicate": mark("Повторов"),
        "conflict": mark("Противоречий"),
        "rejected": mark("Отклонено"),
        "held": mark("Отложено"),
        "unlinked": mark("Не связано с делом"),
    },
    "channel": CHANNELS,
    "outcome": {
        "done": mark("сделано"),
        "refused": mark("не принято"),
        "denied": mark("не позволено"),
        "failed": mark("ошибка"),
    },
}
# The style that goes with a code; the rest have none.
TONES: Final = {
    "overdue": "is-overdue",
    "late": "is-overdue",
    "breach": "is-overdue",
    "rejected": "is-overdue",
    "presumed": "is-presumed",
    "unlinked": "is-today",
    "held": "is-presumed",
    "impossible": "is-impossible",
    "deviation": "is-impossible",
    "running": "is-today",
    "approaching": "is-today",
    "met": "is-met",
    "retraction": "is-met",
}


def said(lang: Lang, of: str, code: str) -> str:
    """The words for a code of a list of `SAYS`; a code without words is shown as it is."""
    words = SAYS[of].get(code)
    return t(words, lang) if words else code


def because(lang: Lang, reason: str) -> str:
    """Why something was taken back: what came in between, an event by its id."""
    if reason == "time":
        return t("прошло время", lang)
    if reason == "rulebook":
        return t("сменились правила", lang)
    if reason.count("/") == 2 and not reason.startswith("/"):
        return t("источник отчитался", lang)
    return t("пришла запись {id}", lang, id=reason)


def particulars(lang: Lang, one: Said) -> str:
    """What a line of the ledger says beyond its rule: how near, or which events and documents."""
    params = dict(one.params)
    detail = params.pop("detail", None)
    if one.kind is FindingKind.APPROACHING:
        if detail == "noon":
            return t("последний рабочий день", lang)
        if str(detail).isdecimal():
            return n("за {n} день до срока", "за {n} дней до срока", int(str(detail)), lang)
    if one.kind is not FindingKind.DEVIATION:
        return ""
    shown = ([detail] if detail else []) + [f"{key}: {value}" for key, value in params.items()]
    return "; ".join(map(str, shown))
