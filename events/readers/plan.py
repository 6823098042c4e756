"""What to import and how, as one value; and what comes out of it, a portion at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sroki.events.readers.limits import Limits
from sroki.events.readers.mapping import Mapping as MappingFile
from sroki.events.readers.rejects import RowRejected
from sroki.events.readers.remembered import Export, RowMemory
from sroki.events.readers.wire import WireEvent


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """One import.

    `mapping` is None for JSON Lines of events. `now` (aware) is the importer's clock; `name` what
    the file is called in messages, where `path` is a copy of it. `as_at` goes before what the
    mapping finds; a datetime without a zone is local. `key` is the installation's secret for
    names. `historical` is for the intake to stamp: findings and figures, but no alert. `portion`
    bounds the events of a portion, if a single record does not tell more. `progress` is told the
    bytes read and their total.
    """

    path: Path
    mapping: MappingFile | None
    now: datetime
    name: str = ""
    as_at: date | datetime | None = None
    historical: bool = False
    key: bytes = field(default=b"", repr=False)
    limits: Limits = field(default_factory=Limits)
    portion: int = 1000
    progress: Callable[[int, int], None] | None = None

    @property
    def file(self) -> str:
        """The name of the file in messages."""
        return self.name or self.path.name


class Portion(NamedTuple):
    """What one transaction should hold: events, and what to remember once they are durable.

    `export` is None for files that are no register; else write it to the memory, with
    `rows_without` what the intake rejected.
    """

    events: list[WireEvent]
    rejected: list[RowRejected]
    export: Export | None = None
    rows: Mapping[str, RowMemory] = {}

    def rows_without(self, refused: Collection[str]) -> Mapping[str, RowMemory]:
        """`rows`, where the intake rejected the events of these ids: they will be told again.

        What was held, or waits for its case, is kept by the intake and counts as told.
        """
        rows = dict(self.rows)
        # The last first: what a slot was before the first event that was refused is what counts.
        for event in reversed(self.events):
            if event.step is not None and event.wire["id"] in refused:
                rows[event.step.row] = rows[event.step.row].without(event.step)
        return rows
