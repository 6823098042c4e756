"""The import of a table: a register compared with what it was, or a log of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Final, NamedTuple

from sroki.events.errors import SrokiError
from sroki.events.readers import header
from sroki.events.readers.mapping import Mapping as MappingFile
from sroki.events.readers.mapping_walk import places
from sroki.events.readers.plan import ImportPlan, Portion
from sroki.events.readers.records import Known
from sroki.events.readers.register import Register, RegisterMemory, RowMemory
from sroki.events.readers.rejects import RowRejected
from sroki.events.readers.report import ImportReport
from sroki.events.readers.source import open_source
from sroki.events.readers.table import Broken, Cell, Row, Table, folded, is_blank
from sroki.events.readers.wire import WireEvent

# Raised when the same row may come to tell something else.
_READING: Final = 1
_BATCH: Final = 500


class _Record(NamedTuple):
    row: Row
    known: Known


class TableImport:
    """One table under its mapping. Raises `Invalid` where its header or date cannot be found."""

    def __init__(
        self,
        plan: ImportPlan,
        mapping: MappingFile,
        table: Table,
        report: ImportReport,
        memory: RegisterMemory | None,
    ) -> None:
        self._plan, self._mapping, self._table = plan, mapping, table
        self._report, self._memory = report, memory
        self._found = header.find(table, mapping, plan.file)
        columns = self._found.columns
        self._width = len(columns.names)
        try:
            self._source = open_source(
                plan, mapping, report, columns.locate, table.address, self._found.head, memory
            )
        except SrokiError:
            self._found.rows.close()
            raise
        source = self._source
        self._register = Register(source.naming, source.writer, source.applier.slots)
        located = {columns.locate(one).at for one in places(mapping) if one.column or one.letter}
        self._used = sorted(at for at in located if isinstance(at, int))
        self._unused = _unused(columns.names, self._used)
        self._leaves = {folded(name) for name in mapping.leaves}
        self._seen: set[str] = set()

    def portions(self) -> Iterator[Portion]:
        """All of the table. The last portion holds the watermark."""
        source, size = self._source, self._plan.path.stat().st_size
        if source.export is not None:
            yield Portion([], [], source.export)
        batch: list[_Record] = []
        rejected: list[RowRejected] = []
        for row in self._rows():
            taken = self._identify(row)
            if isinstance(taken, _Record):
                batch.append(taken)
            elif taken is not None:
                rejected.append(taken)
            if len(batch) + len(rejected) >= _BATCH:
                yield from self._flush(batch, rejected)
                batch, rejected = [], []
                source.progress(self._table.position(), size)
        yield from self._flush(batch, rejected)
        self._report_vanished()
        watermark = source.watermark()
        if watermark is not None:
            self._report.told["source_watermark"] += 1
            yield Portion([watermark], [], source.export)
        source.progress(size, size)

    def _rows(self) -> Iterator[Row]:
        """The rows that should tell something: titles and blank ones are counted and passed."""
        report, first = self._report, True
        with closing(self._found.rows) as rows:
            for row in rows:
                report.records += 1
                if all(is_blank(cell) for cell in row.cells):
                    report.blank += 1
                elif header.is_title(row.cells) or (first and header.is_numbering(row.cells)):
                    report.titles += 1
                else:
                    first = False
                    yield row

    def _identify(self, row: Row) -> _Record | RowRejected | None:
        """Which record a row is; None for one that the mapping passes over."""
        applier, address = self._source.applier, self._table.address
        if reason := self._ragged(row.cells):
            return RowRejected(reason, address(row.number, None))
        self._count_unused(row.cells)
        skips = applier.skips(row.number, row.cells)
        if isinstance(skips, RowRejected):
            return skips
        if skips:
            self._report.skipped += 1
            return None
        known = applier.identify(row.number, row.cells)
        if isinstance(known, RowRejected):
            return known
        if self._mapping.is_state:
            if known.key in self._seen:
                return RowRejected("key_repeated", address(row.number, None))
            self._seen.add(known.key)
        return known.rejected or _Record(row, known)

    def _ragged(self, cells: Sequence[Cell]) -> str | None:
        """Why a row does not fit the header; None where it does."""
        if len(cells) == 1 and isinstance(cells[0], Broken):
            return cells[0].reason
        extra = any(not is_blank(cell) for cell in cells[self._width :])
        return "row_ragged" if self._width and (len(cells) < self._width or extra) else None

    def _count_unused(self, cells: Sequence[Cell]) -> None:
        for column, name in self._unused:
            if not is_blank(cells[column]):
                left = folded(name) in self._leaves
                (self._report.left if left else self._report.unmapped)[name] += 1

    def _flush(self, batch: list[_Record], rejected: list[RowRejected]) -> Iterator[Portion]:
        export = self._source.export
        before: Mapping[str, RowMemory] = {}
        if self._memory is not None and export is not None:
            keys = [record.known.key for record in batch]
            before = self._memory.rows(self._mapping.source, keys)
        events: list[WireEvent] = []
        rows: dict[str, RowMemory] = {}
        for record in batch:
            if export is None:
                self._tell_log(record, events, rejected)
            else:
                self._tell_state(record, before.get(record.known.key), events, rejected, rows)
            if len(events) >= self._plan.portion:
                yield self._portion(events, rejected, rows)
                events, rejected, rows = [], [], {}
        if events or rejected or rows:
            yield self._portion(events, rejected, rows)

    def _portion(
        self, events: list[WireEvent], rejected: list[RowRejected], rows: dict[str, RowMemory]
    ) -> Portion:
        for one in rejected:
            self._report.reject(one)
        return Portion(events, rejected, self._source.export, rows)

    def _tell_log(
        self, record: _Record, events: list[WireEvent], rejected: list[RowRejected]
    ) -> None:
        (number, cells), known = record
        source = self._source
        reading = source.applier.read(number, cells)
        rejected += reading.rejected
        for told in reading.told:
            event_id = source.naming.event(known.key, told.slot, told.key or told.says())
            wire = source.writer.fact(event_id, told, known)
            events.append(WireEvent(wire, told.kind, told.address))
            self._report.told[told.kind] += 1
        if not reading.told and not reading.rejected:
            self._report.untold.add(self._table.address(number, None))

    def _tell_state(
        self,
        record: _Record,
        before: RowMemory | None,
        events: list[WireEvent],
        rejected: list[RowRejected],
        rows: dict[str, RowMemory],
    ) -> None:
        (number, cells), known = record
        content = self._content(cells)
        if before is not None and before.content == content:
            self._report.unchanged += 1
            return
        address = self._table.address(number, None)
        reading = self._source.applier.read(number, cells)
        rejected += reading.rejected
        changes = self._register.changes(known, reading, before, content, address)
        events += changes.events
        rows[known.key] = changes.memory
        for event in changes.events:
            self._report.told[event.kind] += 1
        self._report.unruled += changes.unruled
        if not changes.memory.slots and not reading.rejected:
            self._report.untold.add(address)

    def _content(self, cells: Sequence[Cell]) -> str:
        """A digest of all of the row that the mapping reads, and of the mapping."""
        read = [cells[column] if column < len(cells) else None for column in self._used]
        return self._source.naming.digest(f"{_READING} {self._mapping.sha256} {read!r}")

    def _report_vanished(self) -> None:
        memory, name = self._memory, self._mapping.source
        if memory is None or self._source.export is None:
            return
        gone = [key for key in memory.keys(name) if key not in self._seen]
        for at in range(0, len(gone), _BATCH):
            for row in memory.rows(name, gone[at : at + _BATCH]).values():
                if any(slot.says for slot in row.slots.values()):
                    self._report.vanish(row.address)


def _unused(names: tuple[str, ...], used: list[int]) -> list[tuple[int, str]]:
    """The named columns that no rule reads."""
    return [(at, name) for at, name in enumerate(names) if name and at not in used]
