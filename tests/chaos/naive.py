"""A control: what one writes with Faust first. A table that counts, and a topic that is told.

    python -m tests.chaos.naive BOOTSTRAP PREFIX FOLDER

Of each event the count of its case grows by one, and the event's name goes to the topic `told`;
at least once, as Faust has it. Nothing of Sroki is in it but the vocabulary.
"""

from __future__ import annotations

import sys
from typing import Any

import faust

from sroki.events.base import Event
from sroki.events.catalogue import identity
from sroki.events.stored import read_many

PARTITIONS = 2
SESSION_SECONDS = 6.0


def application(bootstrap: str, prefix: str, folder: str) -> faust.App:
    """The application; its counts are in the changelog of the table `counts`."""
    worker = faust.App(
        f"{prefix}naive",
        broker=f"kafka://{bootstrap}",
        store="memory://",
        datadir=folder,
        topic_partitions=PARTITIONS,
        topic_replication_factor=1,
        broker_session_timeout=SESSION_SECONDS,
        broker_heartbeat_interval=2.0,
        consumer_auto_offset_reset="earliest",
        web_enabled=False,
    )
    events = worker.topic(
        f"{prefix}events",
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
    )
    told = worker.topic(f"{prefix}told", key_serializer="raw", value_serializer="raw")
    counts = worker.Table("counts", default=int, partitions=PARTITIONS)

    @worker.agent(events)
    async def count(stream: Any) -> None:
        async for key, value in stream.items():
            (found,) = read_many([value])
            if isinstance(found, Event):
                counts[key.decode()] += 1
                await told.send(key=key, value=identity(found).hex().encode())

    return worker


if __name__ == "__main__":
    faust.Worker(application(*sys.argv[1:4]), loglevel="WARN").execute_from_commandline()
