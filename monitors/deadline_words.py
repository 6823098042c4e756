"""How a deadline stands, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from sroki.events.i18n import Lang, mark
from sroki.monitors.event_words import WORDS
from sroki.monitors.plan import Limit
from sroki.workflows.assessment import Deadline, Proof, State
from sroki.workflows.terms import Unit

_STATES: Final[dict[State, str]] = {
    State.NOT_STARTED: mark("Ещё не начался: нет события, с которого он считается."),
    State.RUNNING: mark("Идёт: нужно успеть до конца {due}."),
    State.MET: mark("Исполнен в срок: {ended}, последний день {due}."),
    State.LATE: mark("Исполнен с опозданием: {ended}, последний день был {due}."),
    State.OVERDUE: mark("Истёк {due}, исполнения нет."),
    State.CANCELLED: mark("Прекращён {ended}."),
    State.NOT_ASSESSABLE: mark(
        "Не проверяется: источник знает только день, а срок измеряется часами или минутами."
    ),
}
_QUIET: Final[dict[State, str]] = {
    State.NOT_STARTED: mark("срок ещё не начался."),
    State.RUNNING: mark("срок идёт до конца {due}."),
    State.MET: mark("исполнено {ended}, срок истекал {due}."),
    State.CANCELLED: mark("течение срока прекращено {ended}."),
    State.NOT_ASSESSABLE: mark("время известно лишь с точностью до дня."),
}


def say_deadline(deadline: Deadline, limit: Limit, lang: Lang) -> Iterator[str]:
    """The state of a deadline, its delay, its proof, and what else must be known."""
    if deadline.started_on is not None:
        start = WORDS.t(mark("Считается от {on}."), lang, on=_day(deadline.started_on))
        yield f"{_length(limit, lang)} {start}"
    yield WORDS.t(
        _STATES[deadline.state], lang, due=_day(deadline.due_on), ended=_day(deadline.ended_on)
    )
    if deadline.due_raw_on is not None and deadline.due_raw_on != deadline.due_on:
        yield WORDS.t(
            mark("Без переноса срок истекал бы {raw}: это нерабочий день (ГК РФ ст. 193)."),
            lang,
            raw=_day(deadline.due_raw_on),
        )
    if deadline.delay_days:
        yield WORDS.n(
            "Опоздание: {n} календарный день.",
            "Опоздание: {n} календарных дней.",
            deadline.delay_days,
            lang,
        )
    if deadline.proof is Proof.PRESUMED:
        yield WORDS.t(
            mark("Предположительно: источник ещё не подтвердил, что рассказал обо всём до {due}."),
            lang,
            due=_day(deadline.due_on),
        )
    if deadline.preliminary:
        yield WORDS.t(
            mark("Срок предварительный: официального производственного календаря ещё нет."), lang
        )
    if deadline.necessary_on is not None:
        yield WORDS.t(
            mark("Чтобы успеть, предыдущий шаг нужен не позже {on}."),
            lang,
            on=_day(deadline.necessary_on),
        )


def why_no_alert(deadline: Deadline, lang: Lang) -> str:
    """Why nothing is said of this deadline; empty where something is."""
    text = _QUIET.get(deadline.state)
    if text is None:
        return ""
    return WORDS.t(text, lang, due=_day(deadline.due_on), ended=_day(deadline.ended_on))


def _length(limit: Limit, lang: Lang) -> str:
    """«Срок — 6 календарных дней.»"""
    length, unit = limit.spec.length, limit.spec.unit
    if unit is Unit.CALENDAR_DAYS:
        said = WORDS.n("{n} календарный день", "{n} календарных дней", length, lang)
    elif unit is Unit.WORKING_DAYS:
        said = WORDS.n("{n} рабочий день", "{n} рабочих дней", length, lang)
    elif unit is Unit.MONTHS:
        said = WORDS.n("{n} месяц", "{n} месяцев", length, lang)
    elif unit is Unit.HOURS:
        said = WORDS.n("{n} час", "{n} часов", length, lang)
    else:
        said = WORDS.n("{n} минута", "{n} минут", length, lang)
    return WORDS.t(mark("Срок — {said}."), lang, said=said)


def _day(on: date | None) -> str:
    return "—" if on is None else f"{on:%d.%m.%Y}"
