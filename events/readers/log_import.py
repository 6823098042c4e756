"""The import of an XES log: trace by trace, every event by its rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from sroki.events.readers.mapping import Condition, Mapping, Take
from sroki.events.readers.mapping_walk import places
from sroki.events.readers.plan import ImportPlan, Portion
from sroki.events.readers.records import Known, Told
from sroki.events.readers.rejects import RowRejected
from sroki.events.readers.report import ImportReport
from sroki.events.readers.source import open_source
from sroki.events.readers.table import Cell
from sroki.events.readers.values import Located
from sroki.events.readers.wire import WireEvent
from sroki.events.readers.xes_reader import Values, XesLog, XesTrace

_MOST_NAMES: Final = 1000
_MORE: Final = "…"

# The attributes of a trace, and of one event of it.
Pair: TypeAlias = tuple[Values, Values]


class LogImport:
    """One log under its mapping. Raises `Invalid` where its date cannot be found."""

    def __init__(
        self, plan: ImportPlan, mapping: Mapping, log: XesLog, report: ImportReport
    ) -> None:
        self._plan, self._mapping, self._log, self._report = plan, mapping, log, report
        self._source = open_source(plan, mapping, report, _locate, self._address)
        self._trace_rules = any(rule.of == "trace" for rule in mapping.events)
        self._known = {
            "event": {one.event for one in places(mapping)},
            "trace": {one.trace for one in places(mapping)},
        }
        self._leaves = set(mapping.leaves)

    def portions(self) -> Iterator[Portion]:
        """All of the log. The last portion holds the watermark, if the mapping wants one."""
        source, size = self._source, self._plan.path.stat().st_size
        events: list[WireEvent] = []
        rejected: list[RowRejected] = []
        for trace in self._log.traces():
            self._tell(trace, events, rejected)
            while len(events) >= self._plan.portion or len(rejected) >= self._plan.portion:
                yield self._portion(events[: self._plan.portion], rejected)
                events, rejected = events[self._plan.portion :], []
                source.progress(self._log.position(), size)
        if events or rejected:
            yield self._portion(events, rejected)
        self._report.default_dates = self._log.defaults
        watermark = source.watermark()
        if watermark is not None:
            self._report.told["source_watermark"] += 1
            yield Portion([watermark], [])
        source.progress(size, size)

    def _portion(self, events: list[WireEvent], rejected: list[RowRejected]) -> Portion:
        for one in rejected:
            self._report.reject(one)
        return Portion(events, rejected)

    def _tell(self, trace: XesTrace, events: list[WireEvent], rejected: list[RowRejected]) -> None:
        """Everything a trace and its events tell. Events alike in all are told apart by order."""
        report, alike = self._report, Counter[str]()
        report.records += len(trace.events)
        if trace.orphan:
            rejected += [
                RowRejected("event_outside_trace", self._address(event.line, None))
                for event in trace.events
            ]
            return
        report.traces += 1
        self._count_unmapped("trace", trace.values)
        if self._trace_rules:
            whole: Pair = (trace.values, {})
            self._tell_record(trace.line, whole, events, rejected, alike, of_trace=True)
        for event in trace.events:
            self._count_unmapped("event", event.values)
            record = (trace.values, event.values)
            if not self._tell_record(event.line, record, events, rejected, alike):
                report.untold.add(self._address(event.line, None))

    def _tell_record(
        self,
        line: int,
        record: Pair,
        events: list[WireEvent],
        rejected: list[RowRejected],
        alike: Counter[str],
        *,
        of_trace: bool = False,
    ) -> bool:
        """Tell one record; whether it told anything, was rejected, or passed over by right."""
        applier = self._source.applier
        skips = applier.skips(line, record)
        if skips:
            if isinstance(skips, RowRejected):
                rejected.append(skips)
            else:
                self._report.skipped += 1
            return True
        known = applier.identify(line, record)
        if isinstance(known, RowRejected):
            rejected.append(known)
            return True
        if known.rejected is not None:
            rejected.append(known.rejected)
            return True
        reading = applier.read(line, record, of_trace=of_trace)
        rejected += reading.rejected
        for told in reading.told:
            event_id = self._name(known, told, alike)
            wire = self._source.writer.fact(event_id, told, known)
            events.append(WireEvent(wire, told.kind, told.address))
            self._report.told[told.kind] += 1
        return bool(reading.told or reading.rejected)

    def _name(self, known: Known, told: Told, alike: Counter[str]) -> str:
        naming = self._source.naming
        if told.key is not None:
            return naming.event(known.key, told.slot, told.key)
        event_id = naming.event(known.key, told.slot, told.says())
        alike[event_id] += 1
        order = alike[event_id]
        return event_id if order == 1 else naming.event(event_id, told.slot, order)

    def _count_unmapped(self, scope: str, values: Values) -> None:
        for key in values.keys() - self._known[scope]:
            counts = self._report.left if key in self._leaves else self._report.unmapped
            name = f"{scope} {key}"
            counts[name if name in counts or len(counts) < _MOST_NAMES else _MORE] += 1

    def _address(self, line: int, attribute: int | str | None) -> str:
        return self._log.address(line, str(attribute or ""))


def _locate(one: Take | Condition) -> Located:
    """An attribute of the event, or of its trace."""
    if one.event is not None:
        return Located(_getter(1, one.event), one.event)
    return Located(_getter(0, one.trace or ""), one.trace)


def _getter(part: int, key: str) -> Any:
    def get(record: Pair) -> Cell:
        return record[part].get(key)

    return get
