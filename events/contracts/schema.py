"""JSON Schema (draft 7) of the wire form of each kind, made of the models the intake checks by.

What the schema takes the intake takes, but for what only it can know: the clock, the directory, the
numbers, the editions. The other way round the schema is narrower: it wants an absent field left
out, where the intake would also take null. Fields that it does not name are dropped by the intake,
so they are allowed here.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from sroki.events.aliases import Reference
from sroki.events.base import CaseEvent
from sroki.events.catalogue import KINDS, NEWEST, TYPE_PREFIX
from sroki.events.contracts.examples import example
from sroki.events.contracts.words import KINDS as TITLES
from sroki.events.contracts.words import of_field
from sroki.events.i18n import t
from sroki.events.record import Amendment

Schema: TypeAlias = dict[str, Any]

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_ENVELOPE: Final = frozenset(
    {"kind", "version", "id", "source", "occurred_at", "received_at", "historical"}
)
# What a replacement takes from the correction around it.
_INHERITED: Final = frozenset(
    {"authority", "service", "unit", "case_id", "ticket", "period", "audit"}
)
_NOISE: Final = frozenset({"title", "description", "default", "additionalProperties"})


def wire_schema(kind: str) -> Schema:
    """The schema of a kind as it travels: a CloudEvent in structured mode."""
    title, about = TITLES[kind]
    said = _properties(kind)
    return {
        "$schema": DRAFT,
        "$id": f"{kind}.v{NEWEST[kind]}.schema.json",
        "title": title,
        "description": f"{both(title)}\n\n{both(about)}",
        "type": "object",
        "required": ["specversion", "type", "source", "id", "time", "data"],
        "properties": {
            "specversion": {**_means(kind, "specversion"), "const": "1.0"},
            "type": {**_means(kind, "type"), "const": f"{TYPE_PREFIX}{kind}.v{NEWEST[kind]}"},
            "source": {**_means(kind, "source"), **said["source"]},
            "id": {**_means(kind, "id"), **said["id"]},
            "time": {**_means(kind, "time"), **said["occurred_at"]},
            "subject": {**_means(kind, "subject"), "type": "string"},
            "datacontenttype": {
                **_means(kind, "datacontenttype"),
                "type": "string",
                "pattern": "json",
            },
            "dataschema": {**_means(kind, "dataschema"), "type": "string"},
            "data": data_schema(kind),
        },
        "examples": [example(kind)],
    }


def data_schema(kind: str) -> Schema:
    """The schema of a kind's `data`."""
    return {**_means(kind, "data"), **_object(kind), **_subject(kind)}


def both(text: str) -> str:
    """A text in Russian and in English."""
    return f"{text} / {t(text, 'en')}"


def _means(kind: str, field: str) -> Schema:
    return {"description": both(of_field(kind, field))}


def _object(kind: str) -> Schema:
    model = KINDS[kind]
    required = [
        name
        for name, field in model.model_fields.items()
        if field.is_required() and name not in _ENVELOPE and name != "case_id"
    ]
    if kind == "listed":
        required.append("outcome")
    said = _properties(kind)
    properties = {
        name: {**_means(kind, name), **said[name]} for name in said if name not in _ENVELOPE
    }
    return {"type": "object", "required": required, "properties": properties | _numbers(kind)}


def _numbers(kind: str) -> Schema:
    """The fields that the intake takes out: by what number a case is known."""
    if "case_id" not in KINDS[kind].model_fields:
        return {}
    found = {"reference": _reference(kind)}
    if kind == "registered":
        said = _reference(kind)["properties"]
        for name, of in (("number", "number"), ("year", "year"), ("number_kind", "kind")):
            found[name] = {**said[of], **_means(kind, name)}
    return found


def _reference(kind: str) -> Schema:
    said = _plain(Reference.model_json_schema())["properties"]
    means = {name: _means("reference", name) for name in said}
    return {
        **_means(kind, "reference"),
        "type": "object",
        "required": ["number"],
        "properties": {name: {**means[name], **said[name]} for name in said},
    }


def _subject(kind: str) -> Schema:
    """How `data` says what the event is about, where there is a choice."""
    if issubclass(KINDS[kind], CaseEvent):
        ways = ["case_id", "reference", *(["number"] if kind == "registered" else [])]
        return {"anyOf": [{"required": [way]} for way in ways]}
    if issubclass(KINDS[kind], Amendment):
        by_case = {"anyOf": [{"required": ["case_id"]}, {"required": ["reference"]}]}
        others = [{"required": [way]} for way in ("ticket", "period", "audit")]
        return {"oneOf": [by_case, *others]}
    return {}


def _properties(kind: str) -> Schema:
    """The models' own schemas of the fields, with what travels otherwise put in its place."""
    if kind == "corrected":
        said = _properties("annulled")
        facts = [one for one in KINDS if one not in ("corrected", "annulled", "source_watermark")]
        return {**said, "replacement": {"oneOf": [_replacement(one) for one in facts]}}
    schema = KINDS[kind].model_json_schema()
    said = {name: _plain(one, schema) for name, one in schema["properties"].items()}
    if kind == "list_approved":
        case = said["considered"]["items"]["properties"]["case_id"]
        by_number = {
            "type": "object",
            "required": ["reference"],
            "properties": {"reference": _reference(kind)},
        }
        by_id = {"type": "object", "required": ["case_id"], "properties": {"case_id": case}}
        said["included"] = {"type": "array", "items": {"anyOf": [case, by_id, by_number]}}
        one = said["considered"]["items"]
        one["properties"]["reference"] = _reference(kind)
        one["required"] = []
        one["oneOf"] = [{"required": ["case_id"]}, {"required": ["reference"]}]
    return said


def _replacement(kind: str) -> Schema:
    """A fact within a correction: flat, without what it inherits."""
    said = _object(kind)
    moment = {"type": "string", "format": "date-time"}
    return {
        "title": TITLES[kind][0],
        "type": "object",
        "required": [
            "kind",
            "occurred_at",
            *(name for name in said["required"] if name not in _INHERITED),
        ],
        "properties": {
            "kind": {**_means("replacement", "kind"), "const": kind},
            "version": {**_means("replacement", "version"), "const": NEWEST[kind]},
            "occurred_at": {**moment, **_means("replacement", "occurred_at")},
            **{
                name: one
                for name, one in said["properties"].items()
                if name not in _INHERITED and name != "reference"
            },
        },
    }


def _plain(schema: Any, root: Schema | None = None) -> Any:
    """A schema without references, nulls, and pydantic's own titles."""
    if isinstance(schema, list):
        return [_plain(one, root) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema and root is not None:
        return _plain(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    choices = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(choices) == 1:
        return _plain(choices[0], root)
    return {
        key: {name: _plain(one, root) for name, one in value.items()}
        if key == "properties"
        else _plain(value, root)
        for key, value in schema.items()
        if key not in _NOISE and key != "$defs"
    }
