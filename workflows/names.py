"""What the names in an edition may lead to: event kinds and their fields, built-in milestones.

Event kinds come from the catalogue, so a new event is known here by being there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, NamedTuple, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import to_json

from sroki.events.base import CaseEvent, Event, GroupEvent
from sroki.events.catalogue import KINDS
from sroki.events.filing import Visit
from sroki.events.i18n import say
from sroki.workflows.edition import DeclaredType

DECLARED: Final = "declared"
CASE_KINDS: Final = frozenset(kind for kind, cls in KINDS.items() if issubclass(cls, CaseEvent))
VISIT_KINDS: Final = frozenset(kind for kind, cls in KINDS.items() if issubclass(cls, Visit))
# What a milestone can be made of.
FACT_KINDS: Final = CASE_KINDS | VISIT_KINDS
GROUP_KINDS: Final = frozenset(kind for kind, cls in KINDS.items() if issubclass(cls, GroupEvent))

_COMMON: Final = frozenset(Event.model_fields) | {"case_id"}
_DECLARED_TYPES: Final[Mapping[str, Any]] = {
    "text": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "date": str,
}


class FieldOf(NamedTuple):
    """A field of an event that `where` may ask for: how to test a value, and what it may be."""

    adapter: TypeAdapter[Any]
    accepted: str

    def takes(self, value: object) -> bool:
        """Whether the event's field could hold `value`."""
        try:
            self.adapter.validate_json(to_json(value), strict=True)
        except ValidationError:
            return False
        return True


@cache
def fields_of(kind: str) -> Mapping[str, FieldOf]:
    """The fields of a kind of the catalogue that are its own."""
    fields = KINDS[kind].model_fields
    return {name: _field(field) for name, field in fields.items() if name not in _COMMON}


def declared_fields(declared: DeclaredType) -> Mapping[str, FieldOf]:
    """The fields of a type that an edition declares."""
    return {one.name: _described(TypeAdapter(_DECLARED_TYPES[one.type])) for one in declared.fields}


def _field(field: FieldInfo) -> FieldOf:
    inner = get_args(field.annotation)
    if get_origin(field.annotation) is tuple:
        # Of a field with several values one of them is asked for.
        return _described(TypeAdapter(inner[0]))
    constrained: Any = Annotated[field.annotation, field]
    return _described(TypeAdapter(constrained))


def _described(adapter: TypeAdapter[Any]) -> FieldOf:
    schema = adapter.json_schema()
    shapes = [shape for shape in schema.get("anyOf", [schema]) if shape.get("type") != "null"]
    defined = schema.get("$defs", {})
    resolved = [
        defined[shape["$ref"].rpartition("/")[2]] if "$ref" in shape else shape for shape in shapes
    ]
    accepted = [_shape(shape) for shape in resolved]
    return FieldOf(adapter, accepted[0] if len(accepted) == 1 else ", ".join(accepted))


def _shape(shape: Mapping[str, Any]) -> str:
    if "enum" in shape:
        return ", ".join(map(str, shape["enum"]))
    if shape.get("type") == "boolean":
        return "true, false"
    if shape.get("type") in {"integer", "number"}:
        return _number(shape.get("minimum"), shape.get("maximum"))
    return say("текст")


def _number(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return say("число от {low} до {high}", low=low, high=high)
    if low is not None:
        return say("число от {low}", low=low)
    return say("число") if high is None else say("число до {high}", high=high)
