"""The relay: the ledger of a partition on the topic of findings, each finding once and in order.

What was told is read from the topic itself, and not believed of a row that may be older. A producer
with the transactional id of the partition is started first: whoever relayed the partition before is
fenced by the broker and its open transaction ended, so the tail that is read then stays the tail.
Findings leave in transactions of many, with a number that has no gaps: `seq` is the finding's
number in its ledger. A reader checks that, and takes an id that it knows for a repetition.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from aiokafka import AIOKafkaProducer

from sroki.deploy.cluster.position import Headed
from sroki.deploy.cluster.seating import Alarm, Stopped
from sroki.deploy.logs import log
from sroki.projections.telling import ToTell

_log = log(__name__)

# Findings in one transaction of Kafka: some two hundred bytes of headers and half a kilobyte each.
PORTION: Final = 2_000
_BATCH_BYTES: Final = 512 * 1024
# A relay that died leaves readers waiting for the end of its transaction no longer than this.
_TRANSACTION_MS: Final = 10_000


class Tail(NamedTuple):
    """The last finding told of a partition, and in which life of the store."""

    seq: int
    id: str
    incarnation: int


class Ledger(Protocol):
    """What a relay asks of the store. Its calls are made from threads."""

    def said(self, number: int) -> int: ...
    def told(self, number: int) -> Tail | None: ...
    def id_of(self, number: int, no: int) -> str | None: ...
    def after(self, number: int, no: int, limit: int) -> Sequence[ToTell]: ...
    def note(self, number: int, tail: Tail) -> None: ...


class Telling(Protocol):
    """What is asked of the topic of findings."""

    topic: str

    def last(self, partition: int) -> Headed | None: ...


def tail_of(record: Headed | None) -> Tail | None:
    """What a record of the topic says of its place. Raises `Stopped` where it says nothing."""
    if record is None:
        return None
    said = dict(record.headers)
    try:
        return Tail(int(said["seq"]), said["id"].decode(), int(said["incarnation"]))
    except (KeyError, ValueError) as error:
        raise Stopped(Alarm.TOLD_UNEVENLY, f"offset={record.offset}") from error


def hold_against(ledger: Ledger, number: int, found: Tail | None) -> Tail:
    """From where to go on telling: the topic's tail, held against the ledger. Raises `Stopped`.

    A topic that was emptied knows less than what was noted. The incarnation is the higher of the
    two: it rises when the store is restored (`restoring`). Another id at the tail's number means
    that the ledger is not the one that was told.
    """
    noted = ledger.told(number)
    if found is None:
        return noted or Tail(0, "", 1)
    if found.seq > ledger.said(number):
        raise Stopped(Alarm.TOLD_AHEAD, f"told={found.seq} said={ledger.said(number)}")
    if ledger.id_of(number, found.seq) != found.id:
        raise Stopped(Alarm.TOLD_UNEVENLY, f"seq={found.seq}")
    life = found.incarnation if noted is None else max(noted.incarnation, found.incarnation)
    return found._replace(incarnation=life)


class Relay:
    """Tells one partition. `client` is what any client of Kafka needs."""

    def __init__(
        self,
        number: int,
        ledger: Ledger,
        telling: Telling,
        client: Mapping[str, Any],
        in_thread: Callable[..., Any],
    ) -> None:
        self.number = number
        self.tail = Tail(0, "", 1)
        self._ledger = ledger
        self._telling = telling
        self._in_thread = in_thread
        self._producer = AIOKafkaProducer(
            **client,
            transactional_id=f"{telling.topic}-{number}",
            transaction_timeout_ms=_TRANSACTION_MS,
            max_batch_size=_BATCH_BYTES,
        )

    async def start(self) -> None:
        """Fence whoever told before, and find out how far. Raises `Stopped`."""
        try:
            await self._producer.start()
            self.tail = await self._in_thread(self._found)
        except BaseException:
            await self._producer.stop()
            raise

    async def stop(self) -> None:
        """Tell no more; what was begun is finished or undone."""
        await self._producer.stop()

    async def tell(self) -> int:
        """Tell a portion of what was not told yet; how many findings that was."""
        tail = self.tail
        found = await self._in_thread(self._ledger.after, self.number, tail.seq, PORTION)
        if not found:
            return 0
        numbers = range(tail.seq + 1, tail.seq + 1 + len(found))
        if [one.no for one in found] != list(numbers):
            raise Stopped(Alarm.TOLD_UNEVENLY, f"after={tail.seq} found={found[0].no}")
        async with self._producer.transaction():
            await self._send(found)
        self.tail = tail._replace(seq=found[-1].no, id=found[-1].id)
        await self._in_thread(self._ledger.note, self.number, self.tail)
        return len(found)

    def _found(self) -> Tail:
        return hold_against(self._ledger, self.number, tail_of(self._telling.last(self.number)))

    async def _send(self, findings: Sequence[ToTell]) -> None:
        life = b"%d" % self.tail.incarnation
        sent: list[asyncio.Future[Any]] = []
        batch = self._producer.create_batch()
        for one in findings:
            said = {
                "key": one.subject.encode(),
                "value": one.body,
                "headers": [
                    ("seq", b"%d" % one.no),
                    ("id", one.id.encode()),
                    ("incarnation", life),
                ],
            }
            if batch.append(timestamp=None, **said) is None:
                sent.append(await self._flush(batch))
                batch = self._producer.create_batch()
                batch.append(timestamp=None, **said)
        sent.append(await self._flush(batch))
        await asyncio.gather(*sent)

    async def _flush(self, batch: Any) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = await self._producer.send_batch(
            batch, self._telling.topic, partition=self.number
        )
        return future
