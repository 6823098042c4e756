"""The rolling recheck of a shell: a few subjects a second, round and round the journals.

It must find nothing. What it finds is counted (`sroki_standing_mismatches_total`), named in the
log, and left as it is for somebody to look at.
"""

from __future__ import annotations

from typing import Final

from sroki.deploy.logs import log
from sroki.monitors.engine import Engine

_log = log(__name__)

# Entries of a partition's journal a round: some milliseconds.
AT_A_TIME: Final = 20


class Recheck:
    """Remembers how far each partition was gone through; a process begins anew."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._after: dict[int, int] = {}

    def some(self, partition: int) -> None:
        """Hold a few subjects of a partition against its journal."""
        after, found = self._engine.recheck(partition, self._after.get(partition, 0), AT_A_TIME)
        self._after[partition] = after
        for key in found:
            _log.error("standing_mismatch", partition=partition, subject=key)
