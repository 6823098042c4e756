"""The gate: the one intake function between the inbox, or HTTP, and the canonical topic.

    inbox ──> intake, one transaction ──> events, acknowledged ──> rejected ──> inbox acknowledged

Ended anywhere on the way, it is told the same again, and tells the same again: numbers lead to the
cases that they were bound to, what was sealed is sealed, and what is in the log twice the journal
knows. No record stops it: what cannot be taken is sealed with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from threading import Event as Flag
from typing import Final

from prometheus_client import Histogram

from sroki.deploy.clock import Clock, RealClock
from sroki.deploy.cluster.clock import DatabaseClock
from sroki.deploy.cluster.sweeping import Sweep
from sroki.deploy.kafka.inbox import Batch, Inbox, Sent
from sroki.deploy.kafka.log import KafkaLog
from sroki.deploy.kafka.producer import Producer, Record
from sroki.deploy.logs import log
from sroki.deploy.sealing import shown_place, shown_source, state_of
from sroki.deploy.settings import Settings
from sroki.deploy.shell import Shell
from sroki.deploy.taking import Answer
from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import Lang, say
from sroki.events.log import Log
from sroki.events.outcomes import Accepted
from sroki.events.policy import SourcePolicy
from sroki.events.rejections import Fault, Rejection
from sroki.events.strict import Item, Limits
from sroki.projections.store import SqlStore

_log = log(__name__)

# Nobody may speak there.
_NOBODY: Final = SourcePolicy(frozenset(), "")


class Gate(Shell):
    """The shell whose log is Kafka: it takes, and leaves advancing to the workers."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        if not settings.kafka.on:
            raise Invalid(say("не сказано, где Kafka"), accepted=say("kafka.bootstrap = узел:порт"))
        self._producer = Producer(settings.kafka)
        try:
            super().__init__(
                settings,
                clock or RealClock(),
                lambda found: SqlStore.join(found, partitions=settings.partitions),
            )
        except BaseException:
            self._producer.close()
            raise
        if clock is None:
            # What all processes share; a row of it may tell another time.
            self.clock = DatabaseClock(self.database)
        self._inboxes = inboxes(settings)

    def _open_log(self) -> Log:
        return KafkaLog.of(self._producer, self.settings.kafka.events, self.store.partitions)

    @property
    def topics(self) -> Sequence[str]:
        """Where it may be written to."""
        return list(self._inboxes)

    @property
    def limits(self) -> Limits:
        """How much of a record is read."""
        return Limits(body=self.settings.body_bytes, batch=self.settings.batch_events)

    def close(self) -> None:
        """Finish what is in hand and close store and producer."""
        super().close()
        self._producer.close()

    def begin(self) -> None:
        """Take what waited; among it what a gate had bound the number of when it was ended."""
        self.replay_waiting()

    def tick(self) -> bool:
        """Count what was answered; by the hour, delete what was kept sealed long enough."""
        with self._turn:
            self._taking.count()
            if self._hourly():
                self.expire()
        return False

    def let_pass(self, moment: datetime) -> None:
        """Let time act past a moment, as workers do whenever something falls due."""
        Sweep(self.store, self.rules, self.clock).past(moment)

    def take(
        self,
        items: Sequence[Item],
        policy: SourcePolicy | None = None,
        *,
        historical: bool = False,
    ) -> list[Answer]:
        """Take wire events; all that is accepted is in the log on return. Raises LogLost."""
        return self._take(items, policy, historical, ())

    def take_batch(self, batch: Batch) -> Counter[str]:
        """Take what was read of an inbox, and say aloud what was not taken; how many of which."""
        policy = self._inboxes[batch.topic]
        told: Counter[str] = Counter()
        refused: list[Record] = []
        for historical, run in groupby(batch.sent, key=lambda one: one.historical):
            sent = list(run)
            items, origins = [one.item for one in sent], [one.origin for one in sent]
            answers = self._take(items, policy, historical, origins)
            told.update(answer.name for answer in answers)
            refused += [
                self._rejection(one, answer)
                for one, answer in zip(sent, answers, strict=True)
                if not isinstance(answer.outcome, Accepted)
            ]
        if refused:
            self._producer.send(self.settings.kafka.rejected, {0: refused})
        return told

    def _take(
        self,
        items: Sequence[Item],
        policy: SourcePolicy | None,
        historical: bool,
        origins: Sequence[str],
    ) -> list[Answer]:
        with self._turn:
            answers = self._taking.take(
                items, self.clock.now(), policy, historical=historical, origins=origins
            )
            self._retake(answers)
        return answers

    def _rejection(self, sent: Sent, answer: Answer) -> Record:
        told = rejection(sent, answer, self.settings.lang, self.clock)
        key = None if told.source is None else told.source.encode()
        return Record(
            key,
            told.model_dump_json(exclude_none=True).encode(),
            [("content-type", b"application/json")],
        )


def rejection(sent: Sent, answer: Answer, lang: Lang, clock: Clock) -> Rejection:
    """What is said of something not taken."""
    outcome = answer.outcome
    assert not isinstance(outcome, Accepted)  # noqa: S101 - what was taken is no rejection
    authority, unit = shown_place(sent.item)
    return Rejection(
        id=sent.origin,
        state=state_of(outcome),
        place=sent.place,
        source=shown_source(sent.item),
        authority=authority,
        unit=unit,
        received_at=clock.now(),
        reasons=tuple(Fault.model_validate(one.as_json(lang)) for one in outcome.reasons),
    )


def inboxes(settings: Settings) -> Mapping[str, SourcePolicy | None]:
    """The topics to read, and what may be said in each. Raises Refused where nobody is kept out.

    Kafka does not tell who wrote a record: the shared inbox is open only where brokers let nobody
    else write there, which they cannot tell us either.
    """
    kafka = settings.kafka
    own = {kafka.inbox_of(one.inbox): one.policy for one in settings.senders if one.inbox}
    if kafka.open_inbox or (kafka.near and not settings.senders):
        return {kafka.inbox: None, **own}
    if not own:
        raise Refused(
            say("в {inbox} мог бы написать кто угодно", inbox=kafka.inbox),
            why=say("брокеры не на этой машине, и ни у одного источника нет своего inbox"),
            accepted=say(
                "senders с inbox, или kafka.open_inbox = true, если пишут туда только свои"
            ),
        )
    return {kafka.inbox: _NOBODY, **own}


def run(gate: Gate, inbox: Inbox, over: Flag, passed: Histogram) -> None:
    """Take whatever comes until `over`, each batch timed; the one in hand is finished."""
    gate.begin()
    while not over.is_set():
        for batch in inbox.read():
            with passed.time():
                told = gate.take_batch(batch)
                inbox.done(batch)
            _log.info("inbox_taken", topic=batch.topic, partition=batch.partition, outcomes=told)
        gate.tick()
