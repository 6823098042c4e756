"""A mapping applied to one record: what it tells, and what in it cannot be taken.

A record is a row of a table, or an event of a log with its trace. A cell that cannot be read costs
the event it belongs to, not the row: the other events of the row are told. A row whose number or
unit cannot be read tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from pydantic import TypeAdapter

from sroki.events.aliases import Year
from sroki.events.base import Code, EventId, Performer, UnitCode
from sroki.events.readers.kinds import is_of_a_case, own_fields, subject_fields
from sroki.events.readers.mapping import EventRule, Mapping, Take
from sroki.events.readers.mapping_check import slot_of
from sroki.events.readers.moments import Moment
from sroki.events.readers.naming import Naming
from sroki.events.readers.rejects import Fault, RowRejected
from sroki.events.readers.values import Check, Compiler, Json, Locate, Read, Test

# (number of the record, its column or attribute) -> how people find it.
Address: TypeAlias = Callable[[int, int | str | None], str]
Fields: TypeAlias = "dict[str, Any]"

# Stands between the parts of a slot: its rule, the item of `each`, the subject of no case.
SEPARATOR = "\x1f"

_UNIT: Check = TypeAdapter(UnitCode)
_PERFORMER: Check = TypeAdapter(Performer)
_NUMBER: Check = TypeAdapter(EventId)
_CODE: Check = TypeAdapter(Code)
_YEAR: Check = TypeAdapter(Year)


class Told(NamedTuple):
    """One event that a record tells. `slot` names it among all that the record may tell.

    `fields` stand in the order of their names.
    """

    slot: str
    kind: str
    moment: Moment
    unit: str
    performer: str | None
    fields: Fields
    key: str | None
    address: str

    def says(self) -> str:
        """All that it says, as one text: equal texts, equal facts of a slot."""
        at, precision = self.moment
        return f"{at} {precision} {self.unit} {self.performer} {self.fields!r}"


class Known(NamedTuple):
    """Which record it is: its name in the source, how its case is found, whose work it is.

    `rejected` where it is known, but tells nothing: nobody can say whose work it is.
    """

    key: str
    subject: Fields
    unit: str
    rejected: RowRejected | None = None


class Reading(NamedTuple):
    """What a record tells, and which of its events could not be read."""

    told: list[Told]
    rejected: list[RowRejected]


@dataclass(frozen=True, slots=True)
class _Rule:
    slot: str
    kind: str
    of_trace: bool
    filled: Test
    moment: Callable[[Any], Moment | None]
    at: int | str | None
    tests: tuple[Test, ...]
    each: Callable[[Any], Iterator[Any]] | None
    fields: tuple[tuple[str, Read, bool, int | str | None], ...]
    name: Read | None
    unit: Read
    unit_column: int | str | None
    performer: Read | None
    key: Read | None
    subject: tuple[str, ...]
    of_a_case: bool


class Applier:
    """A mapping, compiled for one file. Raises `Invalid` for a zone that is not known."""

    def __init__(self, mapping: Mapping, locate: Locate, address: Address, naming: Naming) -> None:
        self._mapping = mapping
        self.slots = {slot_of(rule): rule.event for rule in mapping.events}
        self._address = address
        self._naming = naming
        self._compiler = Compiler(mapping, locate)
        self._locate = locate
        self.clock = self._compiler.clock
        self._case = self._subject_reader()
        self._row_key = [self._compiler.value(take) for take in mapping.row_key]
        self._skip = [self._compiler.test(one) for one in mapping.skip]
        self._unit = self._compiler.value(mapping.unit, "text", _UNIT)
        self._unit_column = self._column(mapping.unit)
        rules = [self._rule(rule) for rule in mapping.events]
        self._of_events = [rule for rule in rules if not rule.of_trace]
        self._of_traces = [rule for rule in rules if rule.of_trace]
        self._case_is_needed = any(rule.of_a_case for rule in rules)

    def skips(self, number: int, record: Any) -> bool | RowRejected:
        """Whether the mapping says to pass over the record."""
        try:
            return any(test(record) for test in self._skip)
        except Fault as fault:
            return self._reject(number, fault)

    def identify(self, number: int, record: Any) -> Known | RowRejected:
        """Which record it is. Without its number it is nobody's."""
        try:
            subject = self._case(record)
            parts = [repr(sorted(subject.get("reference", subject).items()))]
            parts += [str(_needed(read(record), "key_missing")) for read in self._row_key]
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
                self._apply(rule, number, record, reading.told)
            except Fault as fault:
                fault.column = rule.at if fault.column is None else fault.column
                reading.rejected.append(self._reject(number, fault, rule.slot))
        return reading

    def _apply(self, rule: _Rule, number: int, record: Any, told: list[Told]) -> None:
        if not rule.filled(record) or not all(test(record) for test in rule.tests):
            return
        moment = rule.moment(record)
        if moment is None:
            return
        if rule.each is None:
            told.append(self._told(rule, rule.slot, moment, number, record))
            return
        # All items or none: a slot that is missing means that the item was taken out.
        several = []
        for item in rule.each(record):
            self._compiler.item[0] = item
            several.append(
                self._told(rule, f"{rule.slot}{SEPARATOR}{item}", moment, number, record)
            )
        told += several

    def _told(self, rule: _Rule, slot: str, moment: Moment, number: int, record: Any) -> Told:
        unit = rule.unit(record)
        if unit is None:
            raise Fault("missing", rule.unit_column)
        fields: Fields = {}
        for name, read, required, column in rule.fields:
            value = read(record)
            if value is not None:
                fields[name] = value
            elif required:
                raise Fault("missing", column)
        if rule.kind == "declared":
            fields = {"name": self._declared_name(rule, record), "fields": fields}
        if rule.subject:
            slot = SEPARATOR.join((slot, str(unit), *(str(fields[name]) for name in rule.subject)))
        performer = rule.performer(record) if rule.performer else None
        return Told(
            slot,
            rule.kind,
            moment,
            str(unit),
            None if performer is None else str(performer),
            fields,
            None if rule.key is None else str(rule.key(record)),
            self._address(number, rule.at),
        )

    def _declared_name(self, rule: _Rule, record: Any) -> str:
        name = rule.name(record) if rule.name else None
        if name is None:
            raise Fault("missing")
        return str(name) if "." in str(name) else f"{self._mapping.authority}.{name}"

    def _subject_reader(self) -> Callable[[Any], Fields]:
        case = self._mapping.case
        if case is None:
            return lambda _: {}
        if case.reference is not None:
            return self._reference_reader()
        take = case.hash or case.case_id
        assert take is not None  # noqa: S101 - the model has seen to it
        read, hashed = self._compiler.value(take), case.hash is not None

        def subject(record: Any) -> Fields:
            value = read(record)
            if value is None:
                return self._no_case()
            return {"case_id": self._naming.case(str(value)) if hashed else str(value)}

        return subject

    def _reference_reader(self) -> Callable[[Any], Fields]:
        reference = self._mapping.case.reference if self._mapping.case else None
        assert reference is not None  # noqa: S101 - the caller has looked
        value, column = self._compiler.value, self._column(reference.number)
        number = value(reference.number, "text", _NUMBER)
        others = [("kind", value(reference.kind, "text", _CODE), self._column(reference.kind))]
        if reference.year is not None:
            year = value(reference.year, "integer", _YEAR)
            others.append(("year", year, self._column(reference.year)))

        def subject(record: Any) -> Fields:
            said = number(record)
            if said is None:
                return self._no_case(column)
            found = {"number": said}
            for name, read, at in others:
                found[name] = _needed(read(record), "key_missing", at)
            return {"reference": found}

        return subject

    def _no_case(self, column: int | str | None = None) -> Fields:
        if self._case_is_needed:
            raise Fault("key_missing", column)
        return {}

    def _rule(self, rule: EventRule) -> _Rule:
        compiler = self._compiler
        fields = []
        known = {} if rule.event == "declared" else own_fields(rule.event)
        for name, take in sorted(rule.fields.items()):
            field = known.get(name)
            if field is None:
                fields.append((name, compiler.value(take, "natural"), False, self._column(take)))
                continue
            read = compiler.values if field.many else compiler.value
            reader = read(take, field.shape, field.check)
            fields.append((name, reader, field.required, self._column(take)))
        declared = own_fields("declared")["name"] if rule.event == "declared" else None
        performer = rule.performer or self._mapping.performer
        return _Rule(
            slot=slot_of(rule),
            kind=rule.event,
            of_trace=rule.of == "trace",
            filled=compiler.filled(rule.at),
            moment=compiler.moment(rule.at, rule.precision or self._mapping.precision),
            at=self._column(rule.at),
            tests=tuple(compiler.test(one) for one in rule.when),
            each=compiler.items(rule.each) if rule.each else None,
            fields=tuple(fields),
            name=compiler.value(rule.name) if declared and rule.name else None,
            unit=compiler.value(rule.unit, "text", _UNIT) if rule.unit else self._unit,
            unit_column=self._column(rule.unit or self._mapping.unit),
            performer=compiler.value(performer, "text", _PERFORMER) if performer else None,
            key=compiler.value(rule.key) if rule.key else None,
            subject=subject_fields(rule.event),
            of_a_case=is_of_a_case(rule.event),
        )

    def _column(self, take: Take) -> int | str | None:
        """Where a value is looked for, as an address names it."""
        if take.join:
            columns = [self._column(one) for one in take.join]
            return next((column for column in columns if column is not None), None)
        if take.year_of:
            return self._column(take.year_of)
        named = (take.column, take.letter, take.event, take.trace)
        return self._locate(take).at if any(one is not None for one in named) else None

    def _reject(self, number: int, fault: Fault, slot: str = "") -> RowRejected:
        return RowRejected(fault.reason, self._address(number, fault.column), slot)


def _needed(value: Json | None, reason: str, column: int | str | None = None) -> Json:
    if value is None:
        raise Fault(reason, column)
    return value
