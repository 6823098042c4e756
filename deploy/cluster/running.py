"""The worker as a process: store, clock, sweep, partitions, relay and watchdog, wired.

    Kafka ──> worker (Faust) ──> lane of a partition ──> one transaction of SQL ──> hint to Kafka
    clock ──> sweep of every partition that nobody holds ──┘        └──> relay ──> findings

It is crash-only. What it does not expect ends the process at once, whatever is in work: SQL has
what was committed and nothing else, and the supervisor starts the process again.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack, suppress
from functools import partial
from math import ceil
from typing import Any, Final

from sroki.deploy.cluster.clock import DatabaseClock
from sroki.deploy.cluster.duties import Ends, duties
from sroki.deploy.cluster.exposing import exposing
from sroki.deploy.cluster.lanes import Lanes
from sroki.deploy.cluster.ledger import StoreLedger
from sroki.deploy.cluster.meter import ALONE, WorkerMeter
from sroki.deploy.cluster.owning import Owning
from sroki.deploy.cluster.relay import Relay
from sroki.deploy.cluster.relaying import Relays
from sroki.deploy.cluster.restoring import Restoring
from sroki.deploy.cluster.seats import Seats
from sroki.deploy.cluster.settings import WorkerSettings
from sroki.deploy.cluster.sweeping import Sweep
from sroki.deploy.cluster.topic_reader import TopicReader
from sroki.deploy.cluster.watchdog import LOOK_SECONDS, Watchdog
from sroki.deploy.cluster.worker import application
from sroki.deploy.collector import settle
from sroki.deploy.library import rulebook_of
from sroki.deploy.logs import log
from sroki.deploy.rules import Rules
from sroki.deploy.settings import Settings
from sroki.deploy.shell_metrics import shell_metrics
from sroki.deploy.ticker import Ticker
from sroki.events.errors import Refused
from sroki.events.i18n import say
from sroki.projections.metrics.declared import process
from sroki.projections.opening import open_database
from sroki.projections.store import SqlStore
from sroki.projections.transaction import Busy

_log = log(__name__)

# How the process ends that did not mean to: EX_SOFTWARE of sysexits.h.
CRASHED: Final = 70
# How often Kafka is told how far we are, seconds.
_HINT_SECONDS: Final = 1.0


def crash(failure: BaseException) -> None:
    """End the process, now; what is in work is undone by whoever it is done with."""
    _log.critical("worker_crashed", exc_info=failure)
    os._exit(CRASHED)


class Process:
    """What one worker process has open; partitions come and go."""

    def __init__(self, settings: Settings, failed: Callable[[BaseException], None] = crash) -> None:
        self.settings = settings
        self.failed = failed
        self.meter = WorkerMeter()
        with ExitStack() as opened:
            self.database = opened.enter_context(open_database(settings.store))
            self.store = SqlStore.join(self.database, partitions=settings.partitions)
            self.clock = DatabaseClock(self.database)
            self.rules = Rules(self.database, rulebook_of(settings))
            client = settings.kafka.client()
            self.events = TopicReader(settings.kafka.events, client)
            opened.callback(self.events.close)
            self.findings = TopicReader(settings.kafka.findings, client)
            opened.callback(self.findings.close)
            self._refuse_other_counts()
            self.rules.keep()
            self.restoring = Restoring(
                self.store, self.rules, self.events, self.findings, self.clock
            )
            self.restoring.adopt()
            self.sweep = Sweep(self.store, self.rules, self.clock)
            self.ticker = Ticker(
                self.clock, settings.tick_seconds, self._pulse, self._ticker_failed
            )
            shell_metrics(self.meter.registry, self.clock, self.ticker)
            self._opened = opened.pop_all()

    def close(self) -> None:
        """Close all of it."""
        self._opened.close()

    def lanes(self, seek: Callable[[Mapping[int, int]], Awaitable[None]]) -> Lanes:
        """Lanes for partitions that will be ours."""
        time_acts = lambda: not self.ticker.holding  # noqa: E731 - a port of one word
        owning = Owning(self.store, self.rules, self.events, self.clock, self.settings, time_acts)
        return Lanes(owning, self.settings.worker.threads, self.failed, seek, self.meter)

    def relays(self, lanes: Lanes) -> Relays:
        """Relays for the same."""
        ledger = StoreLedger(self.store, self.clock)
        client = self.settings.kafka.client()

        def relay(number: int) -> Relay:
            return Relay(number, ledger, self.findings, client, asyncio.to_thread)

        return Relays(relay, ledger.lengths, self.failed, lanes.stop, self.meter)

    def tell_of(
        self, seats: Seats, lanes: Lanes, relays: Relays, ends: Ends, watchdog: Watchdog
    ) -> None:
        """Let Prometheus ask how far each of ours has come, and what does not move."""

        def behind() -> dict[tuple[str, ...], float]:
            return {
                (str(number),): max(0, ends.seen[number] - offset)
                for number, offset in lanes.owed().items()
                if offset is not None and number in ends.seen
            }

        def held() -> dict[tuple[str, ...], float]:
            return {ALONE: sum(offset is not None for offset in lanes.owed().values())}

        def gap() -> dict[tuple[str, ...], float]:
            return {
                (str(number),): max(0, said - (told or 0))
                for number, (told, said) in relays.owed().items()
            }

        self.meter.gauge(process.LOG_BEHIND, behind)
        self.meter.gauge(process.HELD, held)
        self.meter.gauge(process.RELAY_GAP, gap)
        self.meter.gauge(process.REBALANCES, lambda: {ALONE: seats.turn})
        self.meter.gauge(process.SEATED, lambda: {ALONE: seats.seated})
        self.meter.gauge(process.STILL, lambda: {ALONE: watchdog.still_seconds})

    def _pulse(self) -> None:
        with self.meter.sweep.time():
            self.sweep.all()
        with suppress(Busy):
            self.restoring.reconcile()

    def _ticker_failed(self) -> None:
        self.failed(self.ticker.failed or RuntimeError("the sweep ended"))

    def _refuse_other_counts(self) -> None:
        wanted = self.store.partitions
        for topic in (self.events, self.findings):
            found = topic.partitions()
            if found != wanted:
                raise Refused(
                    say(
                        "в топике {topic} разделов {found}, а в хранилище {wanted}",
                        topic=topic.topic,
                        found=found,
                        wanted=wanted,
                    ),
                    why=say("раздел дела считается по их числу"),
                    accepted=say("топик с тем же числом разделов: sroki topics create"),
                )


async def work(process: Process, stop: asyncio.Event) -> None:
    """Work until told to stop."""
    holder: list[Any] = []

    async def seek(offsets: Mapping[int, int]) -> None:
        await holder[0].seek_to(offsets)

    lanes = process.lanes(seek)
    relays = process.relays(lanes)
    lanes.news = relays.news
    seats = Seats(lanes, relays, seek, process.failed)
    worker = application(process.settings, seats, lanes)
    consumer: Any = worker.consumer
    holder.append(consumer)
    ends = Ends(process.events)
    owed = partial(duties, seats, lanes, relays, ends)
    watchdog = Watchdog(owed, _looks(process.settings.worker), process.failed)
    process.tell_of(seats, lanes, relays, ends, watchdog)
    with exposing(process.settings, process.meter.registry), process.ticker, watchdog:
        await worker.start()
        hints = asyncio.create_task(_hint(consumer, lanes))
        crashed = asyncio.create_task(_crashed(worker))
        stopped: asyncio.Task[Any] = asyncio.create_task(stop.wait())
        await asyncio.wait({crashed, stopped, hints}, return_when=asyncio.FIRST_COMPLETED)
        for task in (crashed, hints):
            if task.done():
                process.failed(task.exception() or RuntimeError("Faust ended by itself"))
        for one in (crashed, hints, stopped):
            one.cancel()
        await seats.close()
        await lanes.close()
        await relays.close()
        await consumer.tell(lanes.positions)
        await worker.stop()


def _looks(worker: WorkerSettings) -> int:
    """After how many looks without a move it ends. A rebalance may last two sessions."""
    seconds = max(worker.stuck_seconds, 3 * worker.session_seconds)
    return ceil(seconds / LOOK_SECONDS)


async def _hint(consumer: Any, lanes: Lanes) -> None:
    """Tell Kafka now and then how far SQL is: for people's tools, nothing rests on it."""
    told: dict[int, int] = {}
    while True:
        await asyncio.sleep(_HINT_SECONDS)
        news = {one: at for one, at in lanes.positions.items() if told.get(one) != at}
        if news:
            await consumer.tell(news)
            told.update(news)


async def _crashed(worker: Any) -> None:
    """Until a service of Faust's has crashed."""
    await worker.wait_until_stopped()
    if worker.crashed:
        raise worker.crash_reason or RuntimeError("Faust crashed")


def run(settings: Settings) -> None:
    """Work until SIGTERM or Ctrl-C."""
    process = Process(settings)
    settle()
    try:
        asyncio.run(_until_signal(process))
    finally:
        process.close()


async def _until_signal(process: Process) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    await work(process, stop)
