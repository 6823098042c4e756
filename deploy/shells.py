"""Which shell the settings ask for."""

from __future__ import annotations

from sroki.deploy.clock import Clock
from sroki.deploy.embedded import Embedded
from sroki.deploy.extras import need
from sroki.deploy.settings import Settings
from sroki.deploy.shell import Shell


def open_shell(settings: Settings, clock: Clock) -> Shell:
    """The shell that the settings ask for: where there is Kafka the log is there, and the clock is
    that of the database; else everything is in this process."""
    if not settings.kafka.on:
        return Embedded(settings, clock)
    need("kafka", "aiokafka", "kafka")
    # Only now: the embedded service does without the extra.
    from sroki.deploy.kafka.gate import Gate  # noqa: PLC0415

    return Gate(settings)
