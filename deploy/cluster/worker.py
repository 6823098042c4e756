"""The Faust application: one topic, one agent, whole batches; everything else of Faust is off.

What an agent would do with a message is done by the lane of its partition, in a thread.
"""

from __future__ import annotations

from typing import Any, Final

import faust
from yarl import URL

from sroki.deploy.cluster import guards
from sroki.deploy.cluster.lanes import Lanes
from sroki.deploy.cluster.transport import BatchSchema, BatchTransport, Readers
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.settings import Settings

# Records of one fetch of a partition, and bytes: a transaction of them stays under a second.
BATCH_RECORDS: Final = 4_000
_BATCH_BYTES: Final = 2 * 1024 * 1024
# It is by the answer to a heartbeat that a member learns of a rebalance, and all wait for the last.
_HEARTBEAT_SECONDS: Final = 1.0


class Application(faust.App):
    """It keeps nothing in folders, and makes none."""

    def _create_directories(self) -> None:
        """Faust would make them in the current folder, for tables."""


def application(settings: Settings, readers: Readers, lanes: Lanes) -> faust.App:
    """The application, refused if anything of Faust is on that must not be."""
    kafka, own = settings.kafka, settings.worker
    worker = Application(
        f"{kafka.prefix}worker",
        broker=[URL(f"kafka://{address}") for address in kafka.addresses],
        broker_credentials=credentials(kafka),
        broker_session_timeout=float(own.session_seconds),
        broker_heartbeat_interval=_HEARTBEAT_SECONDS,
        broker_rebalance_timeout=float(own.session_seconds),
        broker_request_timeout=30.0,
        broker_max_poll_records=BATCH_RECORDS,
        consumer_max_fetch_size=_BATCH_BYTES,
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=own.instance or None,
        processing_guarantee="at_least_once",
        stream_wait_empty=False,
        table_standby_replicas=0,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
    )
    worker.transport = BatchTransport(worker, readers)
    events = worker.topic(kafka.events, schema=BatchSchema(), acks=False)

    @worker.agent(events, name="partitions", concurrency=1)
    async def partitions(batches: Any) -> None:
        try:
            async for fetched in batches.events():
                lanes.put(fetched.message.partition, fetched.value)
        except Exception as failure:
            # Faust would restart the agent, having passed over what it had in hand.
            lanes.failed(failure)
            raise

    guards.refuse(worker)
    return worker


def credentials(kafka: KafkaSettings) -> Any:
    """The same key to the brokers as every other client has, in Faust's words."""
    said = kafka.client()
    if "sasl_mechanism" in said:
        return faust.SASLCredentials(
            username=said["sasl_plain_username"],
            password=said["sasl_plain_password"],
            ssl_context=said.get("ssl_context"),
            mechanism=said["sasl_mechanism"],
        )
    return faust.SSLCredentials(said["ssl_context"]) if "ssl_context" in said else None
