"""How the case of a record is found: by a number, by a name made of a value, or as it is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from pydantic import TypeAdapter

from sroki.events.aliases import Year
from sroki.events.base import CaseId, Code, EventId
from sroki.events.readers.conversion import Check
from sroki.events.readers.mapping import CaseRule, Reference, Take
from sroki.events.readers.naming import Naming
from sroki.events.readers.records import Fields
from sroki.events.readers.rejects import Fault
from sroki.events.readers.values import Compiler, Json, Read

Subject: TypeAlias = Callable[[Any], Fields]

_CASE: Final[Check] = TypeAdapter(CaseId)
_NUMBER: Final[Check] = TypeAdapter(EventId)
_CODE: Final[Check] = TypeAdapter(Code)
_YEAR: Final[Check] = TypeAdapter(Year)
# Of a number such as 1234/17: which century its two digits are of.
_SHORT: Final = 100
_TURN: Final = 70


def subject_reader(
    rule: CaseRule | None, compiler: Compiler, naming: Naming, *, needed: bool
) -> Subject:
    """A reader of `case_id` or `reference`. Without a case it raises `Fault`, if one is needed."""
    if rule is None:
        return lambda _: {}
    if rule.reference is not None:
        return _by_reference(rule.reference, compiler, needed=needed)
    if rule.hash is not None:
        return _by_value(rule.hash, compiler, naming.case, needed=needed)
    assert rule.case_id is not None  # noqa: S101 - the model has seen to it
    return _by_value(rule.case_id, compiler, str, needed=needed, check=_CASE)


def _by_value(
    take: Take,
    compiler: Compiler,
    named: Callable[[str], str],
    *,
    needed: bool,
    check: Check | None = None,
) -> Subject:
    read, column = compiler.value(take, "text", check), compiler.column(take)

    def subject(record: Any) -> Fields:
        value = read(record)
        return _none(column, needed=needed) if value is None else {"case_id": named(str(value))}

    return subject


def _by_reference(reference: Reference, compiler: Compiler, *, needed: bool) -> Subject:
    number = compiler.value(reference.number, "text", _NUMBER)
    column = compiler.column(reference.number)
    others: list[tuple[str, Read, int | str | None]] = [
        ("kind", compiler.value(reference.kind, "text", _CODE), compiler.column(reference.kind))
    ]
    if reference.year is not None:
        others.append(("year", _year(reference.year, compiler), compiler.column(reference.year)))

    def subject(record: Any) -> Fields:
        said = number(record)
        if said is None:
            return _none(column, needed=needed)
        found = {"number": said}
        for name, read, at in others:
            value = read(record)
            if value is None:
                raise Fault("key_missing", at)
            found[name] = value
        return {"reference": found}

    return subject


def _year(take: Take, compiler: Compiler) -> Read:
    read, column = compiler.value(take, "integer"), compiler.column(take)

    def year(record: Any) -> Json | None:
        said = read(record)
        if isinstance(said, int) and 0 <= said < _SHORT:
            said += 2000 if said < _TURN else 1900
        if said is not None and not _is_year(said):
            raise Fault("not_allowed", column)
        return said

    return year


def _is_year(value: Json) -> bool:
    return isinstance(value, int) and 1990 <= value <= 2100


def _none(column: int | str | None, *, needed: bool) -> Fields:
    if needed:
        raise Fault("key_missing", column)
    return {}
