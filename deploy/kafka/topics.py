"""The topics as they should be, and why: what `sroki topics` makes and holds brokers to.

Each wish says what happens where it is not granted. What loses or doubles is *dangerous*; what
costs, or keeps something too long, is worth knowing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from sroki.deploy.kafka.settings import KafkaSettings
from sroki.events.i18n import mark

_DAY_MS: Final = 24 * 60 * 60 * 1000
_FOREVER: Final = -1
# The most a record may weigh, bytes: of outsiders, an event of a megabyte with its envelope.
_SENT_BYTES: Final = 2_000_000
_KEPT_BYTES: Final = 4_000_000


class Wish(NamedTuple):
    """A property of a topic: what is asked of it, when it is good, and why. `name` is Kafka's."""

    name: str
    value: str
    good: Callable[[str], bool]
    why: str
    dangerous: bool = True


class Topic(NamedTuple):
    """A topic: its name, how many partitions and copies it is made with, and its properties."""

    name: str
    partitions: int
    replication: int
    wishes: Sequence[Wish]

    @property
    def configs(self) -> dict[str, str]:
        """What it is made with."""
        return {wish.name: wish.value for wish in self.wishes}


class Found(NamedTuple):
    """A topic as brokers have it. `copies` is the fewest that a partition of it has."""

    partitions: int
    copies: int
    configs: Mapping[str, str]


class Difference(NamedTuple):
    """What is not as it should be, and why that matters. `found` is empty where there is none."""

    topic: str
    what: str
    wanted: str
    found: str
    why: str
    dangerous: bool


_NO_TOPIC: Final = mark("топика нет: в него некому писать и нечего читать")
_PARTITIONS: Final = mark(
    "раздел субъекта считается по их числу: с другим события дела попадут не к тому воркеру"
)
_INBOX_PARTITIONS: Final = mark("столько приёмов могут работать разом")
_COPIES: Final = mark("брокер, сгоревший с единственной копией, унесёт события с собой")
_MIN_ISR: Final = mark("подтверждено то, что лежит на одном диске; он сгорит — события потеряны")
_ISR_ALL: Final = mark("любой остановленный брокер остановит приём")
_CLEANUP: Final = mark("сжатие топика стирает прежние события того же субъекта")
_RETENTION: Final = mark("записи исчезнут раньше, чем их прочтут после долгой остановки")
_TOO_LONG: Final = mark("присланное, а в нём бывают номера, хранится дольше обещанного")
_BYTES: Final = mark("топик обрежут по размеру, не глядя на возраст записей")
_STAMP: Final = mark("возраст записи скажут часы отправителя: завтрашняя дата хранит её вечно")
_UNCLEAN: Final = mark("ведущим станет отставший брокер, и подтверждённые события исчезнут")
_LARGE: Final = mark("большой список не пройдёт, и приём встанет на нём")
_FLUSH: Final = mark("брокер один и пишет на диск, когда захочет: сбой питания унесёт последнее")


def topics(kafka: KafkaSettings, partitions: int, inboxes: Iterable[str] = ()) -> list[Topic]:
    """Every topic of a store of so many partitions; `inboxes` are the own topics of sources."""
    found = [
        Topic(name, kafka.inbox_partitions, kafka.replication, _sent(kafka, kafka.inbox_days))
        for name in (kafka.inbox, *sorted(set(inboxes)))
    ]
    kept = _kept(kafka)
    found += [
        Topic(kafka.events, partitions, kafka.replication, kept),
        Topic(kafka.findings, partitions, kafka.replication, kept),
        Topic(kafka.rejected, 1, kafka.replication, _sent(kafka, kafka.rejected_days)),
    ]
    return found


def differences(topic: Topic, found: Found | None, *, fixed: bool) -> list[Difference]:
    """In what a topic is not as it should be; `fixed`: its partitions are those of the store."""
    if found is None:
        return [Difference(topic.name, "—", "", "", _NO_TOPIC, dangerous=True)]
    told = []
    if found.partitions != topic.partitions:
        why = _PARTITIONS if fixed else _INBOX_PARTITIONS
        counts = str(topic.partitions), str(found.partitions)
        told.append(Difference(topic.name, "partitions", *counts, why, dangerous=fixed))
    if found.copies < topic.replication:
        counts = str(topic.replication), str(found.copies)
        told.append(Difference(topic.name, "replication.factor", *counts, _COPIES, dangerous=True))
    for wish in topic.wishes:
        has = found.configs.get(wish.name, "")
        if not wish.good(has):
            told.append(
                Difference(topic.name, wish.name, wish.value, has, wish.why, wish.dangerous)
            )
    return told


def _sent(kafka: KafkaSettings, days: int) -> list[Wish]:
    """What outsiders sent: short-lived."""
    whole = days * _DAY_MS
    return [
        *_common(kafka, _SENT_BYTES),
        Wish("retention.ms", str(whole), _lasts(whole), _RETENTION),
        Wish("retention.ms", str(whole), _at_most(whole), _TOO_LONG, dangerous=False),
    ]


def _kept(kafka: KafkaSettings) -> list[Wish]:
    """What is ours: kept for a year and more."""
    whole = kafka.events_days * _DAY_MS
    return [
        *_common(kafka, _KEPT_BYTES),
        Wish("retention.ms", str(whole), _lasts(whole), _RETENTION),
    ]


def _common(kafka: KafkaSettings, size: int) -> list[Wish]:
    in_sync = max(1, kafka.replication - 1)
    wishes = [
        Wish("cleanup.policy", "delete", _is("delete"), _CLEANUP),
        Wish("retention.bytes", str(_FOREVER), _is(str(_FOREVER)), _BYTES),
        Wish("message.timestamp.type", "LogAppendTime", _is("LogAppendTime"), _STAMP),
        Wish("min.insync.replicas", str(in_sync), _at_least(in_sync), _MIN_ISR),
        Wish("unclean.leader.election.enable", "false", _is("false"), _UNCLEAN),
        Wish("max.message.bytes", str(size), _at_least(size), _LARGE),
    ]
    if kafka.replication > 1:
        most = kafka.replication - 1
        wishes.append(
            Wish("min.insync.replicas", str(most), _at_most(most), _ISR_ALL, dangerous=False)
        )
    else:
        wishes.append(Wish("flush.messages", "1", _at_most(1), _FLUSH, dangerous=False))
    return wishes


def _is(value: str) -> Callable[[str], bool]:
    return lambda found: found == value


def _at_least(number: int) -> Callable[[str], bool]:
    return lambda found: found.isdecimal() and int(found) >= number


def _at_most(number: int) -> Callable[[str], bool]:
    return lambda found: found.isdecimal() and int(found) <= number


def _lasts(ms: int) -> Callable[[str], bool]:
    return lambda found: found == str(_FOREVER) or _at_least(ms)(found)
