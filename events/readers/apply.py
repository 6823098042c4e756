"""A mapping applied to one record: what it tells, and what in it cannot be taken.

A record is a row of a table, or an event of a log with its trace. A cell that cannot be read costs
the event it belongs to, not the row: the other events of the row are told. A row whose number or
unit cannot be read tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from pydantic import ValidationError

from sroki.events.readers.kinds import is_of_a_case, own_fields
from sroki.events.readers.mapping import Mapping
from sroki.events.readers.mapping_check import slot_of
from sroki.events.readers.moments import Moment
from sroki.events.readers.naming import Naming
from sroki.events.readers.records import SEPARATOR, Fields, Known, Reading, Told
from sroki.events.readers.rejects import Fault, RowRejected
from sroki.events.readers.rules import UNIT, Rule, compile_rule
from sroki.events.readers.subjects import subject_reader
from sroki.events.readers.values import Compiler, Json, Locate

# (number of the record, its column or attribute) -> how people find it.
Address: TypeAlias = Callable[[int, int | str | None], str]


class Applier:
    """A mapping, compiled for one file. Raises `Invalid` for a zone that is not known."""

    def __init__(self, mapping: Mapping, locate: Locate, address: Address, naming: Naming) -> None:
        self._authority = mapping.authority
        self._address = address
        self._naming = naming
        compiler = self._compiler = Compiler(mapping, locate)
        needed = any(is_of_a_case(rule.event) for rule in mapping.events)
        self._subject = subject_reader(mapping.case, compiler, naming, needed=needed)
        self._row_key = [(compiler.value(one), compiler.column(one)) for one in mapping.row_key]
        self._skip = [compiler.test(one) for one in mapping.skip]
        self._unit = compiler.value(mapping.unit, "text", UNIT)
        self._unit_column = compiler.column(mapping.unit)
        rules = [compile_rule(rule, mapping, compiler) for rule in mapping.events]
        self._of_events = [rule for rule in rules if not rule.of_trace]
        self._of_traces = [rule for rule in rules if rule.of_trace]
        self._declared: dict[str, str] = {}
        self.slots = {slot_of(rule): rule.event for rule in mapping.events}

    def skips(self, number: int, record: Any) -> bool | RowRejected:
        """Whether the mapping says to pass over the record."""
        try:
            return any(test(record) for test in self._skip)
        except Fault as fault:
            return self._reject(number, fault)

    def identify(self, number: int, record: Any) -> Known | RowRejected:
        """Which record it is. Without its number it is nobody's."""
        try:
            subject = self._subject(record)
            parts = [repr(sorted(subject.get("reference", subject).items()))]
            for read, column in self._row_key:
                parts.append(str(_needed(read(record), "key_missing", column)))
        except Fault as fault:
            return self._reject(number, fault)
        key = self._naming.record(parts)
        try:
            unit = _needed(self._unit(record), "missing", self._unit_column)
        except Fault as fault:
            return Known(key, subject, "", self._reject(number, fault))
        return Known(key, subject, str(unit))

    def read(self, number: int, record: Any, *, of_trace: bool = False) -> Reading:
        """Everything that a record tells."""
        reading = Reading([], [])
        for rule in self._of_traces if of_trace else self._of_events:
            try:
                reading.told.extend(self._apply(rule, number, record))
            except Fault as fault:
                fault.column = rule.at if fault.column is None else fault.column
                reading.rejected.append(self._reject(number, fault, rule.slot))
        return reading

    def _apply(self, rule: Rule, number: int, record: Any) -> list[Told]:
        """What one rule finds in a record; of `each`, all items or none, since a slot that is
        missing means that its item was taken out."""
        if not rule.filled(record) or not all(test(record) for test in rule.tests):
            return []
        moment = rule.moment(record)
        if moment is None:
            return []
        if rule.each is None:
            return [self._told(rule, rule.slot, moment, number, record)]
        several = []
        for item in rule.each(record):
            self._compiler.item[0] = item
            slot = f"{rule.slot}{SEPARATOR}{item}"
            several.append(self._told(rule, slot, moment, number, record))
        return several

    def _told(self, rule: Rule, slot: str, moment: Moment, number: int, record: Any) -> Told:
        unit = str(_needed(rule.unit(record), "missing", rule.unit_column))
        fields: Fields = {}
        for name, read, required, column in rule.fields:
            value = read(record)
            if value is not None:
                fields[name] = value
            elif required:
                raise Fault("missing", column)
        if rule.name is not None:
            name = str(_needed(rule.name(record), "missing"))
            fields = {"name": self._declared_name(name), "fields": fields}
        if rule.subject:
            slot = SEPARATOR.join((slot, unit, *(str(fields[name]) for name in rule.subject)))
        performer = rule.performer(record) if rule.performer else None
        return Told(
            slot,
            rule.kind,
            moment,
            unit,
            None if performer is None else str(performer),
            fields,
            None if rule.key is None else str(rule.key(record)),
            self._address(number, rule.at),
        )

    def _declared_name(self, name: str) -> str:
        """The full name of a declared type: `<authority>.<name>`."""
        full = self._declared.get(name)
        if full is None:
            full = name if "." in name else f"{self._authority}.{name}"
            try:
                own_fields("declared")["name"].check.validate_python(full)
            except ValidationError:
                raise Fault("not_allowed") from None
            self._declared[name] = full
        return full

    def _reject(self, number: int, fault: Fault, slot: str = "") -> RowRejected:
        return RowRejected(fault.reason, self._address(number, fault.column), slot)


def _needed(value: Json | None, reason: str, column: int | str | None = None) -> Json:
    if value is None:
        raise Fault(reason, column)
    return value
