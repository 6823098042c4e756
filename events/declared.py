"""Events of the types that editions declare: their fields, checked against the declaration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from sroki.events.reasons import Reason, pointer
from sroki.events.record import LARGEST


class FieldSpec(NamedTuple):
    """A field of a declared type. A date is the text of an ISO date."""

    type: Literal["text", "integer", "number", "boolean", "date"]
    required: bool = False


# "04701000.site_inspected" -> its fields by name.
DeclaredTypes: TypeAlias = Mapping[str, Mapping[str, FieldSpec]]

_NAME: Final = re.compile(r"[0-9]{8,11}\.[a-z][a-z0-9_]{0,59}", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WANTED: Final = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "true, false",
    "date": "2017-04-15",
}


class AsDeclared(NamedTuple):
    """The fields that the type declares, and pointers to those dropped."""

    fields: dict[str, Any]
    dropped: tuple[str, ...]


class Undeclared(NamedTuple):
    """No edition known here declares the type."""

    reason: Reason


class Misdeclared(NamedTuple):
    """Its fields are not as declared."""

    reasons: tuple[Reason, ...]


def hold_against_declaration(
    said: Any, name: Any, types: DeclaredTypes, path: tuple[str, ...]
) -> AsDeclared | Undeclared | Misdeclared:
    """The fields of a declared event, held against its declaration."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        code = "missing_field" if name is None else "wrong_form"
        wanted = {} if name is None else {"wanted": _NAME.pattern}
        return Misdeclared((Reason(code, pointer(*path, "name"), wanted),))
    declared = types.get(name)
    if declared is None:
        return Undeclared(Reason("undeclared_type", pointer(*path, "name"), {"name": name}))
    if not isinstance(said, dict):
        wrong = Reason("wrong_type", pointer(*path, "fields"), {"wanted": "object"})
        return Misdeclared((wrong,))
    faults = [
        Reason("wrong_type", pointer(*path, "fields", key), {"wanted": _WANTED[spec.type]})
        for key, spec in declared.items()
        if key in said and not _fits(said[key], spec)
    ]
    faults += [
        Reason("out_of_range", pointer(*path, "fields", key), {"wanted": f"≤ {LARGEST}"})
        for key, spec in declared.items()
        if spec.type == "integer" and type(said.get(key)) is int and abs(said[key]) > LARGEST
    ]
    faults += [
        Reason("missing_field", pointer(*path, "fields", key))
        for key, spec in declared.items()
        if spec.required and key not in said
    ]
    if faults:
        return Misdeclared(tuple(faults))
    dropped = tuple(sorted(pointer(*path, "fields", key) for key in said.keys() - declared.keys()))
    return AsDeclared({key: said[key] for key in said if key in declared}, dropped)


def _fits(value: Any, spec: FieldSpec) -> bool:
    match spec.type:
        case "text":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "date":
            return isinstance(value, str) and _is_date(value)


def _is_date(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False
