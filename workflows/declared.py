"""An edition's own events: their names in the stream, and their fields for the intake.

An edition that declares `search_completed` writes `event: search_completed`; in the stream of
events it is `declared` with the name "52701000.search_completed", namespaced by the authority.
"""

from __future__ import annotations

from collections.abc import Iterable

from sroki.events.catalogue import KINDS
from sroki.events.declared import DeclaredTypes, FieldSpec
from sroki.events.yaml_tree import Json
from sroki.workflows.edition import Edition
from sroki.workflows.known import authority_of
from sroki.workflows.names import DECLARED


def own_names(data: dict[str, Json]) -> list[str]:
    """The names in the section `declares`, as far as they can be read."""
    section = data.get("declares")
    names = (
        [one.get("name") for one in section if isinstance(one, dict)]
        if isinstance(section, list)
        else []
    )
    return [name for name in names if isinstance(name, str)]


def write_out(data: dict[str, Json]) -> dict[str, Json]:
    """`data` with the events it declares written as the stream has them."""
    names = own_names(data)
    if not names:
        return data
    own = {name: f"{authority_of(data)}.{name}" for name in names if name not in KINDS}
    sections = ("milestones", "time_limits", "sources", "measures")
    return data | {key: _written(data[key], own) for key in sections if key in data}


def _written(value: Json, own: dict[str, str]) -> Json:
    if isinstance(value, list):
        return [_written(one, own) for one in value]
    if not isinstance(value, dict):
        return value
    written = {
        key: _names(one, own) if key == "knows" else _written(one, own)
        for key, one in value.items()
    }
    event, where = written.get("event"), written.get("where", {})
    if isinstance(event, str) and event in own and isinstance(where, dict):
        written |= {"event": DECLARED, "where": {"name": own[event], **where}}
    return written


def _names(value: Json, own: dict[str, str]) -> Json:
    if not isinstance(value, list):
        return value
    return [own.get(one, one) if isinstance(one, str) else one for one in value]


def declared_types(editions: Iterable[Edition]) -> DeclaredTypes:
    """The types that the editions declare, as the intake asks for them: full name to fields.

    Of two editions that declare one type the later in force says what its fields are, so that a
    new edition may add fields.
    """
    return {
        f"{edition.authority}.{declared.name}": {
            field.name: FieldSpec(field.type, field.required) for field in declared.fields
        }
        for edition in sorted(editions, key=lambda one: one.in_force.since)
        for declared in edition.declares
    }
