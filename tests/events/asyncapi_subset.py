"""The part of AsyncAPI 3.0 that our document uses, as a JSON Schema that allows nothing else.

Restated from the specification (asyncapi.com/docs/reference/specification/v3.0.0), so that the
document is checked without a network; narrower than the specification, never wider.
"""

from __future__ import annotations

from typing import Any

NAME = r"^[A-Za-z0-9_.-]+$"


def _closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


def _map(value: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "patternProperties": {NAME: value},
        "additionalProperties": False,
    }


def _ref(to: str) -> dict[str, Any]:
    return _closed(["$ref"], **{"$ref": {"type": "string", "pattern": f"^#/{to}/[A-Za-z0-9_.-]+$"}})


TEXT = {"type": "string", "minLength": 1}
# A Schema Object: JSON Schema draft 7, where `discriminator` is the name of a property.
SCHEMA: dict[str, Any] = {
    "allOf": [{"$ref": "http://json-schema.org/draft-07/schema#"}],
    "properties": {
        "discriminator": {"type": "string"},
        "properties": {"type": "object", "additionalProperties": {"$ref": "#/definitions/schema"}},
        "items": {"$ref": "#/definitions/schema"},
        "anyOf": {"type": "array", "items": {"$ref": "#/definitions/schema"}},
        "oneOf": {"type": "array", "items": {"$ref": "#/definitions/schema"}},
    },
}
MESSAGE = _closed(
    ["name", "payload", "contentType"],
    name=TEXT,
    title=TEXT,
    summary=TEXT,
    description=TEXT,
    contentType={"type": "string", "pattern": "^application/"},
    payload=_ref("components/schemas"),
    headers={"$ref": "#/definitions/schema"},
    bindings=_closed(
        ["kafka"],
        kafka=_closed(["key"], key={"$ref": "#/definitions/schema"}, bindingVersion=TEXT),
    ),
    examples={"type": "array", "items": _closed([], payload={"type": "object"})},
)
CHANNEL = _closed(
    ["address", "messages"],
    address=TEXT,
    description=TEXT,
    parameters=_map(_closed([], description=TEXT)),
    messages=_map(_ref("components/messages")),
)
OPERATION = _closed(
    ["action", "channel"], action={"enum": ["send", "receive"]}, channel=_ref("channels")
)
INFO = _closed(
    ["title", "version"],
    title=TEXT,
    version=TEXT,
    description=TEXT,
    license=_closed(["name"], name=TEXT),
)
DOCUMENT: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "definitions": {"schema": SCHEMA},
    **_closed(
        ["asyncapi", "info"],
        asyncapi={"const": "3.0.0"},
        info=INFO,
        defaultContentType=TEXT,
        channels=_map(CHANNEL),
        operations=_map(OPERATION),
        components=_closed(
            [], messages=_map(MESSAGE), schemas=_map({"$ref": "#/definitions/schema"})
        ),
    ),
}
