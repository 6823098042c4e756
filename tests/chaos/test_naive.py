"""The checker must be able to see a wrong system: a naive one under the same faults."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag
from time import monotonic

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition

from sroki.deploy.kafka.broker import Brokers
from sroki.deploy.kafka.log import KafkaLog
from sroki.deploy.kafka.producer import Producer
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.events.base import Event
from tests.chaos import checker
from tests.chaos.naive import PARTITIONS
from tests.chaos.story import Story
from tests.support.kafka import settings_of

pytestmark = pytest.mark.real

MANY = 600
PATIENCE = 90.0


@dataclass
class Rig:
    """The naive application's processes, and its topics."""

    kafka: KafkaSettings
    folder: Path
    producer: Producer
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        given = (self.kafka.bootstrap, self.kafka.prefix, str(self.folder / "data"))
        with (self.folder / "naive.log").open("ab") as log:
            self.workers.append(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.chaos.naive", *given],
                    cwd=Path(__file__).parents[2],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            )

    def kill(self) -> None:
        worker = self.workers.pop(0)
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    def say(self, events: list[Event]) -> None:
        KafkaLog.of(self.producer, self.kafka.events, PARTITIONS).append(events)

    def told(self) -> int:
        """How many records the topic `told` has."""
        return sum(self._ends(f"{self.kafka.prefix}told").values())

    def acknowledged(self) -> bool:
        """Whether all that was said is acknowledged."""
        group = f"{self.kafka.prefix}naive"
        with closing(KafkaConsumer(**self.kafka.client(), group_id=group)) as consumer:
            ends = self._ends(self.kafka.events)
            return all((consumer.committed(place) or 0) == end for place, end in ends.items())

    def until(self, wanted: Callable[[], bool]) -> None:
        assert self.comes_to(wanted), (self.folder / "naive.log").read_text()[-3_000:]

    def comes_to(self, wanted: Callable[[], bool]) -> bool:
        """Whether it is so within patience."""
        end, waiting = monotonic() + PATIENCE, Flag()
        while not (found := wanted()) and monotonic() < end:
            waiting.wait(0.1)
        return found

    def _ends(self, topic: str) -> dict[TopicPartition, int]:
        with closing(KafkaConsumer(**self.kafka.client())) as consumer:
            places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
            ends: dict[TopicPartition, int] = consumer.end_offsets(places)
            return ends


@pytest.fixture
def rig(brokers: Brokers, topic_prefix: str, tmp_path: Path) -> Iterator[Rig]:
    kafka = settings_of(brokers, topic_prefix)
    admin = KafkaAdminClient(**kafka.client())
    topics = (kafka.events, f"{topic_prefix}told", f"{topic_prefix}naive-counts-changelog")
    shape = {"num_partitions": PARTITIONS}
    admin.create_topics(dict.fromkeys(topics, shape), wait_for_metadata=True)
    admin.close()
    with Producer(kafka) as producer:
        found = Rig(kafka, tmp_path, producer)
        yield found
        while found.workers:
            found.kill()


@pytest.mark.parametrize("kills", [0, 2])
def test_a_naive_application_is_right_until_it_is_killed(rig: Rig, kills: int) -> None:
    events = Story(1, MANY).events
    portion = len(events) // (kills + 1)
    rig.start()
    for at in range(0, len(events), portion):
        before = rig.told()
        rig.say(events[at : at + portion])
        rig.until(lambda before=before: rig.told() > before)  # type: ignore[misc]
        if at // portion < kills:
            # In the middle of things, as always.
            rig.kill()
            rig.start()
    # Killed, it may never come to the end of what was said: that is its fault too, not the test's.
    assert rig.comes_to(rig.acknowledged) or kills
    found = checker.naive(rig.kafka.bootstrap, rig.kafka.events, rig.kafka.prefix)
    assert (checker.amiss(found) > 0) is (kills > 0), found
