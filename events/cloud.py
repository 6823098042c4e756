"""CloudEvents at the edges: the content modes of HTTP and Kafka, and events for others' code.

In *structured* mode a body is a CloudEvent, or a batch of them, in JSON; in *binary* mode the
attributes are headers and the body is `data` (HTTP protocol binding 1.0.2 section 3.1, Kafka
binding section 3.2). Reading is ours, for it is strict; writing is the library's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import unquote

from cloudevents.core.v1.event import CloudEvent

from sroki.events.base import Event
from sroki.events.envelope import wrap
from sroki.events.reasons import Reason
from sroki.events.strict import Item, Limits, read, unclean

_HTTP: Final = "ce-"
_KAFKA: Final = "ce_"
_AS_IT_IS: Final = "identity"
_STRUCTURED: Final = "application/cloudevents"


def to_cloud_event(event: Event) -> CloudEvent:
    """The event as the CloudEvents library has it, for its bindings and formats."""
    attributes = wrap(event)
    data = attributes.pop("data")
    attributes["time"] = datetime.fromisoformat(attributes["time"])
    return CloudEvent(attributes, data)


def read_http(
    headers: Mapping[str, str], body: bytes, limits: Limits | None = None
) -> list[Item] | Reason:
    """The events of a request, in whichever mode it came. A Reason refuses it whole."""
    said = {name.lower(): value for name, value in headers.items()}
    if said.get("content-encoding", _AS_IT_IS).strip().lower() != _AS_IT_IS:
        return Reason("compressed")
    attributes = {
        name.removeprefix(_HTTP): unquote(value)
        for name, value in said.items()
        if name.startswith(_HTTP)
    }
    return _read(said.get("content-type", ""), attributes, body, limits or Limits())


def read_kafka(
    headers: Iterable[tuple[str, bytes | None]], value: bytes, limits: Limits | None = None
) -> list[Item] | Reason:
    """The events of a message, in whichever mode it came. A Reason refuses it whole."""
    said = {name.lower(): (text or b"").decode("utf-8", "replace") for name, text in headers}
    attributes = {
        name.removeprefix(_KAFKA): text for name, text in said.items() if name.startswith(_KAFKA)
    }
    return _read(said.get("content-type", ""), attributes, value, limits or Limits())


def _read(
    content_type: str, attributes: dict[str, str], body: bytes, limits: Limits
) -> list[Item] | Reason:
    items = read(body, limits)
    structured = content_type.startswith(_STRUCTURED) or "specversion" not in attributes
    if structured or isinstance(items, Reason):
        return items
    if len(items) != 1:
        return Reason("not_an_object", "/data")
    (data,) = items
    # One JSON value stands in `data.raw`, so that this is the structured form of what was sent.
    raw = f'{json.dumps(attributes, ensure_ascii=False)[:-1]}, "data": {data.raw}}}'
    reason = data.reason or next(unclean(attributes), None)
    return [Item({**attributes, "data": data.fields}, reason, raw)]
