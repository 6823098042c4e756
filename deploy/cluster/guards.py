"""What Faust offers and this worker refuses, each with the reason; asked before anything starts.

Faust takes its settings from the environment above those of the program, so that a stray variable
could switch on what was measured to lose events.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import faust

from sroki.events.errors import Refused
from sroki.events.i18n import say

_SESSION_SECONDS: Final = (6, 30)


def refuse(worker: faust.App) -> None:
    """Raise `Refused` for the first thing of Faust that must not be used here."""
    for what, why in _found(worker):
        raise Refused(
            say("воркер не запущен: {what}", what=what),
            why=why,
            accepted=say("настройки Faust задаёт сама программа; уберите его переменные окружения"),
        )


def _found(worker: faust.App) -> Iterator[tuple[str, str]]:
    conf: Any = worker.conf
    if str(conf.processing_guarantee).rpartition(".")[2].lower() != "at_least_once":
        yield (
            "processing_guarantee = exactly_once",
            say("после kill -9 он терял и удваивал события; один раз считает транзакция SQL"),
        )
    if conf.producer_threaded:
        yield "producer_threaded", say("его очередь не дописывается до подтверждения")
    if conf.web_enabled:
        yield "web_enabled", say("его страницы открыты всем, кто достучится, и показывают таблицы")
    if worker.tables:
        yield say("таблицы и окна Faust"), say("состояние живёт в SQL рядом с прочитанным местом")
    if worker._app_tasks:  # noqa: SLF001 - nothing public tells them
        yield (
            say("задачи, таймеры и cron Faust"),
            say(
                "после сбоя они не догоняют, а «вожаков» бывает двое; время действует по "
                "строкам SQL"
            ),
        )
    if worker._extra_services or worker.agents.keys() != {"partitions"}:  # noqa: SLF001 - as above
        yield (
            say("другие службы и агенты Faust"),
            say("раздел ведёт один агент, и отвечать он не должен"),
        )
    yield from _unsafe_numbers(conf, worker)


def _unsafe_numbers(conf: Any, worker: faust.App) -> Iterator[tuple[str, str]]:
    for agent in worker.agents.values():
        if agent.concurrency != 1 or agent.info()["sink"]:
            yield say("concurrency и sinks агента"), say("порядок раздела держится одним читателем")
    if conf.stream_wait_empty:
        yield "stream_wait_empty", say("передача раздела ждала бы неторопливых")
    if conf.table_standby_replicas:
        yield (
            "table_standby_replicas",
            say("таблиц нет; с ними раздел раздаёт другой распределитель"),
        )
    low, high = _SESSION_SECONDS
    if not low <= conf.broker_session_timeout <= high:
        yield (
            f"broker_session_timeout = {conf.broker_session_timeout:g}",
            say(
                "после kill -9 группа стоит столько секунд; разумно от {low} до {high}",
                low=low,
                high=high,
            ),
        )
    if conf.topic_allow_declare:
        yield "topic_allow_declare", say("топики создаёт sroki topics create")
