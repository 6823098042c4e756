"""A register's memory that is forgotten with the test, and short ways to import a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sroki.events.readers.importing import Import
from sroki.events.readers.mapping import Mapping as MappingFile
from sroki.events.readers.mapping_file import parse_mapping
from sroki.events.readers.plan import ImportPlan
from sroki.events.readers.register import Export, RowMemory
from sroki.events.readers.report import ImportReport

LATER = datetime(2018, 6, 1, tzinfo=UTC)


class KeptMemory:
    """A `RegisterMemory`; what it is given passes through JSON, as it would through a store."""

    def __init__(self) -> None:
        self._exports: dict[str, Export] = {}
        self._rows: dict[str, dict[str, str]] = {}

    def last(self, source: str) -> Export | None:
        return self._exports.get(source)

    def rows(self, source: str, keys: Sequence[str]) -> Mapping[str, RowMemory]:
        rows = self._rows.get(source, {})
        return {key: RowMemory.from_json(json.loads(rows[key])) for key in keys if key in rows}

    def keys(self, source: str) -> Iterator[str]:
        return iter(list(self._rows.get(source, {})))

    def write(self, source: str, export: Export, rows: Mapping[str, RowMemory]) -> None:
        self._exports[source] = export
        kept = self._rows.setdefault(source, {})
        kept.update({key: json.dumps(row.as_json()) for key, row in rows.items()})


class Imported(NamedTuple):
    """What a file told: its wire events with their addresses, and the report."""

    wires: list[dict[str, Any]]
    addresses: list[str]
    report: ImportReport

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The events of one kind."""
        return [wire for wire in self.wires if wire["type"] == f"ru.sroki.{kind}.v1"]

    @property
    def rejected(self) -> dict[str, list[str]]:
        """The first addresses of every reason."""
        return {reason: tally.first for reason, tally in self.report.rejected.items()}


def take(
    path: Path,
    mapping: MappingFile | None,
    memory: KeptMemory | None = None,
    *,
    as_at: date | datetime | None = None,
    now: datetime = LATER,
    **plan: Any,
) -> Imported:
    """Import a file, all portions durable at once."""
    importing = Import(ImportPlan(path, mapping, now, as_at=as_at, **plan), memory)
    wires, addresses = [], []
    for portion in importing.portions():
        for event in portion.events:
            # What travels is JSON: whatever is not would be a surprise later.
            wires.append(json.loads(json.dumps(event.wire)))
            addresses.append(event.address)
        if memory is not None and mapping is not None and portion.export is not None:
            memory.write(mapping.source, portion.export, portion.rows)
    return Imported(wires, addresses, importing.report)


def mapping_of(text: str) -> MappingFile:
    """A mapping by its YAML."""
    return parse_mapping(text.encode(), "mapping.yaml")
