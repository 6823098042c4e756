"""Of what a serving process knows and no row of the store: see `deploy/shell_metrics`."""

from __future__ import annotations

from typing import Final

from sroki.projections.metrics.declared.metric import Metric

DISAGREEMENTS: Final = Metric(
    "sroki_clock_disagreements_total",
    "counter",
    (),
    "How often the wall clock and the monotonic one fell apart by more than 120 s.",
    "at once",
)
CLOCK_HELD: Final = Metric(
    "sroki_clock_held",
    "gauge",
    (),
    "1 while time does not act because the clock jumped, else 0.",
    "at once",
)
DIGESTS: Final = Metric(
    "sroki_digests_total",
    "counter",
    ("outcome",),
    "Daily digests of units, by what came of them: sent, empty, failed.",
    "every outcome",
)
HOOK_ATTEMPTS: Final = Metric(
    "sroki_hook_attempts_total",
    "counter",
    ("hook", "outcome"),
    "Statuses sent to cabinets of applicants, by what came of the attempt: delivered, failed, "
    "given_up.",
    "every outcome of every cabinet with an address",
)
HOOK_OLDEST: Final = Metric(
    "sroki_hook_oldest_seconds",
    "gauge",
    ("hook",),
    "For how long the oldest status has waited to reach a cabinet; 0 while none waits.",
    "every cabinet with an address",
)
FAILED_ROUNDS: Final = Metric(
    "sroki_courier_failed_rounds",
    "gauge",
    ("courier",),
    "Rounds in a row that a courier could not finish: hooks, which tells cabinets, or postman, "
    "which sends digests. 0 while it goes round; a receiver that does not take a letter is no "
    "failed round.",
    "every courier",
)
