"""Play a journal again: the same inputs in the same order say the same findings.

What cases send to groups is in the journal of the group's partition as facts, so each partition is
replayed by itself; letters that the replay writes anew are repetitions and are not delivered.
A partition that begins with subjects of an earlier generation is replayed from there on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Final

from pydantic import TypeAdapter

from sroki.events.catalogue import from_bytes, parse_array, parse_many
from sroki.events.errors import Refused
from sroki.events.findings import Finding
from sroki.events.record import SourceWatermark
from sroki.monitors.engine import Engine
from sroki.workflows.standing import Entry, InputKind

# What came by itself, taken or not.
_EVENTS: Final = frozenset({InputKind.EVENT, InputKind.CONFLICT})
_FINDINGS: Final = TypeAdapter(list[Finding])


def replay(engine: Engine, partition: int, entries: Iterable[Entry]) -> None:
    """Give `engine` every entry of a partition's journal, in order.

    Events that follow one another go into one transaction: what is said of each does not change.
    """
    for told, some in groupby(entries, lambda entry: entry.kind in _EVENTS):
        if told:
            engine.advance(partition, parse_many([entry.body for entry in some]))
        else:
            for entry in some:
                _give(engine, partition, entry)


def _give(engine: Engine, partition: int, entry: Entry) -> None:
    kind, body = entry.kind, entry.body
    if kind is InputKind.FACTS:
        engine.facts(partition, entry.subject or "", parse_array(body))
    elif kind is InputKind.TICK:
        engine.tick(partition, datetime.fromisoformat(body.decode()), always=True)
    elif kind is InputKind.RULEBOOK:
        engine.activate(partition, body.decode())
    elif kind is InputKind.ADOPTED:
        findings = _FINDINGS.validate_json(body)
        engine.adopt(partition, engine.said(partition) + 1, findings)
    elif kind is InputKind.RECONCILED:
        engine.reconcile(partition)
    elif kind is InputKind.GO_LIVE:
        at, source = body.decode().split(" ", 1)
        engine.go_live(partition, source, datetime.fromisoformat(at))
    elif kind is not InputKind.MOVED:
        watermark = from_bytes(body)
        if not isinstance(watermark, SourceWatermark):
            raise Refused(f"entry {entry.seq} of partition {partition} is no watermark")
        engine.watermark(partition, watermark)
