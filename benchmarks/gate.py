"""How fast a gate passes the inbox: a season through broker, intake, PostgreSQL and the log.

    python -m benchmarks.gate [EVENTS]

Broker and database run beside it on the same cores. CPU time is of the gate's process alone, its
consumer and producer threads included; the wall is shared with whatever else runs.
"""

from __future__ import annotations

import sys
import time
from contextlib import closing
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sroki.deploy.clock import ToldClock
from sroki.deploy.kafka.admin import Admin
from sroki.deploy.kafka.broker import Brokers
from sroki.deploy.kafka.gate import Gate
from sroki.deploy.kafka.inbox import Inbox
from sroki.deploy.kafka.outside import Outside
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.kafka.topics import topics
from sroki.deploy.postgres_server import server
from sroki.deploy.settings import Settings
from sroki.deploy.simulate import over, season

PARTITIONS = 4
YEAR = 2025


def main(events: int) -> None:
    """Measure and print."""
    bodies = [one.body for one in islice(season(1, events, YEAR), events)]
    with (
        TemporaryDirectory(prefix="sroki-gate-") as folder,
        Brokers(Path(folder)) as brokers,
        server() as postgres,
    ):
        kafka = KafkaSettings(bootstrap=brokers.bootstrap, replication=1)
        with Admin(kafka) as admin:
            admin.create(topics(kafka, PARTITIONS))
        settings = Settings.model_validate(
            {"store": postgres.create(), "partitions": PARTITIONS, "kafka": kafka}
        )
        with Outside(settings) as outside:
            outside.send(bodies)
        with (
            closing(Gate(settings, ToldClock(over(YEAR)))) as gate,
            Inbox(kafka, gate.topics, gate.limits) as inbox,
        ):
            gate.begin()
            done = 0
            wall, cpu = time.monotonic(), time.process_time()
            while done < len(bodies):
                for batch in inbox.read():
                    gate.take_batch(batch)
                    inbox.done(batch)
                    done += len(batch.sent)
            wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    print(f"{done} events: {done / wall:,.0f}/s by the wall, {done / cpu:,.0f}/s of its CPU time")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
