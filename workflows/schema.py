"""The format of an edition's file as JSON Schema, for editors that complete and check as one types.

It is made of the models; what a schema cannot say (that names lead somewhere) the reader checks.
"""

from __future__ import annotations

import json
from typing import Any, Final

from sroki.workflows.edition import EditionFile

ID: Final = "edition.schema.json"
_USE: Final = {
    "additionalProperties": False,
    "description": "Выбранное значение толкования из раздела readings",
    "properties": {"reading": {"type": "string"}},
    "required": ["reading"],
    "type": "object",
}
# Readings themselves, and what the reader needs before it can put readings in.
_LITERAL: Final = frozenset({"Reading", "Option"})


def edition_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12): the models, with `{reading: …}` wherever a value may be."""
    schema = EditionFile.model_json_schema()
    definitions = {
        name: one if name in _LITERAL else _with_readings(one)
        for name, one in schema.pop("$defs").items()
    }
    readings = schema["properties"]["readings"]
    schema = _with_readings(schema)
    schema["properties"]["readings"] = readings
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        **schema,
        "$defs": {"ReadingUse": _USE, **definitions},
    }


def edition_schema_text() -> str:
    """The schema as the file in `docs/contracts/` holds it."""
    return json.dumps(edition_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _with_readings(node: dict[str, Any]) -> dict[str, Any]:
    """`node` with a reading allowed at each property, item and value below it."""
    made = dict(node)
    for key in ("properties", "patternProperties"):
        if key in made:
            made[key] = {name: _or_reading(one) for name, one in made[key].items()}
    if "patternProperties" in made:
        # pydantic leaves names that match no pattern open; the reader does not.
        made.setdefault("additionalProperties", False)
    for key in ("items", "additionalProperties"):
        if isinstance(made.get(key), dict):
            made[key] = _or_reading(made[key])
    for key in ("anyOf", "oneOf"):
        if key in made:
            made[key] = [_with_readings(one) for one in made[key]]
    return made


def _or_reading(node: dict[str, Any]) -> dict[str, Any]:
    inner = _with_readings(node)
    about = [key for key in ("default", "description", "title") if key in inner]
    described: dict[str, Any] = {key: inner.pop(key) for key in about}
    return described | {"anyOf": [inner, {"$ref": "#/$defs/ReadingUse"}]}
