"""CloudEvents 1.0 and our flat fields: the same event in two dresses.

On the wire an event is a CloudEvent in JSON: `type` is `ru.sroki.<kind>.v<N>`, `time` the legal
moment, `id` and `source` its identity, and `data` everything else. Inside and in the store it is
flat, see `catalogue`. Batches are unwrapped here without a library; `cloud` speaks to the edges.

`subject`, `dataschema` and the tracing extensions may be there and are not kept: what an event is
about stands in `data`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from sroki.events.base import Event, Oktmo, Source, UnitCode
from sroki.events.catalogue import KINDS, NEWEST, TYPE_PREFIX, cloud_type
from sroki.events.reasons import Reason, pointer

_TYPE: Final = re.compile(r"ru\.sroki\.([a-z][a-z0-9_]{0,59})\.v([1-9][0-9]{0,3})")
_KNOWN: Final = {
    f"{TYPE_PREFIX}{kind}.v{version}": (kind, version)
    for kind, newest in NEWEST.items()
    for version in range(1, newest + 1)
}
_JSON: Final = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json *(?:;.*)?", re.IGNORECASE)
# RFC 3339. Python and pydantic would also take 1492275599 and `2017-04-15_10:00Z`.
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_MOMENTS: Final = ("recorded_at", "complete_to")  # and `time`
_UNDERSTOOD: Final = frozenset(
    {
        *("specversion", "type", "id", "source", "time", "data", "subject"),
        *("datacontenttype", "dataschema", "traceparent", "tracestate"),
        *("partitionkey", "sequence"),
    }
)
# In `data` these would speak for the envelope, or for our own intake.
_RESERVED: Final = frozenset(
    {"kind", "version", "id", "source", "occurred_at", "received_at", "historical"}
)


class Unwrapped(NamedTuple):
    """An event's flat fields, not yet checked; `dropped` points at what nobody here knows."""

    kind: str
    version: int
    fields: dict[str, Any]
    dropped: tuple[str, ...]


def unwrap(wire: Mapping[str, Any]) -> Unwrapped | tuple[Reason, ...]:
    """The flat fields of a CloudEvent, or everything that is wrong with its envelope."""
    type_, data = wire.get("type"), wire.get("data")
    named = _KNOWN.get(type_) if isinstance(type_, str) else None
    faults = () if named else _type_faults(wire)
    if type(data) is not dict or wire.get("specversion") != "1.0":
        faults += _attribute_faults(wire)
    time = wire.get("time")
    if not is_moment(time):
        faults += (Reason("missing_field" if time is None else "wrong_moment", "/time"),)
    if faults or type(data) is not dict:
        return faults
    kind, version = named or _named(wire["type"])
    dropped: tuple[str, ...] = ()
    if not wire.keys() <= _UNDERSTOOD:
        dropped = tuple(pointer(key) for key in wire.keys() - _UNDERSTOOD)
    if not data.keys().isdisjoint(_RESERVED):
        dropped += tuple(pointer("data", key) for key in data.keys() & _RESERVED)
    fields = {**data, "kind": kind, "version": version, "occurred_at": time}
    for key in ("id", "source"):
        if (value := wire.get(key)) is not None:
            fields[key] = value
        else:
            fields.pop(key, None)
    for key in ("received_at", "historical"):
        fields.pop(key, None)
    if faults := moment_faults(fields, ("data",)):
        return faults
    return Unwrapped(kind, version, fields, tuple(sorted(dropped)))


def moment_faults(fields: Mapping[str, Any], path: tuple[str, ...]) -> tuple[Reason, ...]:
    """What is not an RFC 3339 date-time where one must be."""
    faults: tuple[Reason, ...] = ()
    for key in _MOMENTS:
        if (said := fields.get(key)) is not None and not is_moment(said):
            faults += (Reason("wrong_moment", pointer(*path, key)),)
    return faults


def is_moment(said: object) -> bool:
    """Whether it is an RFC 3339 date-time with its offset."""
    return type(said) is str and _MOMENT.fullmatch(said) is not None


def _named(type_: str) -> tuple[str, int]:
    match = _TYPE.fullmatch(type_)
    assert match is not None, "checked by _type_faults"  # noqa: S101  # an invariant, not input
    return match[1], int(match[2])


def _type_faults(wire: Mapping[str, Any]) -> tuple[Reason, ...]:
    said = wire.get("type")
    if said is None:
        return (Reason("missing_field", "/type"),)
    match = _TYPE.fullmatch(said) if isinstance(said, str) else None
    if match is None or match[1] not in KINDS:
        return (Reason("unknown_kind", "/type"),)
    return ()


def _attribute_faults(wire: Mapping[str, Any]) -> tuple[Reason, ...]:
    faults = [
        Reason("missing_field", pointer(key)) for key in ("id", "source") if wire.get(key) is None
    ]
    if wire.get("specversion") != "1.0":
        faults.append(Reason("not_cloudevents", "/specversion"))
    if "data" not in wire:
        faults.append(Reason("binary_data" if "data_base64" in wire else "missing_field", "/data"))
    elif type(wire["data"]) is not dict:
        content = wire.get("datacontenttype", "application/json")
        binary = not (isinstance(content, str) and _JSON.fullmatch(content))
        faults.append(Reason("binary_data" if binary else "not_an_object", "/data"))
    return tuple(faults)


def wrap(event: Event) -> dict[str, Any]:
    """The CloudEvent of an event, as JSON data. Stamps of our intake are left out."""
    data = event.model_dump(mode="json", exclude_none=True, exclude=set(_RESERVED))
    moment = event.model_dump(mode="json", include={"occurred_at"})["occurred_at"]
    return {
        "specversion": "1.0",
        "type": cloud_type(event),
        "source": event.source,
        "id": event.id,
        "time": moment,
        "subject": event.subject,
        "datacontenttype": "application/json",
        "data": data,
    }


class Sender(NamedTuple):
    """Who sent something that may be refused, as far as it says so in due form; else None."""

    source: str | None = None
    authority: str | None = None
    unit: str | None = None


def sender(wire: Mapping[str, Any]) -> Sender:
    """By whom and about which place a wire event is, for the list of what was not taken."""
    data = wire.get("data")
    place = data if isinstance(data, dict) else {}
    said = {"source": wire.get("source"), **{key: place.get(key) for key in ("authority", "unit")}}
    return Sender(**{key: value for key, value in said.items() if _in_form(key, value)})


def _in_form(field: str, value: object) -> bool:
    try:
        _FORMS[field].validate_python(value)
    except ValidationError:
        return False
    return True


_FORMS: Final[Mapping[str, TypeAdapter[str]]] = {
    "source": TypeAdapter(Source),
    "authority": TypeAdapter(Oktmo),
    "unit": TypeAdapter(UnitCode),
}
