"""What the imports of tables and of logs have in common: names, the writer, the closing word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sroki.events.errors import Invalid, Place, Refused
from sroki.events.i18n import say
from sroki.events.readers import as_at
from sroki.events.readers.apply import Address, Applier
from sroki.events.readers.as_at import Stated
from sroki.events.readers.mapping import Mapping
from sroki.events.readers.moments import Clock, rfc3339
from sroki.events.readers.naming import Naming
from sroki.events.readers.plan import ImportPlan
from sroki.events.readers.register import Export, RegisterMemory
from sroki.events.readers.report import ImportReport
from sroki.events.readers.table import Row
from sroki.events.readers.values import Locate
from sroki.events.readers.wire import WireEvent, Writer


@dataclass(frozen=True, slots=True)
class Source:
    """One file under its mapping, ready to be read."""

    plan: ImportPlan
    mapping: Mapping
    report: ImportReport
    naming: Naming
    writer: Writer
    applier: Applier
    stated: Stated | None
    export: Export | None

    def watermark(self) -> WireEvent | None:
        """The closing word, after all events; None where the mapping wants none, or not now."""
        said, stated = self.mapping.watermark, self.stated
        if said is None or stated is None:
            return None
        if said.given == "when_clean" and not self.report.clean:
            self.report.watermark_withheld = True
            return None
        constant = self.mapping.unit.constant
        units = tuple(said.units) or ((str(constant),) if constant is not None else ())
        self.report.watermark = stated.complete_to
        event_id = self.naming.event(
            "watermark", f"{said.role} {' '.join(units)}", rfc3339(stated.complete_to)
        )
        wire = self.writer.watermark(event_id, said, units, stated.complete_to)
        return WireEvent(wire, "source_watermark", self.plan.file)

    def progress(self, position: int, size: int) -> None:
        """Tell how far the reading has come."""
        if self.plan.progress is not None:
            self.plan.progress(min(position, size), size)


def open_source(
    plan: ImportPlan,
    mapping: Mapping,
    report: ImportReport,
    locate: Locate,
    address: Address,
    head: Sequence[Row] = (),
    memory: RegisterMemory | None = None,
) -> Source:
    """Find out what the file speaks for, and compile the mapping. Raises `Invalid`, `Refused`."""
    clock = Clock(mapping.zone)
    said = as_at.find(mapping, plan.as_at, head, plan.file)
    stated = None if said is None else as_at.state(said, mapping, clock, plan.now, plan.file)
    export = _export(plan, mapping, stated, memory) if mapping.is_state else None
    # By the office's clock: before breakfast a file would be of the day before in UTC.
    report.as_at = stated.nominal.astimezone(clock.zone) if stated else None
    naming = Naming(mapping.source, mapping.authority, plan.key)
    return Source(
        plan=plan,
        mapping=mapping,
        report=report,
        naming=naming,
        writer=Writer(mapping, export.recorded_at if export else None),
        applier=Applier(mapping, locate, address, naming),
        stated=stated,
        export=export,
    )


def _export(
    plan: ImportPlan, mapping: Mapping, stated: Stated | None, memory: RegisterMemory | None
) -> Export:
    """Which export of the register this is, in order after the one before."""
    if stated is None:
        raise Invalid(
            say("не сказано, на какую дату выгружен реестр"),
            place=Place(plan.file),
            why=say("без неё не видно, какое исправление последнее"),
            accepted=say("as_at в разметке или дата при загрузке"),
        )
    last = memory.last(mapping.source) if memory else None
    if last is not None and last.as_at > stated.nominal:
        raise Refused(
            say("выгрузка на {at} старше уже загруженной", at=_on(stated.nominal, mapping)),
            place=Place(plan.file),
            why=say(
                "источник «{source}» загружен на {at}",
                source=mapping.source,
                at=_on(last.as_at, mapping),
            ),
            accepted=say("выгрузки по порядку дат"),
        )
    # The same export again says the same: its events keep the moment they were recorded with.
    same = last is not None and last.as_at == stated.nominal
    return last if same and last else Export(stated.nominal, stated.recorded_at)


def _on(at: datetime, mapping: Mapping) -> str:
    return f"{at.astimezone(Clock(mapping.zone).zone):%d.%m.%Y %H:%M}"
