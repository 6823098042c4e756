"""A rule of the mapping, compiled: how to know that a record tells its event, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter

from sroki.events.base import Performer, UnitCode
from sroki.events.readers.conversion import Check
from sroki.events.readers.kinds import own_fields, subject_fields
from sroki.events.readers.mapping import EventRule, Mapping
from sroki.events.readers.mapping_check import slot_of
from sroki.events.readers.moments import Moment
from sroki.events.readers.values import Compiler, Read, Test

UNIT: Final[Check] = TypeAdapter(UnitCode)
_PERFORMER: Final[Check] = TypeAdapter(Performer)


class FieldOf(NamedTuple):
    """A field of an event, how it is read, and the column to name where it is missing."""

    name: str
    read: Read
    required: bool
    column: int | str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for one file. `subject` names the fields that tell the events of no case apart."""

    slot: str
    kind: str
    of_trace: bool
    filled: Test
    moment: Callable[[Any], Moment | None]
    at: int | str | None
    tests: tuple[Test, ...]
    each: Callable[[Any], Iterator[Any]] | None
    fields: tuple[FieldOf, ...]
    name: Read | None
    unit: Read
    unit_column: int | str | None
    performer: Read | None
    key: Read | None
    subject: tuple[str, ...]


def compile_rule(rule: EventRule, mapping: Mapping, compiler: Compiler) -> Rule:
    """The rule, its columns found and its conversions chosen."""
    unit = rule.unit or mapping.unit
    performer = rule.performer or mapping.performer
    return Rule(
        slot=slot_of(rule),
        kind=rule.event,
        of_trace=rule.of == "trace",
        filled=compiler.filled(rule.at),
        moment=compiler.moment(rule.at, rule.precision or mapping.precision),
        at=compiler.column(rule.at),
        tests=tuple(compiler.test(one) for one in rule.when),
        each=compiler.items(rule.each) if rule.each else None,
        fields=tuple(_fields(rule, compiler)),
        name=compiler.value(rule.name) if rule.name else None,
        unit=compiler.value(unit, "text", UNIT),
        unit_column=compiler.column(unit),
        performer=compiler.value(performer, "text", _PERFORMER) if performer else None,
        key=compiler.value(rule.key) if rule.key else None,
        subject=subject_fields(rule.event),
    )


def _fields(rule: EventRule, compiler: Compiler) -> Iterator[FieldOf]:
    """In the order of their names, so that equal facts are equal whatever the mapping's order."""
    known = {} if rule.event == "declared" else own_fields(rule.event)
    for name, take in sorted(rule.fields.items()):
        field = known.get(name)
        column = compiler.column(take)
        if field is None:
            yield FieldOf(name, compiler.value(take, "natural"), False, column)
        else:
            read = compiler.values if field.many else compiler.value
            yield FieldOf(name, read(take, field.shape, field.check), field.required, column)
