"""What a mapping may tell of each kind of event: its own fields, their types, whose fact it is."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter

from sroki.events.aliases import Year
from sroki.events.audits import Audit
from sroki.events.base import CaseEvent, Code, Event, EventId, GroupEvent
from sroki.events.catalogue import KINDS
from sroki.events.filing import Visit
from sroki.events.readers.conversion import Shape
from sroki.events.record import DeclaredName

# These speak of other events or of the file as a whole; the import makes them itself.
MADE_BY_IMPORT: Final = frozenset({"corrected", "annulled", "source_watermark"})
# A list names many cases; its rows tell it as `listed`, a case each.
NOT_OF_A_ROW: Final = frozenset({"list_approved"})
TELLABLE: Final = frozenset(KINDS) - MADE_BY_IMPORT - NOT_OF_A_ROW

_COMMON: Final = frozenset(Event.model_fields) | {"case_id"}


class OwnField(NamedTuple):
    """A field of one kind of event: its type, how to check a value, whether it must be there."""

    shape: Shape
    many: bool
    required: bool
    check: TypeAdapter[Any]


# The wire carries the number beside the event; the intake puts it into the alias register.
_NUMBER: Final = {
    "number": OwnField("text", many=False, required=False, check=TypeAdapter(EventId)),
    "year": OwnField("integer", many=False, required=False, check=TypeAdapter(Year)),
    "number_kind": OwnField("text", many=False, required=False, check=TypeAdapter(Code)),
}


@cache
def own_fields(kind: str) -> dict[str, OwnField]:
    """The fields that only this kind has; of a declared type, just its name."""
    if kind == "declared":
        return {
            "name": OwnField("text", many=False, required=True, check=TypeAdapter(DeclaredName))
        }
    fields = {}
    for name, info in KINDS[kind].model_fields.items():
        if name not in _COMMON:
            check: TypeAdapter[Any] = TypeAdapter(info.rebuild_annotation())
            shape, many = _shape(check.json_schema())
            fields[name] = OwnField(shape, many, info.is_required(), check)
    return fields | (_NUMBER if kind == "registered" else {})


def is_of_a_case(kind: str) -> bool:
    """Whether the event cannot stand without a case."""
    return issubclass(KINDS[kind], CaseEvent)


def subject_fields(kind: str) -> tuple[str, ...]:
    """The own fields that, with the unit, name the subject of an event of no case."""
    if issubclass(KINDS[kind], Visit):
        return ("ticket",)
    if issubclass(KINDS[kind], Audit):
        return ("audit",)
    return ("period",) if issubclass(KINDS[kind], GroupEvent) else ()


_TYPES: Final[dict[str, Shape]] = {"integer": "integer", "number": "number", "boolean": "boolean"}


def _shape(schema: dict[str, Any]) -> tuple[Shape, bool]:
    """The simple type behind a JSON Schema, and whether there may be several."""
    inner = next(one for one in schema.get("anyOf", [schema]) if one.get("type") != "null")
    if inner.get("type") == "array":
        return "text", True
    return _TYPES.get(inner.get("type", "string"), "text"), False
