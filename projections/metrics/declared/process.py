"""Of what a process of a cluster tells of itself and nobody else: see `deploy/cluster/meter`."""

from __future__ import annotations

from typing import Final

from sroki.projections.metrics.declared.metric import Metric

# Upper edges of the buckets.
SECONDS: Final = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

LOG_BEHIND: Final = Metric(
    "sroki_worker_unread_records",
    "gauge",
    ("partition",),
    "Records of the log after the position that is durable, of the partitions that this worker "
    "holds; the log's end is looked at every five seconds.",
)
HELD: Final = Metric(
    "sroki_worker_partitions",
    "gauge",
    (),
    "Partitions that this worker holds and moves.",
    "at once",
)
REBALANCES: Final = Metric(
    "sroki_worker_rebalances_total",
    "counter",
    (),
    "How often the group has told this worker what is its, or that nothing is for now.",
    "at once",
)
SEATED: Final = Metric(
    "sroki_worker_seated",
    "gauge",
    (),
    "1 once the worker has done all that the group last told it to: what it was given is taken, "
    "what was taken from it is let go. 0 meanwhile.",
    "at once",
)
STILL: Final = Metric(
    "sroki_worker_still_seconds",
    "gauge",
    (),
    "For how long that duty of the worker has not moved that should have, by looks of five "
    "seconds: a partition, a relay, the seating. At worker.stuck_seconds, or three sessions where "
    "that is longer, the process ends by itself.",
    "at once",
)
BATCH: Final = Metric(
    "sroki_worker_batch_seconds",
    "histogram",
    (),
    "A fetched batch of a partition, from a free thread to its commit.",
    "at once",
)
RECORDS: Final = Metric(
    "sroki_worker_records_total",
    "counter",
    (),
    "Records of the log that this worker has taken, whatever came of them.",
    "at once",
)
SWEEP: Final = Metric(
    "sroki_worker_sweep_seconds",
    "histogram",
    (),
    "One round over all partitions in which time acts, letters are delivered and cases rechecked.",
    "at once",
)
RELAY_GAP: Final = Metric(
    "sroki_worker_relay_gap_findings",
    "gauge",
    ("partition",),
    "Findings of the ledger that the topic lacks, of the partitions that this worker tells.",
)
RELAY: Final = Metric(
    "sroki_worker_relay_seconds",
    "histogram",
    (),
    "One transaction of findings, from the ledger to the topic, and the note of it.",
    "at once",
)
INBOX_BEHIND: Final = Metric(
    "sroki_gate_unread_records",
    "gauge",
    ("topic", "partition"),
    "Records of an inbox that this gate has yet to take, of the partitions that it reads.",
)
PASSED: Final = Metric(
    "sroki_gate_batch_seconds",
    "histogram",
    (),
    "What was read of a partition of an inbox: through the intake, into the log, acknowledged.",
    "at once",
)
