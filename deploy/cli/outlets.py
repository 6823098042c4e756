"""Where a command writes events that it does not take itself: a file, the output, or Kafka."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias

from sroki.deploy.cli.terminal import Terminal
from sroki.deploy.extras import need
from sroki.deploy.settings import Settings
from sroki.deploy.settings_loading import load

# Instead of the name of a file.
KAFKA: Final = "kafka"

Write: TypeAlias = Callable[[Iterable[bytes]], None]


def is_kafka(to: Path | None) -> bool:
    """Whether the inbox is meant and not a file."""
    return str(to) == KAFKA


@contextmanager
def writing(
    to: Path | None, ui: Terminal, settings: Settings | None = None, *, historical: bool = False
) -> Iterator[Write]:
    """What writes events, each a line of JSON; all of them are where they belong on leaving.

    Of Kafka the number of events that brokers confirmed is said at the end, or at a failure.
    """
    if is_kafka(to):
        with _to_inbox(ui, settings or load().settings, historical=historical) as write:
            yield write
    elif to is None:
        yield lambda bodies: sys.stdout.buffer.writelines(body + b"\n" for body in bodies)
        sys.stdout.buffer.flush()
    else:
        with to.open("wb") as file:
            yield lambda bodies: file.writelines(body + b"\n" for body in bodies)


@contextmanager
def _to_inbox(ui: Terminal, settings: Settings, *, historical: bool) -> Iterator[Write]:
    need("kafka", "aiokafka")
    # Only now: everything else does without the extra.
    from sroki.deploy.kafka.outside import Outside  # noqa: PLC0415

    outside = Outside(settings)
    try:
        with outside:
            yield lambda bodies: outside.send(bodies, historical=historical)
    finally:
        ui.note(ui.t("подтверждено брокерами: {count}", count=outside.sent))
