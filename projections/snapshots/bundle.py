"""A snapshot as one file that verifies offline: record, body, mark, public key.

    {"format": "sroki.bundle/1", "record": {…}, "body": {…}, "hash": "…", "seal": "…", "key": "…"}

What is wrong with one is told by codes: `format`, `record`, `body`, `figures`; the mark is checked
by whoever holds the key.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.projections.snapshots.body import Body
from sroki.projections.snapshots.canonical import Json, canonical, digest
from sroki.projections.snapshots.recount import Difference, differences

FORMAT: Final = "sroki.bundle/1"
_KEYS: Final = frozenset({"format", "record", "body", "hash", "seal", "key"})


class Fault(NamedTuple):
    """What of a bundle is not as it was issued; of `figures`, the number that differs."""

    code: str
    difference: Difference | None = None


def rest_of(record: Mapping[str, Json], told: str, seal: str, key: str) -> bytes:
    """All of a bundle but its body: canonical JSON. `told` is the record's hash, `key` public."""
    return canonical({"format": FORMAT, "record": record, "hash": told, "seal": seal, "key": key})


def text(body: Body, rest: bytes) -> Iterator[bytes]:
    """The file of a snapshot, in canonical JSON, piece by piece.

    The body is the long part of it, and the first by its name.
    """
    yield b'{"body":'
    yield from body.text()
    yield b"," + rest[1:]


def opened(content: bytes) -> dict[str, Json]:
    """A bundle from its bytes. Raises `Invalid` where it is none, or is not canonical.

    Canonical JSON has one text for a value, so that a byte more or less is seen as such.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise Invalid(say("это не снимок: JSON не читается")) from None
    if not isinstance(found, dict) or found.keys() != _KEYS or found["format"] != FORMAT:
        raise Invalid(say("это не снимок"), accepted=FORMAT)
    try:
        same = canonical(found) == content
    except ValueError:
        same = False
    if not same:
        raise Invalid(say("файл снимка записан не так, как его пишут: он изменён"))
    return found


def faults(bundle: Mapping[str, Json]) -> list[Fault]:
    """What does not hold of a bundle by itself."""
    record: Any = bundle["record"]
    found: list[Fault] = []
    if digest(canonical(record)) != bundle["hash"]:
        found.append(Fault("record"))
    body = bundle["body"]
    if not isinstance(record, dict) or digest(canonical(body)) != record.get("body_sha256"):
        found.append(Fault("body"))
    try:
        found += [Fault("figures", one) for one in differences(body)]
    except (LookupError, TypeError, ValueError, AttributeError):
        found.append(Fault("figures"))
    return found
