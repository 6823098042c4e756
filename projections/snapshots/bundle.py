"""A snapshot as one file that verifies offline: record, body, mark, public key.

    {"format": "sroki.bundle/1", "record": {…}, "body": {…}, "hash": "…", "seal": "…", "key": "…"}

What is wrong with one is told by codes: `format`, `record`, `body`, `figures`; the mark is checked
by whoever holds the key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.projections.snapshots.canonical import Json, canonical, digest
from sroki.projections.snapshots.recount import Difference, differences
from sroki.projections.snapshots.shelf import Frozen

FORMAT: Final = "sroki.bundle/1"
_KEYS: Final = frozenset({"format", "record", "body", "hash", "seal", "key"})


class Fault(NamedTuple):
    """What of a bundle is not as it was issued; of `figures`, the number that differs."""

    code: str
    difference: Difference | None = None


def bundle_of(frozen: Frozen, body: bytes, key: str) -> bytes:
    """The file of a snapshot, in canonical JSON; `key` is the public key of the mark.

    `body` is the snapshot's, canonical already: it is the long part, and the first by its name.
    """
    rest = {
        "format": FORMAT,
        "record": frozen.record,
        "hash": frozen.hash,
        "seal": frozen.seal,
        "key": key,
    }
    return b'{"body":' + body + b"," + canonical(rest)[1:]


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
    except (KeyError, TypeError, ValueError, AttributeError):
        found.append(Fault("figures"))
    return found
