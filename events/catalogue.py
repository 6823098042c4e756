"""The catalogue: every event type that exists, discriminated by `kind`.

`Fact` is what can stand for itself; `AnyEvent` adds what speaks of other events. `parse_many`
decodes a batch of stored (canonical) events in one call. What people do in Sroki itself no source
can tell: those kinds are in `acts.catalogue`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Annotated, Final, get_args

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import to_json

from sroki.events.appeal import (
    ComplaintDecided,
    ComplaintFiled,
    ComplaintRegistered,
    CourtDecided,
)
from sroki.events.audits import PremisesInspected, SiteAudited
from sroki.events.base import Event, Named
from sroki.events.filing import (
    AcceptanceRefused,
    CabinetInfoSent,
    DocumentDemanded,
    DocumentPresented,
    DocumentsChecked,
    PaymentDemanded,
    QueueJoined,
    QueueServed,
    ReceiptIssued,
    Registered,
    Submitted,
)
from sroki.events.handling import (
    AspChecked,
    FileFormed,
    InteragencyReplyReceived,
    InteragencyRequestSent,
)
from sroki.events.outcome import (
    ErrorCorrectionDecided,
    ErrorCorrectionRequested,
    ListApproved,
    Listed,
    NoticeSent,
    QuotaSet,
    Refused,
    Withdrawn,
)
from sroki.events.record import Annulled, Corrected, Declared, SourceWatermark
from sroki.events.upcasters import lift

_Facts = (
    QueueJoined
    | QueueServed
    | Submitted
    | AcceptanceRefused
    | DocumentPresented
    | DocumentDemanded
    | DocumentsChecked
    | PaymentDemanded
    | ReceiptIssued
    | Registered
    | CabinetInfoSent
    | AspChecked
    | InteragencyRequestSent
    | InteragencyReplyReceived
    | FileFormed
    | Refused
    | ListApproved
    | Listed
    | NoticeSent
    | QuotaSet
    | Withdrawn
    | ErrorCorrectionRequested
    | ErrorCorrectionDecided
    | ComplaintFiled
    | ComplaintRegistered
    | ComplaintDecided
    | CourtDecided
    | SiteAudited
    | PremisesInspected
    | Declared
)
Fact = Annotated[_Facts, Field(discriminator="kind")]

Corrected.model_rebuild(_types_namespace={"Fact": Fact})

_Events = _Facts | Corrected | Annulled | SourceWatermark
AnyEvent = Annotated[_Events, Field(discriminator="kind")]

_ANY: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)
_MANY: TypeAdapter[list[AnyEvent]] = TypeAdapter(list[AnyEvent])

# What intake stamps is no part of what the source said.
_STAMPS = {"received_at", "historical"}


KINDS: dict[str, type[Event]] = {cls.model_fields["kind"].default: cls for cls in get_args(_Events)}

# The newest version of each kind.
NEWEST: dict[str, int] = {kind: cls.model_fields["version"].default for kind, cls in KINDS.items()}

TYPE_PREFIX = "ru.sroki."


def cloud_type(event: Event) -> str:
    """CloudEvents `type`: `ru.sroki.submitted.v1`."""
    return f"{TYPE_PREFIX}{event.kind}.v{event.version}"


def to_bytes(event: Event) -> bytes:
    """The stored form: compact JSON, absent values left out; our own stamps come last."""
    return _stamped(_said(event), event)


def from_bytes(body: bytes) -> AnyEvent:
    """One stored event of any version. Raises pydantic's ValidationError where it is not one."""
    try:
        return _ANY.validate_json(body)
    except ValidationError:
        lifted = _lifted(body)
        if lifted is None:
            raise
        return _ANY.validate_python(lifted)


def parse(fields: dict[str, object]) -> AnyEvent:
    """One event from its flat fields. Raises pydantic's ValidationError."""
    return _ANY.validate_python(fields)


def parse_many(bodies: Sequence[bytes]) -> list[AnyEvent]:
    """Stored events of any version, decoded in one call where all are of the newest."""
    if not bodies:
        return []
    try:
        events = _MANY.validate_json(b"[" + b",".join(bodies) + b"]")
    except ValidationError:
        events = [from_bytes(body) for body in bodies]
    for event in events:
        lean(event)
    return events


_GIVEN: Final[set[str]] = set()


def lean(event: Event) -> Event:
    """Forget which fields were given and which left out: nobody asks, and it is half the weight."""
    object.__setattr__(event, "__pydantic_fields_set__", _GIVEN)
    return event


def _lifted(body: bytes) -> dict[str, object] | None:
    """The fields of an event of an older version as the newest has them; None if it is not one."""
    try:
        fields = json.loads(body)
    except ValueError:
        return None
    if not isinstance(fields, dict) or fields.get("kind") not in NEWEST:
        return None
    lifted = lift(fields, NEWEST[fields["kind"]])
    within = lifted.get("replacement")
    if isinstance(within, dict) and within.get("kind") in NEWEST:
        lifted = {**lifted, "replacement": lift(within, NEWEST[within["kind"]])}
    return lifted if lifted != fields else None


def parse_array(body: bytes) -> list[AnyEvent]:
    """The events of a stored JSON array."""
    return _MANY.validate_json(body)


def content_digest(event: Event) -> bytes:
    """16 bytes over what the source said; equal for repetitions, whenever they arrive."""
    return blake2b(_said(event), digest_size=16).digest()


def identity(event: Named) -> bytes:
    """16 bytes over (`source`, `id`) and the subject.

    A source whose counter began anew gives one id to events of two cases: neither is lost, and the
    answer is the same however many partitions there are.
    """
    said = f"{event.source}\x00{event.id}\x00{event.subject}"
    return blake2b(said.encode(), digest_size=16).digest()


def encode(event: Event) -> tuple[bytes, bytes]:
    """(`to_bytes`, `content_digest`) of an event, serialised once."""
    said = _said(event)
    return _stamped(said, event), blake2b(said, digest_size=16).digest()


def _said(event: Event) -> bytes:
    """What the source said, in the model's order."""
    return event.__pydantic_serializer__.to_json(event, exclude_none=True, exclude=_STAMPS)


def _stamped(said: bytes, event: Event) -> bytes:
    """With what our intake adds."""
    received = b"" if event.received_at is None else _received(event.received_at)
    return said[:-1] + received + (b',"historical":true}' if event.historical else b"}")


@lru_cache(maxsize=64)
def _received(at: datetime) -> bytes:
    """The stamp of a batch, which is the same for every event of it."""
    return b',"received_at":' + to_json(at)
