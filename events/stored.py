"""Reading stored events that somebody else may have written: nothing raises, nothing is dropped.

A log holds what was put into it, by whatever version of whatever program. Where a record is not an
event of a version known here, its place is taken by what is wrong with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from sroki.events import strict
from sroki.events.base import Event
from sroki.events.catalogue import KINDS, NEWEST, TYPE_PREFIX, from_bytes, lean, parse_many
from sroki.events.corrections import newer
from sroki.events.envelope import Sender, sender
from sroki.events.faults import Checked, checked
from sroki.events.reasons import Reason

_ENVELOPE: Final = frozenset({"kind", "version", "id", "source", "occurred_at"})
# What our own intake adds; it will add it anew.
_STAMPS: Final = frozenset({"received_at", "historical"})
_LIMITS: Final = strict.Limits()


class Unreadable(NamedTuple):
    """Stored bytes that are no event known here.

    `wire` is what an intake could be given again: the same as a CloudEvent, where it has fields at
    all, else the bytes as they are.
    """

    reason: Reason
    wire: bytes
    sender: Sender = Sender()


def read_many(bodies: Sequence[bytes | None]) -> list[Event | Unreadable]:
    """Each stored event, or why it cannot be read; in one call where all are well."""
    try:
        return [*parse_many([body or b"" for body in bodies])] if all(bodies) else _each(bodies)
    except ValidationError:
        return _each(bodies)


def unreadable(body: bytes, reason: Reason) -> Unreadable:
    """Of bytes that may not be taken for the reason given, whether or not they are an event."""
    read = strict.read(body, _LIMITS)
    if isinstance(read, Reason) or len(read) != 1 or read[0].reason is not None:
        return Unreadable(reason, body)
    wire = _wire(read[0].fields)
    return Unreadable(reason, json.dumps(wire, ensure_ascii=False).encode(), sender(wire))


def _each(bodies: Sequence[bytes | None]) -> list[Event | Unreadable]:
    return [_one(body or b"") for body in bodies]


def _one(body: bytes) -> Event | Unreadable:
    try:
        return lean(from_bytes(body))
    except ValidationError:
        return unreadable(body, _why(body))


def _why(body: bytes) -> Reason:
    read = strict.read(body, _LIMITS)
    if isinstance(read, Reason):
        return read
    if len(read) != 1:
        return Reason("not_an_object")
    (item,) = read
    return item.reason or _fault(item.fields)


def _fault(fields: dict[str, Any]) -> Reason:
    kind, version = fields.get("kind"), fields.get("version", 1)
    if not isinstance(kind, str) or kind not in KINDS:
        return Reason("unknown_kind", "/type")
    if type(version) is int and version > NEWEST[kind]:
        return newer(kind, version, "/type")
    found = checked(kind, fields)
    # A field that no version here knows is no reason for the intake, which drops it by name. A
    # stored event has none that its version does not know: a later program wrote it.
    return Reason("unknown_field", found.dropped[0]) if isinstance(found, Checked) else found[0]


def _wire(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The CloudEvent of flat fields, whatever they are."""
    kind, version = fields.get("kind"), fields.get("version", 1)
    return {
        "specversion": "1.0",
        "type": f"{TYPE_PREFIX}{kind}.v{version}",
        "source": fields.get("source"),
        "id": fields.get("id"),
        "time": fields.get("occurred_at"),
        "data": {k: v for k, v in fields.items() if k not in _ENVELOPE | _STAMPS},
    }
